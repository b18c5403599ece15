"""What one item adds to the tally of a project or batch, and how much it weighs as evidence.

A share is a function of the item and the terms alone. After an event it can be had from the one
before (`share_after`), and what that changes in a tally from both (`difference`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, zip_longest

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item import gold_state
from labeltrail.events.streams.item.ballots import may_vote
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Task, TaskKind, category
from labeltrail.projections import truth
from labeltrail.projections.readings import Exclusion, first_readings
from labeltrail.projections.statistics import AgreementCounts
from labeltrail.projections.tally import Tally, TaskTally
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import InForce, Outcome
from labeltrail.projections.unreviewed import heard

__all__ = [
    "Exclusion",
    "Share",
    "TaskShare",
    "difference",
    "first_readings",
    "share",
    "share_after",
]

WEIGHT_SCALE = 1_000_000
AGREEMENTS_REMEMBERED_MAX = 4_096


class TaskShare(msgspec.Struct, frozen=True, gc=False, kw_only=True):
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


class Share(msgspec.Struct, frozen=True, gc=False, kw_only=True):
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
    return _share(
        item, {name: _task_share(item, task, terms) for name, task in terms.tasks.items()}
    )


def share_after(former: Item, known: Share, item: Item, terms: Terms) -> Share:
    """`share(item, terms)`, when `known` is that of an earlier state of the item.

    Tasks about which nothing new was said keep the very same TaskShare.
    """
    changed = _tasks_changed(former, item)
    return _share(
        item,
        {
            name: _task_share(item, task, terms) if name in changed else known.tasks[name]
            for name, task in terms.tasks.items()
        },
    )


def difference(known: Share | None, now: Share) -> Tally:
    """What the tally of a set grows by when the item's share becomes another, or joins it."""
    if known is None:
        return now.tally()
    return Tally(
        items_labeled=now.is_labeled - known.is_labeled,
        voters=_moved(known.voters, now.voters),
        voters_any=_moved(known.voters_any, now.voters_any),
        open_escalations=now.open_escalations - known.open_escalations,
        review_requests=now.review_requests - known.review_requests,
        items_to_review=(now.review_requests > 0) - (known.review_requests > 0),
        items_escalated=(now.open_escalations > 0) - (known.open_escalations > 0),
        tasks={
            name: changed
            for name, task in now.tasks.items()
            if (former := known.tasks[name]) is not task
            and (changed := _task_difference(former, task)) is not None
        },
    )


def _share(item: Item, tasks: dict[TaskName, TaskShare]) -> Share:
    is_labeled = False
    persons, voters = set[MemberId](), set[MemberId]()
    for label in item.labels.values():
        if label.is_retracted:
            continue
        is_labeled = True
        if may_vote(label, models_vote=True) and _says_something(label):
            voters.add(label.annotator)
            if label.member_kind is _PERSON:
                persons.add(label.annotator)
    return Share(
        is_labeled=is_labeled,
        voters=len(persons),
        voters_any=len(voters),
        open_escalations=len(item.open_escalations()) if item.escalations else 0,
        review_requests=len(item.review_requests),
        tasks=tasks,
    )


def _says_something(label: Label) -> bool:
    for answer in label.answers.values():  # noqa: SIM110 - a generator costs more than the rest
        if category(answer.value) is not None:
            return True
    return False


def _tasks_changed(former: Item, item: Item) -> set[TaskName]:
    """The tasks of labels, adjudications and golds that are not in both, or not the same."""
    changed: set[TaskName] = set()
    if item.labels is not former.labels:
        for was, label in zip_longest(former.labels.values(), item.labels.values()):
            if was is not label:
                for one in (was, label):
                    if one is not None:
                        changed.update(_tasks_of(one))
    if item.adjudication is not former.adjudication:
        for decision in (former.adjudication, item.adjudication):
            if decision is not None:
                changed.update(decision.answers)
    return changed | gold_state.tasks_changed(former.golds, item.golds)


def _tasks_of(label: Label) -> Iterator[TaskName]:
    yield from label.answers
    if label.independent is not None and label.independent is not label.answers:
        yield from label.independent
    for review in label.reviews:
        if review.answers is not None:
            yield from review.answers


def _task_share(item: Item, task: Task, terms: Terms) -> TaskShare:
    if not item.labels and item.adjudication is None and not item.golds:
        return _NOBODY_ANSWERED
    found = heard(item, task.name, terms)
    if found is None:
        readings, exclusions = first_readings(item, task.name, terms)
        outcome = truth.outcome(item, task.name, terms)
    else:
        readings, exclusions = found.readings, found.exclusions
        outcome = truth.consensus(found.votes, task.name, terms)
    values = tuple(sorted(readings.values()))
    nominal, ordinal = _weights(values, task) if len(values) > 1 else (0, 0)
    return TaskShare(
        outcome=outcome,
        agreement=_agreement(values, tuple(exclusions.items()) if exclusions else ()),
        annotators=tuple(readings),
        nominal_weight=nominal,
        ordinal_weight=ordinal,
    )


@lru_cache(maxsize=AGREEMENTS_REMEMBERED_MAX)
def _agreement(values: tuple[str, ...], exclusions: tuple[tuple[str, int], ...]) -> AgreementCounts:
    """Remembered, because items repeat the same few; shared, because nothing mutates it."""
    return AgreementCounts.of_item(values, dict(exclusions))


def _task_tally(task: TaskShare) -> TaskTally:
    return TaskTally(
        agreement=task.agreement,
        annotators=dict.fromkeys(task.annotators, 1),
        origins=dict.fromkeys(_origins(task), 1),
        absences=dict.fromkeys(_absences(task), 1),
    )


def _origins(task: TaskShare) -> tuple[str, ...]:
    return (str(task.outcome.origin),) if isinstance(task.outcome, InForce) else ()


def _absences(task: TaskShare) -> tuple[str, ...]:
    return () if isinstance(task.outcome, InForce) else (str(task.outcome.reason),)


def _task_difference(former: TaskShare, now: TaskShare) -> TaskTally | None:
    """What the task's tally grows by; None for nothing."""
    is_same = former.outcome == now.outcome
    found = TaskTally(
        agreement=_agreement_difference(former.agreement, now.agreement),
        annotators=_changed(former.annotators, now.annotators),
        origins={} if is_same else _changed(_origins(former), _origins(now)),
        absences={} if is_same else _changed(_absences(former), _absences(now)),
    )
    return found if found != _NO_DIFFERENCE else None


def _agreement_difference(former: AgreementCounts, now: AgreementCounts) -> AgreementCounts:
    """Remembered by identity: `_agreement` gives the same few again and again."""
    if former is now:
        return _NO_DIFFERENCE.agreement
    key = (id(former), id(now))
    kept = _differences.get(key)
    if kept is None:
        if len(_differences) >= AGREEMENTS_REMEMBERED_MAX:
            _differences.clear()
        kept = _differences[key] = (former, now, now.minus(former))
    return kept[2]


def _moved(was: int, now: int) -> dict[str, int]:
    """One item fewer here and one more there."""
    return {} if was == now else {str(now): 1, str(was): -1}


def _changed(was: tuple[str, ...], now: tuple[str, ...]) -> dict[str, int]:
    """Nobody is named twice in either."""
    if was == now:
        return {}
    found = dict.fromkeys(now, 1)
    for key in was:
        if found.pop(key, None) is None:
            found[key] = -1
    return found


def _weights(values: tuple[str, ...], task: Task) -> tuple[int, int]:
    """Nominal and ordinal weight; the ordinal one is 0 where the classes have no order."""
    if values[0] == values[-1]:  # they are sorted
        return 0, 0
    if task.kind is not TaskKind.ORDINAL:
        return _weights_remembered(values, ())
    categories = task.categories()
    return _weights_remembered(values, tuple(categories.index(one) for one in values))


@lru_cache(maxsize=AGREEMENTS_REMEMBERED_MAX)
def _weights_remembered(values: tuple[str, ...], steps: tuple[int, ...]) -> tuple[int, int]:
    """`steps` says where each value stands on the scale, if there is one."""
    counts = Counter(values)
    place = dict(zip(values, steps, strict=True)) if steps else dict.fromkeys(values, 0)
    unequal, apart = 0, 0
    for one, other in combinations(counts, 2):
        pairs = counts[one] * counts[other]
        unequal += pairs
        apart += pairs * (place[one] - place[other]) ** 2
    others = len(values) - 1
    return WEIGHT_SCALE * unequal // others, WEIGHT_SCALE * apart // others


_PERSON = MemberKind.PERSON  # looked up once: this is asked of every label after every event
_NO_DIFFERENCE = TaskTally()
_differences: dict[tuple[int, int], tuple[AgreementCounts, AgreementCounts, AgreementCounts]] = {}
"""By the ids of two counts: both, so that their ids stay theirs, and their difference."""
_NOBODY_ANSWERED = TaskShare(
    outcome=truth.Absent(reason=truth.Absence.NO_LABELS),
    agreement=_agreement((), ()),
    annotators=(),
    nominal_weight=0,
    ordinal_weight=0,
)
