"""`labeltrail automation`: what rules did by themselves, and why."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.streams.policy import AutomaticRule, Automation, Mode
from labeltrail.events.streams.policy.escalating import Escalating, EscalationLevel
from labeltrail.events.streams.project import Role
from tests.backend.cli.conftest import Command
from tests.projections.herbarium import GRETA, HERBARIUM, POLICY, Herbarium

RULE = AutomaticRule.RISE_OVERDUE_ESCALATIONS
LEVELS = tuple(
    EscalationLevel(title=one, hours=24, role=Role.ADJUDICATOR) for one in ("desk", "curator")
)


async def test_rules_are_told_with_their_reasons(command: Command, pool: asyncpg.Pool) -> None:
    herbarium = Herbarium(pool)
    for mode in (Mode.OBSERVE, Mode.ON):
        policy = msgspec.structs.replace(
            POLICY, escalating=Escalating(levels=LEVELS), automation=Automation(modes={RULE: mode})
        )
        if mode is Mode.OBSERVE:
            await herbarium.found(policies=(policy,))
            (item_id,) = await herbarium.register("sheet/1847-03")
            due_at = datetime.now(UTC) - timedelta(hours=1)
            await herbarium.escalate(item_id, GRETA, "Two twigs on one sheet?", due_at=due_at)
        else:
            await herbarium.publish_policy(policy)
        await herbarium.fold()
        await AutomationLoop(pool, herbarium.executor).run_all()
    before = await herbarium.head() - 3
    await herbarium.ledger.aclose()

    shown = command("automation", HERBARIUM)
    assert shown.code == 0, shown.complaint
    assert "rise overdue escalations" in shown.out
    assert "is only watched and did nothing" in shown.out
    assert "of policy version 2 applied: it was due on" in shown.out
    (found,) = [
        one
        for one in command("automation", HERBARIUM, "--json").json["rules"]
        if one["rule"] == RULE
    ]
    assert found == {"rule": RULE, "mode": "on", "applied": 1, "observed": 1}
    then = command("automation", HERBARIUM, "--at", str(before), "--last", "0", "--json").json
    (found,) = [one for one in then["rules"] if one["rule"] == RULE]
    assert found == {"rule": RULE, "mode": "observe", "applied": 0, "observed": 1}
    assert then["acts"] == []


def test_unknown_project_is_named(command: Command) -> None:
    ended = command("automation", "nowhere")
    assert ended.code == 1
    assert "there is no project 'nowhere'" in ended.complaint
