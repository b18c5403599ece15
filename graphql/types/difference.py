"""What changed between two moments of a project or batch: rules, scores, items."""

from collections.abc import Iterable
from typing import Annotated, Self

import strawberry

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.ledger import read
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import coded, position_of
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput
from labeltrail.graphql.types.differences import (
    EVENTS_TOLD_MAX,
    Entries,
    ItemDifference,
    ItemDifferenceConnection,
)
from labeltrail.graphql.types.paging import CursorKey, Edge
from labeltrail.graphql.types.readiness import Counts, Readiness, RequirementVerdict
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import Agreement
from labeltrail.graphql.types.timeline import TimelineEntry
from labeltrail.projections import difference, difference_sums, differences, history
from labeltrail.projections.answers import ScopeAnswer
from labeltrail.projections.differences import Compared
from labeltrail.projections.fold import PROJECT_SCOPE

Earlier = Annotated[
    AsOfInput, strawberry.argument(name="from", description="The earlier moment: the release.")
]
Later = Annotated[
    AsOfInput | None,
    strawberry.argument(
        name="to", description="The later moment; left out: now. Name it when you page."
    ),
]


@strawberry.type(description="An event of the rules, and what its author wrote about the change.")
class RuleChange(Scoped):
    stream: str = strawberry.field(description="project, taxonomy, guideline, policy or inference.")
    version: int | None = strawberry.field(
        description="The version or revision; null for a change of members."
    )
    change_note: str | None = strawberry.field(
        description="Why; a guideline's was written with the draft. Null for members."
    )
    event: TimelineEntry = strawberry.field(description="The event.")

    @classmethod
    def of(cls, scope: Scope, found: difference_sums.RuleChange, entries: Entries) -> Self:
        return cls(
            scope=scope,
            stream=found.stream,
            version=found.version,
            change_note=found.change_note,
            event=TimelineEntry.of(scope, entries[found.event.position]),
        )


@strawberry.type(description="One demand at both moments; null where the policy lacks it.")
class RequirementDifference(Scoped):
    before: RequirementVerdict | None = strawberry.field(description="At the earlier moment.")
    after: RequirementVerdict | None = strawberry.field(description="At the later moment.")
    is_changed: bool = strawberry.field(
        description="Whether what was demanded, measured or found differs; evidence aside."
    )

    @classmethod
    def of(cls, scope: Scope, found: difference_sums.RequirementDifference) -> Self:
        before, after = found.before, found.after
        return cls(
            scope=scope,
            before=RequirementVerdict.of(scope, before) if before is not None else None,
            after=RequirementVerdict.of(scope, after) if after is not None else None,
            is_changed=found.is_changed,
        )


@strawberry.type(description="Readiness at both moments.")
class ReadinessDifference(Scoped):
    before: Readiness | None = strawberry.field(
        description="At the earlier moment; null for a batch that was opened in between."
    )
    after: Readiness = strawberry.field(description="At the later moment.")
    requirements: list[RequirementDifference] = strawberry.field(
        description="Side by side, by what is demanded of what."
    )


@strawberry.type(description="Agreement on a task at both moments.")
class AgreementDifference(Scoped):
    task: str = strawberry.field(description="The task's name.")
    before: Agreement | None = strawberry.field(
        description="At the earlier moment; null where the batch or the task was not there."
    )
    after: Agreement | None = strawberry.field(
        description="At the later moment; null where the taxonomy does not ask the task any more."
    )


@strawberry.type(description="What the items added up to at both moments.")
class CountsDifference(Scoped):
    before: Counts | None = strawberry.field(
        description="At the earlier moment; null for a batch that was opened in between."
    )
    after: Counts = strawberry.field(description="At the later moment.")


@strawberry.type(description="What changed between two moments, and the events that did it.")
class Difference(Scoped):
    earlier: AsOf = strawberry.field(name="from", description="The earlier moment.")
    later: AsOf = strawberry.field(name="to", description="The later moment.")
    compared: strawberry.Private[Compared]
    sums_of: strawberry.Private[str]

    @strawberry.field(description="Events of taxonomy, guideline, policy and members, in order.")
    async def rules(self) -> list[RuleChange]:
        entries = await _entries(self.scope, [one.event for one in self.compared.rules])
        return [RuleChange.of(self.scope, one, entries) for one in self.compared.rules]

    @strawberry.field(description="Readiness; null where there was no such batch by then.")
    async def readiness(self) -> ReadinessDifference | None:
        before, after = await self._sides(with_evidence=True)
        if after is None:
            return None
        found = difference_sums.scope_difference(before, after)
        return ReadinessDifference(
            scope=self.scope,
            before=Readiness.of(self.scope, before) if before is not None else None,
            after=Readiness.of(self.scope, after),
            requirements=[RequirementDifference.of(self.scope, one) for one in found.requirements],
        )

    @strawberry.field(description="Agreement, task by task.")
    async def agreement(self) -> list[AgreementDifference] | None:
        before, after = await self._sides()
        if after is None:
            return None
        found = difference_sums.scope_difference(before, after).agreement
        return [
            AgreementDifference(
                scope=self.scope,
                task=one.task,
                before=Agreement.of(self.scope, before, one.before)
                if before is not None and one.before is not None
                else None,
                after=Agreement.of(self.scope, after, one.after) if one.after else None,
            )
            for one in found
        ]

    @strawberry.field(description="Counts; null where there was no such batch by then.")
    async def counts(self) -> CountsDifference | None:
        before, after = await self._sides()
        if after is None:
            return None
        return CountsDifference(
            scope=self.scope,
            before=Counts.of(self.scope, before) if before is not None else None,
            after=Counts.of(self.scope, after),
        )

    @strawberry.field(
        description="Items that changed, in the order of their ids. Go on after `endCursor`."
    )
    async def items(self, first: int, after: str | None = None) -> ItemDifferenceConnection:
        given = self.compared.period
        listing = f"difference of {self.sums_of} {given.earlier}-{given.later}"
        wanted = paging.asked(self.scope, listing, first, after, None, None)
        with coded():
            page = await differences.items(
                self.scope.pool,
                self.compared,
                limit=wanted.size,
                after=_item_from(wanted.after),
                batch_id=BatchId(self.sums_of) if self.sums_of != PROJECT_SCOPE else None,
            )
        entries = await _entries_of(self.scope, page.rows)
        parts = paging.parts(
            wanted,
            paging.Shown(rows=page.rows, has_more=page.has_more),
            lambda one: (one.item_id,),
            lambda one: ItemDifference.of(self.scope, self.compared, one, entries),
            Edge[ItemDifference],
        )
        if page.has_more and page.scanned_to is not None:
            parts["page_info"].end_cursor = wanted.cursor((page.scanned_to,))
        return ItemDifferenceConnection(**parts)

    async def _sides(
        self, *, with_evidence: bool = False
    ) -> tuple[ScopeAnswer | None, ScopeAnswer | None]:
        loaders, project_id, given = self.scope.loaders, self.scope.project_id, self.compared.period
        load = loaders.sums if with_evidence else loaders.counted
        with coded():
            before = await load(project_id, self.sums_of, given.earlier)
            return before, await load(project_id, self.sums_of, given.later)


async def compared(scope: Scope, earlier: AsOfInput, later: AsOfInput | None) -> Compared:
    """Raises coded errors."""
    begin = await position_of(scope, earlier)
    end = await position_of(scope, later)
    with coded():
        if end is None:
            end = await read.head(scope.pool, scope.project_id)
        return await differences.compared(scope.pool, scope.project_id, begin or 0, end)


async def difference_of(
    scope: Scope, sums_of: str, earlier: AsOfInput, later: AsOfInput | None
) -> Difference:
    """Of a project or batch, for who is known to see all its judgments."""
    found = await compared(scope, earlier, later)
    return Difference(
        scope=scope,
        earlier=AsOf.of(scope, found.before),
        later=AsOf.of(scope, found.after),
        compared=found,
        sums_of=sums_of,
    )


async def item_difference(
    scope: Scope, item_id: ItemId, earlier: AsOfInput, later: AsOfInput | None
) -> ItemDifference | None:
    """Of an item, for who is known to see its judgments; None when nothing changed."""
    found = await compared(scope, earlier, later)
    with coded():
        changed = await differences.item(scope.pool, found, item_id)
    if changed is None:
        return None
    return ItemDifference.of(scope, found, changed, await _entries_of(scope, [changed]))


async def _entries_of(scope: Scope, rows: Iterable[difference.ItemDifference]) -> Entries:
    return await _entries(scope, [e for one in rows for e in one.events[:EVENTS_TOLD_MAX]])


async def _entries(scope: Scope, events: Iterable[RecordedEvent]) -> Entries:
    told = await history.entries(scope.context.resources.directory, scope.project_id, events)
    return {one.position: one for one in told}


def _item_from(key: CursorKey | None) -> ItemId | None:
    if key is None:
        return None
    if len(key) != 1:
        raise ids.bad_cursor()
    return ItemId(key[0])
