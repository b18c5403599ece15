"""Mutations about questions under way, precedents, and clauses of the guideline."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.guideline import ClarifyClause
from labeltrail.events.streams.item import escalation_commands as commands
from labeltrail.events.streams.precedent import SupersedePrecedent
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.settling import (
    AssignEscalationInput,
    ClarifyClauseInput,
    CommentEscalationInput,
    LiftEscalationInput,
    SupersedePrecedentInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.escalation import Escalation
from labeltrail.graphql.types.guideline import GuidelineRevision

Asking = Info[Context, None]


@strawberry.type
class EscalationMoved(CommandSuccess):
    @strawberry.field(description="The question as it stands now.")
    async def escalation(self) -> Escalation | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, commands.EscalationCommand):
            return None
        item = await scope.item_now(command.item_id)
        found = item.escalations.get(command.escalation_id)
        return await Escalation.seen(scope, command.item_id, found) if found is not None else None


@strawberry.type(description="The question has the owner.")
class AssignEscalationSuccess(EscalationMoved):
    pass


@strawberry.type(description="The comment is added.")
class CommentEscalationSuccess(EscalationMoved):
    pass


@strawberry.type(description="The question stands at the level.")
class LiftEscalationSuccess(EscalationMoved):
    pass


@strawberry.type(description="The precedent is overturned.")
class SupersedePrecedentSuccess(CommandSuccess):
    @strawberry.field(description="The precedent that holds no more.")
    def precedent_id(self) -> strawberry.ID | None:
        command = self.done.command
        if not isinstance(command, SupersedePrecedent):
            return None
        return strawberry.ID(str(command.precedent_id))


@strawberry.type(description="The clause is clarified.")
class ClarifyClauseSuccess(CommandSuccess):
    @strawberry.field(description="The revision, with the clarification.")
    async def guideline(self) -> GuidelineRevision | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, ClarifyClause):
            return None
        return GuidelineRevision.of(scope, command.guideline_revision)


AssignEscalationPayload = Annotated[
    AssignEscalationSuccess | Refusal, strawberry.union("AssignEscalationPayload")
]
CommentEscalationPayload = Annotated[
    CommentEscalationSuccess | Refusal, strawberry.union("CommentEscalationPayload")
]
LiftEscalationPayload = Annotated[
    LiftEscalationSuccess | Refusal, strawberry.union("LiftEscalationPayload")
]
SupersedePrecedentPayload = Annotated[
    SupersedePrecedentSuccess | Refusal, strawberry.union("SupersedePrecedentPayload")
]
ClarifyClausePayload = Annotated[
    ClarifyClauseSuccess | Refusal, strawberry.union("ClarifyClausePayload")
]


@strawberry.type
class SettlingMutations:
    @strawberry.mutation(
        description="Give a question to a member who is to settle it. Takes the role reviewer,"
        " adjudicator or manager."
    )
    async def assign_escalation(
        self, asking: Asking, input: AssignEscalationInput
    ) -> AssignEscalationPayload:
        told = await carry(asking.context, input)
        return AssignEscalationSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Add to an open question: your own, or any if you review, adjudicate or manage."
    )
    async def comment_escalation(
        self, asking: Asking, input: CommentEscalationInput
    ) -> CommentEscalationPayload:
        told = await carry(asking.context, input)
        return CommentEscalationSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Hand an open question on to the next level of the policy, overdue or not."
        " Takes the role adjudicator or manager."
    )
    async def lift_escalation(
        self, asking: Asking, input: LiftEscalationInput
    ) -> LiftEscalationPayload:
        told = await carry(asking.context, input)
        return LiftEscalationSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Overturn a precedent by another one. Takes the role adjudicator or manager."
    )
    async def supersede_precedent(
        self, asking: Asking, input: SupersedePrecedentInput
    ) -> SupersedePrecedentPayload:
        told = await carry(asking.context, input)
        return SupersedePrecedentSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Say how a clause in force is to be read, without a new revision. Takes the"
        " role adjudicator or manager."
    )
    async def clarify_clause(
        self, asking: Asking, input: ClarifyClauseInput
    ) -> ClarifyClausePayload:
        told = await carry(asking.context, input)
        return ClarifyClauseSuccess.of(told) if isinstance(told, Done) else told
