"""Policies that were proposed for a second manager to approve."""

from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.streams.policy import Proposal, ProposalStatus
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.policy import Policy
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="A policy that one manager proposed and another may approve.")
class PolicyProposal(Scoped):
    number: int = strawberry.field(description="1, 2, 3 … of the project.")
    event_id: UUID = strawberry.field(description="The event that proposed it.")
    proposed_by: strawberry.ID = strawberry.field(description="Who proposed it.")
    base_version: int = strawberry.field(
        description="The policy version that was in force then; another outdates the proposal."
    )
    change_note: str = strawberry.field(description="What changes, and why.")
    weakens: list[str] = strawberry.field(
        description="What it demands less than that version, one sentence each."
    )
    status: ProposalStatus = strawberry.field(description="Where it is on its way.")
    decided_by: strawberry.ID | None = strawberry.field(
        description="Who ended it; null while it is open."
    )
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    held: strawberry.Private[Proposal]
    seen: strawberry.Private[RulesSeen]

    @classmethod
    def of(cls, scope: Scope, found: Proposal, seen: RulesSeen | None = None) -> Self:
        return cls(
            scope=scope,
            number=found.number,
            event_id=found.event_id,
            proposed_by=strawberry.ID(found.proposed_by),
            base_version=found.base_version,
            change_note=found.change_note,
            weakens=list(found.weakens),
            status=found.status,
            decided_by=None if found.decided_by is None else strawberry.ID(found.decided_by),
            position=BigInt(found.position),
            held=found,
            seen=seen or RulesSeen(scope.rules),
        )

    @strawberry.field(description="The policy as it was proposed; its version is 0.")
    def policy(self) -> Policy:
        return Policy.of_policy(self.scope, self.held.policy, 0, self.seen)
