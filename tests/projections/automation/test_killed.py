"""Workers killed at any moment: every rule's consequence is recorded once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.streams.automation import RuleApplied
from labeltrail.events.streams.item.escalation_facts import EscalationLifted
from labeltrail.events.streams.policy.escalating import Escalating, EscalationLevel
from labeltrail.events.streams.project import Role
from tests.projections.herbarium import GRETA, POLICY, Herbarium
from tests.projections.test_worker import LEASE_SECONDS, working

SHEETS = 40
KILLS = 6
SEED = 20
LEVELS = tuple(
    EscalationLevel(title=one, hours=24, role=Role.ADJUDICATOR)
    for one in ("desk", "curator", "director")
)


async def test_questions_rise_once_though_workers_are_killed(
    herbarium: Herbarium, database_url: str, tmp_path: Path
) -> None:
    policy = msgspec.structs.replace(POLICY, escalating=Escalating(levels=LEVELS))
    await herbarium.found(policies=(policy,))
    due_at = datetime.now(UTC) + timedelta(seconds=2)
    for item_id in await herbarium.register(*(f"sheet/{number}" for number in range(SHEETS))):
        await herbarium.escalate(item_id, GRETA, "Two twigs on one sheet?", due_at=due_at)
    moments = random.Random(SEED)
    await asyncio.sleep(max(0.0, (due_at - datetime.now(UTC)).total_seconds()))
    for _ in range(KILLS):
        async with working(database_url, tmp_path) as worker:
            await asyncio.sleep(moments.uniform(0.0, 0.25))
            worker.kill()
            await worker.wait()

    await asyncio.sleep(LEASE_SECONDS)
    await herbarium.fold()
    looking = AutomationLoop(herbarium.pool, herbarium.executor)
    while await looking.run_all():
        pass
    await herbarium.fold()
    await looking.run_all()

    events = await herbarium.events()
    risen = Counter(one.stream for one in events if isinstance(one.fact, EscalationLifted))
    told = Counter(one.causation_id for one in events if isinstance(one.fact, RuleApplied))
    assert len(risen) == SHEETS
    assert set(risen.values()) == {1}
    assert len(told) == SHEETS
    assert set(told.values()) == {1}
