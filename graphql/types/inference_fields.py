"""What a project answers about truth inference: methods compared, and the runs recorded."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.inputs.inference import InferenceMethodInput
from labeltrail.graphql.reading import coded, holds_for, position_of, rules_seen
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.inference import InferenceRun, run_of
from labeltrail.graphql.types.inference_comparison import InferenceComparison
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.paging import Connection, Edge, Shown
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import ReadingsNotFolded
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.inference_runs import comparing, listing


@strawberry.type(description="A page of recorded runs, in the order in which they were complete.")
class InferenceRunConnection(Connection[InferenceRun]):
    reached: strawberry.Private[Callable[[], Awaitable[HoldsFor]]]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="What the page holds for.")
    async def as_of(self) -> AsOf:
        return AsOf.of(self.scope, await self.reached())


@strawberry.type
class Inferring(Scoped):
    """Not a type of the schema: the fields of a project about truth inference."""

    @strawberry.field(
        description="Several methods side by side on the same votes; writes nothing. Null, with the"
        " error BLIND, while there is an item here that you may still label."
    )
    async def inference(
        self,
        task: str,
        methods: list[InferenceMethodInput],
        batch_id: strawberry.ID | None = None,
        as_of: AsOfInput | None = None,
    ) -> InferenceComparison | None:
        scope = self.scope
        position = await position_of(scope, as_of)
        among = await named_batch(scope, batch_id, position)
        if not await sees_known_sums(scope, among or PROJECT_SCOPE, "the comparison"):
            return None
        try:
            with coded():
                found = await comparing.compare(
                    scope.pool,
                    scope.project_id,
                    TaskName(task),
                    [one.question(task, batch_id) for one in methods],
                    batch_id=among,
                    position=position,
                )
        except ReadingsNotFolded as late:
            raise CodedError(Code.PROJECTION_LAGS, str(late)) from None
        if isinstance(found, Rejection):
            is_long = found.rule is Rule.TOO_MANY
            raise (
                CodedError(Code.TOO_COMPLEX, found.message) if is_long else bad_input(found.message)
            )
        return InferenceComparison.of(scope, task, found)

    @strawberry.field(
        description="The runs of truth inference that are complete. Null, with the error BLIND,"
        " while there is an item here that you may still label."
    )
    async def inference_runs(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> InferenceRunConnection | None:
        scope = self.scope
        position = await position_of(scope, as_of)
        wanted = paging.asked(scope, "runs", first, after, last, before, position=position)
        if not await sees_known_sums(scope, PROJECT_SCOPE, "the runs"):
            return None
        seen = await rules_seen(scope, wanted.position)
        every = seen.rules.inference.completed
        shown = paging.held(every, wanted, lambda one: (str(one.run_id),))
        found = await listing.runs(scope.pool, scope.project_id, [one.run_id for one in shown.rows])

        async def count() -> int:
            return len(every)

        async def reached() -> HoldsFor:
            return await holds_for(scope, seen)

        return InferenceRunConnection(
            **paging.parts(
                wanted,
                Shown(rows=shown.rows, has_more=shown.has_more),
                lambda one: (str(one.run_id),),
                lambda one: InferenceRun.of(scope, found[one.run_id], one.position),
                Edge[InferenceRun],
            ),
            counter=count,
            reached=reached,
            scope=scope,
        )

    @strawberry.field(description="A run by its id, also one that was begun and is not complete.")
    async def inference_run(self, run_id: UUID) -> InferenceRun | None:
        return await run_of(self.scope, run_id)
