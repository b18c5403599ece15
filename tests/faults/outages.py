"""What a process needs and does not have: its connections, disk space, the right time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import asyncpg

from tests.faults.load import Load, under
from tests.faults.proxy import Cut, Proxy, Way
from tests.faults.stage import Stage, staged
from tests.faults.verdict import Round, Skipped, judged

CUTS = 6
CUT_AFTER_BYTES_MAX = 30_000
DISK_MEGABYTES = 200
FULL_ANSWERS = 10
"""So many answers that say to come back, then there is space again."""
FULL_SECONDS_MAX = 10.0
CLOCK_STEPS = (-3_600, 0, 7_200, -600)
"""Seconds by which the database's clock is off, one after the other."""


async def cut(stage: Stage, random: Random) -> Round:
    """Connections cut mid-append: at random bytes, and when committed but not yet answered."""
    await stage.curtain_up()
    proxy = Proxy(_socket_of(stage.url))
    ways = [Way.ANSWER, *random.choices(list(Way), k=CUTS - 1)]

    async def fault(load: Load) -> None:
        for number, way in enumerate(ways):
            await load.until(0.8 * number / len(ways))
            proxy.arm(Cut(way, random.randrange(CUT_AFTER_BYTES_MAX)))
            while proxy.is_armed and len(load.told) < load.answers_due:
                await asyncio.sleep(0.001)

    async with proxy.open() as port, stage.project() as desk:
        url = f"postgresql://labeltrail@127.0.0.1:{port}/labeltrail"
        server = stage.server("server-behind-proxy", LABELTRAIL_DATABASE_URL=url)
        server.start()
        try:
            await server.ready()
            founded, load = await desk.head(), stage.load(desk, [server], recordings=6)
            await under(load, fault)
            verdict = await judged(desk, load, founded)
        finally:
            server.put_away()
    assert proxy.made[Way.ANSWER] >= 1
    assert verdict.unheard >= 1, "what was committed and not answered is told when resent"
    figures = {f"{way} cut": proxy.made[way] for way in Way}
    return Round(faults=proxy.made.total(), verdict=verdict, figures=figures)


def _socket_of(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0]) / ".s.PGSQL.5432"


async def exhaust(stage: Stage, random: Random) -> Round:
    """More at once than two connections serve: OVERLOADED with a time, and all of it in the end."""
    await stage.curtain_up()
    server = stage.server(
        "server-with-two-connections",
        "--no-worker",
        LABELTRAIL_POOL_SIZE_MAX="2",
        LABELTRAIL_POOL_WAIT_SECONDS_MAX="0.05",
        LABELTRAIL_REQUESTS_MAX="64",
    )
    server.start()
    try:
        await server.ready()
        async with stage.project() as desk:
            founded = await desk.head()
            load = stage.load(desk, [server], recordings=40, labels_each=2, clients=3)
            await load.run()
            verdict = await judged(desk, load, founded)
    finally:
        server.put_away()
    assert load.codes["OVERLOADED"] > 0
    assert not load.lost, f"requests without an answer: {load.lost}"
    return Round(faults=1, verdict=verdict, figures={"OVERLOADED": load.codes["OVERLOADED"]})


async def fill(stage: Stage, random: Random) -> Round:
    """No space on the database's disk, for a while; `stage` is not used, but one on a tmpfs."""
    with _small_disk() as disk, _stage_on(disk) as small:
        small.servers = small.servers[:1]  # with a worker inside: that is enough here
        small.programs = list(small.servers)
        await small.curtain_up()
        ballast = disk / "ballast"

        async def fault(load: Load) -> None:
            await load.until(random.uniform(0.05, 0.2))
            _fill(ballast)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FULL_SECONDS_MAX):
                    while sum(load.codes.values()) < FULL_ANSWERS:
                        await asyncio.sleep(0.01)
            ballast.unlink()

        async with small.project() as desk:
            founded = await desk.head()
            load = small.load(desk, recordings=12, labels_each=12)
            await under(load, fault)
        async with small.pool() as pool, small.desk(pool, desk.project_id) as again:
            verdict = await judged(again, load, founded)
    assert verdict.came_back > 0, "the disk was never full for a command"
    return Round(faults=1, verdict=verdict, figures={"told to return": verdict.came_back})


@contextlib.contextmanager
def _small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        options = f"size={DISK_MEGABYTES}m,mode=755"
        mounting = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
        try:
            mounted = subprocess.run(mounting, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise Skipped("there is no `mount` here") from None
        if mounted.returncode != 0:
            raise Skipped(f"a tmpfs may not be mounted here: {mounted.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def _stage_on(disk: Path) -> Iterator[Stage]:
    """The database on the small disk; what the processes print is elsewhere."""
    with tempfile.TemporaryDirectory() as logs, staged(Path(logs), database=disk) as stage:
        yield stage


def _fill(ballast: Path) -> None:
    """Take all the space that is left, as root or not."""
    with ballast.open("wb") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(1_048_576))
    with ballast.open("ab") as file, contextlib.suppress(OSError):
        while True:
            os.write(file.fileno(), bytes(4_096))


async def turn_back(stage: Stage, random: Random) -> Round:
    """The database's clock an hour back, ahead and back again: recorded times still rise.

    A `clock_timestamp()` of the test's own stands before PostgreSQL's in the search path of the
    append function, since the machine's clock is not ours to change.
    """
    await stage.curtain_up()
    steps = list(CLOCK_STEPS)

    async with _clock(stage) as clock:

        async def fault(load: Load) -> None:
            for number, seconds in enumerate(steps):
                await load.until(0.9 * number / len(steps))
                await clock.execute("UPDATE faults.clock SET seconds_off = $1", seconds)

        async with stage.project() as desk:
            founded, load = await desk.head(), stage.load(desk)
            await under(load, fault)
            verdict = await judged(desk, load, founded)
            times = [event.recorded_at for event in await desk.events(founded)]
            ahead = (times[-1] - times[0]).total_seconds()
    assert ahead > 7_000, "the clock that was ahead was read"
    steps_back = sum(later < one for one, later in pairwise([0, *steps]))
    return Round(faults=len(steps), verdict=verdict, figures={"steps back": steps_back})


@contextlib.asynccontextmanager
async def _clock(stage: Stage) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(stage.url)
    try:
        await connection.execute(CLOCK)
        yield connection
        await connection.execute(CLOCK_AS_IT_WAS)
    finally:
        await connection.close()


CLOCK = """
CREATE SCHEMA IF NOT EXISTS faults;
GRANT USAGE ON SCHEMA faults TO PUBLIC;
CREATE TABLE IF NOT EXISTS faults.clock (seconds_off double precision NOT NULL);
GRANT SELECT ON faults.clock TO PUBLIC;
DELETE FROM faults.clock;
INSERT INTO faults.clock (seconds_off) VALUES (0);
CREATE OR REPLACE FUNCTION faults.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT pg_catalog.clock_timestamp() + make_interval(secs => c.seconds_off)
    FROM faults.clock AS c
$$;
ALTER FUNCTION ledger.append SET search_path = faults, pg_catalog, pg_temp;
"""
CLOCK_AS_IT_WAS = """
ALTER FUNCTION ledger.append SET search_path = pg_catalog, pg_temp;
DROP SCHEMA faults CASCADE;
"""
