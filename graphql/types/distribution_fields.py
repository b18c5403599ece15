"""What a project answers about its items' distribution. Every answer is computed when asked for."""

from typing import Annotated

import strawberry

from labeltrail.events.identifiers import TaskName
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.reading import position_of
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.distribution import Distribution, DistributionTrend
from labeltrail.graphql.types.distribution_figures import LeftOut
from labeltrail.graphql.types.distribution_leakage import Leakage, Twins, TwinsConnection
from labeltrail.graphql.types.distribution_sets import (
    ItemSetInput,
    ResamplingInput,
    counted,
    item_set,
    level_of,
    may_count,
    resampling,
)
from labeltrail.graphql.types.distribution_shift import DistributionShift
from labeltrail.graphql.types.paging import CursorKey, Edge
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections import distributions
from labeltrail.projections.distribution import duplicates
from labeltrail.projections.distribution.duplicates import DISTANCE, DISTANCE_MAX
from labeltrail.projections.distribution.leakage import PERMUTATIONS
from labeltrail.projections.distribution.survey import Basis
from labeltrail.projections.distributions import Surveyed

BLINDNESS = " Null, with the error BLIND, while there is an item here that you may still label."

Before = Annotated[
    ItemSetInput, strawberry.argument(name="from", description="The earlier set, or the base.")
]
After = Annotated[
    ItemSetInput, strawberry.argument(name="to", description="The set that is compared with it.")
]


@strawberry.type
class Distributed(Scoped):
    """Not a type of the schema: the fields of a project that tell how its classes are spread."""

    @strawberry.field(
        description="Class balance of a set of items, by truth and by first readings." + BLINDNESS
    )
    async def distribution(
        self,
        task: str,
        of: ItemSetInput | None = None,
        level: float = 0.95,
        as_of: AsOfInput | None = None,
    ) -> Distribution | None:
        asked, sure = item_set(of), level_of(level)
        position = await position_of(self.scope, as_of)
        if not await may_count(self.scope, position, asked):
            return None
        with counted():
            seen = await self._surveyed(task, position)
            found = await distributions.distribution(seen, asked, level=sure)
        return Distribution.of(self.scope, task, found)

    @strawberry.field(
        description="A set of items part by part: by `week`, `batch`, `guideline_revision` or the"
        " name of an attribute." + BLINDNESS
    )
    async def distribution_trend(
        self,
        task: str,
        by: str,
        of: ItemSetInput | None = None,
        basis: Basis = Basis.GROUND_TRUTH,
        as_of: AsOfInput | None = None,
    ) -> DistributionTrend | None:
        asked = item_set(of)
        position = await position_of(self.scope, as_of)
        if not await may_count(self.scope, position, asked):
            return None
        with counted():
            seen = await self._surveyed(task, position)
            if not seen.survey.can_be_cut(by):
                raise bad_input(f"by `week`, `batch`, `guideline_revision`{_attributes(seen)}")
            found = await distributions.trend(seen, asked, by, basis)
        return DistributionTrend.of(self.scope, task, basis, found, seen.holds_for)

    @strawberry.field(
        description="How far two sets of items are apart in a task, and whether chance would do."
        + BLINDNESS
    )
    async def shift(
        self,
        task: str,
        before: Before,
        after: After,
        basis: Basis = Basis.GROUND_TRUTH,
        interval: ResamplingInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> DistributionShift | None:
        sets, how = (before.item_set(), after.item_set()), resampling(interval)
        position = await position_of(self.scope, as_of)
        if not await may_count(self.scope, position, *sets):
            return None
        with counted():
            seen = await self._surveyed(task, position)
            found = await distributions.shift(seen, *sets, basis, how)
        return DistributionShift.of(self.scope, task, basis, found, seen.holds_for)

    @strawberry.field(
        description="Whether labels can be read off ids, file names, sources or attributes."
        + BLINDNESS
    )
    async def leakage(
        self,
        task: str,
        permutations: int = PERMUTATIONS,
        seed: int = 0,
        as_of: AsOfInput | None = None,
    ) -> Leakage | None:
        if permutations < 1:
            raise bad_input(f"a test takes 1 permutation or more, not {permutations}")
        position = await position_of(self.scope, as_of)
        if not await may_count(self.scope, position):
            return None
        with counted():
            seen = await self._surveyed(task, position)
            found = await distributions.leaks(seen, permutations=permutations, seed=seed)
        return Leakage.of(self.scope, task, found, seen.holds_for)

    @strawberry.field(
        description="Items that are alike, the most harmful first: with two truths, in two splits,"
        " in two batches." + BLINDNESS
    )
    async def duplicates(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        distance: int = DISTANCE,
        as_of: AsOfInput | None = None,
    ) -> TwinsConnection | None:
        if not 0 <= distance <= DISTANCE_MAX:
            raise bad_input(f"a distance is 0 to {DISTANCE_MAX} bits, not {distance}")
        position = await position_of(self.scope, as_of)
        listing = f"duplicates within {distance}"
        pages = (first, after, last, before)
        wanted = paging.asked(self.scope, listing, *pages, position=position)
        if not await may_count(self.scope, wanted.position):
            return None
        with counted():
            holds_for, found = await distributions.alike(
                self.scope.pool,
                self.scope.project_id,
                distance=distance,
                position=wanted.position,
            )
        shown = paging.held(found.twins, wanted, _key_of)
        parts = paging.parts(
            wanted, shown, _key_of, lambda one: Twins.of(self.scope, one), Edge[Twins]
        )
        return TwinsConnection(
            **parts,
            as_of=AsOf.of(self.scope, holds_for),
            unreadable=LeftOut.listed(self.scope, found.unreadable),
        )

    async def _surveyed(self, task: str, position: int | None) -> Surveyed:
        return await distributions.surveyed(
            self.scope.pool, self.scope.project_id, TaskName(task), position=position
        )


def _attributes(seen: Surveyed) -> str:
    names = list(seen.survey.items.attributes)
    return f", or an attribute: {', '.join(names)}" if names else "; items have no attributes"


def _key_of(twins: duplicates.Twins) -> CursorKey:
    return (twins.likeness.value, twins.key)
