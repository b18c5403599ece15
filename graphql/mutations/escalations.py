"""Mutations about questions that could not be settled on the spot."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.identifiers import EscalationId
from labeltrail.events.streams.item import commands
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.escalations import (
    RaiseEscalationInput,
    ResolveEscalationInput,
    WithdrawEscalationInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.escalation import Escalation

Asking = Info[Context, None]


@strawberry.type
class EscalationSuccess(CommandSuccess):
    @strawberry.field(description="The question as it stands now.")
    async def escalation(self) -> Escalation | None:
        scope, command = await self.done.scope(), self.done.command
        match command:
            case commands.RaiseEscalation():
                escalation_id = EscalationId(self.done.accepted.event_ids[0])
            case commands.ResolveEscalation() | commands.WithdrawEscalation():
                escalation_id = command.escalation_id
            case _:
                return None
        if scope is None:
            return None
        found = (await scope.item_now(command.item_id)).escalations.get(escalation_id)
        return await Escalation.seen(scope, command.item_id, found) if found is not None else None


@strawberry.type(description="The question waits for an answer.")
class RaiseEscalationSuccess(EscalationSuccess):
    pass


@strawberry.type(description="The question is answered.")
class ResolveEscalationSuccess(EscalationSuccess):
    pass


@strawberry.type(description="The question is asked no more.")
class WithdrawEscalationSuccess(EscalationSuccess):
    pass


RaiseEscalationPayload = Annotated[
    RaiseEscalationSuccess | Refusal, strawberry.union("RaiseEscalationPayload")
]
ResolveEscalationPayload = Annotated[
    ResolveEscalationSuccess | Refusal, strawberry.union("ResolveEscalationPayload")
]
WithdrawEscalationPayload = Annotated[
    WithdrawEscalationSuccess | Refusal, strawberry.union("WithdrawEscalationPayload")
]


@strawberry.type
class EscalationMutations:
    @strawberry.mutation(description="Hand on a question about an item.")
    async def raise_escalation(
        self, asking: Asking, input: RaiseEscalationInput
    ) -> RaiseEscalationPayload:
        told = await carry(asking.context, input)
        return RaiseEscalationSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Answer a question, with the reason and the clause. Takes the role adjudicator"
        " or manager."
    )
    async def resolve_escalation(
        self, asking: Asking, input: ResolveEscalationInput
    ) -> ResolveEscalationPayload:
        told = await carry(asking.context, input)
        return ResolveEscalationSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Ask one's own question no more.")
    async def withdraw_escalation(
        self, asking: Asking, input: WithdrawEscalationInput
    ) -> WithdrawEscalationPayload:
        told = await carry(asking.context, input)
        return WithdrawEscalationSuccess.of(told) if isinstance(told, Done) else told
