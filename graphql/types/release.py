"""Releases of a batch, and what is other in one than in another."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import BatchId
from labeltrail.events.streams import certificate
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.assessment import Assessment, SealedTree
from labeltrail.graphql.types.certificate import Revocation
from labeltrail.graphql.types.paging import Connection
from labeltrail.graphql.types.requirement import Requirement
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.readiness import RequirementStatus
from labeltrail.projections.releases import difference
from labeltrail.projections.releases.manifest import ReleasedTruth as Listed
from labeltrail.projections.truth import Absence, Origin

LISTED_MAX = 1_000
"""Of each list of a difference; the whole is told by `labeltrail release diff`."""


@strawberry.type(description="What is true of a certified batch's items, frozen in a manifest.")
class Release(Scoped):
    batch_id: strawberry.ID = strawberry.field(description="The batch's own id.")
    number: int = strawberry.field(description="1, 2, 3 … of the batch.")
    certificate_number: int = strawberry.field(description="Under which it was released.")
    revocation: Revocation | None = strawberry.field(
        description="The end of that certificate, if it was revoked by the moment asked about: what"
        " was released then is certified no more."
    )
    event_id: UUID = strawberry.field(description="The event that it is.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    recorded_at: datetime = strawberry.field(description="When it was recorded.")
    released_by: strawberry.ID = strawberry.field(description="Who released it.")
    assessment: Assessment = strawberry.field(description="The batch as it was released.")
    checkpoint: SealedTree = strawberry.field(description="Signed over all that it rests on.")
    manifest_format: str = strawberry.field(description="How the manifest is written.")
    manifest_sha256: str = strawberry.field(
        description="Of the manifest, in hexadecimal; `labeltrail release` writes the files."
    )

    @classmethod
    def of(
        cls,
        scope: Scope,
        batch_id: BatchId,
        found: certificate.Release,
        revoked: certificate.Revocation | None,
    ) -> Self:
        fact = found.fact
        return cls(
            scope=scope,
            batch_id=strawberry.ID(batch_id),
            number=fact.number,
            certificate_number=fact.certificate,
            revocation=Revocation.of(scope, revoked) if revoked is not None else None,
            event_id=found.event,
            position=BigInt(found.position),
            recorded_at=found.recorded_at,
            released_by=strawberry.ID(fact.released_by),
            assessment=Assessment.of(scope, fact.assessment),
            checkpoint=SealedTree.of(scope, fact.checkpoint),
            manifest_format=fact.manifest_format,
            manifest_sha256=fact.manifest_sha256,
        )


@strawberry.type(description="A page of releases, in the order in which they were made.")
class ReleaseConnection(Connection[Release]):
    as_of: AsOf = strawberry.field(description="What the page holds for.")


@strawberry.type(description="One truth as a release has it.")
class ReleasedTruth(Scoped):
    category: str = strawberry.field(description="The value as statistics name it.")
    origin: Origin = strawberry.field(description="Where it comes from.")
    decided_by: list[UUID] = strawberry.field(description="The events that make it true.")
    sha256: str = strawberry.field(description="Over item, task, category and origin.")

    @classmethod
    def of(cls, scope: Scope, found: Listed) -> Self:
        return cls(
            scope=scope,
            category=found.category,
            origin=found.origin,
            decided_by=list(found.decided_by),
            sha256=found.sha256,
        )


@strawberry.type(description="A truth that is another in the later release.")
class ReleasedTruthChange(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    task: str = strawberry.field(description="The task.")
    before: ReleasedTruth | None = strawberry.field(description="Null: there was none.")
    after: ReleasedTruth | None = strawberry.field(description="Null: there is none.")
    absence: Absence | None = strawberry.field(description="Why there is none.")
    event_ids: list[UUID] = strawberry.field(
        description="The events that decide it now and did not before."
    )

    @classmethod
    def of(cls, scope: Scope, found: difference.TruthChanged) -> Self:
        before, after = found.before, found.after
        return cls(
            scope=scope,
            item_id=strawberry.ID(found.item_id),
            task=found.task,
            before=ReleasedTruth.of(scope, before) if before is not None else None,
            after=ReleasedTruth.of(scope, after) if after is not None else None,
            absence=found.absent,
            event_ids=list(found.events),
        )


@strawberry.type(description="A rule or algorithm of another version.")
class ReleasedRuleChange(Scoped):
    name: str = strawberry.field(description="Of the rule or algorithm.")
    before: int = strawberry.field(description="The version then; 0: none.")
    after: int = strawberry.field(description="The version of the later release.")


@strawberry.type(description="A requirement of another finding or value.")
class ReleasedScoreChange(Scoped):
    requirement: Requirement = strawberry.field(description="What is demanded.")
    status_before: RequirementStatus | None = strawberry.field(description="Null: not asked for.")
    status_after: RequirementStatus | None = strawberry.field(description="Null: not asked for.")
    observed_before: Decimal | None = strawberry.field(description="What was measured.")
    observed_after: Decimal | None = strawberry.field(description="What was measured later.")

    @classmethod
    def of(cls, scope: Scope, found: difference.ScoreChanged) -> Self:
        before, after = found.result_before, found.result_after
        return cls(
            scope=scope,
            requirement=Requirement.of(scope, found.requirement),
            status_before=RequirementStatus(before.value) if before is not None else None,
            status_after=RequirementStatus(after.value) if after is not None else None,
            observed_before=found.observed_before,
            observed_after=found.observed_after,
        )


@strawberry.type(description="What is other in one release than in another.")
class ReleaseDifference(Scoped):
    earlier: Release = strawberry.field(description="The release compared with.")
    later: Release = strawberry.field(description="The release that is compared.")
    items_added: list[strawberry.ID] = strawberry.field(description="By id, at most 1,000.")
    items_removed: list[strawberry.ID] = strawberry.field(description="By id, at most 1,000.")
    truths_changed: list[ReleasedTruthChange] = strawberry.field(
        description="By item and task, at most 1,000."
    )
    items_added_count: int = strawberry.field(description="All of them.")
    items_removed_count: int = strawberry.field(description="All of them.")
    truths_changed_count: int = strawberry.field(description="All of them.")
    rules_changed: list[ReleasedRuleChange] = strawberry.field(description="By name.")
    scores_changed: list[ReleasedScoreChange] = strawberry.field(
        description="In the later policy's order."
    )

    @classmethod
    def of(
        cls, scope: Scope, earlier: Release, later: Release, found: difference.ReleaseDifference
    ) -> Self:
        return cls(
            scope=scope,
            earlier=earlier,
            later=later,
            items_added=[strawberry.ID(one) for one in found.items_added[:LISTED_MAX]],
            items_removed=[strawberry.ID(one) for one in found.items_removed[:LISTED_MAX]],
            truths_changed=[
                ReleasedTruthChange.of(scope, one) for one in found.truths_changed[:LISTED_MAX]
            ],
            items_added_count=len(found.items_added),
            items_removed_count=len(found.items_removed),
            truths_changed_count=len(found.truths_changed),
            rules_changed=[
                ReleasedRuleChange(scope=scope, name=one.name, before=one.before, after=one.after)
                for one in found.rules_changed
            ],
            scores_changed=[ReleasedScoreChange.of(scope, one) for one in found.scores_changed],
        )
