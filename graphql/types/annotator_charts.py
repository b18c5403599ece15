"""Control charts of an annotator's answers, as clients read them."""

from datetime import UTC, datetime
from typing import Self

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.annotator_figures import LabelShareDifference
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.annotators import drift
from labeltrail.projections.annotators.drift import Chart, Direction
from labeltrail.projections.annotators.material import HeldAgainst
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.scorecards import CardRow

POINTS_MAX = 1_000


def time_of(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / 1e6, tz=UTC)


@strawberry.type(description="A signal of a chart, and the label that gave it.")
class DriftAlarm(Scoped):
    chart: Chart = strawberry.field(description="Which chart.")
    direction: Direction = strawberry.field(description="Which way answers changed.")
    label: int = strawberry.field(description="The label's number in the series, from 1.")
    began: int | None = strawberry.field(
        description="Where the change came, by the CUSUM; null for the EWMA."
    )
    item_id: strawberry.ID = strawberry.field(description="The label's item.")
    position: BigInt = strawberry.field(description="Of the label's event.")
    occurred_at: datetime = strawberry.field(description="Of the label's event, by its source.")
    value: float = strawberry.field(description="Of the chart there.")
    limit: float = strawberry.field(description="That it passed.")

    @classmethod
    def of(cls, scope: Scope, found: drift.Alarm, readings: Readings) -> Self:
        return cls(
            scope=scope,
            chart=found.chart,
            direction=found.direction,
            label=found.place,
            began=found.began,
            item_id=strawberry.ID(readings.items[readings.item[found.row]]),
            position=BigInt(found.position),
            occurred_at=time_of(found.occurred_at),
            value=found.value,
            limit=found.limit,
        )


@strawberry.type(description="A guideline revision on the charts' axis.")
class RevisionMark(Scoped):
    revision: int = strawberry.field(description="Its number.")
    published_at: datetime = strawberry.field(description="When, by its source.")
    position: BigInt = strawberry.field(description="Of its publication.")
    labels_before: int = strawberry.field(description="Labels of the series that came before.")
    change: LabelShareDifference = strawberry.field(
        description="Right since it, until the next one, minus right before it, since the last one."
    )

    @classmethod
    def of(cls, scope: Scope, found: drift.RevisionMark) -> Self:
        return cls(
            scope=scope,
            revision=found.revision.revision,
            published_at=time_of(found.revision.published_at),
            position=BigInt(found.revision.position),
            labels_before=found.labels_before,
            change=LabelShareDifference.of(scope, found.change),
        )


@strawberry.type(description="One label of the series.")
class DriftPoint(Scoped):
    label: int = strawberry.field(description="Its number in the series, from 1.")
    position: BigInt = strawberry.field(description="Of the label's event.")
    occurred_at: datetime = strawberry.field(description="Of the label's event, by its source.")
    is_right: bool = strawberry.field(description="Whether it is right.")
    ewma: float = strawberry.field(description="Of shares right.")
    lower: float = strawberry.field(description="The EWMA's lower limit.")
    upper: float = strawberry.field(description="The EWMA's upper limit.")
    cusum: float = strawberry.field(description="Of errors, before a signal sets it back to 0.")


@strawberry.type(
    description="Whether answers get worse or better: EWMA and CUSUM over labels in the order of"
    " happening. The CUSUM is set back to 0 by its signal; the EWMA signals again only after it has"
    " been at its target."
)
class Drift(Scoped):
    against: HeldAgainst = strawberry.field(description="What labels are held against.")
    labels: int = strawberry.field(description="Labels of the series.")
    in_control: float = strawberry.field(description="The share right that charts expect.")
    is_given: bool = strawberry.field(
        description="Whether that was given; else it is the annotator's own share."
    )
    ewma_weight: float = strawberry.field(description="Of the newest label.")
    ewma_width: float = strawberry.field(description="Of the limits, in standard deviations.")
    out_of_control_errors: float = strawberry.field(
        description="The share of errors that the CUSUM is to find."
    )
    right_score: int = strawberry.field(description="What a right answer adds to the CUSUM.")
    wrong_score: int = strawberry.field(description="What a wrong answer adds to the CUSUM.")
    threshold: int = strawberry.field(description="A CUSUM as large is a signal.")
    labels_per_false_alarm: float = strawberry.field(
        description="Of the CUSUM, on average while all is in control; exact."
    )
    alarms: list[DriftAlarm] = strawberry.field(description="Signals, the 100 latest.")
    alarm_count: int = strawberry.field(description="All signals.")
    revisions: list[RevisionMark] = strawberry.field(description="Guideline revisions published.")
    row: strawberry.Private[CardRow]

    @strawberry.field(description="Labels of the series after a number; 1,000 at a time at most.")
    def points(self, first: int, after: int = 0) -> list[DriftPoint]:
        if not 0 <= first <= POINTS_MAX or after < 0:
            raise bad_input(f"a page holds 0 to {POINTS_MAX} points after the 0th or a later one")
        found, readings = self.row.card.drift, self.row.readings
        return [
            DriftPoint(
                scope=self.scope,
                label=place + 1,
                position=BigInt(int(readings.position[found.rows[place]])),
                occurred_at=time_of(int(readings.occurred_at[found.rows[place]])),
                is_right=found.right[place],
                ewma=found.ewma.values[place],
                lower=found.ewma.lower[place],
                upper=found.ewma.upper[place],
                cusum=found.cusum.values[place],
            )
            for place in range(after, min(after + first, len(found.rows)))
        ]

    @classmethod
    def of(cls, scope: Scope, row: CardRow) -> Self:
        found = row.card.drift
        told = found.settings
        return cls(
            scope=scope,
            row=row,
            against=found.against,
            labels=len(found.rows),
            in_control=told.in_control,
            is_given=told.is_given,
            ewma_weight=told.ewma_weight,
            ewma_width=told.ewma_width,
            out_of_control_errors=told.out_of_control_errors,
            right_score=told.right_score,
            wrong_score=told.wrong_score,
            threshold=told.threshold,
            labels_per_false_alarm=told.labels_per_false_alarm,
            alarms=[DriftAlarm.of(scope, one, row.readings) for one in found.alarms[-100:]],
            alarm_count=len(found.alarms),
            revisions=[RevisionMark.of(scope, one) for one in found.revisions],
        )
