"""Mutations about the rules of a project: guideline and policy."""

from typing import Annotated

import strawberry
from strawberry import Info

from labeltrail.events.streams.guideline import PublishGuideline
from labeltrail.graphql.context import Context
from labeltrail.graphql.inputs.policy import PublishPolicyInput
from labeltrail.graphql.inputs.rules import (
    PublishGuidelineInput,
    ReviseGuidelineInput,
)
from labeltrail.graphql.mutations.carry import CommandSuccess, Done, carry
from labeltrail.graphql.refusals import Refusal
from labeltrail.graphql.types.guideline import GuidelineRevision
from labeltrail.graphql.types.policy import Policy

Asking = Info[Context, None]


@strawberry.type(description="The revision is drafted; it binds nobody until it is published.")
class ReviseGuidelineSuccess(CommandSuccess):
    @strawberry.field(description="The newest revision now.")
    async def guideline(self) -> GuidelineRevision | None:
        scope = await self.done.scope()
        if scope is None:
            return None
        return GuidelineRevision.of(scope, len(scope.rules.guideline.revisions))


@strawberry.type(description="The guideline revision is in force.")
class PublishGuidelineSuccess(CommandSuccess):
    @strawberry.field(description="The revision that was published.")
    async def guideline(self) -> GuidelineRevision | None:
        scope, command = await self.done.scope(), self.done.command
        if scope is None or not isinstance(command, PublishGuideline):
            return None
        return GuidelineRevision.of(scope, command.guideline_revision)


@strawberry.type(description="The policy version is in force.")
class PublishPolicySuccess(CommandSuccess):
    @strawberry.field(description="The version in force now.")
    async def policy(self) -> Policy | None:
        scope = await self.done.scope()
        return Policy.of(scope, len(scope.rules.policy.versions)) if scope is not None else None


ReviseGuidelinePayload = Annotated[
    ReviseGuidelineSuccess | Refusal, strawberry.union("ReviseGuidelinePayload")
]
PublishGuidelinePayload = Annotated[
    PublishGuidelineSuccess | Refusal, strawberry.union("PublishGuidelinePayload")
]
PublishPolicyPayload = Annotated[
    PublishPolicySuccess | Refusal, strawberry.union("PublishPolicyPayload")
]


@strawberry.type
class RuleMutations:
    @strawberry.mutation(description="Draft a guideline revision. Takes the role manager.")
    async def revise_guideline(
        self, asking: Asking, input: ReviseGuidelineInput
    ) -> ReviseGuidelinePayload:
        told = await carry(asking.context, input)
        return ReviseGuidelineSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(
        description="Put a drafted guideline revision in force. Takes the role manager."
    )
    async def publish_guideline(
        self, asking: Asking, input: PublishGuidelineInput
    ) -> PublishGuidelinePayload:
        told = await carry(asking.context, input)
        return PublishGuidelineSuccess.of(told) if isinstance(told, Done) else told

    @strawberry.mutation(description="Put a policy version in force. Takes the role manager.")
    async def publish_policy(
        self, asking: Asking, input: PublishPolicyInput
    ) -> PublishPolicyPayload:
        told = await carry(asking.context, input)
        return PublishPolicySuccess.of(told) if isinstance(told, Done) else told
