"""Mutations about splits, audits, models, and what members are described by.

What is drawn or computed is so once for each command id: sent again, it is answered as before.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.decisions import Command
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ProjectId
from labeltrail.events.ledger.read import head
from labeltrail.events.ledger.turns import ask_for
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Request
from labeltrail.events.streams import audits, model
from labeltrail.events.streams.authority import admits
from labeltrail.events.streams.splits import AssignSplits
from labeltrail.graphql.context import Context, Scope
from labeltrail.graphql.inputs.acts import CommandInput
from labeltrail.graphql.inputs.slices import (
    AssignSplitInput,
    AuditItemInput,
    DescribeMemberInput,
    DrawSplitsInput,
    EvaluateModelInput,
    OpenAuditBatchInput,
    RecordEvaluationInput,
    RegisterModelInput,
)
from labeltrail.graphql.mutations.carry import (
    AT_INPUT,
    CommandSuccess,
    Done,
    act_of,
    carry,
    told,
)
from labeltrail.graphql.mutations.project import MemberSuccess
from labeltrail.graphql.reading import position_of
from labeltrail.graphql.refusals import Refusal, refusal
from labeltrail.graphql.types.audits import Audit
from labeltrail.graphql.types.models import Model
from labeltrail.graphql.types.slice_fields import answered_with_codes
from labeltrail.projections.audits import answers as drawn_audits
from labeltrail.projections.models import answers as computed_models
from labeltrail.projections.slices.again import answered
from labeltrail.projections.splits import answers as drawn_splits

Asking = Info[Context, None]
Again = Callable[[Sequence[RecordedEvent]], Command | Rejection]
Anew = Callable[[Scope], Awaitable[Command | Rejection]]


@strawberry.type(description="The member is described so, and in no other way.")
class DescribeMemberSuccess(MemberSuccess):
    pass


@strawberry.type
class SplitSuccess(CommandSuccess):
    pass


@strawberry.type(description="The items are in the split.")
class AssignSplitSuccess(SplitSuccess):
    pass


@strawberry.type(description="The items are in the splits that they were drawn into.")
class DrawSplitsSuccess(SplitSuccess):
    pass


@strawberry.type
class AuditSuccess(CommandSuccess):
    @strawberry.field(description="The audit as it stands now.")
    async def audit(self) -> Audit | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, audits.OpenAuditBatch | audits.AuditItem):
            return None
        found = await drawn_audits.audit_now(scope.pool, scope.project_id, command.batch_id)
        return None if found is None else Audit.of(scope, found[1], found[0])


@strawberry.type(description="The sample is drawn, and is a batch.")
class OpenAuditBatchSuccess(AuditSuccess):
    pass


@strawberry.type(description="The verdict is recorded.")
class AuditItemSuccess(AuditSuccess):
    pass


@strawberry.type
class ModelSuccess(CommandSuccess):
    @strawberry.field(description="The model as it stands now.")
    async def model(self) -> Model | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, model.RegisterModel | model.EvaluateModel):
            return None
        found = await computed_models.model_now(scope.pool, scope.project_id, command.model_id)
        return Model.of(scope, command.model_id, found.model, found.wanted, found.holds_for)


@strawberry.type(description="The version is known.")
class RegisterModelSuccess(ModelSuccess):
    pass


@strawberry.type(description="What was counted is recorded.")
class RecordEvaluationSuccess(ModelSuccess):
    pass


@strawberry.type(description="What was computed is recorded.")
class EvaluateModelSuccess(ModelSuccess):
    pass


DescribeMemberPayload = Annotated[
    DescribeMemberSuccess | Refusal, strawberry.union("DescribeMemberPayload")
]
AssignSplitPayload = Annotated[AssignSplitSuccess | Refusal, strawberry.union("AssignSplitPayload")]
DrawSplitsPayload = Annotated[DrawSplitsSuccess | Refusal, strawberry.union("DrawSplitsPayload")]
OpenAuditBatchPayload = Annotated[
    OpenAuditBatchSuccess | Refusal, strawberry.union("OpenAuditBatchPayload")
]
AuditItemPayload = Annotated[AuditItemSuccess | Refusal, strawberry.union("AuditItemPayload")]
RegisterModelPayload = Annotated[
    RegisterModelSuccess | Refusal, strawberry.union("RegisterModelPayload")
]
RecordEvaluationPayload = Annotated[
    RecordEvaluationSuccess | Refusal, strawberry.union("RecordEvaluationPayload")
]
EvaluateModelPayload = Annotated[
    EvaluateModelSuccess | Refusal, strawberry.union("EvaluateModelPayload")
]


@strawberry.type
class SliceMutations:
    @strawberry.mutation(
        description="Say which team, vendor or site a member belongs to. Takes the role manager."
    )
    async def describe_member(
        self, asking: Asking, input: DescribeMemberInput
    ) -> DescribeMemberPayload:
        done = await carry(asking.context, input)
        return DescribeMemberSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Put items into a split by hand. Takes the role manager or service."
    )
    async def assign_split(self, asking: Asking, input: AssignSplitInput) -> AssignSplitPayload:
        done = await carry(asking.context, input)
        return AssignSplitSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Draw items into splits by a seed, in equal shares and without cutting groups."
        " Takes the role manager or service."
    )
    async def draw_splits(self, asking: Asking, input: DrawSplitsInput) -> DrawSplitsPayload:
        wanted = input.wanted()

        async def anew(scope: Scope) -> Command | Rejection:
            position = await _now(scope)
            return await drawn_splits.drawn(scope.pool, scope.project_id, wanted, position=position)

        done = await _computed(
            asking.context,
            input,
            AssignSplits(item_ids=(), splits=()),
            lambda events: drawn_splits.again(events, wanted),
            anew,
        )
        return DrawSplitsSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Draw a random sample of what is accepted, to be audited. Takes the role"
        " manager."
    )
    async def open_audit_batch(
        self, asking: Asking, input: OpenAuditBatchInput
    ) -> OpenAuditBatchPayload:
        wanted = input.wanted()

        async def anew(scope: Scope) -> Command | Rejection:
            position = await _now(scope)
            return await drawn_audits.drawn(scope.pool, scope.project_id, wanted, position=position)

        done = await _computed(
            asking.context,
            input,
            drawn_audits.no_audit(wanted),
            lambda events: drawn_audits.again(events, wanted),
            anew,
        )
        return OpenAuditBatchSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Say what an item of an audit's sample is. Takes the role reviewer or"
        " adjudicator, of somebody who had no part in it."
    )
    async def audit_item(self, asking: Asking, input: AuditItemInput) -> AuditItemPayload:
        done = await carry(asking.context, input)
        return AuditItemSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Tell of a version of a model. Takes the role manager or service."
    )
    async def register_model(
        self, asking: Asking, input: RegisterModelInput
    ) -> RegisterModelPayload:
        done = await carry(asking.context, input)
        return RegisterModelSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Tell how a version did, as counted elsewhere. Takes the role manager or"
        " service. Counts for whether the model may label alone only where a person gives it"
        " themself."
    )
    async def record_evaluation(
        self, asking: Asking, input: RecordEvaluationInput
    ) -> RecordEvaluationPayload:
        done = await carry(asking.context, input)
        return RecordEvaluationSuccess.of(done) if isinstance(done, Done) else done

    @strawberry.mutation(
        description="Compute how a version did, from its labels, and record it. Takes the role"
        " manager or service."
    )
    async def evaluate_model(
        self, asking: Asking, input: EvaluateModelInput
    ) -> EvaluateModelPayload:
        wanted = input.wanted()

        async def anew(scope: Scope) -> Command | Rejection:
            position = await position_of(scope, input.as_of)
            if position is None:
                position = await _now(scope)
            return await computed_models.evaluated(
                scope.pool, scope.project_id, wanted, position=position
            )

        done = await _computed(
            asking.context,
            input,
            computed_models.no_evaluation(wanted),
            lambda events: computed_models.again(events, wanted),
            anew,
        )
        return EvaluateModelSuccess.of(done) if isinstance(done, Done) else done


async def _now(scope: Scope) -> int:
    """The last position there is: what is drawn or computed rests on all that was recorded."""
    return await head(scope.pool, scope.project_id)


async def _computed(
    context: Context, given: CommandInput, plain: Command, again: Again, anew: Anew
) -> Done | Refusal:
    """Carry out a command that is computed first; `plain` is one of its kind, to ask who may."""
    project_id = ProjectId(given.project)
    ask_for(project_id)
    scope = await context.scope(project_id)
    if scope is None:
        unknown = Rejection(Rule.PROJECT_UNKNOWN, "no project with this id", ("project",))
        return refusal(unknown, given, AT_INPUT)
    act = act_of(context, context.identified.actor, given.occurred_at)
    fault = admits(scope.rules.project, plain, act)
    if fault is not None:
        return refusal(fault, given, AT_INPUT)
    earlier = await answered(scope.pool, project_id, given.command_id)
    with answered_with_codes():
        command = again(earlier) if earlier else await anew(scope)
    if isinstance(command, Rejection):
        return refusal(command, given, AT_INPUT)
    request = Request(
        project_id=project_id,
        command_id=given.command_id,
        command=command,
        act=act,
        expected_version=given.expected_version,
    )
    result = await context.resources.executor.execute(request)
    return await told(context, request, result, given, AT_INPUT)
