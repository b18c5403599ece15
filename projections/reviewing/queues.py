"""What waits for reviewers and adjudicators, heaviest first and then oldest first. Pure.

The weight is in thousandths: how many of the item's votes do not side with its first class, or
with the label that is to be looked at. So a clear case weighs 0, an even split of two 500.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import BatchId, EventId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.streams.item import rework
from labeltrail.events.streams.item.ballots import ballots, may_vote, tally
from labeltrail.events.streams.item.facts import ReviewCause
from labeltrail.events.streams.item.routing_conditions import classes_of
from labeltrail.events.streams.item.state import Item, Label, ReviewClaim, ReviewRequest, Wanted
from labeltrail.events.values import category
from labeltrail.projections import truth
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence, Absent, InForce, Origin

WHOLE = 1_000
"""A weight of this much: nobody sides with it."""

Key = tuple[int, int, str]
"""Weight with its sign changed, position, event: what comes first is smallest."""


class Undecided(StrEnum):
    """Why an item is an adjudicator's without anybody having asked for it."""

    TIE = "tie"
    NO_MAJORITY = "no_majority"
    BELOW_QUORUM = "below_quorum"
    """The overlap is reached, and too few of the labels are votes."""
    CONTESTED = "contested"
    OUTSIDE_TAXONOMY = "outside_taxonomy"
    """What was decided is no class of the taxonomy in force."""
    ROUTED = "routed"
    REOPENED = "reopened"
    ESCALATED = "escalated"


AFTER_OVERLAP = {
    Absence.TIE: Undecided.TIE,
    Absence.NO_MAJORITY: Undecided.NO_MAJORITY,
    Absence.BELOW_QUORUM: Undecided.BELOW_QUORUM,
}
AT_ONCE = {
    Absence.CONTESTED: Undecided.CONTESTED,
    Absence.OUTSIDE_TAXONOMY: Undecided.OUTSIDE_TAXONOMY,
}
_WISHED = {
    ReviewCause.ROUTED: Undecided.ROUTED,
    ReviewCause.REOPENED: Undecided.REOPENED,
    ReviewCause.ESCALATED: Undecided.ESCALATED,
}


class ToReview(msgspec.Struct, frozen=True, kw_only=True):
    """One wish for a review. `label` is the one to look at; None: any of the item."""

    item_id: ItemId
    request: ReviewRequest
    label: Label | None
    classes: frozenset[str]
    weight: int
    batches: tuple[BatchId, ...]
    claim: ReviewClaim | None

    @property
    def key(self) -> Key:
        return (-self.weight, self.request.position, str(self.request.event_id))


class ToRevise(msgspec.Struct, frozen=True, kw_only=True):
    """A label that a review returned: the item waits for its author."""

    item_id: ItemId
    request: ReviewRequest
    label: Label
    batches: tuple[BatchId, ...]

    @property
    def key(self) -> Key:
        return (0, self.request.position, str(self.request.event_id))


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """`position` is where it began: the wish, or the last label of the task."""

    why: Undecided
    task: TaskName | None
    position: int
    weight: int
    rule: str | None = None
    policy_version: int | None = None
    label_id: LabelId | None = None
    event_id: EventId | None = None


class ToAdjudicate(msgspec.Struct, frozen=True, kw_only=True):
    """An item that an adjudicator is to decide, with every reason, the heaviest first."""

    item_id: ItemId
    reasons: tuple[Reason, ...]
    classes: frozenset[str]
    batches: tuple[BatchId, ...]
    claim: ReviewClaim | None

    @property
    def weight(self) -> int:
        return max(one.weight for one in self.reasons)

    @property
    def key(self) -> Key:
        return (-self.weight, min(one.position for one in self.reasons), self.item_id)


class QueueFilter(msgspec.Struct, frozen=True, kw_only=True):
    """None: any. `why` is of adjudications, `cause` and `level` of reviews. `claimed_by` names who
    holds a claim; `is_claimed` asks whether anybody does. The batch narrows what is read.
    """

    batch_id: BatchId | None = None
    task: TaskName | None = None
    cause: ReviewCause | None = None
    why: Undecided | None = None
    rule: str | None = None
    class_id: str | None = None
    level: int | None = None
    claimed_by: MemberId | None = None
    is_claimed: bool | None = None


EVERYTHING = QueueFilter()


def to_review(
    item_id: ItemId, item: Item, batches: tuple[BatchId, ...], terms: Terms
) -> Iterator[ToReview]:
    item = terms.read(item)
    for request in item.review_requests:
        if request.wanted is Wanted.REVIEW:
            tasks = _tasks(request, terms)
            label = item.labels.get(request.label_id) if request.label_id is not None else None
            yield ToReview(
                item_id=item_id,
                request=request,
                label=label,
                classes=_classes(item, tasks, label),
                weight=max((weight(item, one, terms, label) for one in tasks), default=0),
                batches=batches,
                claim=item.review_claim,
            )


def to_revise(item_id: ItemId, item: Item, batches: tuple[BatchId, ...]) -> Iterator[ToRevise]:
    for request in item.review_requests:
        label = item.labels.get(request.label_id) if request.label_id is not None else None
        if request.wanted is Wanted.AUTHOR and label is not None:
            yield ToRevise(item_id=item_id, request=request, label=label, batches=batches)


def to_adjudicate(
    item_id: ItemId, item: Item, batches: tuple[BatchId, ...], terms: Terms
) -> ToAdjudicate | None:
    """None where nothing is to be decided, or not yet: a review or a revision comes first."""
    item = terms.read(item)
    reasons = [*_wished(item, terms), *_found(item, terms)]
    if not reasons:
        return None
    return ToAdjudicate(
        item_id=item_id,
        reasons=tuple(sorted(reasons, key=lambda one: (-one.weight, one.position, str(one.task)))),
        classes=_classes(item, tuple(terms.tasks), None),
        batches=batches,
        claim=item.review_claim,
    )


def weight(item: Item, task: TaskName, terms: Terms, label: Label | None = None) -> int:
    """Votes against the first class, or of others against the label, in thousandths."""
    cast = ballots(item, task, models_vote=terms.models_vote, dropped=terms.dropped)
    if label is None:
        most, total = max(tally(cast).values(), default=0), len(cast)
        return WHOLE * (total - most) // total if total else 0
    others = [said for voter, said in cast.items() if voter != label.annotator]
    answer = label.answers.get(task)
    if not others or answer is None:
        return 0
    own = category(answer.value)
    return WHOLE * sum(said != own for said in others) // len(others)


def matches(one: ToReview | ToAdjudicate, where: QueueFilter, now_claimed: MemberId | None) -> bool:
    """`now_claimed` is who holds a claim on the item at the time of the question."""
    return (
        _is(where.batch_id, one.batches)
        and _is(where.class_id, one.classes)
        and _is(where.task, _about(one))
        and _is(where.rule, _rules(one))
        and where.claimed_by in (None, now_claimed)
        and (where.is_claimed is None or where.is_claimed == (now_claimed is not None))
        and (
            where.cause in (None, one.request.cause) and where.level in (None, one.request.level)
            if isinstance(one, ToReview)
            else _is(where.why, {reason.why for reason in one.reasons})
        )
    )


def _is(wanted: str | None, found: Iterable[str | None]) -> bool:
    return wanted is None or wanted in set(found)


def _about(one: ToReview | ToAdjudicate) -> Iterator[str | None]:
    if isinstance(one, ToReview):
        yield one.request.task
    else:
        yield from (reason.task for reason in one.reasons)


def _rules(one: ToReview | ToAdjudicate) -> Iterator[str | None]:
    if isinstance(one, ToReview):
        yield one.request.rule
    else:
        yield from (reason.rule for reason in one.reasons)


def _wished(item: Item, terms: Terms) -> Iterator[Reason]:
    for request in item.review_requests:
        if request.wanted is Wanted.ADJUDICATION:
            tasks = _tasks(request, terms)
            yield Reason(
                why=_WISHED[request.cause],
                task=TaskName(request.task) if request.task is not None else None,
                position=request.position,
                weight=max((weight(item, one, terms) for one in tasks), default=0),
                rule=request.rule,
                policy_version=request.policy_version,
                label_id=request.label_id,
                event_id=request.event_id,
            )


def _found(item: Item, terms: Terms) -> Iterator[Reason]:
    """What the labels themselves leave undecided, once nobody else is to look at them first."""
    if terms.policy is None or Origin.ADJUDICATION not in terms.order or rework.returned(item):
        return
    waiting = {one.task for one in item.review_requests if one.wanted is Wanted.REVIEW}
    for task in terms.tasks:
        outcome = truth.outcome(item, task, terms)
        if isinstance(outcome, InForce) or waiting & {None, task}:
            continue
        why = _why(outcome, item, task, terms)
        if why is not None:
            said = [one.position for one in item.active_labels() if task in one.answers]
            yield Reason(
                why=why,
                task=task,
                position=max(said, default=item.registered_position),
                weight=weight(item, task, terms),
            )


def _why(outcome: Absent, item: Item, task: TaskName, terms: Terms) -> Undecided | None:
    if outcome.reason in AT_ONCE:
        is_decided = outcome.origin in (Origin.REVIEW, Origin.ADJUDICATION, Origin.GOLD)
        return AT_ONCE[outcome.reason] if is_decided else None
    overlap = terms.policy.overlap if terms.policy is not None else 1
    labelers = {
        label.annotator
        for label in item.labels.values()
        if task in label.answers
        and may_vote(label, models_vote=terms.models_vote)
        and label.annotator not in terms.dropped
    }
    return AFTER_OVERLAP.get(outcome.reason) if len(labelers) >= overlap else None


def _tasks(request: ReviewRequest, terms: Terms) -> tuple[TaskName, ...]:
    if request.task is None:
        return tuple(terms.tasks)
    return tuple(one for one in terms.tasks if one == request.task)


def _classes(item: Item, tasks: Iterable[TaskName], label: Label | None) -> frozenset[str]:
    """The classes that the label names, or all labels that stand do."""
    labels = [label] if label is not None else item.active_labels()
    return frozenset(
        name
        for one in labels
        for task in tasks
        if task in one.answers
        for name in classes_of(one.answers[task].value)
    )
