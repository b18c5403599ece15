"""A recorded run over the owls: what it was computed from, and what it says."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from labeltrail.events.identifiers import BatchId, ClassId, ItemId
from labeltrail.events.streams.inference import PREFIX
from labeltrail.events.streams.inference.commands import (
    Completion,
    Computation,
    ItemOutcome,
    Outcomes,
    RecordInference,
)
from labeltrail.events.streams.inference.facts import (
    AnnotatorWeight,
    InferenceCompleted,
    InferenceRecorded,
    RunInput,
    RunResult,
)
from labeltrail.events.streams.item.inferred import NoOutcome, TruthInferred, VoteEvidence
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.events.values import Choice
from tests.events.history import ITEM, Happened
from tests.events.owls import LENA, OSKAR, SPECIES

RUN, LATER_RUN = UUID(int=0x5EED1), UUID(int=0x5EED2)
INPUT = RunInput(
    position=24,
    taxonomy_version=1,
    policy_version=1,
    items=2,
    labels=5,
    annotators=2,
    digest="1c" * 32,
    gold=1,
)
RESULT = RunResult(
    applied=TruthMethod.ONE_COIN_DAWID_SKENE,
    algorithm="one_coin_dawid_skene",
    algorithm_version=1,
    outcomes={"decided": 1, "tie": 1},
    digest="2d" * 32,
    iterations=14,
    has_converged=True,
    objective=Decimal("-3.141593"),
    annotators=(
        AnnotatorWeight(
            annotator=LENA, labels=2, weight=Decimal("0.693147"), accuracy=Decimal("0.812500")
        ),
        AnnotatorWeight(annotator=OSKAR, labels=3, weight=None, accuracy=None),
    ),
)
VOTES = (
    VoteEvidence(annotator=LENA, category="tawny", evidence=Decimal("1.386294")),
    VoteEvidence(annotator=OSKAR, category="little", evidence=Decimal("-0.405465")),
)


def computed(
    *,
    method: TruthMethod = TruthMethod.AUTOMATIC,
    follows: UUID | None = None,
    items_changed: int = 1,
    seed: int = 7,
    batch_id: BatchId | None = None,
    computed_from: RunInput = INPUT,
) -> InferenceRecorded:
    return InferenceRecorded(
        task=SPECIES,
        method=method,
        parameters={"quorum": 1, "prior_correct": 4.0, "learn_from_single_votes": False},
        seed=seed,
        batch_id=batch_id,
        computed_from=computed_from,
        result=RESULT,
        follows=follows,
        items_changed=items_changed,
    )


def begun(run: InferenceRecorded, run_id: UUID = RUN) -> Happened:
    """The run was computed."""
    return Happened(run, event_id=UUID(int=run_id.int + 0xBE6), stream=f"{PREFIX}{run_id}")


def completed(run: InferenceRecorded, run_id: UUID = RUN) -> InferenceCompleted:
    return InferenceCompleted(
        run_id=run_id,
        task=run.task,
        method=run.method,
        batch_id=run.batch_id,
        input_position=run.computed_from.position,
        items_changed=run.items_changed,
        result_digest=run.result.digest,
    )


def owl_inferred(
    name: str | None = "tawny",
    probability: str = "0.903420",
    *,
    reason: NoOutcome | None = None,
    run_id: UUID = RUN,
    method: TruthMethod = TruthMethod.AUTOMATIC,
) -> TruthInferred:
    return TruthInferred(
        task=SPECIES,
        run_id=run_id,
        method=method,
        value=Choice(class_id=ClassId(name)) if name is not None else None,
        reason=reason,
        probability=Decimal(probability),
        against="little",
        votes=VOTES,
        votes_more=1,
    )


def outcome_of(fact: TruthInferred, item_id: ItemId = ITEM) -> ItemOutcome:
    return ItemOutcome(
        item_id=item_id,
        value=fact.value,
        reason=fact.reason,
        probability=fact.probability,
        against=fact.against,
        votes=fact.votes,
        votes_more=fact.votes_more,
    )


def record(
    part: InferenceRecorded | tuple[ItemOutcome, ...] | int, run_id: UUID = RUN
) -> RecordInference:
    """The command for one part of a run: its computation, some outcomes, or the end."""
    match part:
        case InferenceRecorded():
            return RecordInference(run_id=run_id, part=Computation(recorded=part))
        case int():
            return RecordInference(run_id=run_id, part=Completion(items=part))
        case _:
            return RecordInference(run_id=run_id, part=Outcomes(items=part))
