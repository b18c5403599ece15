"""The policy's section about certificates."""

from typing import Self

import strawberry
from msgspec import UnsetType

from labeltrail.events.streams import policy
from labeltrail.events.streams.policy.certification import STRICT
from labeltrail.events.streams.project import Role
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="Who certifies, and who may let a requirement pass for a time.")
class Certification(Scoped):
    certifiers: list[Role] = strawberry.field(description="Roles that certify.")
    labelers_certify: bool = strawberry.field(
        description="Whether somebody may who labeled in the batch; each time it is recorded."
    )
    waivers: list[Role] = strawberry.field(description="Roles that waive a requirement.")
    waiver_two_persons: bool = strawberry.field(description="Whether that takes a second person.")
    waiver_days_max: int = strawberry.field(description="The longest that a waiver may hold.")

    @classmethod
    def of(cls, scope: Scope, found: policy.Policy) -> Self:
        """Also of a policy that is silent: managers certify then, and nobody waives."""
        section = STRICT if isinstance(found.certification, UnsetType) else found.certification
        return cls(
            scope=scope,
            certifiers=list(section.certifiers),
            labelers_certify=section.labelers_certify,
            waivers=list(section.waivers),
            waiver_two_persons=section.waiver_two_persons,
            waiver_days_max=section.waiver_days_max,
        )
