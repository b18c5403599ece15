"""Puts the parts together: what a server, a command or a test works with, from the settings.

Guarantees: nothing is left running after the block. What was being appended is committed, the
page being folded is finished, and an embedded database that was started here is stopped.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Collection, Iterator
from typing import Protocol

import asyncpg
import msgspec

from labeltrail.backend import migrations
from labeltrail.backend.automation import AutomationLoop
from labeltrail.backend.delivery import Delivery
from labeltrail.backend.door import Door
from labeltrail.backend.keys import Keys
from labeltrail.backend.postgres import embedded
from labeltrail.backend.sealing.sealer import Sealer
from labeltrail.backend.settings import Settings
from labeltrail.backend.subject_keys import keyring
from labeltrail.backend.sweeping import Sweeper
from labeltrail.events.directory import Directory
from labeltrail.events.execute import Executor
from labeltrail.events.ledger.append import Ledger, Limits
from labeltrail.events.ledger.connections import FairPool
from labeltrail.events.ledger.turns import Patience
from labeltrail.projections.runner import Runner

CONNECT_SECONDS_MAX = 10.0
STATEMENT_SECONDS_MAX = 60.0
CLOSE_SECONDS_MAX = 20.0
CONNECTION_WAITERS_MAX = 8_192
BACK_OFF_SECONDS = 1.0
BACK_OFF_SECONDS_MAX = 60.0
MEGABYTE = 1024 * 1024

_log = logging.getLogger(__name__)


class Loop(Protocol):
    async def run_forever(self, stop: asyncio.Event) -> None: ...


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """One process's parts over one database. `pool` is the service's, never the migrations'.

    `url` is where it is, for processes that this one starts.
    """

    settings: Settings
    url: str
    pool: asyncpg.Pool
    ledger: Ledger
    directory: Directory
    executor: Executor
    runner: Runner
    keys: Keys
    door: Door
    sealer: Sealer
    automation: AutomationLoop

    def loops(self) -> Iterator[Loop]:
        """What goes on beside requests, in a process that does such work."""
        yield from (self.runner, self.sealer, self.automation, Sweeper(self.pool))
        if self.settings.outbox_url is not None:
            yield Delivery(self.pool, self.settings.outbox_url)


@contextlib.asynccontextmanager
async def composed(
    settings: Settings, *, folds: bool = True, projects: Collection[str] | None = None
) -> AsyncIterator[Composition]:
    """The parts, on a database that is there.

    An embedded database is started and migrated; a server of one's own is migrated by
    `labeltrail migrate`. With `folds` the read models are kept up to date meanwhile, of all
    projects or of those named, what is appended is sealed, and words without an event go.
    Raises what asyncpg raises when the database is out of reach, and EmbeddedPostgresError.
    """
    async with _database(settings) as url, _pool(settings, url) as pool:
        bytes_max = settings.request_megabytes_max * MEGABYTE
        ledger = Ledger(pool, _limits(settings.requests_max, bytes_max))
        directory = Directory(pool, keyring(settings))
        executor = Executor(pool, ledger, directory)
        composition = Composition(
            settings=settings,
            url=url,
            pool=pool,
            ledger=ledger,
            directory=directory,
            executor=executor,
            runner=Runner(pool, lease_seconds=settings.lease_seconds, projects=projects),
            keys=Keys(pool),
            door=Door(requests_max=settings.requests_max, bytes_max=bytes_max),
            sealer=Sealer(pool, settings),
            automation=AutomationLoop(
                pool, executor, projects=projects, lease_seconds=settings.lease_seconds
            ),
        )
        await composition.sealer.check()
        try:
            if folds:
                async with contextlib.AsyncExitStack() as beside:
                    for loop in composition.loops():
                        await beside.enter_async_context(_beside(loop))
                    yield composition
            else:
                yield composition
        finally:
            await ledger.aclose()


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[str]:
    """The address of the database: the one named, or the embedded one of the data folder."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    server = embedded(settings.data_dir)
    url = await asyncio.to_thread(server.__enter__)
    try:
        await migrations.migrate(url, keyring=keyring(settings))
        yield url
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


@contextlib.asynccontextmanager
async def _pool(settings: Settings, url: str) -> AsyncIterator[asyncpg.Pool]:
    pool = FairPool(
        url,
        size_max=settings.pool_size_max,
        patience=_patience(settings),
        connect_seconds_max=CONNECT_SECONDS_MAX,
        statement_seconds_max=STATEMENT_SECONDS_MAX,
        server_settings={
            "application_name": "labeltrail",
            # A process that was stopped within a transaction would keep its locks for ever.
            "idle_in_transaction_session_timeout": f"{1000 * settings.lease_seconds:.0f}",
        },
    )
    await pool.opened()
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(CLOSE_SECONDS_MAX):
                await pool.close()
        except TimeoutError:
            _log.warning("connections still in use are cut off")
            pool.terminate()


@contextlib.asynccontextmanager
async def _beside(loop: Loop) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(kept_running(loop, stop), name=type(loop).__name__)
    try:
        yield
    finally:
        stop.set()
        with contextlib.suppress(Exception):  # told already; or a database that hangs
            await asyncio.wait_for(running, CLOSE_SECONDS_MAX)


async def kept_running(
    loop: Loop, stop: asyncio.Event, *, back_off_seconds: float = BACK_OFF_SECONDS
) -> None:
    """Until `stop` is set. One that falls over is told at once and started again, later each time:
    answers or proofs would silently grow old."""
    clock = asyncio.get_running_loop().time
    failures = 0
    while not stop.is_set():
        started = clock()
        try:
            await loop.run_forever(stop)
            return
        except Exception as fault:
            failures = 1 if clock() - started > BACK_OFF_SECONDS_MAX else failures + 1
            pause = min(back_off_seconds * 2.0 ** min(failures - 1, 10), BACK_OFF_SECONDS_MAX)
            name = type(loop).__name__
            told = "the %s fell over (%d in a row), and is started again in %g seconds"
            _log.critical(told, name, failures, pause, exc_info=fault)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)


def _limits(requests_max: int, bytes_max: int) -> Limits:
    """One project may have half of all requests wait for its commits, and a quarter of them wait
    for connections: however stuck it is, the door stays open for the others."""
    return Limits(project_appends_max=max(1, requests_max // 2), bytes_max=bytes_max // 2)


def _patience(settings: Settings) -> Patience:
    return Patience(
        waiting_max=CONNECTION_WAITERS_MAX,
        waiting_per_asker_max=max(1, settings.requests_max // 4),
        seconds_max=settings.pool_wait_seconds_max,
    )
