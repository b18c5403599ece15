"""What a batch or the whole project adds up to: one way to ask for both."""

import strawberry

from labeltrail.graphql.access.aggregates import sees_sums
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import blind
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.readiness import Counts, Readiness
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Agreement
from labeltrail.projections.answers import ScopeAnswer


@strawberry.interface(description="A set of items that is judged as a whole.")
class Judged(Scoped):
    sums_of: strawberry.Private[str]

    @strawberry.field(
        description="Agreement, task by task. Null, with the error BLIND, while there is an item"
        " here that you may still label; null before it existed."
    )
    async def agreement(
        self, task: str | None = None, as_of: AsOfInput | None = None
    ) -> list[Agreement] | None:
        answer = await sums(self.scope, self.sums_of, as_of, "agreement")
        if answer is None:
            return None
        wanted = [one for one in answer.agreement if task in (None, one.task)]
        return [Agreement.of(self.scope, answer, one) for one in wanted]

    @strawberry.field(
        description="Whether it is ready under the policy. Null, with the error BLIND, while there"
        " is an item here that you may still label; null before it existed."
    )
    async def readiness(self, as_of: AsOfInput | None = None) -> Readiness | None:
        answer = await sums(self.scope, self.sums_of, as_of, "readiness")
        return None if answer is None else Readiness.of(self.scope, answer)

    @strawberry.field(
        description="Items, labels and ground truth, counted. Null, with the error BLIND, while"
        " there is an item here that you may still label; null before it existed."
    )
    async def counts(self, as_of: AsOfInput | None = None) -> Counts | None:
        answer = await sums(self.scope, self.sums_of, as_of, "counts")
        return None if answer is None else Counts.of(self.scope, answer)


async def sums(
    scope: Scope, sums_of: str, as_of: AsOfInput | None, asked_for: str
) -> ScopeAnswer | None:
    """Raises BLIND for whoever may still label an item that the answer counts."""
    position = await position_of(scope, as_of)
    with coded():
        if not scope.sight.sees_all:
            now = await scope.loaders.sums(scope.project_id, sums_of, None)
            if now is not None and not sees_sums(scope.sight, now.tally):
                raise blind(asked_for)
            if now is None or position is None:
                return now
        return await scope.loaders.sums(scope.project_id, sums_of, position)
