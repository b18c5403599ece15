"""Owls that are told apart otherwise than before: mappings, drafts and pilots for the tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from labeltrail.events.identifiers import BatchId, ClassId, MemberId, TaskName
from labeltrail.events.streams.taxonomy import (
    ClassFate,
    DraftTaxonomy,
    Fate,
    PassPilot,
    PilotBasis,
    PublishTaxonomy,
    PublishTaxonomyDraft,
    ReviewTaxonomy,
    TaskMapping,
    TaxonomyDrafted,
    TaxonomyObjection,
    TaxonomyReviewed,
    TaxonomyVerdict,
)
from labeltrail.events.values import Task
from tests.events.owls import INES, MIRA, SPECIES, TASKS, WHICH_OWL, defined

NOTE = "Mapped at the meeting of May"
APPROVED, REFUSED = TaxonomyVerdict.APPROVED, TaxonomyVerdict.REFUSED
APRIL = BatchId("april")


def fate(class_id: str, what: Fate, *into: str) -> ClassFate:
    return ClassFate(class_id=ClassId(class_id), fate=what, into=tuple(map(ClassId, into)))


def mapped(*fates: ClassFate, task: TaskName = SPECIES) -> tuple[TaskMapping, ...]:
    return (TaskMapping(task=task, classes=fates),)


def retired(*tasks: Task) -> tuple[TaskMapping, ...]:
    """Every class of these tasks is asked for no more."""
    return tuple(
        TaskMapping(
            task=task.name, classes=tuple(fate(c.class_id, Fate.RETIRED) for c in task.classes)
        )
        for task in tasks
    )


def retiring(old: Iterable[Task], new: Iterable[Task]) -> tuple[TaskMapping, ...]:
    """Every class that the new tasks do not have is asked for no more."""
    left = {(task.name, one.class_id) for task in new for one in task.classes}
    gone = (
        msgspec.structs.replace(
            task, classes=tuple(c for c in task.classes if (task.name, c.class_id) not in left)
        )
        for task in old
    )
    return retired(*(task for task in gone if task.classes))


def owls(*names: str, task: Task = WHICH_OWL) -> Task:
    """The question which owl it is, with these to choose from."""
    classes = tuple(defined(name, f"Sounds like a {name} owl.") for name in names)
    return msgspec.structs.replace(task, classes=classes)


def publish(task: Task, *fates: ClassFate, others: tuple[Task, ...] = TASKS[1:]) -> PublishTaxonomy:
    """A version whose owls are these, and whose other tasks are as before."""
    mapping = mapped(*fates) if fates else ()
    return PublishTaxonomy(tasks=(task, *others), change_note=NOTE, mapping=mapping)


def drafted(number: int = 1, *, follows: int = 1, by: MemberId = MIRA) -> TaxonomyDrafted:
    return TaxonomyDrafted(
        draft=number, follows=follows, drafted_by=by, tasks=TASKS, change_note=NOTE
    )


def reviewed(
    verdict: TaxonomyVerdict = APPROVED, *, by: MemberId = INES, **what: Any
) -> TaxonomyReviewed:
    """Of draft 1 where nothing else is named."""
    objections = (TaxonomyObjection.CLASSES_OVERLAP,) if verdict is REFUSED else ()
    return TaxonomyReviewed(
        reviewed_by=by, verdict=verdict, objections=objections, **(what or {"draft": 1})
    )


def judged(**more: Any) -> PassPilot:
    """The pilot `april`, ready with 60 of 60 items answered often enough."""
    given: dict[str, Any] = {
        "batch_id": APRIL,
        "position": 20,
        "taxonomy_version": 1,
        "policy_version": 1,
        "basis": PilotBasis.READY,
        "items": 60,
        "items_overlapped": 60,
        "is_passed": True,
    }
    return PassPilot(**(given | more))


COMMANDS = (
    DraftTaxonomy(tasks=TASKS, change_note=NOTE),
    ReviewTaxonomy(verdict=APPROVED, draft=1),
    PublishTaxonomyDraft(draft=1),
    judged(),
)
