"""The list of answers to give anew: as of any position, from both ends, until they are given."""

from __future__ import annotations

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import taxonomy
from labeltrail.events.streams.item import commands
from labeltrail.events.streams.taxonomy import Fate
from labeltrail.projections.answers import Window
from labeltrail.projections.taxonomies.relabel import RelabelKey, ToRelabel, relabel_page
from tests.events.taxonomies import fate
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, Herbarium, genus, tree

_NOOR, _JIRI = ANNOTATORS[:2]
_KEPT = {"alder", "birch", "willow"}
SECOND = genus("alnus", "birch", "wych", "field")
FATES = (
    fate("alder", Fate.RENAMED, "alnus"),
    fate("willow", Fate.SPLIT, "wych", "field"),
)


async def listed(
    herbarium: Herbarium, *fates: Fate, position: int | None = None, **window: object
) -> list[ToRelabel]:
    asked = Window[RelabelKey](limit=9, **window)  # type: ignore[arg-type]  # fields of a window
    page = await relabel_page(
        herbarium.pool, HERBARIUM, GENUS, asked, fates=fates or (Fate.SPLIT,), position=position
    )
    return list(page.rows)


async def test_answers_are_listed_until_they_are_given_anew(herbarium: Herbarium) -> None:
    await herbarium.found()
    first, second = await herbarium.register("sheet/1", "sheet/2")
    await herbarium.label(first, _NOOR, tree("willow"))
    await herbarium.label(first, _JIRI, tree("alder"))
    await herbarium.label(second, _NOOR, tree("birch"))
    await herbarium.label(second, _JIRI, tree("willow"))
    await herbarium.fold()
    before = await herbarium.head()
    assert await listed(herbarium) == [], "nothing is split yet"
    former = (await herbarium.executor.rules(herbarium.project_id)).taxonomy.current()
    gone = [
        fate(c.class_id, Fate.RETIRED) for c in former[GENUS].classes if c.class_id not in _KEPT
    ]
    mapping = (taxonomy.TaskMapping(task=GENUS, classes=(*FATES, *gone)),)
    others = tuple(task for name, task in former.items() if name != GENUS)
    await herbarium.tell(
        taxonomy.PublishTaxonomy(
            tasks=(SECOND, *others), change_note="Elms are two.", mapping=mapping
        )
    )
    await herbarium.fold()
    found = await listed(herbarium)
    assert [(one.item_id, one.annotator) for one in found] == [(first, _NOOR), (second, _JIRI)]
    assert {(one.class_id, one.fate, one.into) for one in found} == {
        ("willow", Fate.SPLIT, ("wych", "field"))
    }
    assert await listed(herbarium, is_backward=True) == found
    assert await listed(herbarium, after=found[0].key) == found[1:]
    assert await listed(herbarium, before=found[1].key, is_backward=True) == found[:1]
    assert await listed(herbarium, Fate.RETIRED) == []
    assert await listed(herbarium, position=before) == []
    then = await herbarium.head()
    command = commands.SubmitLabel(
        item_id=ItemId(first),
        answers=tree("wych"),
        taxonomy_version=2,
        guideline_revision=1,
        repeat=2,
    )
    await herbarium.tell(command, _NOOR)
    await herbarium.fold()
    assert await listed(herbarium) == found[1:]
    assert await listed(herbarium, position=then) == found
