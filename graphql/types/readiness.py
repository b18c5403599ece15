"""Readiness and counts of a batch or project as clients read them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from labeltrail.events.identifiers import ItemId
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.requirement import Requirement
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.work import MaterialOnce, Work, judged_within
from labeltrail.projections import readiness
from labeltrail.projections.answers import HoldsFor, ScopeAnswer
from labeltrail.projections.evidence import Evidence
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.readiness import CulpritKind, RequirementStatus, Verdict
from labeltrail.projections.readiness.supposing import work_for
from labeltrail.projections.tally import TaskTally
from labeltrail.projections.truth import Absence, Origin

if TYPE_CHECKING:
    from labeltrail.graphql.types.item import Item

LazyItem = Annotated["Item", strawberry.lazy("labeltrail.graphql.types.item")]


@strawberry.type(description="An item that weighs for or against a requirement.")
class EvidenceItem(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    weight: int = strawberry.field(
        description="Compares items under one requirement; it has no unit that means more."
    )

    @strawberry.field(description="The item as it stands now.")
    async def item(self) -> LazyItem | None:
        from labeltrail.graphql.types.item import Item

        return await Item.at(self.scope, ItemId(self.item_id), None)

    @classmethod
    def of(cls, scope: Scope, evidence: Evidence) -> Self:
        return cls(scope=scope, item_id=strawberry.ID(evidence.item_id), weight=evidence.weight)


@strawberry.type(description="A confidence interval, recomputable from its method and seed.")
class RequirementInterval(Scoped):
    low: Decimal = strawberry.field(description="The lower end.")
    high: Decimal = strawberry.field(description="The upper end.")
    level: Decimal = strawberry.field(description="The level of confidence.")
    method: str = strawberry.field(description="How it was found.")
    seed: int | None = strawberry.field(description="What was drawn from, if anything was drawn.")

    @classmethod
    def of(cls, scope: Scope, found: readiness.Interval) -> Self:
        return cls(
            scope=scope,
            low=found.low,
            high=found.high,
            level=found.level,
            method=found.method,
            seed=found.seed,
        )


@strawberry.type(description="An annotator, class, slice, task or part that weighs against it.")
class Culprit(Scoped):
    kind: CulpritKind = strawberry.field(description="What it is.")
    name: str = strawberry.field(description="Its id, name or value.")
    weight: int = strawberry.field(
        description="Compares culprits of one kind; it has no unit that means more."
    )

    @classmethod
    def of(cls, scope: Scope, found: readiness.Culprit) -> Self:
        return cls(scope=scope, kind=found.kind, name=found.name, weight=found.weight)


@strawberry.type(description="The finding on one requirement of the policy.")
class RequirementVerdict(Scoped):
    place: int = strawberry.field(description="Its place among the policy's requirements, from 0.")
    requirement: Requirement = strawberry.field(description="What is demanded.")
    status: RequirementStatus = strawberry.field(description="The finding.")
    observed: Decimal | None = strawberry.field(
        description="What was measured; null when there is no value, which is not zero."
    )
    n: int = strawberry.field(description="How many cases count as evidence.")
    sentence: str = strawberry.field(description="The finding for people.")
    evidence: list[EvidenceItem] = strawberry.field(
        description="The items that weigh most, heaviest first: where to look."
    )
    interval: RequirementInterval | None = strawberry.field(
        description="The confidence interval, where the requirement asks for one."
    )
    culprits: list[Culprit] = strawberry.field(
        description="The annotators, classes, slices or parts that weigh most, heaviest first."
    )
    subject: str | None = strawberry.field(
        description="What it is about, among the parts of another finding."
    )
    parts: list[RequirementVerdict] = strawberry.field(
        description="The finding on each task, class, slice, annotator or part, those that do not"
        " pass first; at most 100."
    )
    parts_total: int = strawberry.field(description="How many of them there are.")
    found: strawberry.Private[readiness.RequirementVerdict]
    material: strawberry.Private[MaterialOnce | None]

    @strawberry.field(
        description="The shortest list of work that could turn it; empty where it is met. Null in a"
        " difference between two moments."
    )
    async def what_would_it_take(self) -> Work | None:
        if self.material is None:
            return None
        with judged_within():
            material = await self.material.get()
            if material is None:
                return None
            return Work.of(self.scope, await work_for(material, self.found))

    @classmethod
    def of(
        cls,
        scope: Scope,
        judged: readiness.RequirementVerdict,
        material: MaterialOnce | None = None,
    ) -> Self:
        ends = judged.interval
        return cls(
            scope=scope,
            place=judged.place,
            requirement=Requirement.of(scope, judged.requirement),
            status=judged.status,
            observed=judged.observed,
            n=judged.n,
            sentence=judged.sentence,
            evidence=[EvidenceItem.of(scope, one) for one in judged.evidence],
            interval=None if ends is None else RequirementInterval.of(scope, ends),
            culprits=[Culprit.of(scope, one) for one in judged.culprits],
            subject=judged.subject,
            parts=[cls.of(scope, one, material) for one in judged.parts],
            parts_total=judged.parts_total,
            found=judged,
            material=material,
        )


@strawberry.type(description="Whether it is ready, requirement by requirement.")
class Readiness(Scoped):
    verdict: Verdict = strawberry.field(description="The verdict.")
    sentence: str = strawberry.field(description="The verdict for people.")
    requirements: list[RequirementVerdict] = strawberry.field(
        description="One finding for each requirement, in the policy's order."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, answer: ScopeAnswer) -> Self:
        held = answer.holds_for
        sums_of = answer.batch.batch_id if answer.batch is not None else PROJECT_SCOPE
        material = MaterialOnce(scope, sums_of, held.position)
        return cls.judged(scope, answer.readiness, held, material)

    @classmethod
    def judged(
        cls,
        scope: Scope,
        found: readiness.Readiness,
        held: HoldsFor,
        material: MaterialOnce | None,
    ) -> Self:
        return cls(
            scope=scope,
            verdict=found.verdict,
            sentence=found.sentence,
            requirements=[
                RequirementVerdict.of(scope, one, material) for one in found.requirements
            ],
            as_of=AsOf.of(scope, held),
        )


@strawberry.type(description="So many items have ground truth of one origin.")
class OriginCount(Scoped):
    origin: Origin = strawberry.field(description="Where the ground truth comes from.")
    items: int = strawberry.field(description="How many items.")


@strawberry.type(description="So many items have no ground truth, for one reason.")
class AbsenceCount(Scoped):
    absence: Absence = strawberry.field(description="Why there is none.")
    items: int = strawberry.field(description="How many items.")


@strawberry.type(description="Ground truth of one task, counted.")
class TaskCounts(Scoped):
    task: str = strawberry.field(description="The task's name.")
    with_ground_truth: list[OriginCount] = strawberry.field(description="Items by origin.")
    without_ground_truth: list[AbsenceCount] = strawberry.field(description="Items by reason.")

    @classmethod
    def of(cls, scope: Scope, task: str, counted: TaskTally) -> Self:
        def ordered(counts: Mapping[str, int]) -> list[tuple[str, int]]:
            return sorted(counts.items())

        return cls(
            scope=scope,
            task=task,
            with_ground_truth=[
                OriginCount(scope=scope, origin=Origin(name), items=items)
                for name, items in ordered(counted.origins)
            ],
            without_ground_truth=[
                AbsenceCount(scope=scope, absence=Absence(name), items=items)
                for name, items in ordered(counted.absences)
            ],
        )


@strawberry.type(description="What the items of a batch, or of the project, add up to.")
class Counts(Scoped):
    items: int = strawberry.field(description="Items.")
    items_labeled: int = strawberry.field(description="Of them with a label that stands.")
    items_to_review: int = strawberry.field(description="Of them waiting for review.")
    items_escalated: int = strawberry.field(description="Of them with an open escalation.")
    review_requests: int = strawberry.field(description="Unanswered requests for review.")
    open_escalations: int = strawberry.field(description="Open escalations.")
    tasks: list[TaskCounts] = strawberry.field(description="Ground truth, task by task.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, answer: ScopeAnswer) -> Self:
        tally = answer.tally
        return cls(
            scope=scope,
            items=tally.items,
            items_labeled=tally.items_labeled,
            items_to_review=tally.items_to_review,
            items_escalated=tally.items_escalated,
            review_requests=tally.review_requests,
            open_escalations=tally.open_escalations,
            tasks=[TaskCounts.of(scope, name, tally.of_task(name)) for name in answer.terms.tasks],
            as_of=AsOf.of(scope, answer.holds_for),
        )
