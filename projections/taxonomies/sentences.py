"""What is told of a taxonomy: drafted, reviewed, published with what becomes of its classes."""

from __future__ import annotations

from collections.abc import Sequence

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.taxonomy import (
    ClassFate,
    Fate,
    Mapping,
    PilotBasis,
    PilotPassed,
    TaxonomyDrafted,
    TaxonomyObjection,
    TaxonomyPublished,
    TaxonomyReviewed,
    TaxonomyVerdict,
)
from labeltrail.events.values import Task
from labeltrail.projections.sentences import NAMED_MAX, told

OBJECTIONS = {
    TaxonomyObjection.DEFINITION_UNCLEAR: "a definition is unclear",
    TaxonomyObjection.CLASSES_OVERLAP: "classes overlap",
    TaxonomyObjection.CLASS_MISSING: "a class is missing",
    TaxonomyObjection.CLASS_NOT_NEEDED: "a class is not needed",
    TaxonomyObjection.MAPPING_WRONG: "its mapping is wrong",
    TaxonomyObjection.OTHER: "of another reason",
}
BASES = {
    PilotBasis.READY: "it was ready",
    PilotBasis.CERTIFIED: "it is certified",
}


@told.register
def _(fact: TaxonomyDrafted, event: RecordedEvent) -> str:
    after = f"to follow version {fact.follows}" if fact.follows else "of the first version"
    return (
        f"{_by(fact.drafted_by, event)} wrote taxonomy draft {fact.draft} {after}, with"
        f" {tasks_told(fact.tasks)}{mapping_told(fact.mapping)}. Change: {fact.change_note}"
    )


@told.register
def _(fact: TaxonomyReviewed, event: RecordedEvent) -> str:
    what = (
        f"taxonomy draft {fact.draft}"
        if fact.draft is not None
        else f"taxonomy version {fact.taxonomy_version}"
    )
    is_approved = fact.verdict is TaxonomyVerdict.APPROVED
    why = ", ".join(OBJECTIONS[one] for one in fact.objections)
    return (
        f"{_by(fact.reviewed_by, event)} {'approved' if is_approved else 'refused'} {what}"
        f"{f', since {why}' if why else ''}."
    )


@told.register
def _(fact: TaxonomyPublished, event: RecordedEvent) -> str:
    ids = [one.constraint_id for one in fact.constraints]
    kept = f", and the constraints {some(ids)}" if ids else ""
    source = f" from draft {fact.draft}" if fact.draft is not None else ""
    return (
        f"{_by(fact.published_by or MemberId(event.actor), event)} published taxonomy version"
        f" {fact.taxonomy_version}{source} with {tasks_told(fact.tasks)}{kept}"
        f"{mapping_told(fact.mapping)}. Change: {fact.change_note}"
    )


@told.register
def _(fact: PilotPassed, event: RecordedEvent) -> str:
    return (
        f"{_by(fact.passed_by, event)} let pilot {fact.batch_id} pass for taxonomy version"
        f" {fact.taxonomy_version}: {BASES[fact.basis]} as of position {fact.position}, with"
        f" {fact.items_overlapped} of {fact.items} items answered often enough."
    )


def tasks_told(tasks: Sequence[Task]) -> str:
    named = [f"{task.name} ({task.kind}{_answered_by(task)})" for task in tasks[:NAMED_MAX]]
    more = f" and {len(tasks) - NAMED_MAX} more" if len(tasks) > NAMED_MAX else ""
    return f"{', '.join(named)}{more}"


def mapping_told(mapping: Mapping) -> str:
    """What becomes of the classes that are not simply kept."""
    fates = [
        f"{fate_told(one)} ({task.task})"
        for task in mapping
        for one in task.classes
        if one.fate is not Fate.KEPT
    ]
    return f"; of the classes before, {some(fates)}" if fates else ""


def fate_told(one: ClassFate) -> str:
    """One clause.

    >>> from labeltrail.events.identifiers import ClassId
    >>> fate_told(ClassFate(class_id=ClassId("gull"), fate=Fate.RETIRED))
    'gull is retired'
    """
    match one.fate:
        case Fate.KEPT:
            return f"{one.class_id} is kept"
        case Fate.RENAMED:
            return f"{one.class_id} is now called {one.into[0]}"
        case Fate.MERGED:
            return f"{one.class_id} is merged into {one.into[0]}"
        case Fate.SPLIT:
            return f"{one.class_id} is split into {' and '.join(one.into)}"
        case Fate.RETIRED:
            return f"{one.class_id} is retired"


def some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED_MAX} more" if len(names) > NAMED_MAX else ""
    return ", ".join(names[:NAMED_MAX]) + more


def _answered_by(task: Task) -> str:
    if not task.has_open_categories:
        return f": {some(task.categories())}"
    return f" of {some([c.class_id for c in task.classes])}" if task.classes else ""


def _by(person: MemberId, event: RecordedEvent) -> str:
    """Who judged, and who called for them where somebody else did."""
    return person if event.actor == person else f"{person} (through {event.actor})"
