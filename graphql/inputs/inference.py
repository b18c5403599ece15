"""Inputs about truth inference: which method, with which parameters, on which labels."""

from enum import StrEnum

import strawberry

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.streams.inference.facts import Setting
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.graphql.inputs.acts import CommandInput
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.projections.inference import MaceFit, WeightsFrom
from labeltrail.projections.inference_runs.question import Question

_DEFAULT = " Left out: the method's default."


def _number(description: str) -> float | None:
    field: float | None = strawberry.field(default=None, description=description + _DEFAULT)
    return field


@strawberry.input(description="How much one annotator's votes weigh.")
class AnnotatorWeightInput:
    annotator: strawberry.ID = strawberry.field(description="Whose votes.")
    weight: float = strawberry.field(description="At least 0.")


@strawberry.input(description="Parameters of a method; each method has some of them.")
class InferenceParametersInput:
    quorum: int | None = strawberry.field(
        default=None, description="Fewer votes give no value. Left out: the policy's quorum."
    )
    with_repeats: bool | None = strawberry.field(
        default=None, description="Whether an annotator's repeats all count. Left out: the first."
    )
    with_gold: bool | None = strawberry.field(
        default=None, description="Whether gold in force is given to the method. Left out: yes."
    )
    labels_min: float | None = _number("Labels for each annotator and class (AUTOMATIC).")
    prior_correct: float | None = _number("Right answers that everybody is taken to have given.")
    prior_wrong: float | None = _number("Wrong answers that everybody is taken to have given.")
    prior_class: float | None = _number("Items that every class is taken to have had.")
    learn_from_single_votes: bool | None = strawberry.field(
        default=None, description="Whether items with one vote tell of its annotator." + _DEFAULT
    )
    iterations_max: int | None = strawberry.field(
        default=None, description="It ends there, converged or not." + _DEFAULT
    )
    tolerance: float | None = _number("It has converged when it gains less.")
    weights_from: WeightsFrom | None = strawberry.field(
        default=None, description="Where the weight of a vote comes from." + _DEFAULT
    )
    weights: list[AnnotatorWeightInput] | None = strawberry.field(
        default=None, description="By annotator, for GIVEN."
    )
    weight_missing: float | None = _number("Of an annotator without a weight.")
    fit: MaceFit | None = strawberry.field(default=None, description="Of MACE." + _DEFAULT)
    restarts: int | None = strawberry.field(
        default=None, description="Starts from values drawn by the seed (MACE)." + _DEFAULT
    )
    prior_spamming: float | None = _number("Of MACE's prior on knowing the answer.")
    prior_knowing: float | None = _number("Of MACE's prior on knowing the answer.")
    prior_strategy: float | None = _number("Of MACE's prior on what a spammer says.")
    smoothing: float | None = _number("Added to expected counts (MACE by EM).")
    noise: float | None = _number("Of MACE's starting values.")
    ability_mean: float | None = _number("Of GLAD's prior on abilities.")
    easiness_mean: float | None = _number("Of GLAD's prior on easiness.")
    steps_max: int | None = strawberry.field(
        default=None, description="Newton sweeps within one iteration (GLAD)." + _DEFAULT
    )
    step_tolerance: float | None = _number("Change at which sweeps end (GLAD).")
    prior_draws: float | None = _number("Draws that every candidate is taken to have had.")

    def settings(self) -> dict[str, Setting]:
        """Those given, by the method's own names."""
        given: dict[str, Setting] = {}
        for name in type(self).__annotations__:
            value = getattr(self, name, None)
            if value is None:
                continue
            if isinstance(value, list):
                given[name] = {one.annotator: one.weight for one in value}
            else:
                given[name] = str(value) if isinstance(value, StrEnum) else value
        return given


@strawberry.input(description="A method with its parameters.")
class InferenceMethodInput:
    method: TruthMethod = strawberry.field(description="The method.")
    parameters: InferenceParametersInput | None = strawberry.field(
        default=None, description="Left out: its defaults."
    )
    seed: BigInt = strawberry.field(default=BigInt(0), description="Of random starting values.")

    def question(self, task: str, batch_id: str | None) -> Question:
        return Question(
            task=TaskName(task),
            method=self.method,
            settings=self.parameters.settings() if self.parameters is not None else {},
            seed=self.seed,
            batch_id=BatchId(batch_id) if batch_id is not None else None,
        )


@strawberry.input(
    description="Compute a run of truth inference as of a position and record it: the run's id is"
    " the command id. Cut off and sent again with the same command id, it goes on."
)
class RecordInferenceInput(CommandInput):
    task: str = strawberry.field(description="The task whose truth is inferred.")
    method: TruthMethod = strawberry.field(
        description="The method. PLURALITY and MAJORITY need no run."
    )
    parameters: InferenceParametersInput | None = strawberry.field(
        default=None, description="Left out: the method's defaults."
    )
    seed: BigInt = strawberry.field(default=BigInt(0), description="Of random starting values.")
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only items of this batch. Left out: the whole project."
    )
    as_of: AsOfInput | None = strawberry.field(
        default=None, description="Labels up to then. Left out: up to now."
    )

    def question(self) -> Question:
        asked = InferenceMethodInput(method=self.method, parameters=self.parameters, seed=self.seed)
        return asked.question(self.task, self.batch_id)
