"""Overdue questions rise by themselves, once for each level, caused by what made them due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, EscalationId, ItemId
from labeltrail.events.streams.automation import RuleApplied, RuleObserved
from labeltrail.events.streams.item.commands import WithdrawEscalation
from labeltrail.events.streams.item.escalation_commands import AssignEscalation
from labeltrail.events.streams.item.escalation_facts import EscalationAssigned, EscalationLifted
from labeltrail.events.streams.policy import AutomaticRule, Automation, Mode, Policy
from labeltrail.events.streams.policy.escalating import Escalating, EscalationLevel
from labeltrail.events.streams.project import Role
from labeltrail.projections.automation import progress
from labeltrail.projections.escalations.rising import RiseOverdueEscalations
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, INES, MAUD, TOMAS, Herbarium

RULE = AutomaticRule.RISE_OVERDUE_ESCALATIONS
LEVELS = Escalating(
    levels=(
        EscalationLevel(title="Keeper of the cabinet", hours=2, owners=(TOMAS,)),
        EscalationLevel(title="Botanist", hours=24, role=Role.ADJUDICATOR),
        EscalationLevel(title="Head of collections", hours=72, owners=(MAUD,)),
    )
)
LEVELLED = Policy(overlap=2, quorum=2, escalating=LEVELS)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
NOOR = ANNOTATORS[0]


def loop(herbarium: Herbarium) -> AutomationLoop:
    return AutomationLoop(herbarium.pool, herbarium.executor, rules=(RiseOverdueEscalations(),))


async def asked(herbarium: Herbarium, due_at: datetime | None = YESTERDAY) -> EscalationId:
    (sheet,) = await herbarium.register("sheet/1847-03")
    return await herbarium.escalate(sheet, NOOR, "Is the bud scale a leaf?", due_at=due_at)


async def looked(herbarium: Herbarium, times: int = 3) -> list[RecordedEvent]:
    """Everything folded and looked at, as often: the questions that rose."""
    for _ in range(times):
        await herbarium.fold()
        await loop(herbarium).run_all()
    return [e for e in await herbarium.events() if isinstance(e.fact, EscalationLifted)]


async def test_overdue_question_rises_once_per_level(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(LEVELLED,))
    question = await asked(herbarium)
    (first,) = await looked(herbarium)
    fact = first.fact
    assert isinstance(fact, EscalationLifted)
    assert (fact.former_level, fact.level, fact.owner_role) == (1, 2, Role.ADJUDICATOR)
    assert (first.actor, fact.lifted_by, first.causation_id) == (SYSTEM, SYSTEM, question)
    assert fact.due_at > datetime.now(UTC) + timedelta(hours=23)

    sheet = ItemId("sheet/1847-03")
    late = AssignEscalation(
        item_id=sheet, escalation_id=question, owner=INES, due_at=YESTERDAY + timedelta(hours=1)
    )
    herbarium.now = YESTERDAY
    await herbarium.tell(late)
    herbarium.now = None
    events = await looked(herbarium)
    assert [e.fact.level for e in events if isinstance(e.fact, EscalationLifted)] == [2, 3]
    (assigned,) = (e for e in await herbarium.events() if isinstance(e.fact, EscalationAssigned))
    assert events[-1].causation_id == assigned.event_id

    again = msgspec.structs.replace(late, owner=TOMAS)
    herbarium.now = YESTERDAY
    await herbarium.tell(again)
    herbarium.now = None
    assert len(await looked(herbarium)) == 2, "above the last level there is none"
    applied = [e.fact for e in await herbarium.events() if isinstance(e.fact, RuleApplied)]
    assert [one.rule for one in applied] == [RULE, RULE]
    assert "level 2, Botanist, has 24 hours" in applied[0].why


async def test_rule_is_woken_when_the_next_question_is_due(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(LEVELLED,))
    await asked(herbarium, due_at=None)
    assert await looked(herbarium) == []
    standing = await progress.standing(herbarium.pool, HERBARIUM)
    assert standing is not None
    assert standing.wakes_at is not None
    in_hours = (standing.wakes_at - datetime.now(UTC)) / timedelta(hours=1)
    assert 1.9 < in_hours <= 2


async def test_closed_question_and_policy_without_levels_do_not_rise(
    herbarium: Herbarium,
) -> None:
    await herbarium.found()
    question = await asked(herbarium)
    assert await looked(herbarium) == []
    command = WithdrawEscalation(item_id=ItemId("sheet/1847-03"), escalation_id=question)
    await herbarium.tell(command, NOOR)
    await herbarium.publish_policy(LEVELLED)
    assert await looked(herbarium) == []


async def test_watched_rule_only_says_what_would_rise(herbarium: Herbarium) -> None:
    watched = msgspec.structs.replace(LEVELLED, automation=Automation(modes={RULE: Mode.OBSERVE}))
    await herbarium.found(policies=(watched,))
    await asked(herbarium)
    assert await looked(herbarium) == []
    (told,) = (e.fact for e in await herbarium.events() if isinstance(e.fact, RuleObserved))
    assert told.command == "LiftEscalation"

    await herbarium.publish_policy(LEVELLED)
    assert len(await looked(herbarium)) == 1
