"""Inputs about questions under way, precedents, and clauses of the guideline."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.identifiers import (
    ClassId,
    EscalationId,
    ItemId,
    MemberId,
    PrecedentId,
    TaskName,
)
from labeltrail.events.streams.guideline import ClarifyClause, Demand
from labeltrail.events.streams.item import escalation_commands as commands
from labeltrail.events.streams.precedent import SupersedePrecedent
from labeltrail.graphql.inputs.acts import CommandInput, Texts

FOLLOWS = "The precedent that it rests on, which counts it. Left out: none."
CLAUSES = "The numbers of the clauses, of the revision named, that the answers go by."


@strawberry.input(description="A class that a question is about.")
class InvolvedClassInput:
    task: str = strawberry.field(description="The task.")
    class_id: str = strawberry.field(description="One of its classes.")


@strawberry.input(
    description="A resolution kept for reuse, in words that everybody may read: published text,"
    " that names no person."
)
class PrecedentInput:
    question: str = strawberry.field(description="The question, whatever item raised it.")
    answer: str = strawberry.field(description="What holds from now on.")
    classes: list[InvolvedClassInput] = strawberry.field(
        default_factory=list, description="The classes that it is about."
    )
    supersedes: UUID | None = strawberry.field(
        default=None, description="A precedent that it overturns."
    )

    def given(self) -> commands.PrecedentGiven:
        return commands.PrecedentGiven(
            question=self.question,
            answer=self.answer,
            classes=tuple(
                commands.InvolvedClass(task=TaskName(one.task), class_id=ClassId(one.class_id))
                for one in self.classes
            ),
            supersedes=PrecedentId(self.supersedes) if self.supersedes is not None else None,
        )


@strawberry.input(description="A resolved escalation, and the item that it is about.")
class ResolutionInput:
    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")

    def demand(self) -> Demand:
        return Demand(item_id=ItemId(self.item_id), escalation_id=EscalationId(self.escalation_id))


@strawberry.input(description="Give a question to somebody who is to settle it.")
class AssignEscalationInput(CommandInput):
    PERSON: ClassVar[str | None] = "assigned_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")
    owner: strawberry.ID = strawberry.field(description="The member who is to settle it.")
    due_at: datetime | None = strawberry.field(
        default=None, description="By when. Left out: what was due stays due."
    )
    assigned_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who gives it. Left out: who calls. Another takes service."
    )

    def command(self, texts: Texts) -> commands.AssignEscalation:
        return commands.AssignEscalation(
            item_id=ItemId(self.item_id),
            escalation_id=EscalationId(self.escalation_id),
            owner=MemberId(self.owner),
            due_at=self.due_at,
        )


@strawberry.input(description="Add to an open question.")
class CommentEscalationInput(CommandInput):
    TEXTS: ClassVar[tuple[str, ...]] = ("comment",)
    PERSON: ClassVar[str | None] = "commented_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")
    comment: str = strawberry.field(description="The comment, erasable.")
    commented_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who comments. Left out: who calls. Another takes service."
    )

    def command(self, texts: Texts) -> commands.CommentEscalation:
        return commands.CommentEscalation(
            item_id=ItemId(self.item_id),
            escalation_id=EscalationId(self.escalation_id),
            comment=texts["comment"],
        )


@strawberry.input(description="Hand an open question on to the next level, overdue or not.")
class LiftEscalationInput(CommandInput):
    PERSON: ClassVar[str | None] = "lifted_by"

    item_id: strawberry.ID = strawberry.field(description="The item's own id.")
    escalation_id: UUID = strawberry.field(description="The escalation.")
    level: int = strawberry.field(description="The level that it goes to: one above its own.")
    lifted_by: strawberry.ID | None = strawberry.field(
        default=None, description="Who lifts it. Left out: who calls. Another takes service."
    )

    def command(self, texts: Texts) -> commands.LiftEscalation:
        return commands.LiftEscalation(
            item_id=ItemId(self.item_id),
            escalation_id=EscalationId(self.escalation_id),
            level=self.level,
        )


@strawberry.input(description="Overturn a precedent by another one that is there.")
class SupersedePrecedentInput(CommandInput):
    precedent_id: UUID = strawberry.field(description="The one that holds no more.")
    superseded_by: UUID = strawberry.field(description="The one that holds instead.")
    reason: str = strawberry.field(description="Why; published text.")

    def command(self, texts: Texts) -> SupersedePrecedent:
        return SupersedePrecedent(
            precedent_id=PrecedentId(self.precedent_id),
            superseded_by=PrecedentId(self.superseded_by),
            reason=self.reason,
        )


@strawberry.input(description="Say how a clause of the revision in force is to be read.")
class ClarifyClauseInput(CommandInput):
    guideline_revision: int = strawberry.field(description="The revision that you saw in force.")
    clause: str = strawberry.field(description="The number of the clause.")
    clarification: str = strawberry.field(description="How it is to be read; published text.")
    reason: str = strawberry.field(description="Why that had to be said; published text.")
    resolution: ResolutionInput | None = strawberry.field(
        default=None, description="The resolved escalation that it came from."
    )

    def command(self, texts: Texts) -> ClarifyClause:
        return ClarifyClause(
            guideline_revision=self.guideline_revision,
            clause=self.clause,
            clarification=self.clarification,
            reason=self.reason,
            resolution=self.resolution.demand() if self.resolution is not None else None,
        )


def followed(named: UUID | None) -> PrecedentId | UnsetType:
    return PrecedentId(named) if named is not None else UNSET


def cited(clauses: list[str]) -> tuple[str, ...] | UnsetType:
    return tuple(clauses) if clauses else UNSET
