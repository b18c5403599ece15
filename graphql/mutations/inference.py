"""Recording a run of truth inference."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Request
from labeltrail.events.streams.inference.commands import Completion, RecordInference
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.inference import RecordInferenceInput
from labeltrail.graphql.mutations.carry import AT_INPUT, CommandSuccess, Done, act_of, told
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.refusals import Refusal, refusal
from labeltrail.graphql.types.inference import InferenceRun, run_of
from labeltrail.projections.inference_runs.recording import Wanted, record

Asking = Info[Context, None]


@strawberry.type(description="The run is recorded and in force as a whole.")
class RecordInferenceSuccess(CommandSuccess):
    @strawberry.field(description="The run as it was recorded.")
    async def run(self) -> InferenceRun | None:
        scope = await self.done.scope()
        return await run_of(scope, self.done.accepted.command_id) if scope is not None else None


RecordInferencePayload = Annotated[
    RecordInferenceSuccess | Refusal, strawberry.union("RecordInferencePayload")
]


@strawberry.type
class InferenceMutations:
    @strawberry.mutation(
        description="Compute a run of truth inference and record it. Takes the role manager. It is"
        " in force, where the policy asks for its method, when all of it is recorded."
    )
    async def record_inference(
        self, asking: Asking, input: RecordInferenceInput
    ) -> RecordInferencePayload:
        done = await _recorded(asking.context, input)
        return RecordInferenceSuccess.of(done) if isinstance(done, Done) else done


async def _recorded(context: Context, given: RecordInferenceInput) -> Done | Refusal:
    project_id = ProjectId(given.project)
    ask_for(project_id)
    if given.expected_version is not None:
        message = "a run has a stream of its own, so there is no version to expect; leave it out"
        rejection = Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("expected_version",))
        return refusal(rejection, given, AT_INPUT)
    scope = await context.scope(project_id)
    if scope is None:
        rejection = Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
        return refusal(rejection, given, AT_INPUT)
    act = act_of(context, context.identified.actor, given.occurred_at)
    wanted = Wanted(
        project_id=project_id,
        run_id=given.command_id,
        question=given.question(),
        position=await position_of(scope, given.as_of),
        act=act,
    )
    with coded():
        result = await record(context.resources.pool, context.resources.executor, wanted)
    request = Request(
        project_id=project_id,
        command_id=given.command_id,
        command=RecordInference(run_id=given.command_id, part=Completion(items=0)),
        act=act,
    )
    return await told(context, request, result, given, AT_INPUT)
