"""What a project answers about its annotators. Every answer is computed when asked for."""

import contextlib
from collections.abc import Iterator
from datetime import datetime

import strawberry

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.graphql import ids
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.reading import coded, position_of, rules_at
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.paging import CursorKey, Edge, Shown
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scorecard import OwnScorecard, Scorecard, ScorecardConnection
from labeltrail.graphql.types.standing import AnnotatorStanding
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections import scorecards
from labeltrail.projections.annotators.card import SEED, Terms
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.annotators.sessions import GAP_SECONDS
from labeltrail.projections.answers import Window
from labeltrail.projections.errors import ReadingsNotFolded
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.scorecards import Asked, TooManyAnswers

GAP_SECONDS_MAX = 7 * 86_400
BLINDNESS = " Null, with the error BLIND, while there is an item here that you may still label."


@strawberry.input(
    description="Which labels cards are made of, and how. What labels are held against comes from"
    " all labels of the items."
)
class ScorecardInput:
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Labels on items of this batch."
    )
    occurred_from: datetime | None = strawberry.field(
        default=None, description="Labels that occurred then or later, by their source."
    )
    occurred_to: datetime | None = strawberry.field(
        default=None, description="Labels that occurred before then."
    )
    guideline_revision: int | None = strawberry.field(
        default=None, description="Labels given under this revision."
    )
    against: HeldAgainst = strawberry.field(
        default=HeldAgainst.TRUTH,
        description="What charts, fatigue and suggestions hold labels against.",
    )
    session_gap_seconds: float = strawberry.field(
        default=GAP_SECONDS, description="A pause as long as this ends a session."
    )
    in_control: float | None = strawberry.field(
        default=None,
        description="The share right that charts expect, above 0 and below 1; left out: the"
        " annotator's own.",
    )
    seed: BigInt = strawberry.field(default=BigInt(SEED), description="Of permutations.")

    def asked(self, task: str) -> Asked:
        """Raises BAD_USER_INPUT."""
        if not 1 <= self.session_gap_seconds <= GAP_SECONDS_MAX:
            raise bad_input(f"a session ends after 1 to {GAP_SECONDS_MAX} seconds without a label")
        if self.in_control is not None and not 0 < self.in_control < 1:
            raise bad_input(f"a share in control lies between 0 and 1, not at {self.in_control:g}")
        return Asked(
            task=TaskName(task),
            batch_id=None if self.batch_id is None else BatchId(self.batch_id),
            occurred_from=self.occurred_from,
            occurred_to=self.occurred_to,
            guideline_revision=self.guideline_revision,
            terms=Terms(
                against=self.against,
                session_gap_seconds=self.session_gap_seconds,
                in_control=self.in_control,
                seed=self.seed,
            ),
        )


@strawberry.type(description="Somebody, or some machine, that labels.")
class Annotator(Scoped):
    annotator_id: strawberry.ID = strawberry.field(description="The annotator's member id.")

    @strawberry.field(description="Whether they may label: what they passed, what suspends them.")
    async def standing(self, as_of: AsOfInput | None = None) -> AnnotatorStanding:
        seen = await rules_at(self.scope, as_of)
        annotator = MemberId(self.annotator_id)
        return AnnotatorStanding.of(self.scope, annotator, seen.rules, seen.position)

    @strawberry.field(
        description="What their labels tell of them; null for who has none there." + BLINDNESS
    )
    async def scorecard(
        self, task: str, where: ScorecardInput | None = None, as_of: AsOfInput | None = None
    ) -> Scorecard | None:
        asked = (where or ScorecardInput()).asked(task)
        position = await position_of(self.scope, as_of)
        batch = await named_batch(self.scope, asked.batch_id, position)
        if not await sees_known_sums(self.scope, batch or PROJECT_SCOPE, "the scorecard"):
            return None
        with counted():
            found = await scorecards.scorecard_of(
                self.scope.pool,
                self.scope.project_id,
                asked,
                MemberId(self.annotator_id),
                position=position,
            )
        rows = [Scorecard.of(self.scope, row, found.holds_for) for row in found.rows]
        return rows[0] if rows else None


@strawberry.type
class Staffed(Scoped):
    """Not a type of the schema: the fields of a project that tell how its annotators do."""

    @strawberry.field(
        description="Scorecards of everybody with a label of the task, by id." + BLINDNESS
    )
    async def annotators(
        self,
        task: str,
        where: ScorecardInput | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> ScorecardConnection | None:
        asked = (where or ScorecardInput()).asked(task)
        position = await position_of(self.scope, as_of)
        wanted = paging.asked(
            self.scope, f"annotators of {task}", first, after, last, before, position=position
        )
        batch = await named_batch(self.scope, asked.batch_id, wanted.position)
        if not await sees_known_sums(self.scope, batch or PROJECT_SCOPE, "scorecards"):
            return None
        window = Window(
            limit=wanted.size,
            after=_member(wanted.after),
            before=_member(wanted.before),
            is_backward=wanted.is_backward,
        )
        with counted():
            found = await scorecards.scorecards(
                self.scope.pool, self.scope.project_id, asked, window, position=wanted.position
            )

        async def count() -> int:
            return len(found.annotators)

        return ScorecardConnection(
            **paging.parts(
                wanted,
                Shown(rows=found.rows, has_more=found.has_more),
                lambda row: (row.card.annotator,),
                lambda row: Scorecard.of(self.scope, row, found.holds_for),
                Edge[Scorecard],
            ),
            counter=count,
            scope=self.scope,
            as_of=AsOf.of(self.scope, found.holds_for),
        )

    @strawberry.field(description="An annotator by member id, also one who has left the project.")
    async def annotator(self, annotator_id: strawberry.ID) -> Annotator | None:
        return Annotator(scope=self.scope, annotator_id=annotator_id)

    @strawberry.field(
        description="Your own work on a task, after the fact; null before your first label."
    )
    async def own_scorecard(self, task: str) -> OwnScorecard | None:
        with counted():
            found = await scorecards.own_scorecard(
                self.scope.pool, self.scope.project_id, TaskName(task), self.scope.sight.person
            )
        return None if found is None else OwnScorecard.of(self.scope, found, found.holds_for)


@contextlib.contextmanager
def counted() -> Iterator[None]:
    """Turn what scorecards cannot answer into errors with a code."""
    try:
        with coded():
            yield
    except TooManyAnswers as many:
        raise CodedError(Code.TOO_COMPLEX, str(many)) from None
    except ReadingsNotFolded as late:
        raise CodedError(Code.PROJECTION_LAGS, str(late)) from None


def _member(key: CursorKey | None) -> MemberId | None:
    """Raises BAD_CURSOR."""
    if key is None:
        return None
    if len(key) != 1:
        raise ids.bad_cursor()
    return MemberId(key[0])
