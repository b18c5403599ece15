"""What is told of the life of a taxonomy."""

from __future__ import annotations

import msgspec

from labeltrail.events.identifiers import BatchId, ClassId, TaskName
from labeltrail.events.streams import taxonomy
from labeltrail.events.streams.taxonomy import Fate
from tests.events.owls import INES
from tests.projections.herbarium import MAUD, TREES, genus

FATES = tuple(
    taxonomy.ClassFate(class_id=ClassId(name), fate=fate, into=tuple(map(ClassId, into)))
    for name, fate, into in (
        ("alder", Fate.KEPT, ()),
        ("elm", Fate.SPLIT, ("wych", "field")),
        ("sallow", Fate.MERGED, ("willow",)),
        ("betula", Fate.RENAMED, ("birch",)),
        ("larch", Fate.RETIRED, ()),
    )
)
MAPPING = (taxonomy.TaskMapping(task=TaskName("genus"), classes=FATES),)
BECOME = (
    "; of the classes before, elm is split into wych and field (genus), sallow is merged into"
    " willow (genus), betula is now called birch (genus), larch is retired (genus)"
)
TASKS = (genus(*TREES),)
TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        "taxonomy",
        "maud",
        taxonomy.TaxonomyDrafted(
            draft=1,
            follows=1,
            drafted_by=MAUD,
            tasks=TASKS,
            change_note="Elms are two.",
            mapping=MAPPING,
        ),
        (
            "maud wrote taxonomy draft 1 to follow version 1, with genus (multiclass: alder, birch,"
            f" willow){BECOME}. Change: Elms are two."
        ),
    ),
    (
        "taxonomy",
        "herbarium-desk",
        taxonomy.TaxonomyDrafted(
            draft=1, follows=0, drafted_by=MAUD, tasks=TASKS, change_note="The first."
        ),
        (
            "maud (through herbarium-desk) wrote taxonomy draft 1 of the first version, with genus"
            " (multiclass: alder, birch, willow). Change: The first."
        ),
    ),
    (
        "taxonomy",
        "ines",
        taxonomy.TaxonomyReviewed(
            reviewed_by=INES, verdict=taxonomy.TaxonomyVerdict.APPROVED, draft=1
        ),
        "ines approved taxonomy draft 1.",
    ),
    (
        "taxonomy",
        "ines",
        taxonomy.TaxonomyReviewed(
            reviewed_by=INES,
            verdict=taxonomy.TaxonomyVerdict.REFUSED,
            taxonomy_version=2,
            objections=(
                taxonomy.TaxonomyObjection.CLASSES_OVERLAP,
                taxonomy.TaxonomyObjection.CLASS_MISSING,
            ),
        ),
        "ines refused taxonomy version 2, since classes overlap, a class is missing.",
    ),
    (
        "taxonomy",
        "maud",
        taxonomy.TaxonomyPublished(
            taxonomy_version=2,
            tasks=TASKS,
            change_note="Elms are two.",
            mapping=MAPPING,
            draft=1,
        ),
        (
            "maud published taxonomy version 2 from draft 1 with genus (multiclass: alder, birch,"
            f" willow){BECOME}. Change: Elms are two."
        ),
    ),
    (
        "taxonomy",
        "maud",
        taxonomy.PilotPassed(
            batch_id=BatchId("cabinet-a"),
            taxonomy_version=2,
            policy_version=1,
            basis=taxonomy.PilotBasis.READY,
            position=212,
            items=60,
            items_overlapped=58,
            passed_by=MAUD,
        ),
        (
            "maud let pilot cabinet-a pass for taxonomy version 2: it was ready as of position 212,"
            " with 58 of 60 items answered often enough."
        ),
    ),
]
