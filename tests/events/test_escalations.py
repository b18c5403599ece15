"""Escalations: a question is raised once, and resolved or withdrawn once."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import EscalationId, ItemId, MemberId
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item.commands import (
    RaiseEscalation,
    ResolveEscalation,
    WithdrawEscalation,
)
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    EscalationRaised,
    EscalationResolved,
    EscalationWithdrawn,
)
from tests.events.history import ITEM, given, happened
from tests.events.owls import (
    FOUNDED,
    INES,
    LENA,
    MIRA,
    OSKAR,
    REGISTERED,
    RUTH,
    archive,
    event_id,
    words,
)

QUESTION = EscalationId(event_id(1))


def question(**more: Any) -> RaiseEscalation:
    return RaiseEscalation(**{"item_id": ITEM, "question": words(), **more})


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


RAISED = EscalationRaised(raised_by=OSKAR, level=1, question=words(), guideline_revision=1)
RESOLVED = EscalationResolved(
    escalation_id=QUESTION,
    resolved_by=INES,
    decision=EscalationDecision.GUIDELINE_APPLIES,
    rationale=words(2),
    guideline_revision=1,
    clause="2",
)
WITHDRAW = WithdrawEscalation(item_id=ITEM, escalation_id=QUESTION)
ASKED = happened(RAISED, QUESTION, actor=OSKAR)


def test_annotator_asks_under_the_revision_in_force() -> None:
    archive().when(question(), by=OSKAR).then(RAISED)


def test_question_before_any_guideline_says_so() -> None:
    expected = EscalationRaised(raised_by=OSKAR, level=1, question=words(), guideline_revision=0)
    given(*FOUNDED, REGISTERED).when(question(), by=OSKAR).then(expected)


@pytest.mark.parametrize("level", [0, -1, 10, 10**30])
def test_level_outside_1_to_9_is_refused(level: int) -> None:
    archive().when(question(level=level), by=OSKAR).refuses(Rule.NUMBER_OUT_OF_RANGE, ("level",))


def test_owner_who_is_no_member_is_refused() -> None:
    command = question(owner=MemberId("stranger"))
    archive().when(command, by=OSKAR).refuses(Rule.MEMBER_UNKNOWN, ("owner",), "stranger")


def test_clause_that_nobody_wrote_is_refused() -> None:
    archive().when(question(clause="9.1"), by=OSKAR).refuses(Rule.CLAUSE_UNKNOWN, ("clause",))
    given(*FOUNDED, REGISTERED).when(question(clause="1"), by=OSKAR).refuses(
        Rule.CLAUSE_UNKNOWN, ("clause",)
    )
    archive(ASKED).when(resolution(clause="9.1"), by=INES).refuses(Rule.CLAUSE_UNKNOWN, ("clause",))


def test_question_about_an_unknown_item_is_refused() -> None:
    command = question(item_id=ItemId("rec-9999"))
    archive().when(command, by=OSKAR).refuses(Rule.ITEM_UNKNOWN, ("item_id",))


def test_adjudicator_resolves_citing_a_clause() -> None:
    archive(ASKED).when(resolution(clause="2"), by=INES).then(RESOLVED, cause=QUESTION)


def test_resolved_question_is_closed() -> None:
    history = archive(ASKED, RESOLVED)
    history.when(resolution(), by=INES).refuses(Rule.ESCALATION_NOT_OPEN, ("escalation_id",))
    history.when(WITHDRAW, by=OSKAR).refuses(Rule.ESCALATION_NOT_OPEN, ("escalation_id",))


def test_who_asked_withdraws_once() -> None:
    fact = EscalationWithdrawn(escalation_id=QUESTION, withdrawn_by=OSKAR)
    gone = archive(ASKED).when(WITHDRAW, by=OSKAR).then(fact, cause=QUESTION)
    gone.when(WITHDRAW, by=OSKAR).refuses(Rule.ESCALATION_NOT_OPEN, ("escalation_id",))
    gone.when(resolution(), by=INES).refuses(Rule.ESCALATION_NOT_OPEN, ("escalation_id",))


@pytest.mark.parametrize("other", [LENA, RUTH])
def test_somebody_else_cannot_withdraw(other: MemberId) -> None:
    archive(ASKED).when(WITHDRAW, by=other).refuses(
        Rule.WITHDRAWER_DID_NOT_RAISE, ("escalation_id",)
    )


def test_manager_withdraws_for_anybody() -> None:
    fact = EscalationWithdrawn(escalation_id=QUESTION, withdrawn_by=MIRA)
    archive(ASKED).when(WITHDRAW, by=MIRA).then(fact, cause=QUESTION)


def test_question_that_nobody_asked_is_refused() -> None:
    path = ("escalation_id",)
    archive().when(resolution(), by=INES).refuses(Rule.ESCALATION_UNKNOWN, path)
    archive().when(WITHDRAW, by=OSKAR).refuses(Rule.ESCALATION_UNKNOWN, path)
