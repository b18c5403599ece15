"""What one item adds to the tally of a project or batch, and how much it weighs as evidence.

Agreement uses, of each person, the first reading given before anything about the item was
reviewed or adjudicated. Every other label that answers the task is counted by the first cause
that applies, in the order of `Exclusion`; a label without an answer is missing and not counted.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from itertools import combinations

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item.ballots import may_vote
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Task, TaskKind, category
from labeltrail.projections import truth
from labeltrail.projections.statistics import AgreementCounts
from labeltrail.projections.tally import Tally, TaskTally
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import InForce, Outcome

WEIGHT_SCALE = 1_000_000


class Exclusion(StrEnum):
    """Why a label that answers the task plays no part in agreement."""

    RETRACTED = "retracted"
    MODEL = "model"
    """A model or labeling function is no independent annotator."""
    AFTER_REVIEW = "after_review"
    """The answer came when something about the item had been reviewed or adjudicated."""
    REPEAT = "repeat"
    """A lower repeat of the same annotator stands; repeats are for self-consistency."""
    CANNOT_TELL = "cannot_tell"
    CLASS_NOT_IN_TAXONOMY = "class_not_in_taxonomy"
    """The class is none of the taxonomy version that the answer holds for."""


class TaskShare(msgspec.Struct, frozen=True, kw_only=True):
    """One task of one item.

    The weights order items as evidence of disagreement, in millionths and rounded down:
    `nominal_weight` is the item's share in observed disagreement, unequal pairs / (m - 1);
    `ordinal_weight` the same with each pair times its squared number of steps on the scale.
    """

    outcome: Outcome
    agreement: AgreementCounts
    annotators: tuple[MemberId, ...]
    nominal_weight: int
    ordinal_weight: int


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one item adds. `voters` are persons with a label that may vote; `voters_any`
    counts models and labeling functions as well.
    """

    is_labeled: bool
    voters: int
    voters_any: int
    open_escalations: int
    review_requests: int
    tasks: dict[TaskName, TaskShare]

    def tally(self) -> Tally:
        return Tally(
            items=1,
            items_labeled=int(self.is_labeled),
            voters={str(self.voters): 1},
            voters_any={str(self.voters_any): 1},
            open_escalations=self.open_escalations,
            review_requests=self.review_requests,
            items_to_review=int(self.review_requests > 0),
            items_escalated=int(self.open_escalations > 0),
            tasks={name: _task_tally(task) for name, task in self.tasks.items()},
        )


def share(item: Item, terms: Terms) -> Share:
    """The item's share under these terms."""
    may = [label for label in item.labels.values() if may_vote(label, models_vote=True)]
    voting = [label for label in may if _says_something(label)]
    persons = {one.annotator for one in voting if one.member_kind is MemberKind.PERSON}
    return Share(
        is_labeled=any(not label.is_retracted for label in item.labels.values()),
        voters=len(persons),
        voters_any=len({one.annotator for one in voting}),
        open_escalations=len(item.open_escalations()) if item.escalations else 0,
        review_requests=len(item.review_requests),
        tasks={name: _task_share(item, task, terms) for name, task in terms.tasks.items()},
    )


def _says_something(label: Label) -> bool:
    return any(category(answer.value) is not None for answer in label.answers.values())


def _task_share(item: Item, task: Task, terms: Terms) -> TaskShare:
    readings, exclusions = first_readings(item, task.name, terms)
    nominal, ordinal = _weights(list(readings.values()), task)
    return TaskShare(
        outcome=truth.outcome(item, task.name, terms),
        agreement=AgreementCounts.of_item(list(readings.values()), exclusions),
        annotators=tuple(readings),
        nominal_weight=nominal,
        ordinal_weight=ordinal,
    )


def first_readings(
    item: Item, task: TaskName, terms: Terms
) -> tuple[dict[MemberId, str], dict[str, int]]:
    """Each annotator's category for agreement, and how many labels were left out by cause."""
    readings: dict[MemberId, str] = {}
    exclusions: dict[str, int] = {}
    read: set[MemberId] = set()
    for label in sorted(item.labels.values(), key=lambda one: one.repeat):
        independent = label.independent or {}
        if task not in independent and task not in label.answers:
            continue
        cause = _standing_fault(label, task, read)
        if cause is None:
            read.add(label.annotator)
            found = category(independent[task].value)
            if found is not None and found in terms.values[task]:
                readings[label.annotator] = found
                continue
            is_missing = found is None
            cause = Exclusion.CANNOT_TELL if is_missing else Exclusion.CLASS_NOT_IN_TAXONOMY
        exclusions[cause] = exclusions.get(cause, 0) + 1
    return readings, exclusions


def _standing_fault(label: Label, task: TaskName, read: set[MemberId]) -> Exclusion | None:
    """Why the label is not its annotator's first reading, whatever it says."""
    if label.is_retracted:
        return Exclusion.RETRACTED
    if label.member_kind is not MemberKind.PERSON:
        return Exclusion.MODEL
    if label.independent is None or task not in label.independent:
        return Exclusion.AFTER_REVIEW
    return Exclusion.REPEAT if label.annotator in read else None


def _task_tally(task: TaskShare) -> TaskTally:
    match task.outcome:
        case InForce(origin=origin):
            origins, absences = {str(origin): 1}, {}
        case absent:
            origins, absences = {}, {str(absent.reason): 1}
    return TaskTally(
        agreement=task.agreement,
        annotators=dict.fromkeys(task.annotators, 1),
        origins=origins,
        absences=absences,
    )


def _weights(values: list[str], task: Task) -> tuple[int, int]:
    """Nominal and ordinal weight; the ordinal one is 0 where the classes have no order."""
    counts = Counter(values)
    if len(counts) < 2:
        return 0, 0
    is_ordinal = task.kind is TaskKind.ORDINAL
    steps = {one: step for step, one in enumerate(task.categories())} if is_ordinal else {}
    unequal, apart = 0, 0
    for one, other in combinations(counts, 2):
        pairs = counts[one] * counts[other]
        unequal += pairs
        apart += pairs * (steps[one] - steps[other]) ** 2 if is_ordinal else 0
    others = len(values) - 1
    return WEIGHT_SCALE * unequal // others, WEIGHT_SCALE * apart // others
