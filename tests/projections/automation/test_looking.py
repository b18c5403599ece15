"""Automatic rules: asked by what was folded or by the time, carried out once, watched or off."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, BatchId
from labeltrail.events.streams import batch
from labeltrail.events.streams.automation import ObserveRule, RuleApplied, RuleObserved
from labeltrail.events.streams.item.facts import ItemRegistered
from labeltrail.events.streams.policy import AutomaticRule, Automation, Mode
from labeltrail.projections.automation import progress
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.snapshot import Snapshot
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, POLICY, Herbarium, tree

RULE = AutomaticRule.PROPOSE_GOLD
SHEETS = ("sheet/1847-03", "sheet/1847-04", "sheet/1848-01")


def noted(event: RecordedEvent, why: str = "a sheet came") -> Asked:
    """A harmless command that `system` may give."""
    command = ObserveRule(
        rule=RULE, policy_version=1, why=why, command="Nothing", content=event.stream
    )
    return Asked(rule=RULE, cause=event.event_id, key="noted", command=command, why=why)


class NotesEachSheet(Automatic):
    rule = RULE

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        assert all(event.position <= view.position for event in events)
        return [noted(event) for event in events if isinstance(event.fact, ItemRegistered)]


class NotesOnTheHour(Automatic):
    """What time alone brings about: once, when the moment has come."""

    rule = RULE

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        created = await view.connection.fetchval(
            "SELECT event_id FROM ledger.events WHERE project_id = $1 AND position = 1",
            view.rows.project_id,
        )
        command = ObserveRule(
            rule=RULE, policy_version=1, why="it is time", command="Nothing", content="{}"
        )
        asked = Asked(rule=RULE, cause=created, key="hour", command=command, why="it is time")
        return [asked] if now >= self.moment else []

    async def wakes_at(self, view: Snapshot, now: datetime) -> datetime | None:
        return self.moment if now < self.moment else None


class ClosesBatches(Automatic):
    """Asks for what `system` may not do."""

    rule = RULE

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        command = batch.CloseBatch(batch_id=BatchId("april"))
        return [
            Asked(rule=RULE, cause=one.event_id, key="", command=command, why="why not")
            for one in events
            if isinstance(one.fact, batch.BatchOpened)
        ]


class Breaks(Automatic):
    rule = RULE

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        raise ArithmeticError("no figures today")


def loop(herbarium: Herbarium, *rules: Automatic) -> AutomationLoop:
    return AutomationLoop(herbarium.pool, herbarium.executor, rules=rules)


async def of_rules(herbarium: Herbarium) -> list[RecordedEvent]:
    return [one for one in await herbarium.events() if one.stream.startswith("automation/")]


def moded(mode: Mode) -> Any:
    return msgspec.structs.replace(POLICY, automation=Automation(modes={RULE: mode}))


async def test_rule_acts_once_as_system_caused_by_its_trigger(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register(*SHEETS)
    await herbarium.fold()
    looking = loop(herbarium, NotesEachSheet())
    while await looking.run_all():
        pass

    events = await herbarium.events()
    registered = {e.event_id: e for e in events if isinstance(e.fact, ItemRegistered)}
    found = await of_rules(herbarium)
    assert [type(one.fact) for one in found] == [RuleObserved, RuleApplied] * 3
    for one in found:
        trigger = registered[one.causation_id] if one.causation_id else None
        assert trigger is not None
        assert one.correlation_id == trigger.correlation_id
        assert one.actor == SYSTEM
    applied = [one.fact for one in found if isinstance(one.fact, RuleApplied)]
    assert {(one.rule, one.policy_version, one.why) for one in applied} == {
        (RULE, 1, "a sheet came")
    }

    await herbarium.fold()
    await looking.run_all()
    assert len(await of_rules(herbarium)) == len(found)


async def test_asked_again_after_a_kill_nothing_is_done_twice(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register(*SHEETS)
    await herbarium.fold()
    await loop(herbarium, NotesEachSheet()).run_all()
    found = len(await of_rules(herbarium))

    await herbarium.pool.execute("UPDATE read.automation SET position = 0")
    await loop(herbarium, NotesEachSheet()).run_all()

    assert len(await of_rules(herbarium)) == found == 6


async def test_many_who_look_at_once_do_everything_once(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register(*(f"sheet/{number}" for number in range(40)))
    await herbarium.fold()
    await progress.enrol(herbarium.pool)

    async def look_without_a_lease() -> None:
        one = AutomationLoop(
            herbarium.pool, herbarium.executor, rules=(NotesEachSheet(),), lease_seconds=0.0
        )
        await one.run_all()

    await asyncio.gather(*(look_without_a_lease() for _ in range(4)))
    await loop(herbarium, NotesEachSheet()).run_all()

    causes = [one.causation_id for one in await of_rules(herbarium) if one.type == "RuleApplied"]
    assert len(causes) == len(set(causes)) == 40


async def test_watched_rule_says_what_it_would_have_done(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(moded(Mode.OBSERVE),))
    await herbarium.register(SHEETS[0])
    await herbarium.fold()
    await loop(herbarium, NotesEachSheet()).run_all()

    (one,) = await of_rules(herbarium)
    assert isinstance(one.fact, RuleObserved)
    assert (one.fact.command, one.fact.why) == ("ObserveRule", "a sheet came")
    assert msgspec.json.decode(one.fact.content)["content"] == f"item/{SHEETS[0]}"


async def test_rule_that_is_off_is_not_asked(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(moded(Mode.OFF),))
    await herbarium.register(SHEETS[0])
    await herbarium.fold()
    await loop(herbarium, NotesEachSheet(), Breaks()).run_all()

    standing = await progress.standing(herbarium.pool, HERBARIUM)
    assert standing is not None
    assert (standing.position, standing.failure) == (await herbarium.head(), None)
    assert await of_rules(herbarium) == []


async def test_without_a_policy_no_rule_is_asked(herbarium: Herbarium) -> None:
    await herbarium.found(policies=())
    await herbarium.register(SHEETS[0])
    await herbarium.fold()
    await loop(herbarium, NotesEachSheet()).run_all()
    assert await of_rules(herbarium) == []


async def test_time_alone_wakes_a_rule(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.fold()
    now: datetime = await herbarium.pool.fetchval("SELECT clock_timestamp()")
    rule = NotesOnTheHour(now + timedelta(hours=1))
    await loop(herbarium, rule).run_all()
    standing = await progress.standing(herbarium.pool, HERBARIUM)
    assert standing is not None
    assert standing.wakes_at == rule.moment
    assert await progress.due(herbarium.pool, None) == []

    rule.moment = now  # an hour later, as far as the rule can tell
    await herbarium.pool.execute("UPDATE read.automation SET wakes_at = $1", now)
    await loop(herbarium, rule).run_all()
    await herbarium.fold()
    await loop(herbarium, rule).run_all()
    assert len(await of_rules(herbarium)) == 2


async def test_what_system_may_not_do_is_refused_and_the_rest_goes_on(
    herbarium: Herbarium, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await herbarium.found()
    items = await herbarium.register(*SHEETS)
    await herbarium.open_batch("april", items)
    await herbarium.fold()
    await loop(herbarium, ClosesBatches(), NotesEachSheet()).run_all()

    assert not any(isinstance(e.fact, batch.BatchClosed) for e in await herbarium.events())
    assert len(await of_rules(herbarium)) == 6
    assert "ACTOR_NOT_MEMBER" in caplog.text


class Mends(Breaks):
    """Another rule, that fails until it is mended."""

    rule = AutomaticRule.QUALIFY_ANNOTATORS
    is_whole = False

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        if not self.is_whole:
            return await super().asks(view, events, now)
        return [
            msgspec.structs.replace(noted(one), rule=self.rule, why="late")
            for one in events
            if isinstance(one.fact, ItemRegistered)
        ]


async def test_rule_that_breaks_stays_behind_and_the_others_go_on(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register(SHEETS[0])
    await herbarium.fold()
    mending = Mends()
    looking = loop(herbarium, mending, NotesEachSheet())
    await looking.run_all()
    standing = await progress.standing(herbarium.pool, HERBARIUM)
    assert standing is not None
    assert standing.behind == {mending.rule: 0}
    assert "qualify_annotators" in (standing.failure or "")
    assert "no figures today" in (standing.failure or "")
    assert len(await of_rules(herbarium)) == 2, "the other rule has noted the sheet"

    await herbarium.register(SHEETS[1])
    await herbarium.fold()
    await looking.run_all()
    assert len(await of_rules(herbarium)) == 4

    mending.is_whole = True
    await herbarium.pool.execute("UPDATE read.automation SET retry_at = '-infinity'")
    await herbarium.fold()
    while await looking.run_all():
        pass
    standing = await progress.standing(herbarium.pool, HERBARIUM)
    assert standing is not None
    assert (standing.behind, standing.failures, standing.failure) == ({}, 0, None)
    late = [one.fact for one in await of_rules(herbarium) if isinstance(one.fact, RuleApplied)]
    assert [one.rule for one in late].count(mending.rule) == 2, "what it missed is looked at"


async def test_rebuild_asks_for_nothing(herbarium: Herbarium) -> None:
    await herbarium.found()
    item_id, *_ = await herbarium.register(*SHEETS)
    await herbarium.label(item_id, ANNOTATORS[0], tree("alder"))
    await herbarium.fold()
    await loop(herbarium, NotesEachSheet()).run_all()
    before = await herbarium.head()
    await rebuild(herbarium.pool, HERBARIUM)
    await loop(herbarium, NotesEachSheet()).run_all()
    assert await herbarium.head() == before
