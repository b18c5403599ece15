"""What can happen to a run. Past tense, complete without a later look-up, never changed."""

from decimal import Decimal
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.streams.policy import TruthMethod

Setting = bool | int | float | str | dict[str, float]
"""A parameter of a method; weights are by annotator."""


class RunInput(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was computed from: the votes on a task as they stood at a position.

    `digest` is over all of them, `gold` counts the items whose value was given. The categories and
    who votes are those of these versions of taxonomy and policy.
    """

    position: int
    taxonomy_version: int
    policy_version: int
    items: int
    labels: int
    annotators: int
    digest: str
    gold: int = 0


class AnnotatorWeight(msgspec.Struct, frozen=True, kw_only=True):
    """What a run found of one annotator. `weight` and `accuracy` where the method has them."""

    annotator: MemberId
    labels: int
    weight: Decimal | None
    accuracy: Decimal | None


class RunResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came out. `applied` is the method itself, where an automatic choice was asked for.

    outcomes        how many items have a value, tie, and so on
    digest          over every item's outcome: equal input, parameters and seed give equal digests
    iterations      until it ended, whether or not it had converged
    objective       that the method raised, in nats: log-likelihood and log prior, or a bound below
                    it; None for a vote
    """

    applied: TruthMethod
    algorithm: str
    algorithm_version: int
    outcomes: dict[str, int]
    digest: str
    iterations: int
    has_converged: bool
    objective: Decimal | None
    annotators: tuple[AnnotatorWeight, ...]


class InferenceRecorded(msgspec.Struct, frozen=True, kw_only=True):
    """A run was computed, and what it says of items is about to be recorded.

    `follows` is the run in force until then, of the same task and method; of the items, only the
    `items_changed` are told of anew whose outcome is another than that.
    """

    task: TaskName
    method: TruthMethod
    parameters: dict[str, Setting]
    seed: int
    batch_id: BatchId | None
    computed_from: RunInput
    result: RunResult
    follows: UUID | None
    items_changed: int


class InferenceCompleted(msgspec.Struct, frozen=True, kw_only=True):
    """All that the run says of items is recorded: it is in force from here on."""

    run_id: UUID
    task: TaskName
    method: TruthMethod
    batch_id: BatchId | None
    input_position: int
    items_changed: int
    result_digest: str
