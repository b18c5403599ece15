"""Where an annotator stands: qualified for what, suspended or not, and how it came to that."""

from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.streams import standing
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import NoteKind, SuspensionCause
from labeltrail.events.streams.standing import state as states
from labeltrail.events.streams.standing.admission import tests_by_task
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.projections.people import sentences as people_sentences  # noqa: F401 - its events
from labeltrail.projections.sentences import told

HISTORY_MAX = 1_000
"""Of one annotator, the latest."""


@strawberry.type(description="What lets an annotator label a task.")
class Qualification(Scoped):
    task: str | None = strawberry.field(description="The task's name; null: every task.")
    qualified_by: strawberry.ID = strawberry.field(description='Who said so; "system": a test.')
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    answered: int | None = strawberry.field(description="Test items answered; null: by hand.")
    right: int | None = strawberry.field(description="Of them right; null: by hand.")

    @classmethod
    def of(cls, scope: Scope, found: states.Qualification) -> Self:
        return cls(
            scope=scope,
            task=found.task,
            qualified_by=strawberry.ID(found.qualified_by),
            event_id=found.event_id,
            position=BigInt(found.position),
            answered=None if found.test is None else found.test.answered,
            right=None if found.test is None else found.test.right,
        )


@strawberry.type(description="The figures that a rule suspended by.")
class SuspensionFigures(Scoped):
    observed: Decimal = strawberry.field(description="What was measured.")
    threshold: Decimal = strawberry.field(description="Beyond it the rule suspends.")
    bound: Bound = strawberry.field(description="Whether it is the point or an interval's end.")
    answers: int = strawberry.field(description="How many answers it rests on, the latest.")
    position: BigInt = strawberry.field(description="The moment that it was measured at.")
    task: str | None = strawberry.field(description="The task; null: all tasks.")

    @classmethod
    def of(cls, scope: Scope, found: standing.Figures) -> Self:
        return cls(
            scope=scope,
            observed=found.observed,
            threshold=found.threshold,
            bound=found.bound,
            answers=found.answers,
            position=BigInt(found.position),
            task=found.task,
        )


@strawberry.type(description="One thing said of an annotator's standing.")
class StandingEntry(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    sentence: str = strawberry.field(description="What happened, for people.")
    cause: SuspensionCause | None = strawberry.field(description="Of a suspension.")
    figures: SuspensionFigures | None = strawberry.field(
        description="Of a suspension by rule; null: by hand."
    )
    note_kind: NoteKind | None = strawberry.field(description="Of a note.")
    clauses: list[str] = strawberry.field(description="Clauses that a note names.")
    held: strawberry.Private[PersonalText | None]

    @strawberry.field(description="The words; null when none were written, or were erased.")
    async def note(self) -> str | None:
        return await self.scope.words(self.held)


@strawberry.type(description="Where an annotator stands.")
class AnnotatorStanding(Scoped):
    is_suspended: bool = strawberry.field(description="Whether they label nothing for now.")
    suspended_since: BigInt | None = strawberry.field(
        description="Position of the suspension; null: they are not suspended."
    )
    cause: SuspensionCause | None = strawberry.field(description="Of the suspension.")
    votes_dropped: bool = strawberry.field(
        description="Whether their votes count for nothing, as the policy says."
    )
    qualifications: list[Qualification] = strawberry.field(
        description="What lets them label tasks."
    )
    tasks_to_qualify: list[str] = strawberry.field(
        description="Tasks whose test they have not passed yet."
    )
    annotator: strawberry.Private[MemberId]
    up_to: strawberry.Private[int | None]

    @classmethod
    def of(cls, scope: Scope, annotator: MemberId, rules: Rules, up_to: int | None) -> Self:
        state = rules.standing
        suspension = state.suspended.get(annotator)
        return cls(
            scope=scope,
            is_suspended=suspension is not None,
            suspended_since=None if suspension is None else BigInt(suspension.position),
            cause=None if suspension is None else suspension.cause,
            votes_dropped=annotator in rules.votes_dropped,
            qualifications=[
                Qualification.of(scope, one) for one in state.qualified.get(annotator, ())
            ],
            tasks_to_qualify=[
                task for task in tests_by_task(rules) if not state.is_qualified(annotator, task)
            ],
            annotator=annotator,
            up_to=up_to,
        )

    @strawberry.field(description="How it came to that, oldest first; the latest 1,000.")
    async def history(self) -> list[StandingEntry]:
        async with self.scope.pool.acquire() as connection:
            events = await read_streams(
                connection, self.scope.project_id, [standing.STREAM], up_to=self.up_to
            )
        return [
            _entry(self.scope, event)
            for event in events
            if getattr(event.fact, "annotator", None) == self.annotator
        ][-HISTORY_MAX:]


def _entry(scope: Scope, event: RecordedEvent) -> StandingEntry:
    fact = event.fact
    suspended = fact if isinstance(fact, standing.AnnotatorSuspended) else None
    noted = fact if isinstance(fact, standing.AnnotatorNoted) else None
    figures = suspended.figures if suspended is not None else None
    return StandingEntry(
        scope=scope,
        event_id=event.event_id,
        position=BigInt(event.position),
        sentence=told(fact, event),
        cause=suspended.cause if suspended is not None else None,
        figures=None if figures is None else SuspensionFigures.of(scope, figures),
        note_kind=noted.note_kind if noted is not None else None,
        clauses=list(noted.clauses) if noted is not None else [],
        held=getattr(fact, "note", None),
    )
