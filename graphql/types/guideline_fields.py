"""What a project says of its guideline's life, of stale labels and of precedents."""

from asyncio import to_thread
from contextlib import suppress
from uuid import UUID

import strawberry

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.reading import coded, position_of, rules_at
from labeltrail.graphql.types.agreement_report import ScoreIntervalInput
from labeltrail.graphql.types.annotator_fields import counted
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.guideline import GuidelineRevision
from labeltrail.graphql.types.guideline_impact import GuidelineImpact
from labeltrail.graphql.types.guideline_life import (
    GuidelineCoverage,
    GuidelineDemands,
    GuidelineDifference,
)
from labeltrail.graphql.types.named_batch import named_batch
from labeltrail.graphql.types.onboarding import Onboarding
from labeltrail.graphql.types.precedent_search import Narrowing, precedent, precedents
from labeltrail.graphql.types.precedents import Precedent, PrecedentConnection
from labeltrail.graphql.types.queue import EscalationQueues, escalation_queues
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.stale_labels import (
    StaleLabelConnection,
    StaleLabelCounts,
    stale_labels,
)
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.projections.errors import RevisionWithoutFormer
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.guideline.coverage import coverage
from labeltrail.projections.guideline.demands import DEMANDS_MAX, demands
from labeltrail.projections.guideline.diff import differences
from labeltrail.projections.guideline.impacts import FEW_RESAMPLES, impact_of
from labeltrail.projections.guideline.stale import Narrowed, stale_counts
from labeltrail.projections.precedents.search import Narrowed as PrecedentsNarrowed


@strawberry.type
class Guided(Scoped):
    @strawberry.field(description="Every revision, drafts among them, by number.")
    async def guideline_revisions(self, as_of: AsOfInput | None = None) -> list[GuidelineRevision]:
        seen = await rules_at(self.scope, as_of)
        count = len(seen.rules.guideline.revisions)
        return [GuidelineRevision.of(self.scope, n, seen) for n in range(1, count + 1)]

    @strawberry.field(
        description="What changed from one revision to another: clauses added, removed, changed,"
        " and their texts word by word. From 0: everything was added."
    )
    async def guideline_difference(
        self, from_revision: int, to_revision: int, as_of: AsOfInput | None = None
    ) -> GuidelineDifference:
        known = (await rules_at(self.scope, as_of)).rules.guideline.revisions
        for revision, least in ((from_revision, 0), (to_revision, 1)):
            if not least <= revision <= len(known):
                raise bad_input(f"there is no revision {revision}; the last is {len(known)}")
        earlier = known[from_revision - 1] if from_revision else ()
        found = await to_thread(differences, earlier, known[to_revision - 1])
        return GuidelineDifference.of(self.scope, from_revision, to_revision, found)

    @strawberry.field(
        description="How many labels, reviews, resolutions and adjudications went by each revision"
        " and cite each clause."
    )
    async def guideline_coverage(self, as_of: AsOfInput | None = None) -> GuidelineCoverage | None:
        position = await position_of(self.scope, as_of)
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "the coverage of clauses"):
            return None
        with coded():
            found = await coverage(self.scope.pool, self.scope.project_id, position=position)
        return GuidelineCoverage.of(self.scope, found)

    @strawberry.field(
        description="What a revision did to a task's answers: agreement, accuracy against gold and"
        " shares of classes before and after, on the same items, and answers given again. Of the"
        " revision in force if none is named; null where none was in force before it. Null, with"
        " the error BLIND, while there is an item here that you may still label."
    )
    async def guideline_impact(
        self,
        task: str,
        revision: int | None = None,
        batch_id: strawberry.ID | None = None,
        interval: ScoreIntervalInput | None = None,
        as_of: AsOfInput | None = None,
    ) -> GuidelineImpact | None:
        position = await position_of(self.scope, as_of)
        among = await named_batch(self.scope, batch_id, position)
        if not await sees_known_sums(self.scope, among or PROJECT_SCOPE, "the impact of it"):
            return None
        with counted(), suppress(RevisionWithoutFormer):
            found = await impact_of(
                self.scope.pool,
                self.scope.project_id,
                TaskName(task),
                revision=revision,
                batch_id=among,
                position=position,
                interval=interval.wanted() if interval is not None else FEW_RESAMPLES,
            )
            return GuidelineImpact.of(self.scope, found)
        return None

    @strawberry.field(
        description="Changes of the guideline that resolutions demand: open ones, answered ones, or"
        " all. None of an item that you may still label."
    )
    async def guideline_demands(
        self, is_open: bool | None = True, as_of: AsOfInput | None = None
    ) -> GuidelineDemands | None:
        position = await position_of(self.scope, as_of)
        with coded():
            holds_for, found = await demands(
                self.scope.pool, self.scope.project_id, is_open=is_open, position=position
            )
        if not self.scope.sight.sees_all:
            found = tuple([one for one in found if await self.scope.sees_judgments_of(one.item_id)])
        shown, has_more = found[:DEMANDS_MAX], len(found) > DEMANDS_MAX
        return GuidelineDemands.of(self.scope, holds_for, shown, has_more)

    @strawberry.field(
        description="Labels made under a former revision or taxonomy, by item: all, or your own"
        " while you only annotate; of a batch, of an annotator, or made under a revision whose"
        " clause said something else than today's."
    )
    async def stale_labels(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        batch_id: strawberry.ID | None = None,
        annotator: strawberry.ID | None = None,
        clause: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> StaleLabelConnection | None:
        position = await position_of(self.scope, as_of)
        among = await named_batch(self.scope, batch_id, position)
        if not self.scope.sight.sees_others:
            annotator = strawberry.ID(self.scope.sight.person)
        where = Narrowed(
            batch_id=among,
            annotator=MemberId(annotator) if annotator is not None else None,
            clause=clause,
        )
        return await stale_labels(self.scope, (first, after, last, before), where, position)

    @strawberry.field(
        description="How many labels are stale, by the rules they were made under; of a batch if"
        " one is named. Null, with the error BLIND, while there is an item here that you may still"
        " label."
    )
    async def stale_label_counts(
        self, batch_id: strawberry.ID | None = None, as_of: AsOfInput | None = None
    ) -> StaleLabelCounts | None:
        seen = await rules_at(self.scope, as_of)
        among = await named_batch(self.scope, batch_id, seen.position)
        if not await sees_known_sums(self.scope, among or PROJECT_SCOPE, "the number of labels"):
            return None
        with coded():
            holds_for, found = await stale_counts(
                self.scope.pool,
                self.scope.project_id,
                Narrowed(batch_id=among),
                position=seen.position,
            )
        policy = seen.rules.policy.current()
        stale = policy.stale_labels if policy is not None else None
        return StaleLabelCounts.of(self.scope, holds_for, stale, found)

    @strawberry.field(
        description="Precedents, best first: those that match a search (words in any form, quoted"
        " phrases, -without), cite a clause, or are about a task or class. None of an item that you"
        " may still label."
    )
    async def precedents(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        search: str | None = None,
        clause: str | None = None,
        task: str | None = None,
        class_id: str | None = None,
        is_superseded: bool | None = None,
        as_of: AsOfInput | None = None,
    ) -> PrecedentConnection:
        asked = Narrowing(
            search=search,
            where=PrecedentsNarrowed(
                clause=clause,
                task=TaskName(task) if task is not None else None,
                class_id=class_id,
                is_superseded=is_superseded,
            ),
        )
        pages = (first, after, last, before)
        return await precedents(self.scope, pages, asked, await position_of(self.scope, as_of))

    @strawberry.field(
        description="A precedent by its id; null where there is none, and while you may still label"
        " the item that it stems from."
    )
    async def precedent(
        self, precedent_id: UUID, as_of: AsOfInput | None = None
    ) -> Precedent | None:
        return await precedent(self.scope, precedent_id, await position_of(self.scope, as_of))

    @strawberry.field(
        description="What a new annotator reads first: each clause in force with its"
        " clarifications, precedents, examples and counterexamples."
    )
    async def onboarding(self, as_of: AsOfInput | None = None) -> Onboarding:
        return await Onboarding.at(self.scope, await rules_at(self.scope, as_of))

    @strawberry.field(
        description="How many questions wait at each level, for whom, and how many are overdue."
        " Null, with the error BLIND, while there is an item here that you may still label."
    )
    async def escalation_queues(self, as_of: AsOfInput | None = None) -> EscalationQueues | None:
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "the queues of questions"):
            return None
        return await escalation_queues(self.scope, as_of)
