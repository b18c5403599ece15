"""Putting the parts together: what starts is stopped, and what is appended is folded meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.backend.composition import composed, kept_running
from labeltrail.backend.settings import Settings
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import MemberId, ProjectId, TenantId
from labeltrail.events.requests import Accepted, Request
from labeltrail.events.streams.project import CreateProject

PROJECT = ProjectId("photographs")


def _creation() -> Request:
    now = datetime.now(UTC)
    act = Act(
        actor=MemberId("ada"),
        person=MemberId("ada"),
        now=now,
        occurred_at=now,
        tenant=TenantId("museum"),
        is_instance_admin=True,
    )
    return Request(
        project_id=PROJECT, command_id=uuid4(), command=CreateProject(title="Photographs"), act=act
    )


async def _folded_position(pool: asyncpg.Pool) -> int | None:
    query = "SELECT position FROM read.progress WHERE project_id = $1 AND is_current"
    position: int | None = await pool.fetchval(query, PROJECT)
    return position


def _running(folder: Path) -> list[Path]:
    return list(folder.rglob("postmaster.pid"))


async def test_read_models_follow_what_is_appended(database_url: str, tmp_path: Path) -> None:
    async with composed(Settings(database_url=database_url, data_dir=tmp_path)) as parts:
        accepted = await parts.executor.execute(_creation())
        assert isinstance(accepted, Accepted)
        for _ in range(500):
            if await _folded_position(parts.pool) == accepted.position:
                return
            await asyncio.sleep(0.02)
    pytest.fail("the event was not folded in 10 seconds")


async def test_without_folding_the_read_models_stay(database_url: str) -> None:
    async with composed(Settings(database_url=database_url), folds=False) as parts:
        assert isinstance(await parts.executor.execute(_creation()), Accepted)
        await asyncio.sleep(0.2)
        assert await _folded_position(parts.pool) is None


class Stumbling:
    """Falls over so many times, and then goes on until it is stopped."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.starts = 0
        self.is_up = asyncio.Event()

    async def run_forever(self, stop: asyncio.Event) -> None:
        self.starts += 1
        if self.starts <= self.times:
            raise UnicodeEncodeError("ascii", "ä", 0, 1, "ordinal not in range(128)")
        self.is_up.set()
        await stop.wait()


async def test_loop_that_falls_over_is_started_again_loudly(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop, stop = Stumbling(times=3), asyncio.Event()
    running = asyncio.create_task(kept_running(loop, stop, back_off_seconds=0.01))
    async with asyncio.timeout(10):
        await loop.is_up.wait()
    stop.set()
    await running
    told = [one.getMessage() for one in caplog.records if one.levelname == "CRITICAL"]
    assert [one.partition("(")[0] for one in told] == ["the Stumbling fell over "] * 3
    assert told[2].endswith("(3 in a row), and is started again in 0.04 seconds")


async def test_loop_that_keeps_falling_over_ends_with_the_process() -> None:
    loop, stop = Stumbling(times=1_000_000), asyncio.Event()
    running = asyncio.create_task(kept_running(loop, stop, back_off_seconds=60))
    await asyncio.sleep(0.01)
    stop.set()
    async with asyncio.timeout(5):
        await running
    assert loop.starts == 1


async def test_embedded_database_is_migrated_kept_and_stopped(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    async with composed(settings) as parts:
        assert _running(tmp_path)
        assert isinstance(await parts.executor.execute(_creation()), Accepted)
    assert not _running(tmp_path)
    async with composed(settings) as parts:
        assert (await parts.executor.rules(PROJECT)).project.title == "Photographs"


async def test_database_out_of_reach_is_told_as_that() -> None:
    settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        async with composed(settings):
            pytest.fail("there is no database at port 1")
