"""An expert's decision about an item."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from labeltrail.events.streams.item import state
from labeltrail.events.streams.policy import FourEyes
from labeltrail.graphql.context import Scope
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.values import Answer


@strawberry.type(description="An expert's final answers, naming the label events judged.")
class Adjudication(Scoped):
    event_id: UUID = strawberry.field(description="The event that recorded it.")
    adjudicator: strawberry.ID = strawberry.field(description="Who decided.")
    answers: list[Answer] = strawberry.field(description="What is right, per task.")
    judged_event_ids: list[UUID] = strawberry.field(description="The label events judged.")
    guideline_revision: int = strawberry.field(description="The guideline revision applied.")
    clause: str | None = strawberry.field(description="The guideline clause that decides it.")
    position: BigInt = strawberry.field(description="Where it stands in the ledger.")
    is_reopened: bool = strawberry.field(
        description="Whether a label that it judged has changed since, so that it holds no more."
    )
    relaxed: list[FourEyes] = strawberry.field(
        description="Rules of separate persons that forbade it, had the policy not relaxed them."
    )
    held: strawberry.Private[state.Adjudication]

    @strawberry.field(description="Why it was decided so; null when the words were erased.")
    async def rationale(self) -> str | None:
        return await self.scope.words(self.held.rationale)

    @strawberry.field(description="When the rationale's words were erased; null while kept.")
    async def rationale_erased_at(self) -> datetime | None:
        return await self.scope.erased_at(self.held.rationale)

    @classmethod
    def of(cls, scope: Scope, decided: state.Adjudication) -> Self:
        return cls(
            scope=scope,
            event_id=decided.event_id,
            adjudicator=strawberry.ID(decided.adjudicator),
            answers=Answer.listed(scope, decided.answers),
            judged_event_ids=list(decided.judged),
            guideline_revision=decided.guideline_revision,
            clause=decided.clause,
            position=BigInt(decided.position),
            is_reopened=decided.is_reopened,
            relaxed=list(decided.relaxed),
            held=decided,
        )
