"""What an annotator learns of their own errors, after the fact.

Pure. Of labels that the annotator gave and did not take back: those that a review in force
rejected or corrected, and those that an adjudication or a gold contradicts. Nobody is named who
decided. Gold that is in force is still used to score others who have not seen the item, so it is
told only where the policy says so; what was retired or superseded without a successor is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.gold_state import GoldStatus, of_task
from labeltrail.events.streams.item.state import Item, Label, fold
from labeltrail.events.values import Value, category


class FeedbackCause(StrEnum):
    """What was decided otherwise than the annotator had it."""

    REJECTED = "rejected"
    CORRECTED = "corrected"
    ADJUDICATED = "adjudicated"
    GOLD = "gold"


class Feedback(msgspec.Struct, frozen=True, kw_only=True):
    """
    said      what the annotator answered
    decided   what was decided instead; None for a rejection, which names no value
    position  of the event that decided; `guideline_revision` 0 where none is named
    """

    item_id: ItemId
    label_id: LabelId
    task: TaskName
    cause: FeedbackCause
    said: Value
    decided: Value | None
    position: int
    guideline_revision: int
    clause: str | None
    reason: facts.ReviewReason | None
    note: PersonalText | None


def feedback(
    item_id: ItemId, events: Sequence[RecordedEvent], annotator: MemberId, *, shows_gold: bool
) -> list[Feedback]:
    """All that is told of one item, by label and task; at most one of each, the last word.

    `events` are those of the item's stream, up to the moment asked about.
    """
    item = fold(list(events))
    reviews = {
        EventId(one.event_id): (one.position, one.fact)
        for one in events
        if isinstance(one.fact, facts.LabelReviewed)
    }
    found: list[Feedback] = []
    for label in item.labels.values():
        if label.annotator != annotator or label.is_retracted:
            continue
        for task in label.answers:
            told = list(_of_task(item_id, item, label, task, reviews, shows_gold=shows_gold))
            if told:
                found.append(max(told, key=lambda one: one.position))
    return found


def _of_task(
    item_id: ItemId,
    item: Item,
    label: Label,
    task: TaskName,
    reviews: _Reviews,
    *,
    shows_gold: bool,
) -> Iterator[Feedback]:
    said = label.answers[task].value
    review = label.review_in_force() if label.reviews else None
    if review is not None:
        told = _of_review(item_id, label, task, *reviews[review.event_id])
        if told is not None:
            yield told
    adjudication = item.adjudication
    if (
        adjudication is not None
        and not adjudication.is_reopened
        and task in adjudication.answers
        and differs(adjudication.answers[task].value, said)
    ):
        yield Feedback(
            item_id=item_id,
            label_id=label.label_id,
            task=task,
            cause=FeedbackCause.ADJUDICATED,
            said=said,
            decided=adjudication.answers[task].value,
            position=adjudication.position,
            guideline_revision=adjudication.guideline_revision,
            clause=adjudication.clause,
            reason=None,
            note=None,
        )
    yield from _of_gold(item_id, item, label, task, shows_gold=shows_gold)


def _of_review(
    item_id: ItemId, label: Label, task: TaskName, position: int, review: facts.LabelReviewed
) -> Feedback | None:
    said = label.answers[task].value
    decided = None
    if review.verdict is facts.Verdict.CORRECTED:
        if review.answers is None or task not in review.answers:
            return None
        decided = review.answers[task].value
        if not differs(decided, said):
            return None
        cause = FeedbackCause.CORRECTED
    elif review.verdict is facts.Verdict.REJECTED:
        cause = FeedbackCause.REJECTED
    else:
        return None
    return Feedback(
        item_id=item_id,
        label_id=label.label_id,
        task=task,
        cause=cause,
        said=said,
        decided=decided,
        position=position,
        guideline_revision=review.guideline_revision,
        clause=review.clause,
        reason=review.reason,
        note=review.note,
    )


def _of_gold(
    item_id: ItemId, item: Item, label: Label, task: TaskName, *, shows_gold: bool
) -> Iterator[Feedback]:
    golds = of_task(item.golds, task)
    in_use = any(one.status in (GoldStatus.ACTIVE, GoldStatus.CONTESTED) for one in golds)
    if in_use and not shows_gold:
        return
    told = (GoldStatus.ACTIVE,) if in_use else (GoldStatus.RETIRED,)
    for gold in reversed(golds):
        is_known = gold.approval is not None and gold.status in told
        if is_known and differs(gold.value, label.answers[task].value):
            yield Feedback(
                item_id=item_id,
                label_id=label.label_id,
                task=task,
                cause=FeedbackCause.GOLD,
                said=label.answers[task].value,
                decided=gold.value,
                position=gold.approval.position if gold.approval is not None else gold.position,
                guideline_revision=gold.guideline_revision,
                clause=None,
                reason=None,
                note=None,
            )
            return


_Reviews = Mapping[EventId, tuple[int, facts.LabelReviewed]]


def differs(decided: Value, said: Value) -> bool:
    return category(decided) != category(said)
