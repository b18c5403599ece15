"""The policy's section about certificates, as clients give it."""

import strawberry

from labeltrail.events.streams.policy.certification import Certification
from labeltrail.events.streams.project import Role

_DEFAULT = Certification()


@strawberry.input(description="Who certifies, and who may let a requirement pass for a time.")
class CertificationInput:
    certifiers: list[Role] = strawberry.field(
        default_factory=lambda: list(_DEFAULT.certifiers),
        description="Roles that certify: manager, adjudicator, reviewer.",
    )
    labelers_certify: bool = strawberry.field(
        default=_DEFAULT.labelers_certify,
        description="Whether somebody may who labeled in the batch; each time it is recorded.",
    )
    waivers: list[Role] = strawberry.field(
        default_factory=list,
        description="Roles that waive a requirement, of the same; none: nobody does.",
    )
    waiver_two_persons: bool = strawberry.field(
        default=_DEFAULT.waiver_two_persons,
        description="Whether a waiver takes a second person of these roles.",
    )
    waiver_days_max: int = strawberry.field(
        default=_DEFAULT.waiver_days_max, description="The longest that a waiver may hold."
    )

    def section(self) -> Certification:
        return Certification(
            certifiers=tuple(self.certifiers),
            labelers_certify=self.labelers_certify,
            waivers=tuple(self.waivers),
            waiver_two_persons=self.waiver_two_persons,
            waiver_days_max=self.waiver_days_max,
        )
