"""What was said about an item that nobody has reviewed: where most events of most projects are.

Then every label is independent and may vote, so readings and votes are one: a single pass over the
labels finds what `readings.first_readings` and `ballots` find in general.
"""

from __future__ import annotations

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category
from labeltrail.projections.readings import Exclusion
from labeltrail.projections.terms import Terms

_PERSON = MemberKind.PERSON  # looked up once: this is asked of every label after every event


class Heard(msgspec.Struct, frozen=True, gc=False):
    """Readings and exclusions as of `first_readings`; `votes` of the ballots, None of nobody."""

    readings: dict[MemberId, str]
    exclusions: dict[str, int]
    votes: list[str] | None


def heard(item: Item, task: TaskName, terms: Terms) -> Heard | None:
    """None for an item that has gold, was reviewed, adjudicated or labeled twice by somebody, or
    by somebody whose votes are dropped, or by somebody who could see others' answers, or that
    reads otherwise under the taxonomy version.
    """
    if not item.is_unseen or item.golds or terms.infers:
        return None
    if has_dropped(item, terms) or terms.read(item) is not item:
        return None
    readings: dict[MemberId, str] = {}
    exclusions: dict[str, int] = {}
    votes: list[str] = []
    is_answered = False
    known, models_vote = terms.values[task], terms.models_vote
    for label in item.labels.values():
        if label.repeat != 1:
            return None
        answer = label.answers.get(task)
        if answer is None:
            continue
        if label.is_retracted:
            cause = Exclusion.RETRACTED
        else:
            is_answered = True
            said = category(answer.value)
            is_person = label.member_kind is _PERSON
            if said is not None and (is_person or models_vote):
                votes.append(said)
            if not is_person:
                cause = Exclusion.MODEL
            elif said is None:
                cause = Exclusion.CANNOT_TELL
            elif said not in known:
                cause = Exclusion.CLASS_NOT_IN_TAXONOMY
            else:
                readings[label.annotator] = said
                continue
        exclusions[cause] = exclusions.get(cause, 0) + 1
    return Heard(readings, exclusions, votes if is_answered else None)


def has_dropped(item: Item, terms: Terms) -> bool:
    """Whether somebody labeled the item whose votes are dropped."""
    dropped = terms.dropped
    return bool(dropped) and any(one.annotator in dropped for one in item.labels.values())
