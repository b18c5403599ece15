"""What lists and evidence ask of an item, whatever the terms: a few numbers.

Pure.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.item.ballots import may_vote
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category, is_unanswerable

Counted = tuple[int, int, int, int, int]
"""Of an item: labels, persons and annotators who may vote, open escalations, review requests."""

_PERSON = MemberKind.PERSON  # looked up once: this is asked of every label after every event


def is_new(item: Item) -> bool:
    """Nothing was said about it yet."""
    return not (
        item.labels
        or item.golds
        or item.escalations
        or item.review_requests
        or item.adjudication
        or item.inferred
        or item.revealed_position is not None
    )


_NOBODY = frozenset[MemberId]()


def counted(item: Item, dropped: AbstractSet[MemberId] = _NOBODY) -> Counted:
    """`dropped` annotators label, and may not vote."""
    labels = 0
    persons, voters = set[MemberId](), set[MemberId]()
    for label in item.labels.values():
        if label.is_retracted:
            continue
        labels += 1
        if dropped and label.annotator in dropped:
            continue
        if may_vote(label, models_vote=True) and _says_something(label):
            voters.add(label.annotator)
            if label.member_kind is _PERSON:
                persons.add(label.annotator)
    asked = (open_escalations(item), len(item.review_requests))
    return (labels, len(persons), len(voters), *asked)


def open_escalations(item: Item) -> int:
    return len(item.open_escalations()) if item.escalations else 0


def _says_something(label: Label) -> bool:
    for answer in label.answers.values():
        said = category(answer.value)
        if said is not None and not is_unanswerable(said):
            return True
    return False
