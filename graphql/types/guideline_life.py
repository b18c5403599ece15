"""The handbook's life: what changed between revisions, what is demanded, who went by what."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.guideline import coverage as covered
from labeltrail.projections.guideline import demands as demanded
from labeltrail.projections.guideline import diff
from labeltrail.projections.guideline.diff import ClauseChange, PieceChange


@strawberry.type(description="A piece of a text, and whether both texts have it.")
class TextPiece(Scoped):
    change: PieceChange = strawberry.field(description="Which text has it.")
    text: str = strawberry.field(description="The piece.")

    @classmethod
    def listed(cls, scope: Scope, pieces: tuple[diff.Piece, ...]) -> list[Self]:
        return [cls(scope=scope, change=one.change, text=one.text) for one in pieces]


@strawberry.type(description="What became of one clause.")
class ClauseDifference(Scoped):
    number: str = strawberry.field(description="The clause's number.")
    change: ClauseChange = strawberry.field(description="What became of it.")
    title_before: str | None = strawberry.field(description="Null where it was added.")
    title_after: str | None = strawberry.field(description="Null where it was removed.")
    text_before: str | None = strawberry.field(description="Null where it was added.")
    text_after: str | None = strawberry.field(description="Null where it was removed.")
    title: list[TextPiece] = strawberry.field(
        description="From one title to the other, word by word; empty where nothing changed."
    )
    text: list[TextPiece] = strawberry.field(
        description="From one text to the other, word by word, long ones line by line; empty where"
        " nothing changed."
    )

    @classmethod
    def of(cls, scope: Scope, found: diff.ClauseDifference) -> Self:
        before, after = found.before, found.after
        return cls(
            scope=scope,
            number=found.number,
            change=found.change,
            title_before=before.title if before is not None else None,
            title_after=after.title if after is not None else None,
            text_before=before.text if before is not None else None,
            text_after=after.text if after is not None else None,
            title=TextPiece.listed(scope, found.title),
            text=TextPiece.listed(scope, found.text),
        )


@strawberry.type(description="What changed from one revision of the guideline to another.")
class GuidelineDifference(Scoped):
    from_revision: int = strawberry.field(description="The earlier one; 0: none at all.")
    to_revision: int = strawberry.field(description="The later one.")
    clauses: list[ClauseDifference] = strawberry.field(
        description="Every clause of either, in the later one's order."
    )
    changed: list[str] = strawberry.field(
        description="The numbers of those that were added, removed or changed."
    )

    @classmethod
    def of(
        cls, scope: Scope, earlier: int, later: int, found: tuple[diff.ClauseDifference, ...]
    ) -> Self:
        return cls(
            scope=scope,
            from_revision=earlier,
            to_revision=later,
            clauses=[ClauseDifference.of(scope, one) for one in found],
            changed=[one.number for one in found if one.change is not ClauseChange.UNCHANGED],
        )


@strawberry.type(description="How many decisions of each kind.")
class DecisionCounts(Scoped):
    labels: int = strawberry.field(description="Labels as they stand, retracted ones left out.")
    reviews: int = strawberry.field(description="Reviews of labels.")
    resolutions: int = strawberry.field(description="Resolutions of escalations.")
    adjudications: int = strawberry.field(description="Adjudications of items.")

    @classmethod
    def of(cls, scope: Scope, found: covered.Cited) -> Self:
        return cls(
            scope=scope,
            labels=found.labels,
            reviews=found.reviews,
            resolutions=found.resolutions,
            adjudications=found.adjudications,
        )


@strawberry.type(description="How many decisions cite one clause of a revision.")
class ClauseCoverage(Scoped):
    number: str = strawberry.field(description="The clause's number.")
    title: str = strawberry.field(description="What the clause is about.")
    cited: DecisionCounts = strawberry.field(description="Those that cite it.")


@strawberry.type(description="How many decisions were made under one revision, and cite what.")
class RevisionCoverage(Scoped):
    revision: int = strawberry.field(description="The revision.")
    is_published: bool = strawberry.field(description="Whether it was ever in force.")
    made: DecisionCounts = strawberry.field(
        description="Made under it, whether they cite a clause or not."
    )
    clauses: list[ClauseCoverage] = strawberry.field(description="Every clause, in order.")


@strawberry.type(description="Who went by which revision and clause.")
class GuidelineCoverage(Scoped):
    before_any: DecisionCounts = strawberry.field(
        description="Decided before a guideline was in force."
    )
    revisions: list[RevisionCoverage] = strawberry.field(description="By number.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, found: covered.Coverage) -> Self:
        return cls(
            scope=scope,
            before_any=DecisionCounts.of(scope, found.before),
            revisions=[
                RevisionCoverage(
                    scope=scope,
                    revision=one.revision,
                    is_published=one.is_published,
                    made=DecisionCounts.of(scope, one.made),
                    clauses=[
                        ClauseCoverage(
                            scope=scope,
                            number=clause.number,
                            title=clause.title,
                            cited=DecisionCounts.of(scope, clause.cited),
                        )
                        for clause in one.clauses
                    ],
                )
                for one in found.revisions
            ],
            as_of=AsOf.of(scope, found.holds_for),
        )


@strawberry.type(description="A change of the guideline that a resolution demands.")
class GuidelineDemand(Scoped):
    item_id: strawberry.ID = strawberry.field(description="The item that raised the question.")
    escalation_id: UUID = strawberry.field(description="The escalation that was resolved.")
    demand: str = strawberry.field(description="What the guideline should say.")
    clause: str | None = strawberry.field(description="The clause that answered it then.")
    guideline_revision: int = strawberry.field(description="In force when it was resolved.")
    resolved_by: strawberry.ID = strawberry.field(description="Who demands it.")
    demanded_at: datetime = strawberry.field(description="When it was recorded.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    drafted_in: list[int] = strawberry.field(description="Revisions that name it, drafts too.")
    answered_by: int | None = strawberry.field(
        description="The first published revision that names it; null: the demand is open."
    )

    @classmethod
    def of(cls, scope: Scope, found: demanded.Demanded) -> Self:
        return cls(
            scope=scope,
            item_id=strawberry.ID(found.item_id),
            escalation_id=found.escalation_id,
            demand=found.demand,
            clause=found.clause,
            guideline_revision=found.guideline_revision,
            resolved_by=strawberry.ID(found.resolved_by),
            demanded_at=found.recorded_at,
            position=BigInt(found.position),
            drafted_in=list(found.drafted_in),
            answered_by=found.answered_by,
        )


@strawberry.type(description="Changes of the guideline that are demanded, oldest first.")
class GuidelineDemands(Scoped):
    demands: list[GuidelineDemand] = strawberry.field(description="The demands, up to 1,000.")
    has_more: bool = strawberry.field(description="Whether there are more than are shown.")
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(
        cls, scope: Scope, holds_for: HoldsFor, found: tuple[demanded.Demanded, ...], more: bool
    ) -> Self:
        return cls(
            scope=scope,
            demands=[GuidelineDemand.of(scope, one) for one in found],
            has_more=more,
            as_of=AsOf.of(scope, holds_for),
        )
