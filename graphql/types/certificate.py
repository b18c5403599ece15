"""Certificates and waivers of a batch, as they are recorded."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import BatchId
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate import Relaxation, RevocationCause
from labeltrail.events.streams.certificate.state import Revocation as Recorded
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.assessment import Assessment, SealedTree
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.requirement import Requirement
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.readiness import RequirementStatus


@strawberry.type(description="A requirement of another finding than when it was certified.")
class TurnedRequirement(Scoped):
    place: int = strawberry.field(description="Its place in the policy by then, from 0.")
    requirement: Requirement = strawberry.field(description="What is demanded.")
    before: RequirementStatus | None = strawberry.field(
        description="What was certified; null where it was not asked for."
    )
    after: RequirementStatus = strawberry.field(description="What it came to.")
    observed_before: Decimal | None = strawberry.field(description="What was measured.")
    observed_after: Decimal | None = strawberry.field(description="What was measured by then.")

    @classmethod
    def of(cls, scope: Scope, found: certificate.Turned) -> Self:
        before = found.before
        return cls(
            scope=scope,
            place=found.place,
            requirement=Requirement.of(scope, found.requirement),
            before=RequirementStatus(before.value) if before is not None else None,
            after=RequirementStatus(found.after.value),
            observed_before=found.observed_before,
            observed_after=found.observed_after,
        )


@strawberry.type(description="The end of a certificate.")
class Revocation(Scoped):
    event_id: UUID = strawberry.field(description="The event that revoked it.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    cause: RevocationCause = strawberry.field(description="What undermined it.")
    cause_event_id: UUID | None = strawberry.field(
        description="The very event that undermined it; of a revocation by hand the certificate's."
    )
    sentence: str | None = strawberry.field(
        description="What the rule found, for people; null by hand."
    )
    turned: list[TurnedRequirement] = strawberry.field(
        description="The requirements that turned, in the policy's order."
    )
    items_changed: int = strawberry.field(
        description="Items of which something else is true than was certified."
    )
    item_ids: list[strawberry.ID] = strawberry.field(description="The first of them, at most 10.")
    revoked_by: strawberry.ID | None = strawberry.field(
        description="Who revoked it by hand; null where a rule did."
    )
    told: strawberry.Private[PersonalText | None]

    @strawberry.field(description="Why, by hand; null where a rule did, or it was erased.")
    async def reason(self) -> str | None:
        return await self.scope.words(self.told)

    @classmethod
    def of(cls, scope: Scope, recorded: Recorded) -> Self:
        fact, found = recorded.fact, recorded.fact.found
        who = fact.revoked_by
        return cls(
            scope=scope,
            event_id=recorded.event,
            position=BigInt(recorded.position),
            recorded_at=recorded.recorded_at,
            cause=fact.cause,
            cause_event_id=recorded.cause,
            sentence=found.sentence if found is not None else None,
            turned=[TurnedRequirement.of(scope, one) for one in found.turned] if found else [],
            items_changed=found.items_changed if found is not None else 0,
            item_ids=[strawberry.ID(one) for one in found.items] if found is not None else [],
            revoked_by=strawberry.ID(who) if who is not None else None,
            told=fact.reason,
        )


@strawberry.type(description="The recorded decision that a batch is ready, with its evidence.")
class Certificate(Scoped):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    number: int = strawberry.field(description="1, 2, 3 … of the batch.")
    is_in_force: bool = strawberry.field(description="Whether it was not revoked.")
    event_id: UUID = strawberry.field(description="The event that it is.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    certified_by: strawberry.ID = strawberry.field(description="Who certified.")
    relaxations: list[Relaxation] = strawberry.field(
        description="Separations of duties that the policy let go of."
    )
    assessment: Assessment = strawberry.field(description="What it rests on.")
    checkpoint: SealedTree = strawberry.field(
        description="Signed before the verdict was recorded, over all that it rests on."
    )
    revocation: Revocation | None = strawberry.field(description="Its end, if it was revoked.")

    @classmethod
    def of(cls, scope: Scope, batch_id: BatchId, found: certificate.Certificate) -> Self:
        fact, revoked = found.fact, found.revocation
        return cls(
            scope=scope,
            batch_id=strawberry.ID(batch_id),
            number=fact.number,
            is_in_force=found.is_in_force,
            event_id=found.event,
            position=BigInt(found.position),
            recorded_at=found.recorded_at,
            certified_by=strawberry.ID(fact.certified_by),
            relaxations=list(fact.relaxations),
            assessment=Assessment.of(scope, fact.assessment),
            checkpoint=SealedTree.of(scope, fact.checkpoint),
            revocation=Revocation.of(scope, revoked) if revoked is not None else None,
        )


@strawberry.type(description="A requirement that need not be met for a time, or is proposed to.")
class Waiver(Scoped):
    waiver_id: UUID = strawberry.field(description="Of the event that it began with.")
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    place: int = strawberry.field(description="Of the requirement in the policy of then, from 0.")
    policy_version: int = strawberry.field(description="The policy of then.")
    requirement: Requirement = strawberry.field(
        description="What is waived; worded otherwise by a later policy, it is waived no more."
    )
    until: datetime = strawberry.field(description="It counts up to then.")
    proposed_by: strawberry.ID = strawberry.field(description="Who wanted it first.")
    waived_by: strawberry.ID | None = strawberry.field(
        description="Who waived it; null while a second person is waited for."
    )
    withdrawn_by: strawberry.ID | None = strawberry.field(description="Who took it back, if any.")
    position: BigInt = strawberry.field(description="Where it began in the ledger.")
    told: strawberry.Private[PersonalText]

    @strawberry.field(description="Why; null where the words were erased.")
    async def reason(self) -> str | None:
        return await self.scope.words(self.told)

    @classmethod
    def of(cls, scope: Scope, batch_id: BatchId, found: certificate.Waiver) -> Self:
        waived, withdrawn = found.waived_by, found.withdrawn_by
        return cls(
            scope=scope,
            waiver_id=found.waiver,
            batch_id=strawberry.ID(batch_id),
            place=found.place,
            policy_version=found.policy_version,
            requirement=Requirement.of(scope, found.requirement),
            until=found.until,
            proposed_by=strawberry.ID(found.proposed_by),
            waived_by=strawberry.ID(waived) if waived is not None else None,
            withdrawn_by=strawberry.ID(withdrawn) if withdrawn is not None else None,
            position=BigInt(found.position),
            told=found.reason,
        )


@strawberry.type(description="A page of certificates, in the order in which they were given.")
class CertificateConnection(Connection[Certificate]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="A page of waivers, in the order in which they began.")
class WaiverConnection(Connection[Waiver]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")
