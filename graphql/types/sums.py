"""What a batch or the whole project adds up to: one way to ask for both."""

from collections.abc import Iterable

import strawberry
from strawberry.types.nodes import SelectedField, Selection

from labeltrail.graphql.access.aggregates import sees_sums
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input, blind
from labeltrail.graphql.inputs.policy import PolicyInput
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.types.agreement_report import (
    AgreementReport,
    Attribute,
    Measures,
    ReadingFilterInput,
    ScoreIntervalInput,
    Wanted,
    WithRepeats,
    agreement_report,
)
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.difference import Difference, Earlier, Later, difference_of
from labeltrail.graphql.types.paging import PAGE_MAX
from labeltrail.graphql.types.parked import Degraded
from labeltrail.graphql.types.readiness import Counts, Readiness
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Agreement
from labeltrail.graphql.types.supposed import (
    ReadinessTrendPoint,
    SupposedReadiness,
    WithoutInput,
    readiness_trend,
    supposed_readiness,
)
from labeltrail.graphql.types.work import judged_within
from labeltrail.projections.agreement.by import By
from labeltrail.projections.answers import ScopeAnswer
from labeltrail.projections.errors import TaskUnknown


@strawberry.interface(description="A set of items that is judged as a whole.")
class Judged(Scoped):
    sums_of: strawberry.Private[str]
    past: strawberry.Private[int | None] = None
    """The position that it is shown as of; None: now."""

    @strawberry.field(
        description="Agreement, task by task. Null, with the error BLIND, while there is an item"
        " here that you may still label; null before it existed."
    )
    async def agreement(
        self, task: str | None = None, as_of: AsOfInput | None = None
    ) -> list[Agreement] | None:
        answer = await self._sums(as_of, "agreement")
        if answer is None:
            return None
        if task is not None and task not in answer.terms.tasks:
            raise bad_input(str(TaskUnknown(task, answer.terms.tasks)))
        wanted = [one for one in answer.agreement if task in (None, one.task)]
        return [Agreement.of(self.scope, answer, one) for one in wanted]

    @strawberry.field(
        description="Agreement on a task part by part: any coefficients, with intervals; without"
        " `measures` those that fit the kind of task. Null, with the error BLIND, while there is an"
        " item here that you may still label."
    )
    async def agreement_report(
        self,
        task: str,
        by: By = By.WHOLE,
        measures: Measures = None,
        attribute: Attribute = None,
        where: ReadingFilterInput | None = None,
        interval: ScoreIntervalInput | None = None,
        with_repeats: WithRepeats = False,
        first: int = PAGE_MAX,
        after: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> AgreementReport | None:
        position = await self.position(as_of)
        if not await sees_known_sums(self.scope, self.sums_of, "agreement"):
            return None
        wanted = Wanted(
            task=task,
            by=by,
            measures=measures or [],
            attribute=attribute,
            where=where,
            interval=interval,
            with_repeats=with_repeats,
            first=first,
            after=after,
        )
        return await agreement_report(self.scope, self.sums_of, wanted, position)

    @strawberry.field(
        description="Whether it is ready under the policy. Null, with the error BLIND, while there"
        " is an item here that you may still label; null before it existed."
    )
    async def readiness(
        self, request: strawberry.Info, as_of: AsOfInput | None = None
    ) -> Readiness | None:
        wanted = _asked_for(request.selected_fields, "evidence")
        with judged_within():
            answer = await self._sums(as_of, "readiness", with_evidence=wanted)
            if answer is not None and answer.judged is None:
                answer = await self._sums(as_of, "readiness", with_evidence=True)
        return None if answer is None else Readiness.of(self.scope, answer)

    @strawberry.field(
        description="What readiness would be under another policy, or as if some labels had not"
        " come; nothing is written. Null, with the error BLIND, while there is an item here that"
        " you may still label; null before it existed."
    )
    async def readiness_under(
        self,
        policy: PolicyInput | None = None,
        without: WithoutInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> SupposedReadiness | None:
        position = await self.position(as_of)
        if not await sees_known_sums(self.scope, self.sums_of, "readiness"):
            return None
        return await supposed_readiness(self.scope, self.sums_of, policy, without, position)

    @strawberry.field(
        description="Readiness as of some positions evenly apart, the first and the last one among"
        " them, each under the policy in force there; at most 50. Null, with the error BLIND, while"
        " there is an item here that you may still label."
    )
    async def readiness_trend(
        self, points: int = 10, as_of: AsOfInput | None = None
    ) -> list[ReadinessTrendPoint] | None:
        position = await self.position(as_of)
        if not await sees_known_sums(self.scope, self.sums_of, "readiness"):
            return None
        return await readiness_trend(self.scope, self.sums_of, points, position)

    @strawberry.field(
        description="Items, labels and ground truth, counted. Null, with the error BLIND, while"
        " there is an item here that you may still label; null before it existed."
    )
    async def counts(self, as_of: AsOfInput | None = None) -> Counts | None:
        answer = await self._sums(as_of, "counts")
        return None if answer is None else Counts.of(self.scope, answer)

    @strawberry.field(
        description="Streams of it, of its items too, whose later events are in no answer; empty"
        " when all is well. Null, with the error BLIND, while there is an item here that you may"
        " still label; null before it existed."
    )
    async def degraded(self, as_of: AsOfInput | None = None) -> list[Degraded] | None:
        answer = await self._sums(as_of, "degraded")
        return None if answer is None else [Degraded.of(self.scope, one) for one in answer.parked]

    @strawberry.field(
        description="What changed between two moments: rules, scores, labels and ground truth, with"
        " the events that did it. Null, with the error BLIND, while there is an item here that you"
        " may still label."
    )
    async def difference(self, earlier: Earlier, later: Later = None) -> Difference | None:
        if not await sees_known_sums(self.scope, self.sums_of, "the difference"):
            return None
        return await difference_of(self.scope, self.sums_of, earlier, later)

    async def position(self, as_of: AsOfInput | None) -> int | None:
        """What a field is asked as of: the object's own moment when it does not say."""
        return self.past if as_of is None else await position_of(self.scope, as_of)

    async def _sums(
        self, as_of: AsOfInput | None, asked_for: str, *, with_evidence: bool = False
    ) -> ScopeAnswer | None:
        """Raises BLIND for whoever may still label an item that the answer counts."""
        position = await self.position(as_of)
        if not await sees_known_sums(self.scope, self.sums_of, asked_for):
            return None
        loaders = self.scope.loaders
        load = loaders.sums if with_evidence else loaders.counted
        with coded():
            return await load(self.scope.project_id, self.sums_of, position)


def _asked_for(selections: Iterable[Selection], field: str) -> bool:
    """Whether a field of this name is selected at any depth."""
    return any(
        (isinstance(one, SelectedField) and one.name == field) or _asked_for(one.selections, field)
        for one in selections
    )


async def sees_known_sums(scope: Scope, sums_of: str, asked_for: str) -> bool:
    """False for what the read models do not know yet. Raises BLIND.

    What counts is the items as they stand now, whatever moment is asked about.
    """
    if scope.sight.sees_all:
        return True
    with coded():
        now = await scope.loaders.counted(scope.project_id, sums_of, None)
    if now is not None and not sees_sums(scope.sight, now.tally):
        raise blind(asked_for)
    return now is not None
