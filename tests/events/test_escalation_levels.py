"""Levels of escalation: who is to settle a question and by when, comments, and rising levels."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, MemberId
from labeltrail.events.limits import COMMENTS_MAX, LEVEL_HOURS_MAX, OWNERS_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item import PREFIX, state
from labeltrail.events.streams.item.commands import RaiseEscalation
from labeltrail.events.streams.item.escalation_commands import (
    AssignEscalation,
    CommentEscalation,
    LiftEscalation,
)
from labeltrail.events.streams.item.escalation_facts import (
    EscalationAssigned,
    EscalationCommented,
    EscalationLifted,
)
from labeltrail.events.streams.item.facts import EscalationRaised
from labeltrail.events.streams.policy import Policy, PublishPolicy
from labeltrail.events.streams.policy.escalating import Escalating, EscalationLevel
from labeltrail.events.streams.project import MemberRemoved, Role
from tests.events.history import DAWN, ITEM, History
from tests.events.owls import INES, LENA, MIRA, OSKAR, RUTH, TOMEK, archive, with_policy, words
from tests.events.settled import (
    ASKED,
    LEVELLED,
    LEVELS,
    OTHER_QUESTION,
    OVERDUE,
    QUESTION,
    RESOLVED,
)

AT = ("escalation_id",)


def levelled(*past: msgspec.Struct) -> History:
    return with_policy(LEVELLED, *past)


def question(**more: Any) -> RaiseEscalation:
    return RaiseEscalation(**{"item_id": ITEM, "question": words(), **more})


def raised(**more: Any) -> EscalationRaised:
    return EscalationRaised(
        **{
            "raised_by": LENA,
            "level": 1,
            "question": words(),
            "guideline_revision": 1,
            "owner": OSKAR,
            "due_at": DAWN + timedelta(hours=4),
            "policy_version": 1,
            **more,
        }
    )


def lift(level: int = 2) -> LiftEscalation:
    return LiftEscalation(item_id=ITEM, escalation_id=QUESTION, level=level)


def lifted(**more: Any) -> EscalationLifted:
    return EscalationLifted(
        **{
            "escalation_id": QUESTION,
            "lifted_by": SYSTEM,
            "former_level": 1,
            "level": 2,
            "policy_version": 1,
            "due_at": DAWN + timedelta(hours=24),
            "owner_role": Role.ADJUDICATOR,
            **more,
        }
    )


def assign(owner: MemberId = INES, **more: Any) -> AssignEscalation:
    return AssignEscalation(item_id=ITEM, escalation_id=QUESTION, owner=owner, **more)


COMMENT = CommentEscalation(item_id=ITEM, escalation_id=QUESTION, comment=words(3))


def test_question_takes_owner_and_due_time_from_the_policy() -> None:
    levelled().when(question(), by=LENA).then(raised())


def test_question_goes_to_no_owner_who_asks_it() -> None:
    levelled().when(question(), by=OSKAR).then(raised(raised_by=OSKAR, owner=RUTH))


def test_question_goes_past_owners_who_have_left() -> None:
    left = levelled(MemberRemoved(member=OSKAR))
    left.when(question(), by=LENA).then(raised(owner=RUTH))
    all_left = levelled(MemberRemoved(member=OSKAR), MemberRemoved(member=RUTH))
    all_left.when(question(), by=LENA).then(raised(owner=None))


def test_question_goes_to_a_role() -> None:
    expected = raised(
        level=2, owner=None, owner_role=Role.ADJUDICATOR, due_at=DAWN + timedelta(hours=24)
    )
    levelled().when(question(level=2), by=LENA).then(expected)


def test_owner_and_due_time_that_are_named_hold() -> None:
    due = DAWN + timedelta(minutes=30)
    command = question(owner=INES, due_at=due)
    levelled().when(command, by=LENA).then(raised(owner=INES, due_at=due, policy_version=None))


def test_one_that_is_named_leaves_the_other_to_the_policy() -> None:
    levelled().when(question(owner=INES), by=LENA).then(raised(owner=INES))
    due = DAWN + timedelta(minutes=30)
    levelled().when(question(due_at=due), by=LENA).then(raised(due_at=due))


@pytest.mark.parametrize("due", [DAWN, DAWN - timedelta(days=1_000)])
def test_question_that_would_be_due_in_the_past_is_refused(due: datetime) -> None:
    levelled().when(question(due_at=due), by=LENA).refuses(
        Rule.TIME_IN_PAST, ("due_at",), "later time"
    )
    again = levelled(ASKED).when(assign(due_at=due), by=MIRA)
    again.refuses(Rule.TIME_IN_PAST, ("due_at",), "later time")


def test_level_that_the_policy_does_not_know_is_refused() -> None:
    levelled().when(question(level=4), by=LENA).refuses(
        Rule.NUMBER_OUT_OF_RANGE, ("level",), "between 1 and 3"
    )


def test_overdue_question_rises_by_rule() -> None:
    levelled(OVERDUE).when(lift(), by=SYSTEM).then(lifted(), cause=QUESTION)


def test_overdue_question_rises_once_per_level() -> None:
    risen = levelled(OVERDUE).when(lift(), by=SYSTEM).admitted()
    risen.when(lift(), by=SYSTEM).refuses(Rule.ESCALATION_LEVEL_NOT_NEXT, ("level",))
    risen.when(lift(3), by=SYSTEM).refuses(Rule.ESCALATION_NOT_OVERDUE, AT)


def test_question_not_due_yet_does_not_rise_by_rule() -> None:
    for past in (ASKED, msgspec.structs.replace(OVERDUE, fact=raised(raised_by=OSKAR))):
        levelled(past).when(lift(), by=SYSTEM).refuses(Rule.ESCALATION_NOT_OVERDUE, AT)


def test_person_lifts_before_it_is_due() -> None:
    levelled(ASKED).when(lift(), by=INES).then(lifted(lifted_by=INES), cause=QUESTION)


def test_last_level_is_the_end() -> None:
    top = (OVERDUE, lifted(), lifted(former_level=2, level=3, owner=MIRA, owner_role=None))
    levelled(*top).when(lift(4), by=MIRA).refuses(
        Rule.ESCALATION_LEVEL_NOT_NEXT, ("level",), "level 3 of 3"
    )


@pytest.mark.parametrize("level", [0, 1, 3])
def test_levels_are_not_skipped(level: int) -> None:
    history = levelled(ASKED)
    history.when(lift(level), by=MIRA).refuses(Rule.ESCALATION_LEVEL_NOT_NEXT, ("level",))


def test_nothing_rises_under_a_policy_without_levels() -> None:
    archive(ASKED).when(lift(), by=MIRA).refuses(Rule.ESCALATION_LEVELS_MISSING)


@pytest.mark.parametrize("person", [OSKAR, RUTH])
def test_who_may_not_settle_does_not_lift(person: MemberId) -> None:
    levelled(ASKED).when(lift(), by=person).refuses(Rule.ROLE_MISSING)


def test_question_is_assigned_with_a_due_time() -> None:
    due = DAWN + timedelta(hours=2)
    fact = EscalationAssigned(escalation_id=QUESTION, assigned_by=MIRA, owner=INES, due_at=due)
    after = archive(ASKED).when(assign(due_at=due), by=MIRA).then(fact, cause=QUESTION)
    escalation = state.fold(after.events(PREFIX + ITEM)).escalations[QUESTION]
    assert (escalation.owner, escalation.due_at) == (INES, due)
    assert escalation.due_since == after.events()[-1].event_id


def test_assigned_question_is_no_roles_any_more_and_stays_due() -> None:
    history = levelled(OVERDUE, lifted())
    after = history.when(assign(TOMEK), by=RUTH).admitted()
    escalation = state.fold(after.events(PREFIX + ITEM)).escalations[QUESTION]
    assert (escalation.owner, escalation.owner_role) == (TOMEK, None)
    assert escalation.due_at == DAWN + timedelta(hours=24)


def test_assigning_what_is_assigned_is_refused() -> None:
    levelled(OVERDUE).when(assign(RUTH), by=MIRA).refuses(Rule.ESCALATION_UNCHANGED, ("owner",))


def test_assigning_to_a_stranger_is_refused() -> None:
    archive(ASKED).when(assign(MemberId("stranger")), by=MIRA).refuses(
        Rule.MEMBER_UNKNOWN, ("owner",)
    )


def test_annotator_assigns_nothing() -> None:
    archive(ASKED).when(assign(), by=OSKAR).refuses(Rule.ROLE_MISSING)


@pytest.mark.parametrize("person", [OSKAR, RUTH, INES, MIRA])
def test_comment_is_added_by_who_asked_or_may_judge(person: MemberId) -> None:
    fact = EscalationCommented(escalation_id=QUESTION, commented_by=person, comment=words(3))
    after = archive(ASKED).when(COMMENT, by=person).then(fact, cause=QUESTION)
    escalation = state.fold(after.events(PREFIX + ITEM)).escalations[QUESTION]
    assert [one.commented_by for one in escalation.comments] == [person]


def test_anothers_question_is_as_unknown_as_none() -> None:
    archive(ASKED).when(COMMENT, by=LENA).refuses(Rule.ESCALATION_UNKNOWN, AT)
    archive(ASKED, RESOLVED).when(COMMENT, by=LENA).refuses(Rule.ESCALATION_NOT_OPEN, AT)


def test_question_holds_so_many_comments() -> None:
    fact = EscalationCommented(escalation_id=QUESTION, commented_by=RUTH, comment=words(3))
    full = archive(ASKED, *[fact] * COMMENTS_MAX)
    full.when(COMMENT, by=RUTH).refuses(Rule.TOO_MANY, AT)


@pytest.mark.parametrize("command", [lift(), assign(), COMMENT])
def test_closed_question_stays_as_it_is(command: Any) -> None:
    levelled(ASKED, RESOLVED).when(command, by=MIRA).refuses(Rule.ESCALATION_NOT_OPEN, AT)


@pytest.mark.parametrize("command", [lift(), assign(), COMMENT])
def test_question_that_nobody_asked_is_unknown(command: Any) -> None:
    other = msgspec.structs.replace(command, escalation_id=OTHER_QUESTION)
    levelled(ASKED).when(other, by=MIRA).refuses(Rule.ESCALATION_UNKNOWN, AT)


def owners(count: int) -> tuple[MemberId, ...]:
    return tuple(MemberId(f"listener-{number}") for number in range(count))


def level(**more: Any) -> EscalationLevel:
    return EscalationLevel(**{"title": "Shift lead", "hours": 4, "role": Role.REVIEWER, **more})


@pytest.mark.parametrize(
    ("wrong", "rule", "path"),
    [
        ({"title": " "}, Rule.TEXT_EMPTY, ("title",)),
        ({"hours": 0}, Rule.NUMBER_OUT_OF_RANGE, ("hours",)),
        ({"hours": LEVEL_HOURS_MAX + 1}, Rule.NUMBER_OUT_OF_RANGE, ("hours",)),
        ({"owners": owners(OWNERS_MAX + 1), "role": None}, Rule.TOO_MANY, ("owners",)),
        ({"role": None}, Rule.POLICY_CONTRADICTORY, ("owners",)),
        ({"owners": (RUTH,)}, Rule.POLICY_CONTRADICTORY, ("owners",)),
        ({"owners": (RUTH, RUTH), "role": None}, Rule.DUPLICATE_GIVEN, ("owners", 1)),
        ({"owners": (MemberId(""),), "role": None}, Rule.IDENTIFIER_MALFORMED, ("owners", 0)),
    ],
)
def test_level_that_cannot_be_is_refused(
    wrong: dict[str, Any], rule: Rule, path: tuple[str | int, ...]
) -> None:
    section = Escalating(levels=(*LEVELS.levels, level(**wrong)))
    publish = PublishPolicy(
        policy=Policy(overlap=2, quorum=2, escalating=section), change_note="Levels"
    )
    archive().when(publish).refuses(rule, ("policy", "escalating", "levels", 3, *path))


def test_level_has_so_many_owners_and_hours() -> None:
    widest = level(owners=owners(OWNERS_MAX), role=None, hours=LEVEL_HOURS_MAX)
    section = Escalating(levels=(widest,))
    policy = Policy(overlap=2, quorum=2, escalating=section)
    archive().when(PublishPolicy(policy=policy, change_note="Levels")).admitted()


@pytest.mark.parametrize(("count", "rule"), [(0, Rule.NOTHING_GIVEN), (10, Rule.TOO_MANY)])
def test_policy_has_one_to_nine_levels(count: int, rule: Rule) -> None:
    section = Escalating(levels=(level(),) * count)
    publish = PublishPolicy(
        policy=Policy(overlap=2, quorum=2, escalating=section), change_note="Levels"
    )
    archive().when(publish).refuses(rule, ("policy", "escalating", "levels"))
