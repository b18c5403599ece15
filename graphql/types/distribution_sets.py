"""What is asked about distributions: which items, whose word, how intervals are drawn."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.reading import coded
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.slices import SliceInput
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.distribution.shift import RESAMPLES, Resampling
from labeltrail.projections.distribution.survey import ItemSet
from labeltrail.projections.distributions import TooMuchToCount
from labeltrail.projections.errors import ReadingsNotFolded
from labeltrail.projections.fold import PROJECT_SCOPE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@strawberry.input(
    description="A set of items: all that is given must hold; nothing given: every item. An item"
    " belongs to the time and the guideline revision of the first answer that stands; of first"
    " readings those count that were given in the time and under the revision themselves."
)
class ItemSetInput:
    batch: strawberry.ID | None = strawberry.field(default=None, description="In this batch.")
    slice: SliceInput | None = strawberry.field(
        default=None, description="With this value of an attribute."
    )
    guideline_revision: int | None = strawberry.field(
        default=None, description="First answered under this guideline revision."
    )
    from_time: datetime | None = strawberry.field(
        name="from", default=None, description="First answered then or later, by the source."
    )
    until: datetime | None = strawberry.field(
        default=None, description="First answered before, by the source."
    )

    def item_set(self) -> ItemSet:
        given = self.slice
        return ItemSet(
            batch=self.batch,
            attribute=(given.attribute, given.value) if given is not None else None,
            revision=self.guideline_revision,
            begins=_microseconds(self.from_time),
            ends=_microseconds(self.until),
        )


@strawberry.input(description="How intervals and the test of chance are drawn.")
class ResamplingInput:
    level: float = strawberry.field(default=0.95, description="The confidence level, 0 to 1.")
    resamples: int = strawberry.field(
        default=RESAMPLES, description="How often items are drawn; 0: no interval and no test."
    )
    seed: int = strawberry.field(default=0, description="The same seed draws the same again.")


def resampling(given: ResamplingInput | None) -> Resampling:
    """Raises BAD_USER_INPUT."""
    how = given or ResamplingInput()
    if how.resamples < 0:
        raise bad_input(f"resamples are 0 or more, not {how.resamples}")
    return Resampling(level=level_of(how.level), resamples=how.resamples, seed=how.seed)


def level_of(given: float) -> float:
    """Raises BAD_USER_INPUT."""
    if not 0 < given < 1:
        raise bad_input(f"a confidence level lies between 0 and 1, not at {given}")
    return given


def item_set(given: ItemSetInput | None) -> ItemSet:
    return ItemSet() if given is None else given.item_set()


async def may_count(scope: Scope, position: int | None, *asked: ItemSet) -> bool:
    """Whether there is anything to count yet. Raises BLIND, as for all sums of items: whoever may
    still label one of them learns nothing of how the classes are spread. Raises BAD_USER_INPUT for
    a batch that there is not.
    """
    for one in asked or (ItemSet(),):
        sums_of = await named_batch(scope, one.batch, position) or PROJECT_SCOPE
        if not await sees_known_sums(scope, sums_of, "the distribution"):
            return False
    return True


@contextlib.contextmanager
def counted() -> Iterator[None]:
    """Turn what cannot be counted into errors with a code."""
    try:
        with coded():
            yield
    except TooMuchToCount as much:
        raise CodedError(Code.TOO_COMPLEX, str(much)) from None
    except ReadingsNotFolded:
        message = "the read models are being rebuilt and hold no answers yet; ask again later"
        raise CodedError(Code.PROJECTION_LAGS, message) from None


def _microseconds(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // timedelta(microseconds=1)
