"""What can be asked of runs: to record one, part by part."""

from decimal import Decimal
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.inference.facts import InferenceRecorded
from labeltrail.events.streams.item.inferred import NoOutcome, VoteEvidence
from labeltrail.events.values import Value


class Computation(msgspec.Struct, frozen=True, kw_only=True, tag_field="part", tag="computation"):
    """What was computed, to begin the recording with."""

    recorded: InferenceRecorded


class ItemOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the run says of one item; see `TruthInferred`."""

    item_id: ItemId
    value: Value | None
    reason: NoOutcome | None
    probability: Decimal | None
    against: str | None = None
    votes: tuple[VoteEvidence, ...] = ()
    votes_more: int = 0


class Outcomes(msgspec.Struct, frozen=True, kw_only=True, tag_field="part", tag="outcomes"):
    """What the run says of some items."""

    items: tuple[ItemOutcome, ...]


class Completion(msgspec.Struct, frozen=True, kw_only=True, tag_field="part", tag="completion"):
    """The end of the recording; `items` were told of."""

    items: int


class RecordInference(msgspec.Struct, frozen=True, kw_only=True):
    """Record one part of a run, each under a command id of its own; the first has the run's."""

    run_id: UUID
    part: Computation | Outcomes | Completion
