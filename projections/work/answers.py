"""What a claim of work asks, and what it is answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import BatchId, ItemId, ProjectId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, VersionConflict


class Idle(StrEnum):
    """Why an annotator is given nothing."""

    NOTHING_IS_ASSIGNED = "nothing_is_assigned"
    """The policy says nothing of assignments."""
    CATCHING_UP = "catching_up"
    """A new policy or taxonomy is being applied; ask again in a moment."""
    ALL_DONE = "all_done"
    """No item wants another annotator."""
    WAITING_FOR_OTHERS = "waiting_for_others"
    """What is open is for others, or held by them; it may come back."""
    HOLDS_ENOUGH = "holds_enough"
    CAPPED = "capped"
    RESTING = "resting"
    SUSPENDED = "suspended"
    NOT_QUALIFIED = "not_qualified"
    BUSY = "busy"
    """Others were faster at every item that was tried; ask again."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What an annotator asks for: the act's person. `batch_id` restricts it to one batch."""

    project_id: ProjectId
    command_id: UUID
    act: Act
    batch_id: BatchId | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """`accepted` is the answer to `request`, which gave the item out."""

    item_id: ItemId
    request: Request
    accepted: Accepted


class Nothing(msgspec.Struct, frozen=True, kw_only=True):
    """`position` is what the answer rests on; `until` is when asking again may help."""

    idle: Idle
    message: str
    position: int
    until: datetime | None = None


Answer = Given | Nothing | Rejection | VersionConflict

IDLE = {
    Rule.HOLDS_ENOUGH: Idle.HOLDS_ENOUGH,
    Rule.WORK_CAPPED: Idle.CAPPED,
    Rule.ANNOTATOR_RESTS: Idle.RESTING,
    Rule.ANNOTATOR_SUSPENDED: Idle.SUSPENDED,
    Rule.ANNOTATOR_NOT_QUALIFIED: Idle.NOT_QUALIFIED,
    Rule.NOTHING_IS_ASSIGNED: Idle.NOTHING_IS_ASSIGNED,
}
"""Refusals that are about the annotator's day: answers, not faults."""


def nothing(idle: Idle, message: str, *, position: int = 0) -> Nothing:
    return Nothing(idle=idle, message=message, position=position)


def told(answer: Answer) -> Answer:
    """A refusal about the annotator's day as the answer that it is."""
    if isinstance(answer, Rejection) and answer.rule in IDLE:
        return nothing(IDLE[answer.rule], answer.message)
    return answer
