"""The guideline, as annotators read it: its clauses, how they are to be read, and its story."""

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from msgspec import structs

from labeltrail.events.streams.guideline import Clause as DomainClause
from labeltrail.events.streams.guideline import Demand, GuidelineClauseClarified
from labeltrail.graphql.context import Scope
from labeltrail.graphql.reading import RulesSeen, coded, rules_at
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.ruled import Ruled
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections import history
from labeltrail.projections.guideline.life import Revision, life


@strawberry.type(description="A resolved escalation, and the item that it is about.")
class Resolution(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")

    @classmethod
    def of(cls, scope: Scope, found: Demand) -> Self:
        return cls(
            scope=scope,
            item_id=strawberry.ID(found.item_id),
            escalation_id=found.escalation_id,
        )


@strawberry.type(description="How a clause is to be read; its own text stays as it is.")
class ClauseClarification(Scoped):
    clarification: str = strawberry.field(description="What was said.")
    reason: str = strawberry.field(description="Why.")
    clarified_by: strawberry.ID = strawberry.field(description="Who said it.")
    resolution: Resolution | None = strawberry.field(
        description="The resolved escalation that it came from, if one it was."
    )

    @classmethod
    def of(cls, scope: Scope, found: GuidelineClauseClarified) -> Self:
        source = found.resolution
        return cls(
            scope=scope,
            clarification=found.clarification,
            reason=found.reason,
            clarified_by=strawberry.ID(found.clarified_by),
            resolution=Resolution.of(scope, source) if source is not None else None,
        )


@strawberry.type(description="One numbered rule of the guideline.")
class Clause(Scoped):
    number: str = strawberry.field(description='The number that decisions cite: "2", "2.1".')
    title: str = strawberry.field(description="What the rule is about.")
    text: str = strawberry.field(description="The rule, in Markdown.")
    clarifications: list[ClauseClarification] = strawberry.field(
        description="How it is to be read, as was said without a new revision, in order."
    )

    @classmethod
    def of(
        cls,
        scope: Scope,
        clause: DomainClause,
        clarified: Sequence[GuidelineClauseClarified] = (),
    ) -> Self:
        return cls(
            scope=scope,
            number=clause.number,
            title=clause.title,
            text=clause.text,
            clarifications=[ClauseClarification.of(scope, one) for one in clarified],
        )


@strawberry.type(description="One revision of the guideline.")
class GuidelineRevision(Ruled):
    revision: int = strawberry.field(description="1, 2, 3 …")
    is_published: bool = strawberry.field(
        description="Whether it was ever in force, by the moment asked about."
    )
    is_in_force: bool = strawberry.field(
        description="Whether it is in force, as of the moment asked about."
    )
    clauses: list[Clause] = strawberry.field(description="The clauses, in order.")
    answers: list[Resolution] | None = strawberry.field(
        description="Resolutions whose demands it answers, once it is published."
    )
    story: strawberry.Private[Revision | None] = None

    @strawberry.field(description="What changes, and why.")
    async def change_note(self) -> str | None:
        found = await self._told()
        return found.change_note if found is not None else None

    @strawberry.field(description="Who drafted it.")
    async def drafted_by(self) -> strawberry.ID | None:
        found = await self._told()
        return strawberry.ID(found.drafted_by) if found is not None else None

    @strawberry.field(description="Where its draft stands in the ledger.")
    async def drafted_position(self) -> BigInt | None:
        found = await self._told()
        return BigInt(found.drafted_position) if found is not None else None

    @strawberry.field(description="Who put it into force; null while it is a draft.")
    async def published_by(self) -> strawberry.ID | None:
        found = await self._told()
        published = found.published_by if found is not None else None
        return strawberry.ID(published) if published is not None else None

    @strawberry.field(description="When it was put into force; null while it is a draft.")
    async def published_at(self) -> datetime | None:
        found = await self._told()
        return found.published_at if found is not None else None

    @strawberry.field(description="Where it took effect; null while it is a draft.")
    async def effective_position(self) -> BigInt | None:
        found = await self._told()
        position = found.published_position if found is not None else None
        return BigInt(position) if position is not None else None

    async def _told(self) -> Revision | None:
        """Its story, read from the ledger once."""
        if self.story is None:
            known = await life(self.scope.pool, self.scope.project_id, self.seen.position)
            self.story = known.revision(self.revision)
        return self.story

    @classmethod
    def of(cls, scope: Scope, revision: int, seen: RulesSeen | None = None) -> Self:
        seen = seen or RulesSeen(scope.rules)
        known = seen.rules.guideline
        return cls(
            scope=scope,
            seen=seen,
            revision=revision,
            is_published=revision in known.published,
            is_in_force=revision == known.in_force,
            answers=[Resolution.of(scope, one) for one in known.answers_of(revision)],
            clauses=[
                Clause.of(scope, one, known.clarified(revision, one.number))
                for one in known.revisions[revision - 1]
            ],
        )


async def guideline(
    scope: Scope, revision: int | None, as_of: AsOfInput | None, occurred_by: datetime | None
) -> GuidelineRevision | None:
    """A revision known by the moment asked about, and drafted by `occurred_by`; else the one in
    force. Raises coded errors.
    """
    seen = await rules_at(scope, as_of)
    drafted: Container[int] = range(1, len(seen.rules.guideline.revisions) + 1)
    if occurred_by is not None:
        with coded():
            past, then = await history.guideline_by(
                scope.pool, scope.project_id, occurred_by=occurred_by, position=seen.position
            )
        drafted = then.drafted
        seen = RulesSeen(structs.replace(seen.rules, guideline=then.guideline), past)
    wanted = seen.rules.guideline.in_force if revision is None else revision
    return GuidelineRevision.of(scope, wanted, seen) if wanted in drafted else None
