"""Agreement part by part: which coefficients, of what, between whom, under which rules, when."""

from datetime import datetime
from typing import Annotated, Self

import msgspec
import strawberry

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.reading import coded
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.paging import PAGE_MAX
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Score
from labeltrail.graphql.types.slices import SliceInput
from labeltrail.projections.agreement import reports as agreement_reports
from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.limits import ANSWER
from labeltrail.projections.agreement.measures import Measure
from labeltrail.projections.agreement.reports import Asked, Part, Report
from labeltrail.projections.agreement.versions import MadeUnder, sentence
from labeltrail.projections.agreement.where import Where
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.errors import StatisticsError, TooMuchAsked
from labeltrail.projections.statistics.score import Distance, Pooling, Weights

MEASURES_MAX = 20
RESAMPLES_MAX = 10_000
LISTING = "agreement"


@strawberry.input(description="A coefficient, and how far apart categories are for it.")
class AgreementMeasureInput:
    coefficient: Coefficient = strawberry.field(description="Which one.")
    distance: Distance | None = strawberry.field(
        default=None,
        description="Of Krippendorff's alpha; left out: that of the kind of task.",
    )
    weights: Weights = strawberry.field(
        default=Weights.IDENTITY, description="Of coefficients that take weights."
    )
    pooling: Pooling = strawberry.field(
        default=Pooling.KRIPPENDORFF, description="Of observed agreement."
    )
    n_categories: int | None = strawberry.field(
        default=None,
        description="How many there are to choose from; left out: as many as the taxonomy has.",
    )


@strawberry.input(description="A confidence interval around every score.")
class ScoreIntervalInput:
    method: IntervalMethod = strawberry.field(
        default=IntervalMethod.BOOTSTRAP, description="How it is computed."
    )
    level: float = strawberry.field(default=0.95, description="Between 0 and 1.")
    resamples: int = strawberry.field(
        default=1_000, description=f"Of the bootstrap: 50 to {RESAMPLES_MAX:,}."
    )
    seed: int = strawberry.field(default=0, description="Of the bootstrap.")

    def wanted(self) -> IntervalAsked:
        """Raises BAD_USER_INPUT."""
        if not 50 <= self.resamples <= RESAMPLES_MAX:
            raise bad_input(f"a bootstrap takes 50 to {RESAMPLES_MAX:,} resamples")
        if not 0 < self.level < 1:
            raise bad_input(f"a level lies between 0 and 1, not at {self.level}")
        return IntervalAsked(
            method=self.method, level=self.level, resamples=self.resamples, seed=self.seed
        )


@strawberry.input(description="Which readings count; all that is named must hold.")
class ReadingFilterInput:
    annotators: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="Of these annotators."
    )
    slice: SliceInput | None = strawberry.field(default=None, description="Of these items.")
    guideline_revisions: list[int] = strawberry.field(
        default_factory=list, description="Given under one of these revisions."
    )
    taxonomy_versions: list[int] = strawberry.field(
        default_factory=list, description="Given under one of these versions."
    )
    occurred_from: datetime | None = strawberry.field(
        default=None, description="Given at or after this moment."
    )
    occurred_to: datetime | None = strawberry.field(
        default=None, description="Given before this moment."
    )


Measures = Annotated[
    list[AgreementMeasureInput] | None,
    strawberry.argument(description="Left out: those that fit the kind of task."),
]
Attribute = Annotated[
    str | None, strawberry.argument(description="Of items; by SLICE each value is a part.")
]
WithRepeats = Annotated[
    bool,
    strawberry.argument(
        description="Whether an annotator's later readings of an item count as those of others."
    ),
]


@strawberry.type(description="One part: an item, a class, two annotators, a week …")
class AgreementPart(Scoped):
    key: str = strawberry.field(
        description="The item's id, the class, the annotator, the revision, the first day …"
    )
    other: strawberry.ID | None = strawberry.field(description="The second annotator of a pair.")
    begins: datetime | None = strawberry.field(description="Of a day, week or month.")
    ends: datetime | None = strawberry.field(description="The first moment after it.")
    scores: list[Score] = strawberry.field(description="One for each coefficient, in order.")

    @classmethod
    def of(cls, scope: Scope, part: Part) -> Self:
        return cls(
            scope=scope,
            key=part.key,
            other=None if part.other is None else strawberry.ID(part.other),
            begins=part.begins,
            ends=part.ends,
            scores=[Score.of(scope, one, n_values=part.n_values) for one in part.scores],
        )


@strawberry.type(description="First answers that were given under one taxonomy version.")
class AnswersUnderVersion(Scoped):
    taxonomy_version: int = strawberry.field(description="The version that the annotators saw.")
    answers: int = strawberry.field(description="All of them.")
    as_they_are: int = strawberry.field(description="Their class is the same in the one in force.")
    renamed: int = strawberry.field(description="Their class has another id now.")
    merged: int = strawberry.field(description="Their class is part of a wider one now.")
    split: int = strawberry.field(description="Left out: their class is several now.")
    retired: int = strawberry.field(description="Left out: their class is asked for no more.")

    @classmethod
    def of(cls, scope: Scope, found: MadeUnder) -> Self:
        return cls(scope=scope, **msgspec.structs.asdict(found))


@strawberry.type(description="Agreement part by part, as of one point.")
class AgreementReport(Scoped):
    parts: list[AgreementPart] = strawberry.field(description="In the order of their keys.")
    has_more: bool = strawberry.field(description="Whether more parts follow.")
    versions: list[AnswersUnderVersion] = strawberry.field(
        description="Under which taxonomy versions the answers were given that all parts together"
        " rest on, and how they came into the one in force."
    )
    mixing: str | None = strawberry.field(
        description="The same in words; null where all were given under one version and stand."
    )
    end_cursor: str | None = strawberry.field(description="For `after`, to see them.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, found: Report, listing: str, after: int) -> Self:
        position = found.holds_for.position
        place = str(after + len(found.parts))
        return cls(
            scope=scope,
            parts=[AgreementPart.of(scope, one) for one in found.parts],
            has_more=found.has_more,
            versions=[AnswersUnderVersion.of(scope, one) for one in found.versions],
            mixing=sentence(found.versions),
            end_cursor=ids.cursor(listing, scope.project_id, place, at=position),
            as_of=AsOf.of(scope, found.holds_for),
        )


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of the field, as they came."""

    task: str
    by: By
    measures: list[AgreementMeasureInput]
    attribute: str | None
    where: ReadingFilterInput | None
    interval: ScoreIntervalInput | None
    with_repeats: bool
    first: int
    after: str | None


async def agreement_report(
    scope: Scope, sums_of: str, wanted: Wanted, position: int | None
) -> AgreementReport:
    """Raises coded errors."""
    if not 1 <= wanted.first <= PAGE_MAX:
        raise bad_input(f"a report holds 1 to {PAGE_MAX} parts, not {wanted.first}")
    if len(wanted.measures) > MEASURES_MAX:
        raise bad_input(f"a report holds at most {MEASURES_MAX} coefficients")
    listing, after = f"{LISTING}/{sums_of}/{wanted.task}/{wanted.by}", 0
    if wanted.after is not None:
        place = ids.cursor_place(wanted.after, listing, scope.project_id)
        after, position = _offset(place), place.position
    try:
        with coded():
            found = await agreement_reports.agreement_report(
                scope.pool,
                scope.project_id,
                _asked(wanted, sums_of, after),
                position=position,
                limits=ANSWER,
            )
    except TooMuchAsked as much:
        raise CodedError(Code.TOO_COMPLEX, str(much)) from None
    except StatisticsError as unfit:
        raise bad_input(str(unfit)) from None
    return AgreementReport.of(scope, found, listing, after)


def _offset(place: ids.Place) -> int:
    text = place.key[0] if len(place.key) == 1 else ""
    if not text.isdecimal():
        raise ids.bad_cursor()
    return int(text)


def _asked(wanted: Wanted, sums_of: str, after: int) -> Asked:
    given = wanted.where or ReadingFilterInput()
    return Asked(
        task=TaskName(wanted.task),
        measures=tuple(
            Measure(
                coefficient=one.coefficient,
                distance=one.distance,
                weights=one.weights,
                pooling=one.pooling,
                n_categories=one.n_categories,
            )
            for one in wanted.measures
        ),
        by=wanted.by,
        attribute=wanted.attribute,
        where=Where(
            batch=None if sums_of == PROJECT_SCOPE else BatchId(sums_of),
            annotators=tuple(given.annotators),
            slice=(given.slice.attribute, given.slice.value) if given.slice else None,
            guideline_revisions=tuple(given.guideline_revisions),
            taxonomy_versions=tuple(given.taxonomy_versions),
            occurred_from=given.occurred_from,
            occurred_to=given.occurred_to,
        ),
        interval=wanted.interval.wanted() if wanted.interval else None,
        with_repeats=wanted.with_repeats,
        limit=wanted.first,
        after=after,
    )
