"""What a recorded run of truth inference says of one item."""

from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import EventId, MemberId, TaskName
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.events.values import Value


class NoOutcome(StrEnum):
    """Why a run gives an item no value."""

    TIE = "tie"
    NO_MAJORITY = "no_majority"
    BELOW_QUORUM = "below_quorum"
    NO_VOTES = "no_votes"
    """It had votes when an earlier run was computed, and has none now."""


class VoteEvidence(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One vote and how much it says: the logarithm, to base e, of how many times likelier it is
    under the value inferred than under the next best.
    """

    annotator: MemberId
    category: str
    evidence: Decimal | None


class TruthInferred(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The run infers this value for the item, or none and says why.

    `probability` is the value's, and `against` the next best category. Votes are in order of
    weight; those beyond the first few are counted in `votes_more`. It counts for nothing until
    its run is complete.
    """

    task: TaskName
    run_id: UUID
    method: TruthMethod
    value: Value | None = None
    reason: NoOutcome | None = None
    probability: Decimal | None = None
    against: str | None = None
    votes: tuple[VoteEvidence, ...] = ()
    votes_more: int = 0


class Inferred(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The event that said so, and what it said."""

    event_id: EventId
    position: int
    said: TruthInferred
