"""What can be asked about an escalated question before it is closed."""

from datetime import datetime

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import (
    ClassId,
    EscalationId,
    ItemId,
    MemberId,
    PrecedentId,
    TaskName,
)


class AssignEscalation(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    escalation_id: EscalationId
    owner: MemberId
    due_at: datetime | None = None


class CommentEscalation(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    escalation_id: EscalationId
    comment: PersonalText


class LiftEscalation(msgspec.Struct, frozen=True, kw_only=True):
    """`level` is the one that it goes to: the next after where the asker saw it."""

    item_id: ItemId
    escalation_id: EscalationId
    level: int


EscalationCommand = AssignEscalation | CommentEscalation | LiftEscalation


class InvolvedClass(msgspec.Struct, frozen=True, kw_only=True):
    """A class of a task that a question is about."""

    task: TaskName
    class_id: ClassId


class PrecedentGiven(msgspec.Struct, frozen=True, kw_only=True):
    """The resolution in words that everybody may read: as a guideline, it names no person.

    `supersedes` is a precedent that it overturns.
    """

    question: str
    answer: str
    classes: tuple[InvolvedClass, ...] = ()
    supersedes: PrecedentId | None = None
