"""The handbook's life: demands that a revision answers, clauses clarified, clauses cited."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import EscalationId, ItemId
from labeltrail.events.limits import DEMANDS_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.guideline import (
    ClarifyClause,
    Clause,
    Demand,
    Guideline,
    GuidelineClauseClarified,
    GuidelinePublished,
    GuidelineRevised,
    ReviseGuideline,
    evolve,
)
from labeltrail.events.streams.item import state
from tests.events.history import ITEM, given, happened
from tests.events.owls import (
    CLAUSES,
    FOUNDED,
    GUIDELINE_1,
    INES,
    LENA,
    MIRA,
    OSKAR,
    RUTH,
    archive,
    event_id,
    label_id,
    owl,
    revise,
    submit,
    submitted,
)
from tests.events.settled import ASKED, DEMAND, OTHER_QUESTION, RESOLVED

HALF = Clause(number="2.1", title="Half a duet", text="A hoo alone is the male of the pair.")
LEARNED = ReviseGuideline(
    clauses=(*CLAUSES, HALF), change_note="Half duets are many", answers=(DEMAND,)
)
SECOND = GuidelineRevised(
    guideline_revision=2,
    clauses=LEARNED.clauses,
    change_note=LEARNED.change_note,
    answers=(DEMAND,),
)


def clarification(**more: Any) -> ClarifyClause:
    return ClarifyClause(
        **{
            "guideline_revision": 1,
            "clause": "2",
            "clarification": "The hoo alone counts as the pair's male.",
            "reason": "Only half of many duets is on the tape",
            **more,
        }
    )


def clarified(**more: Any) -> GuidelineClauseClarified:
    command = clarification()
    return GuidelineClauseClarified(
        **{
            "guideline_revision": 1,
            "clause": command.clause,
            "clarification": command.clarification,
            "clarified_by": INES,
            "reason": command.reason,
            **more,
        }
    )


def test_revision_names_the_resolution_that_demanded_it() -> None:
    archive(ASKED, RESOLVED).when(LEARNED).then(SECOND)


def test_demand_is_open_until_a_revision_that_answers_it_is_published() -> None:
    state = Guideline()
    for fact in (*GUIDELINE_1, SECOND):
        state = evolve(state, fact)
    assert state.answered_by(DEMAND) is None
    assert evolve(state, GuidelinePublished(guideline_revision=2)).answered_by(DEMAND) == 2


def test_draft_may_answer_what_another_draft_answers() -> None:
    third = msgspec.structs.replace(SECOND, guideline_revision=3)
    archive(ASKED, RESOLVED, SECOND).when(LEARNED).then(third)


def test_demand_answered_by_a_published_revision_is_refused() -> None:
    history = archive(ASKED, RESOLVED, SECOND, GuidelinePublished(guideline_revision=2))
    history.when(LEARNED).refuses(Rule.DEMAND_ANSWERED, ("answers", 0), "revision 2")


def test_question_still_open_demands_nothing() -> None:
    archive(ASKED).when(LEARNED).refuses(Rule.DEMAND_UNKNOWN, ("answers", 0))


def test_resolution_without_a_demand_demands_nothing() -> None:
    silent = msgspec.structs.replace(RESOLVED, demand=None)
    archive(ASKED, silent).when(LEARNED).refuses(Rule.DEMAND_UNKNOWN, ("answers", 0))


@pytest.mark.parametrize(
    "demand",
    [
        Demand(item_id=ITEM, escalation_id=OTHER_QUESTION),
        Demand(item_id=ItemId("rec-9999"), escalation_id=DEMAND.escalation_id),
    ],
)
def test_demand_that_is_not_there_is_refused(demand: Demand) -> None:
    command = msgspec.structs.replace(LEARNED, answers=(DEMAND, demand))
    archive(ASKED, RESOLVED).when(command).refuses(Rule.DEMAND_UNKNOWN, ("answers", 1))


def test_revision_answers_so_many_demands() -> None:
    ids = [EscalationId(event_id(number)) for number in range(100, 101 + DEMANDS_MAX)]
    asked = (happened(ASKED.fact, one, actor=OSKAR) for one in ids)
    resolved = (msgspec.structs.replace(RESOLVED, escalation_id=one) for one in ids)
    history = archive(*asked, *resolved)
    demands = tuple(Demand(item_id=ITEM, escalation_id=one) for one in ids)
    most = msgspec.structs.replace(LEARNED, answers=demands[:-1])
    history.when(most).then(msgspec.structs.replace(SECOND, answers=demands[:-1]))
    more = msgspec.structs.replace(LEARNED, answers=demands)
    history.when(more).refuses(Rule.TOO_MANY, ("answers",))


def test_demand_named_twice_is_refused() -> None:
    command = msgspec.structs.replace(LEARNED, answers=(DEMAND, DEMAND))
    archive(ASKED, RESOLVED).when(command).refuses(Rule.DUPLICATE_GIVEN, ("answers", 1))


def test_adjudicator_clarifies_a_clause_in_force() -> None:
    archive().when(clarification(), by=INES).then(clarified())


def test_clarification_names_the_resolution_that_it_came_from() -> None:
    history = archive(ASKED, RESOLVED)
    history.when(clarification(resolution=DEMAND), by=INES).then(clarified(resolution=DEMAND))


@pytest.mark.parametrize("past", [(), (ASKED,)])
def test_clarification_from_no_resolution_is_refused(past: tuple[msgspec.Struct, ...]) -> None:
    command = clarification(resolution=DEMAND)
    archive(*past).when(command, by=INES).refuses(Rule.RESOLUTION_UNKNOWN, ("resolution",))


def test_clarification_before_any_guideline_is_refused() -> None:
    given(*FOUNDED).when(clarification(), by=MIRA).refuses(Rule.GUIDELINE_MISSING)


@pytest.mark.parametrize("seen", [0, 2])
def test_clarification_of_a_revision_not_in_force_is_refused(seen: int) -> None:
    command = clarification(guideline_revision=seen)
    archive().when(command).refuses(Rule.GUIDELINE_NOT_IN_FORCE, ("guideline_revision",))


@pytest.mark.parametrize(
    ("more", "rule", "path"),
    [
        ({"clause": "9.1"}, Rule.CLAUSE_UNKNOWN, ("clause",)),
        ({"clarification": " "}, Rule.TEXT_EMPTY, ("clarification",)),
        ({"reason": ""}, Rule.TEXT_EMPTY, ("reason",)),
    ],
)
def test_clarification_that_says_nothing_is_refused(
    more: dict[str, Any], rule: Rule, path: tuple[str, ...]
) -> None:
    archive().when(clarification(**more)).refuses(rule, path)


@pytest.mark.parametrize("person", [OSKAR, RUTH])
def test_who_neither_manages_nor_adjudicates_does_not_clarify(person: str) -> None:
    archive().when(clarification(), by=person).refuses(Rule.ROLE_MISSING)


def test_clarifications_stay_with_their_revision() -> None:
    state = Guideline()
    for fact in (*GUIDELINE_1, clarified(), SECOND, GuidelinePublished(guideline_revision=2)):
        state = evolve(state, fact)
    assert state.clarified(1, "2") == (clarified(),)
    assert state.clarified(1, "1") == state.clarified(2, "2") == ()


def test_label_cites_the_clauses_it_goes_by() -> None:
    command = msgspec.structs.replace(submit(owl("tawny")), clauses=("2", "1"))
    outcome = archive().when(command, by=OSKAR)
    (label,) = (one.fact for one in outcome.admitted().past[-1:])
    assert label.clauses == ("2", "1")  # type: ignore[attr-defined]  # a LabelSubmitted


@pytest.mark.parametrize(
    ("clauses", "rule", "place"),
    [
        (("1", "2.1"), Rule.CLAUSE_UNKNOWN, 1),
        (("2", "2"), Rule.DUPLICATE_GIVEN, 1),
    ],
)
def test_label_cites_only_clauses_of_the_revision_it_names(
    clauses: tuple[str, ...], rule: Rule, place: int
) -> None:
    history = archive(SECOND, GuidelinePublished(guideline_revision=2))
    under_1 = msgspec.structs.replace(submit(owl("tawny")), clauses=clauses)
    history.when(under_1, by=OSKAR).refuses(rule, ("clauses", place))


def test_label_cites_at_most_twenty_clauses() -> None:
    cited = tuple(str(n) for n in range(21))
    command = msgspec.structs.replace(submit(owl("tawny")), clauses=cited)
    archive().when(command, by=OSKAR).refuses(Rule.TOO_MANY, ("clauses",))


def test_revised_label_cites_anew() -> None:
    cited = msgspec.structs.replace(submitted(LENA, owl("tawny")), clauses=("1",))
    history = archive(happened(cited, label_id(1), actor=LENA))
    command = msgspec.structs.replace(revise(1, owl("little")), clauses=("2",))
    after = state.fold(history.when(command, by=LENA).admitted().events("item/" + ITEM))
    assert after.labels[label_id(1)].clauses == ("2",)
    silent = history.when(revise(1, owl("little")), by=LENA).admitted()
    assert state.fold(silent.events("item/" + ITEM)).labels[label_id(1)].clauses == ()
