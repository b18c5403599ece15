"""What a pilot shows: where its disagreement sits, and whether it passes."""

from typing import Self

import strawberry

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.reading import coded
from labeltrail.graphql.types.agreement_report import AnswersUnderVersion
from labeltrail.graphql.types.asof import AsOf
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.scores import ScoreInterval
from labeltrail.graphql.types.taxonomies import PilotPass
from labeltrail.graphql.types.taxonomy_advice import AdviceItem
from labeltrail.projections.pilot import asked, decomposition, report
from labeltrail.projections.pilot.decomposition import Seat
from labeltrail.projections.pilot.verdict import Cause, named
from labeltrail.projections.readiness import Verdict
from labeltrail.projections.statistics.errors import TooMuchAsked


@strawberry.type(description="One seat of disagreement, and what leaving it out would change.")
class DisagreementPart(Scoped):
    seat: Seat = strawberry.field(description="What it is.")
    names: list[str] = strawberry.field(description="Two classes, a clause, or an annotator.")
    name: str = strawberry.field(description="The same in words.")
    disagreement: float = strawberry.field(
        description="In values: each value of an item weighs one."
    )
    share: float = strawberry.field(description="Of all disagreement of the batch.")
    n_items: int = strawberry.field(description="Items of which it holds some.")
    n_values: int = strawberry.field(description="Values of the classes, person or items.")
    alpha_without: float | None = strawberry.field(
        description="Alpha if the two classes were one, without the person, or without the items."
    )
    gain: float | None = strawberry.field(description="That less alpha.")
    gain_interval: ScoreInterval | None = strawberry.field(description="Around the gain.")
    items: list[AdviceItem] = strawberry.field(description="What shows it best, heaviest first.")

    @classmethod
    def of(cls, scope: Scope, part: decomposition.Part) -> Self:
        between = part.gain_interval
        return cls(
            scope=scope,
            seat=part.seat,
            names=list(part.names),
            name=named(part),
            disagreement=part.disagreement,
            share=part.share,
            n_items=part.n_items,
            n_values=part.n_values,
            alpha_without=part.alpha_without,
            gain=part.gain,
            gain_interval=ScoreInterval.of(scope, between) if between is not None else None,
            items=[
                AdviceItem(scope=scope, item_id=strawberry.ID(one.item_id), weight=one.weight)
                for one in part.items
            ],
        )


@strawberry.type(description="How often a clause was cited about the items of a batch.")
class ClauseCitation(Scoped):
    clause: str = strawberry.field(description="The clause's number.")
    items: int = strawberry.field(description="Items about which it was cited.")
    citations: int = strawberry.field(
        description="By labels, reviews, escalations and adjudications together."
    )


@strawberry.type(description="What a pilot shows of one task, as of one point.")
class PilotReport(Scoped):
    task: str = strawberry.field(description="The task.")
    cause: Cause = strawberry.field(description="Where its disagreement sits.")
    sentence: str = strawberry.field(description="The verdict in words, with its numbers.")
    because: list[DisagreementPart] = strawberry.field(
        description="What the verdict rests on, the greatest gain first."
    )
    alpha: float | None = strawberry.field(description="Krippendorff's, nominal.")
    alpha_interval: ScoreInterval | None = strawberry.field(description="Around it.")
    disagreement: float = strawberry.field(description="Of all items, in values.")
    n_items: int = strawberry.field(description="Items with two values or more.")
    n_values: int = strawberry.field(description="Values on those items.")
    n_annotators: int = strawberry.field(description="Who gave them.")
    class_pairs: list[DisagreementPart] = strawberry.field(
        description="By the two classes that met, most first."
    )
    clauses: list[DisagreementPart] = strawberry.field(
        description="By the clause that was cited about the item, most first."
    )
    annotators: list[DisagreementPart] = strawberry.field(
        description="By annotator, half of each unequal pair to either, most first."
    )
    cited: list[ClauseCitation] = strawberry.field(description="Every clause that was cited.")
    items: int = strawberry.field(description="Items of the batch.")
    items_overlapped: int = strawberry.field(
        description="Those with as many independent answers as are wanted of a pilot."
    )
    overlap_min: int = strawberry.field(description="How many that is.")
    items_min: int = strawberry.field(description="How many such items the policy demands.")
    warnings: list[str] = strawberry.field(description="What to mind about its size.")
    verdict: Verdict = strawberry.field(description="Whether the batch is ready, and so to pass.")
    why_not: str = strawberry.field(description="What stands in the way; empty when it is ready.")
    passed: PilotPass | None = strawberry.field(
        description="That it passed for the taxonomy version in force; null while it has not."
    )
    versions: list[AnswersUnderVersion] = strawberry.field(
        description="The taxonomy versions that the answers were given under."
    )
    method: str = strawberry.field(description="The algorithm's name.")
    method_version: int = strawberry.field(
        description="Rises whenever the same labels could give another report."
    )
    as_of: AsOf = strawberry.field(description="What it holds for.")

    @classmethod
    def of(cls, scope: Scope, found: asked.Pilot) -> Self:
        told: report.PilotReport = found.report
        parts, size = told.decomposition, told.size
        between = parts.alpha_interval
        return cls(
            scope=scope,
            task=told.task,
            cause=told.verdict.cause,
            sentence=told.verdict.sentence,
            because=[DisagreementPart.of(scope, one) for one in told.verdict.because],
            alpha=parts.alpha,
            alpha_interval=ScoreInterval.of(scope, between) if between is not None else None,
            disagreement=parts.disagreement,
            n_items=parts.n_items,
            n_values=parts.n_values,
            n_annotators=parts.n_annotators,
            class_pairs=[DisagreementPart.of(scope, one) for one in parts.class_pairs],
            clauses=[DisagreementPart.of(scope, one) for one in parts.clauses],
            annotators=[DisagreementPart.of(scope, one) for one in parts.annotators],
            cited=[
                ClauseCitation(
                    scope=scope, clause=one.clause, items=one.items, citations=one.citations
                )
                for one in told.cited
            ],
            items=size.items,
            items_overlapped=size.overlapped,
            overlap_min=size.overlap_min,
            items_min=size.items_min,
            warnings=list(size.warnings),
            verdict=found.readiness.verdict,
            why_not=asked.why_not(found.readiness),
            passed=PilotPass.of(scope, found.passed) if found.passed is not None else None,
            versions=[AnswersUnderVersion.of(scope, one) for one in told.versions],
            method=told.algorithm.name,
            method_version=told.algorithm.version,
            as_of=AsOf.of(scope, found.holds_for),
        )


async def pilot_of(
    scope: Scope, batch_id: BatchId, task: TaskName | None, position: int | None
) -> asked.Pilot | None:
    """Raises coded errors."""
    try:
        with coded():
            return await asked.pilot_report(
                scope.pool, scope.project_id, batch_id, task, position=position
            )
    except TooMuchAsked as much:
        raise CodedError(Code.TOO_COMPLEX, str(much)) from None
