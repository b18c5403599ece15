"""The full check after a fault: what was told stands, once, and all that is derived is right.

Nothing here trusts what a server said about itself: positions, versions, leaves and times are
read from the ledger and computed again, and the read model is built anew from the first event.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from itertools import pairwise

import msgspec

from labeltrail.events.envelope import RecordedEvent, leaf_v1
from labeltrail.events.ledger.checkpoints import checkpoints
from labeltrail.events.proof.merkle import Frontier
from labeltrail.projections import progress
from labeltrail.projections.rebuild import RebuildRefused, rebuild
from tests.execute.desk import Desk
from tests.faults.load import Load

CATCH_UP_SECONDS_MAX = 60.0
COMMANDS = "SELECT command_id, first_position FROM ledger.commands WHERE project_id = $1"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """
    acknowledged   commands that were told to be in the ledger, each found there once
    answers        what clients were told, several for each command
    events         of the project, dense from 1
    unheard        commands whose every answer said that they had been committed before: the
                   first answer was lost on its way, and resending stored nothing again
    came_back      answers that said to come back
    lost           requests that got no answer
    """

    acknowledged: int
    answers: int
    events: int
    unheard: int
    came_back: int
    lost: int


class Skipped(Exception):
    """This machine cannot stage the fault; the message says why."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario, once: how many faults there were, and what was found after them."""

    faults: int
    verdict: Verdict
    figures: dict[str, int]


async def judged(desk: Desk, load: Load, founded: int) -> Verdict:
    """Raises AssertionError with the first thing that is wrong. `founded`: events before."""
    events = await desk.events()
    _ledger_is_whole(events)
    await _checkpoints_hold(desk, events)
    _told_is_stored(events[founded:], load)
    rows = await desk.pool.fetch(COMMANDS, desk.project_id)
    stored = {row["command_id"]: row["first_position"] for row in rows}
    assert len(stored) == len(rows)
    assert all(stored[told.command_id] == told.position for told in load.told)
    await _answers_equal_a_replay(desk, events[-1].position)
    heard = {told.command_id for told in load.told if not told.is_duplicate}
    return Verdict(
        acknowledged=len({told.command_id for told in load.told}),
        answers=len(load.told),
        events=len(events),
        unheard=len(load.commands) - len(heard),
        came_back=sum(load.codes.values()),
        lost=sum(load.lost.values()),
    )


async def _checkpoints_hold(desk: Desk, events: list[RecordedEvent]) -> None:
    """Whatever was sealed meanwhile, by whichever server, is the tree over what is there."""
    leaves, grown = [event.leaf for event in events], Frontier()
    for sealed in await checkpoints(desk.pool, desk.project_id, limit=100_000):
        grown = grown.extended(leaves[grown.size : sealed.tree_size])
        assert sealed.root == grown.root(), f"checkpoint of {sealed.tree_size}"


def _ledger_is_whole(events: list[RecordedEvent]) -> None:
    assert [event.position for event in events] == list(range(1, len(events) + 1)), "positions"
    assert all(leaf_v1(event) == event.leaf for event in events), "leaves"
    times = [event.recorded_at for event in events]
    assert all(one < later for one, later in pairwise(times)), "times"
    versions = defaultdict(list)
    for event in events:
        versions[event.stream].append(event.version)
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values()), "versions"


def _told_is_stored(events: list[RecordedEvent], load: Load) -> None:
    """Every command has one event, where each client was told, and nobody else has any."""
    count = Counter(event.command_id for event in events)
    sent = {command.command_id for command in load.commands}
    assert set(count) == sent, "what is stored is what was sent"
    assert set(count.values()) == {1}, "stored once"
    position = {event.command_id: event.position for event in events}
    assert len(load.told) == load.answers_due
    assert all(position[told.command_id] == told.position for told in load.told), "as told"
    firsts = Counter(told.command_id for told in load.told if not told.is_duplicate)
    assert not firsts or max(firsts.values()) == 1, "only one client was the first"


async def _answers_equal_a_replay(desk: Desk, head: int) -> None:
    """Wait until the workers have caught up, then build the read model anew and compare."""
    async with asyncio.timeout(CATCH_UP_SECONDS_MAX):
        while await _folded(desk) != head:
            await asyncio.sleep(0.02)
        while True:
            try:
                rebuilt = await rebuild(desk.pool, desk.project_id)
                break
            except RebuildRefused:  # a worker that was killed holds its lease for a moment
                await asyncio.sleep(0.1)
    assert rebuilt.former.position == head
    assert rebuilt.is_equal, f"a replay differs in {rebuilt.different_tables}"


async def _folded(desk: Desk) -> int:
    async with desk.pool.acquire() as connection:
        found = await progress.current(connection, desk.project_id)
    return -1 if found is None else found.position
