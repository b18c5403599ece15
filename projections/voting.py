"""Which labels vote for what an item is, and why the others do not.

Pure. The same rules as `ballots`, label by label; the item is one that was read under the terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import EventId, LabelId, MemberId, TaskName
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.ballots import may_vote
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category, is_unanswerable
from labeltrail.projections.terms import Terms


class NoVote(StrEnum):
    """Why a label that answers the task is no vote; the first that applies is told."""

    RETRACTED = "retracted"
    MODEL = "model"
    SUSPENDED = "suspended"
    """The annotator is suspended, and the policy drops the votes of those who are."""
    REJECTED = "rejected"
    CORRECTED = "corrected"
    CANNOT_TELL = "cannot_tell"
    NOT_ANSWERABLE = "not_answerable"
    """It names a class that was split or retired since."""
    REPEAT = "repeat"
    """Another label of the same annotator votes already."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    annotator: MemberId
    label_id: LabelId
    event_id: EventId
    cause: NoVote


def voting_labels(item: Item, task: TaskName, terms: Terms) -> dict[MemberId, Label]:
    """The label behind each ballot (see `ballots`), in the order of first labels."""
    voting: dict[MemberId, Label] = {}
    for label in item.labels.values():
        if not may_vote(label, models_vote=terms.models_vote) or task not in label.answers:
            continue
        if label.annotator in terms.dropped:
            continue
        former = voting.get(label.annotator)
        said = category(label.answers[task].value)
        if said is None or is_unanswerable(said):
            continue
        if former is None or label.repeat < former.repeat:
            voting[label.annotator] = label
    return voting


def left_out(
    item: Item, task: TaskName, voting: dict[MemberId, Label], terms: Terms
) -> Iterator[LeftOut]:
    voters = {label.label_id for label in voting.values()}
    for label in item.labels.values():
        if task in label.answers and label.label_id not in voters:
            yield LeftOut(
                annotator=label.annotator,
                label_id=label.label_id,
                event_id=label.current,
                cause=_cause(label, task, terms),
            )


def _cause(label: Label, task: TaskName, terms: Terms) -> NoVote:
    if label.is_retracted:
        return NoVote.RETRACTED
    if label.member_kind is not MemberKind.PERSON and not terms.models_vote:
        return NoVote.MODEL
    if label.annotator in terms.dropped:
        return NoVote.SUSPENDED
    review = label.review_in_force()
    if review is not None and review.verdict is facts.Verdict.REJECTED:
        return NoVote.REJECTED
    if review is not None and review.verdict is facts.Verdict.CORRECTED:
        return NoVote.CORRECTED
    said = category(label.answers[task].value)
    if said is None:
        return NoVote.CANNOT_TELL
    return NoVote.NOT_ANSWERABLE if is_unanswerable(said) else NoVote.REPEAT
