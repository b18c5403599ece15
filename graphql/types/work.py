"""What it would take to turn a requirement, as clients read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import strawberry

from labeltrail.events.streams.policy import Policy
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError, bad_input
from labeltrail.graphql.reading import coded
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.readiness import Material, work
from labeltrail.projections.readiness.supposing import seen_at
from labeltrail.projections.readiness.what_if import NOTHING, Without, compared_with, left_out
from labeltrail.projections.readiness.work import Sureness, WorkKind
from labeltrail.projections.statistics.errors import StatisticsError, TooMuchAsked


@contextmanager
def judged_within() -> Iterator[None]:
    """What cannot be judged becomes an error with a code."""
    try:
        with coded():
            yield
    except TooMuchAsked as much:
        raise CodedError(Code.TOO_COMPLEX, str(much)) from None
    except StatisticsError as unfit:
        raise bad_input(str(unfit)) from None


class MaterialOnce:
    """What one answer's verdicts rest on, loaded when the first of them is asked for more."""

    def __init__(
        self,
        scope: Scope,
        sums_of: str,
        position: int,
        *,
        policy: Policy | None = None,
        without: Without = NOTHING,
    ) -> None:
        self._scope = scope
        self._sums_of = sums_of
        self._position = position
        self._policy = policy
        self._without = without
        self._found: Material | None = None

    async def get(self) -> Material | None:
        if self._found is None:
            seen = await seen_at(self._scope.pool, self._scope.project_id, self._position)
            named = compared_with(seen.terms.policy, self._policy)
            found = await seen.material(self._sums_of, named)
            if found is not None and not self._without.is_nothing:
                found = left_out(found, self._without)
            if found is not None and self._policy is not None:
                found = found.under(self._policy)
            self._found = found
        return self._found


@strawberry.type(description="Work of one kind, so many times.")
class WorkStep(Scoped):
    kind: WorkKind = strawberry.field(description="What is to be done.")
    times: int = strawberry.field(description="How often.")
    item_id: strawberry.ID | None = strawberry.field(description="On which item.")
    annotator: str | None = strawberry.field(description="By or about whom.")
    category: str | None = strawberry.field(description="Of which class.")

    @classmethod
    def of(cls, scope: Scope, step: work.Step) -> Self:
        return cls(
            scope=scope,
            kind=step.kind,
            times=step.times,
            item_id=strawberry.ID(step.item_id) if step.item_id is not None else None,
            annotator=step.annotator,
            category=step.category,
        )


@strawberry.type(description="The shortest list of work that could turn a requirement.")
class Work(Scoped):
    sureness: Sureness = strawberry.field(description="How sure the list is.")
    sentence: str = strawberry.field(description="The list for people.")
    steps: list[WorkStep] = strawberry.field(
        description="What to do, in the order to do it; at most 100 steps."
    )
    total: int = strawberry.field(description="All times of all steps, also those not shown.")

    @classmethod
    def of(cls, scope: Scope, found: work.Work) -> Self:
        return cls(
            scope=scope,
            sureness=found.sureness,
            sentence=found.sentence,
            steps=[WorkStep.of(scope, one) for one in found.steps],
            total=found.total,
        )
