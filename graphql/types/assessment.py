"""What a batch was judged to be at a sealed position."""

from datetime import datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.streams import certificate
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.requirement import Requirement
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.readiness import RequirementStatus, Verdict


@strawberry.type(description="A signed checkpoint over the first events of the project.")
class SealedTree(Scoped):
    origin: str = strawberry.field(description="The server, project and epoch that it is of.")
    size: BigInt = strawberry.field(description="Over how many events.")
    root: str = strawberry.field(description="Of the Merkle tree, in hexadecimal.")

    @classmethod
    def of(cls, scope: Scope, tree: certificate.SealedTree) -> Self:
        return cls(scope=scope, origin=tree.origin, size=BigInt(tree.size), root=tree.root)


@strawberry.type(description="What was found of one requirement, as it is recorded.")
class CertifiedRequirement(Scoped):
    place: int = strawberry.field(description="Its place in the policy of then, from 0.")
    requirement: Requirement = strawberry.field(description="What was demanded.")
    status: RequirementStatus = strawberry.field(description="The finding.")
    observed: Decimal | None = strawberry.field(description="What was measured.")
    low: Decimal | None = strawberry.field(description="The interval's lower end.")
    high: Decimal | None = strawberry.field(description="The interval's upper end.")
    n: int = strawberry.field(description="How many cases counted as evidence.")
    waiver_id: UUID | None = strawberry.field(description="The waiver that let it pass.")

    @classmethod
    def of(cls, scope: Scope, found: certificate.Finding) -> Self:
        return cls(
            scope=scope,
            place=found.place,
            requirement=Requirement.of(scope, found.requirement),
            status=RequirementStatus(found.result.value),
            observed=found.observed,
            low=found.low,
            high=found.high,
            n=found.n,
            waiver_id=found.waiver,
        )


@strawberry.type(description="The version of an algorithm that a verdict rests on.")
class AlgorithmVersion(Scoped):
    name: str = strawberry.field(description="Of the algorithm.")
    version: int = strawberry.field(description="With which these bytes are computed again.")


@strawberry.type(
    description="A batch as it stood at a position: anybody computes the same from the ledger."
)
class Assessment(Scoped):
    position: BigInt = strawberry.field(description="Every event up to it counts, no later one.")
    recorded_at: datetime = strawberry.field(
        description="When the event there was recorded; waivers that end later count."
    )
    verdict: Verdict = strawberry.field(description="Of the whole.")
    findings: list[CertifiedRequirement] = strawberry.field(
        description="One for each requirement, in the policy's order."
    )
    items: int = strawberry.field(description="Of the batch.")
    truths: int = strawberry.field(description="Values in force over all items and tasks.")
    annotators: int = strawberry.field(description="Who labeled in it, or called for them.")
    policy_version: int = strawberry.field(description="In force there.")
    taxonomy_version: int = strawberry.field(description="In force there.")
    guideline_revision: int = strawberry.field(description="In force there.")
    algorithms: list[AlgorithmVersion] = strawberry.field(description="By name.")
    state_sha256: str = strawberry.field(
        description="Over the canonical bytes of the verdict, in hexadecimal."
    )
    truths_sha256: str = strawberry.field(
        description="Over what is true of every item, in hexadecimal."
    )

    @classmethod
    def of(cls, scope: Scope, found: certificate.Assessment) -> Self:
        versions = found.versions
        return cls(
            scope=scope,
            position=BigInt(found.position),
            recorded_at=found.moment,
            verdict=Verdict(found.judgment.value),
            findings=[CertifiedRequirement.of(scope, one) for one in found.findings],
            items=found.items,
            truths=found.truths,
            annotators=found.annotators,
            policy_version=versions.policy,
            taxonomy_version=versions.taxonomy,
            guideline_revision=versions.guideline_revision,
            algorithms=[
                AlgorithmVersion(scope=scope, name=name, version=version)
                for name, version in sorted(versions.algorithms.items())
            ],
            state_sha256=found.state_sha256,
            truths_sha256=found.truths_sha256,
        )
