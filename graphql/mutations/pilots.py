"""Letting a pilot pass: how it stands is computed here, and decided by the domain."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import BatchId, ProjectId
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Request
from labeltrail.events.streams.project import Role
from labeltrail.graphql.context import Context
from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.inputs.taxonomies import PassPilotInput
from labeltrail.graphql.mutations.carry import AT_INPUT, CommandSuccess, Done, act_of, told
from labeltrail.graphql.reading import coded
from labeltrail.graphql.refusals import Refusal, refusal
from labeltrail.graphql.types.rules import Taxonomy
from labeltrail.projections.pilot.asked import passed_before, passing
from labeltrail.projections.statistics.errors import TooMuchAsked

Asking = Info[Context, None]


@strawberry.type(description="The pilot has passed for the taxonomy version in force.")
class PassPilotSuccess(CommandSuccess):
    @strawberry.field(description="The version in force now.")
    async def taxonomy(self) -> Taxonomy | None:
        scope = await self.done.scope()
        return Taxonomy.of(scope, scope.rules.taxonomy.in_force) if scope is not None else None


PassPilotPayload = Annotated[PassPilotSuccess | Refusal, strawberry.union("PassPilotPayload")]


@strawberry.type
class PilotMutations:
    @strawberry.mutation(
        description="Let a pilot pass, so that production may begin where the policy waits for it."
        " Takes the role manager."
    )
    async def pass_pilot(self, asking: Asking, input: PassPilotInput) -> PassPilotPayload:
        done = await _passed(asking.context, input)
        return PassPilotSuccess.of(done) if isinstance(done, Done) else done


async def _passed(context: Context, given: PassPilotInput) -> Done | Refusal:
    project_id = ProjectId(given.project)
    ask_for(project_id)
    scope = await context.scope(project_id)
    if scope is None:
        rejection = Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
        return refusal(rejection, given, AT_INPUT)
    command = given.command({})
    if Role.MANAGER in scope.roles:  # the decision refuses all others, whatever is computed
        try:
            with coded():
                command = await passed_before(
                    scope.pool, project_id, given.command_id
                ) or await passing(scope.pool, project_id, BatchId(given.batch_id))
        except TooMuchAsked as much:
            raise CodedError(Code.TOO_COMPLEX, str(much)) from None
    request = Request(
        project_id=project_id,
        command_id=given.command_id,
        command=command,
        act=act_of(context, context.identified.actor, given.occurred_at),
        expected_version=given.expected_version,
    )
    result = await context.resources.executor.execute(request)
    return await told(context, request, result, given, AT_INPUT)
