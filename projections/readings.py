"""The readings of an item that agreement rests on, and why its other labels are left out.

Agreement uses, of each person, the first reading given before anything about the item was
reviewed or adjudicated, and before they could see what others answered. Every other label that
answers the task is counted by the first cause that applies, in the order of `Exclusion`; a label
without an answer is missing and not counted.
"""

from __future__ import annotations

from enum import StrEnum
from operator import attrgetter

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category, is_unanswerable
from labeltrail.projections.terms import Terms

_PERSON = MemberKind.PERSON  # looked up once: this is asked of every label after every event
_BY_REPEAT = attrgetter("repeat")


class Exclusion(StrEnum):
    """Why a label that answers the task plays no part in agreement."""

    RETRACTED = "retracted"
    MODEL = "model"
    """A model or labeling function is no independent annotator."""
    AFTER_REVIEW = "after_review"
    """The answer came when something about the item had been reviewed or adjudicated, or when its
    annotator could see others' answers."""
    REPEAT = "repeat"
    """A lower repeat of the same annotator stands; repeats are for self-consistency."""
    CANNOT_TELL = "cannot_tell"
    NOT_ANSWERABLE = "not_answerable"
    """The class was split or retired since: the answer says nothing under this version."""
    CLASS_NOT_IN_TAXONOMY = "class_not_in_taxonomy"
    """The class is none of the taxonomy version that the answer holds for."""


def first_readings(
    item: Item, task: TaskName, terms: Terms
) -> tuple[dict[MemberId, str], dict[str, int]]:
    """Each annotator's category for agreement, and how many labels were left out by cause."""
    readings: dict[MemberId, str] = {}
    exclusions: dict[str, int] = {}
    read: set[MemberId] = set()
    item, known = terms.read(item), terms.values[task]
    for label in sorted(item.labels.values(), key=_BY_REPEAT):
        answer = label.independent.get(task) if label.independent is not None else None
        if answer is None and task not in label.answers:
            continue
        cause = _standing_fault(label, read, is_independent=answer is not None)
        if cause is None and answer is not None:
            read.add(label.annotator)
            found = category(answer.value)
            if found is not None and found in known:
                readings[label.annotator] = found
                continue
            cause = _value_fault(found)
        if cause is not None:
            exclusions[cause] = exclusions.get(cause, 0) + 1
    return readings, exclusions


def _value_fault(found: str | None) -> Exclusion:
    if found is None:
        return Exclusion.CANNOT_TELL
    gone = is_unanswerable(found)
    return Exclusion.NOT_ANSWERABLE if gone else Exclusion.CLASS_NOT_IN_TAXONOMY


def _standing_fault(label: Label, read: set[MemberId], *, is_independent: bool) -> Exclusion | None:
    """Why the label is not its annotator's first reading, whatever it says."""
    if label.is_retracted:
        return Exclusion.RETRACTED
    if label.member_kind is not _PERSON:
        return Exclusion.MODEL
    if not is_independent:
        return Exclusion.AFTER_REVIEW
    return Exclusion.REPEAT if label.annotator in read else None
