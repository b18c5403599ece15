"""Mutations about people: their standing, and what takes a second person."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.policy import (
    ApprovePolicy,
    ProposePolicy,
    RefusePolicy,
    WithdrawPolicyProposal,
)
from labeltrail.events.streams.standing import (
    NoteAnnotator,
    QualifyAnnotator,
    ReinstateAnnotator,
    SuspendAnnotator,
)
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.standing import (
    ApprovePolicyInput,
    NoteAnnotatorInput,
    ProposePolicyInput,
    QualifyAnnotatorInput,
    RefusePolicyInput,
    ReinstateAnnotatorInput,
    SuspendAnnotatorInput,
    WithdrawPolicyProposalInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.people import Member
from labeltrail.graphql.types.policy import Policy
from labeltrail.graphql.types.policy_proposals import PolicyProposal

Asking = Info[Context, None]


@strawberry.type
class StandingSuccess(CommandSuccess):
    @strawberry.field(description="The annotator as they stand now.")
    async def member(self) -> Member | None:
        scope, command = await self.done.scope(), self.done.command
        match command:
            case QualifyAnnotator() | SuspendAnnotator() | ReinstateAnnotator() | NoteAnnotator():
                return None if scope is None else Member.of(scope, command.annotator)
            case _:
                return None


@strawberry.type(description="The annotator may label what the test or the word was about.")
class QualifyAnnotatorSuccess(StandingSuccess):
    pass


@strawberry.type(description="The annotator labels nothing until somebody reinstates them.")
class SuspendAnnotatorSuccess(StandingSuccess):
    pass


@strawberry.type(description="The annotator may label again.")
class ReinstateAnnotatorSuccess(StandingSuccess):
    pass


@strawberry.type(description="The note is kept with the annotator's standing.")
class NoteAnnotatorSuccess(StandingSuccess):
    pass


@strawberry.type
class ProposalSuccess(CommandSuccess):
    @strawberry.field(description="The proposal as it stands now.")
    async def proposal(self) -> PolicyProposal | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None:
            return None
        known = scope.rules.policy.proposals
        match command:
            case ProposePolicy():
                event_id = self.done.accepted.event_ids[0]
                found = [one for one in known if one.event_id == event_id]
            case ApprovePolicy() | RefusePolicy() | WithdrawPolicyProposal():
                found = [one for one in known if one.number == command.proposal]
            case _:
                return None
        return PolicyProposal.of(scope, found[0]) if found else None


@strawberry.type(description="The policy waits for a second manager; it binds nobody yet.")
class ProposePolicySuccess(ProposalSuccess):
    pass


@strawberry.type(description="The proposed policy is in force.")
class ApprovePolicySuccess(ProposalSuccess):
    @strawberry.field(description="The version in force now.")
    async def policy(self) -> Policy | None:
        scope = await self.done.scope()
        return Policy.of(scope, len(scope.rules.policy.versions)) if scope is not None else None


@strawberry.type(description="The proposal is history.")
class RefusePolicySuccess(ProposalSuccess):
    pass


@strawberry.type(description="The proposal is history.")
class WithdrawPolicyProposalSuccess(ProposalSuccess):
    pass


QualifyAnnotatorPayload = Annotated[
    QualifyAnnotatorSuccess | Refusal, strawberry.union("QualifyAnnotatorPayload")
]
SuspendAnnotatorPayload = Annotated[
    SuspendAnnotatorSuccess | Refusal, strawberry.union("SuspendAnnotatorPayload")
]
ReinstateAnnotatorPayload = Annotated[
    ReinstateAnnotatorSuccess | Refusal, strawberry.union("ReinstateAnnotatorPayload")
]
NoteAnnotatorPayload = Annotated[
    NoteAnnotatorSuccess | Refusal, strawberry.union("NoteAnnotatorPayload")
]
ProposePolicyPayload = Annotated[
    ProposePolicySuccess | Refusal, strawberry.union("ProposePolicyPayload")
]
ApprovePolicyPayload = Annotated[
    ApprovePolicySuccess | Refusal, strawberry.union("ApprovePolicyPayload")
]
RefusePolicyPayload = Annotated[
    RefusePolicySuccess | Refusal, strawberry.union("RefusePolicyPayload")
]
WithdrawPolicyProposalPayload = Annotated[
    WithdrawPolicyProposalSuccess | Refusal, strawberry.union("WithdrawPolicyProposalPayload")
]


@strawberry.type
class PeopleMutations:
    @strawberry.mutation(
        description="Let an annotator label by one's word, without a test. Takes the role manager."
    )
    async def qualify_annotator(
        self, asking: Asking, input: QualifyAnnotatorInput
    ) -> QualifyAnnotatorPayload:
        told = await carry(asking.context, input)
        return QualifyAnnotatorSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Suspend an annotator by hand. Takes the role manager.")
    async def suspend_annotator(
        self, asking: Asking, input: SuspendAnnotatorInput
    ) -> SuspendAnnotatorPayload:
        told = await carry(asking.context, input)
        return SuspendAnnotatorSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Let another annotator label again. Takes the role manager.")
    async def reinstate_annotator(
        self, asking: Asking, input: ReinstateAnnotatorInput
    ) -> ReinstateAnnotatorPayload:
        told = await carry(asking.context, input)
        return ReinstateAnnotatorSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Note a retraining or a talk. Takes the role manager, reviewer or adjudicator."
    )
    async def note_annotator(
        self, asking: Asking, input: NoteAnnotatorInput
    ) -> NoteAnnotatorPayload:
        told = await carry(asking.context, input)
        return NoteAnnotatorSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Propose a policy, as it takes where one weakens quality and the policy in"
        " force wants two persons. Takes the role manager."
    )
    async def propose_policy(
        self, asking: Asking, input: ProposePolicyInput
    ) -> ProposePolicyPayload:
        told = await carry(asking.context, input)
        return ProposePolicySuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Put another manager's proposal in force. Takes the role manager."
    )
    async def approve_policy(
        self, asking: Asking, input: ApprovePolicyInput
    ) -> ApprovePolicyPayload:
        told = await carry(asking.context, input)
        return ApprovePolicySuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Refuse another manager's proposal. Takes the role manager.")
    async def refuse_policy(self, asking: Asking, input: RefusePolicyInput) -> RefusePolicyPayload:
        told = await carry(asking.context, input)
        return RefusePolicySuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Take one's own proposal back. Takes the role manager.")
    async def withdraw_policy_proposal(
        self, asking: Asking, input: WithdrawPolicyProposalInput
    ) -> WithdrawPolicyProposalPayload:
        told = await carry(asking.context, input)
        return WithdrawPolicyProposalSuccess.of(told) if isinstance(told, Done) else told
