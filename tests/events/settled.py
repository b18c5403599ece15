"""Questions of the owl archive, the precedents that settled them, and a handbook that learned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import ClassId, EscalationId, PrecedentId
from labeltrail.events.streams.guideline import ClarifyClause, Demand, GuidelineClauseClarified
from labeltrail.events.streams.item.commands import ResolveEscalation
from labeltrail.events.streams.item.escalation_commands import (
    AssignEscalation,
    CommentEscalation,
    InvolvedClass,
    LiftEscalation,
    PrecedentGiven,
)
from labeltrail.events.streams.item.escalation_facts import (
    EscalationAssigned,
    EscalationCommented,
    EscalationLifted,
)
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    EscalationRaised,
    EscalationResolved,
)
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.escalating import Escalating, EscalationLevel
from labeltrail.events.streams.precedent import (
    Following,
    PrecedentFollowed,
    PrecedentRecorded,
    PrecedentSuperseded,
    SupersedePrecedent,
    stream_of_precedent,
)
from labeltrail.events.streams.project import Role
from tests.events.history import DAWN, ITEM, Happened, happened
from tests.events.owls import INES, MIRA, OSKAR, RUTH, SPECIES, event_id, words

QUESTION = EscalationId(event_id(1))
OTHER_QUESTION = EscalationId(event_id(2))
DEMAND = Demand(item_id=ITEM, escalation_id=QUESTION)
DUET = InvolvedClass(task=SPECIES, class_id=ClassId("tawny"))

LEVELS = Escalating(
    levels=(
        EscalationLevel(title="Shift lead", hours=4, owners=(OSKAR, RUTH)),
        EscalationLevel(title="Ornithologist", hours=24, role=Role.ADJUDICATOR),
        EscalationLevel(title="Archive board", hours=72, owners=(MIRA,)),
    )
)
LEVELLED = Policy(overlap=2, quorum=2, escalating=LEVELS)

ASKED = happened(
    EscalationRaised(raised_by=OSKAR, level=1, question=words(), guideline_revision=1),
    QUESTION,
    actor=OSKAR,
)
OVERDUE = happened(
    EscalationRaised(
        raised_by=OSKAR,
        level=1,
        question=words(),
        guideline_revision=1,
        owner=RUTH,
        due_at=DAWN - timedelta(hours=1),
        policy_version=1,
    ),
    QUESTION,
    actor=OSKAR,
)
RESOLVED = EscalationResolved(
    escalation_id=QUESTION,
    resolved_by=INES,
    decision=EscalationDecision.GUIDELINE_CLARIFIED,
    rationale=words(2),
    guideline_revision=1,
    clause="2",
    demand="Say what to do when only the answer of a duet is heard",
)
GIVEN = PrecedentGiven(
    question="Only the hoo of a duet is heard. Is it a tawny owl?",
    answer="Yes: the hoo alone is the male of the pair.",
    classes=(DUET,),
)


def resolution(**more: Any) -> ResolveEscalation:
    return ResolveEscalation(
        **{
            "item_id": ITEM,
            "escalation_id": QUESTION,
            "decision": EscalationDecision.GUIDELINE_APPLIES,
            "rationale": words(2),
            **more,
        }
    )


def recorded(**more: Any) -> PrecedentRecorded:
    return PrecedentRecorded(
        **{
            "item_id": ITEM,
            "recorded_by": INES,
            "question": GIVEN.question,
            "answer": GIVEN.answer,
            "guideline_revision": 1,
            "taxonomy_version": 1,
            "classes": GIVEN.classes,
            **more,
        }
    )


def on_precedent(fact: msgspec.Struct, precedent: UUID = QUESTION, actor: str = INES) -> Happened:
    return Happened(fact, None, actor, stream_of_precedent(PrecedentId(precedent)))


EXAMPLES = (
    EscalationAssigned(
        escalation_id=QUESTION,
        assigned_by=MIRA,
        owner=INES,
        due_at=DAWN + timedelta(hours=8),
    ),
    EscalationCommented(escalation_id=QUESTION, commented_by=RUTH, comment=words()),
    EscalationLifted(
        escalation_id=QUESTION,
        lifted_by=MIRA,
        former_level=1,
        level=2,
        policy_version=2,
        due_at=DAWN + timedelta(hours=24),
        owner=INES,
        owner_role=Role.ADJUDICATOR,
    ),
    GuidelineClauseClarified(
        guideline_revision=1,
        clause="2",
        clarification="The hoo alone counts as the pair's male.",
        clarified_by=INES,
        reason="Only half of many duets is on the tape",
        resolution=DEMAND,
    ),
    recorded(clause="2", attributes={"moon": "new"}, supersedes=PrecedentId(OTHER_QUESTION)),
    PrecedentFollowed(item_id=ITEM, followed_by=OSKAR, following=Following.LABEL),
    PrecedentSuperseded(
        superseded_by=PrecedentId(OTHER_QUESTION),
        decided_by=INES,
        affected_items=1,
        affected=(ITEM,),
        reason="The recordings of 2023 show that females hoo as well",
    ),
)

COMMANDS = (
    AssignEscalation(item_id=ITEM, escalation_id=OTHER_QUESTION, owner=INES),
    CommentEscalation(item_id=ITEM, escalation_id=OTHER_QUESTION, comment=words()),
    LiftEscalation(item_id=ITEM, escalation_id=OTHER_QUESTION, level=2),
    ClarifyClause(guideline_revision=1, clause="2", clarification="Both.", reason="Asked often"),
    SupersedePrecedent(
        precedent_id=PrecedentId(QUESTION),
        superseded_by=PrecedentId(OTHER_QUESTION),
        reason="Females hoo as well",
    ),
)
"""One of each kind that is not about an item's labels."""
