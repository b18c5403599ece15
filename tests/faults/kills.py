"""Processes that die or stand still: servers, workers and the database itself."""

from __future__ import annotations

import asyncio
import signal
from random import Random

from tests.execute.desk import Desk
from tests.faults.load import Load, under
from tests.faults.processes import Program
from tests.faults.stage import Stage
from tests.faults.verdict import Round, Skipped, judged

RESTARTS = 2
FREEZES_MAX = 3
HOLD_SECONDS_MAX = 30.0
HELD = """
SELECT fence FROM read.progress
WHERE project_id = $1 AND is_current AND lease_until > clock_timestamp()
"""
FENCE = "SELECT fence FROM read.progress WHERE project_id = $1 AND is_current"


async def kill(stage: Stage, random: Random) -> Round:
    """kill -9 of both servers and of the worker, each at a random moment of the load."""
    await stage.curtain_up()
    victims = random.sample(stage.programs, k=len(stage.programs))
    shares = sorted(random.uniform(0.02, 0.8) for _ in victims)

    async def fault(load: Load) -> None:
        for victim, share in zip(victims, shares, strict=True):
            await load.until(share)
            await asyncio.sleep(random.uniform(0, 0.02))
            victim.kill()
            victim.start()

    async with stage.project() as desk:
        founded, load = await desk.head(), stage.load(desk)
        await under(load, fault)
        killed = {"servers killed": len(stage.servers), "workers killed": 1}
        return Round(faults=len(victims), verdict=await judged(desk, load, founded), figures=killed)


async def restart(stage: Stage, random: Random) -> Round:
    """`pg_ctl -m immediate` and kill -9 of PostgreSQL, which recovers from its log."""
    await stage.curtain_up()
    shares = sorted(random.uniform(0.02, 0.8) for _ in range(RESTARTS))
    signals = [random.choice((signal.SIGQUIT, signal.SIGKILL)) for _ in shares]

    async def fault(load: Load) -> None:
        for share, number in zip(shares, signals, strict=True):
            await load.until(share)
            async with stage.pool():  # it has come back from the last one
                pass
            await asyncio.sleep(random.uniform(0, 0.02))
            stage.signal_database(number)

    async with stage.project() as desk:
        founded, load = await desk.head(), stage.load(desk)
        await under(load, fault)
    async with stage.pool() as pool, stage.desk(pool, desk.project_id) as again:
        return Round(
            faults=len(shares),
            verdict=await judged(again, load, founded),
            figures={"immediate": signals.count(signal.SIGQUIT)},
        )


async def freeze(stage: Stage, random: Random) -> Round:
    """SIGSTOP of a worker while it holds a project, past its lease; it wakes up to find a fence."""
    await stage.curtain_up()
    second = stage.program("worker-b", "worker")
    stage.servers[0].put_away()  # this one has a worker inside
    try:
        for _ in range(FREEZES_MAX):
            found = await _frozen(stage, second, random)
            if found is not None:
                return found
    finally:
        second.put_away()
    raise Skipped("the worker was never caught with a project in its hands")


async def _frozen(stage: Stage, second: Program, random: Random) -> Round | None:
    """None when the load was over before the worker was caught."""
    caught: list[int] = []

    async def fault(load: Load) -> None:
        await load.until(random.uniform(0.05, 0.2))
        async with stage.pool() as pool, stage.desk(pool, desk.project_id) as watch:
            held = await _caught(stage.worker, watch, load, random)
            if held is None:
                return
            caught.append(held)
            second.start()
            async with asyncio.timeout(HOLD_SECONDS_MAX):
                while await watch.pool.fetchval(FENCE, watch.project_id) <= held:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(random.uniform(0, 0.5))
            stage.worker.send(signal.SIGCONT)

    async with stage.project() as desk:
        founded = await desk.head()
        load = stage.load(desk, stage.servers[1:], recordings=6, labels_each=20)
        await under(load, fault)
        verdict = await judged(desk, load, founded)
    if not caught:
        return None
    return Round(faults=1, verdict=verdict, figures={"woken past a lease": 1})


async def _caught(worker: Program, desk: Desk, load: Load, random: Random) -> int | None:
    """Stop the worker at a moment at which it holds the project. The fence of its claim."""
    while len(load.told) < load.answers_due:
        worker.send(signal.SIGSTOP)
        held: int | None = await desk.pool.fetchval(HELD, desk.project_id)
        if held is not None:
            return held
        worker.send(signal.SIGCONT)
        await asyncio.sleep(random.uniform(0, 0.01))
    return None


async def drain(stage: Stage, random: Random) -> Round:
    """SIGTERM to a server under load: it answers what it took in, and ends soon, with success."""
    await stage.curtain_up()
    server = random.choice(stage.servers)
    ended: list[tuple[int, float]] = []

    async def fault(load: Load) -> None:
        await load.until(random.uniform(0.1, 0.7))
        server.send(signal.SIGTERM)
        ended.append(await server.ended())
        server.start()

    async with stage.project() as desk:
        founded = await desk.head()
        load = stage.load(desk, recordings=24, labels_each=6, clients=1)
        await under(load, fault)
        verdict = await judged(desk, load, founded)
    code, seconds = ended[0]
    assert code == 0, f"it ended with {code}\n{server.said()}"
    assert seconds < 30, f"it took {seconds:.1f} s to end"
    assert verdict.unheard == 0, f"{verdict.unheard} were committed and never answered"
    return Round(faults=1, verdict=verdict, figures={"milliseconds to end": round(seconds * 1000)})


async def hang(stage: Stage, random: Random) -> Round:
    """SIGTERM to a server whose database hangs: it ends all the same, and soon."""
    await stage.curtain_up()
    server = stage.servers[0]
    ended: list[tuple[int, float]] = []

    async def fault(load: Load) -> None:
        await load.until(random.uniform(0.1, 0.4))
        async with stage.pool() as pool, pool.acquire() as connection, connection.transaction():
            await connection.execute("LOCK TABLE ledger.events IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(0.3)
            server.send(signal.SIGTERM)
            ended.append(await server.ended())
        server.start()

    async with stage.project() as desk:
        founded = await desk.head()
        load = stage.load(desk, [server], recordings=16, labels_each=6, clients=1)
        await under(load, fault)
        verdict = await judged(desk, load, founded)
    code, seconds = ended[0]
    assert code == 0, f"it ended with {code}\n{server.said()}"
    assert seconds < 25, f"it took {seconds:.1f} s to end"
    assert load.codes["UNAVAILABLE"] > 0, "those inside are told to come back"
    return Round(faults=1, verdict=verdict, figures={"milliseconds to end": round(seconds * 1000)})
