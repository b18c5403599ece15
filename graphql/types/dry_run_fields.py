"""What today's batches would be under a policy, as a field of the project."""

import strawberry

from labeltrail.graphql.inputs.policy import PolicyInput
from labeltrail.graphql.reading import position_of
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.graphql.types.supposed import PolicyDryRun, policy_dry_run
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.readiness.supposing import BATCHES_MAX


@strawberry.interface(description="What policies may be tried on.")
class Tried(Scoped):
    @strawberry.field(
        description="What batches would be under a policy before it is published; nothing is"
        " written. Null, with the error BLIND, while there is an item that you may still label."
    )
    async def policy_dry_run(
        self,
        policy: PolicyInput,
        first: int = BATCHES_MAX,
        after: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> PolicyDryRun | None:
        position = await position_of(self.scope, as_of)
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "readiness"):
            return None
        return await policy_dry_run(self.scope, policy, first, after, position)
