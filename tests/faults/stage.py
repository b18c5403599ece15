"""Where faults are put on: a durable database of its own, two servers and a worker.

Everything that a round breaks is mended by the next one; a round has a project of its own.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg

from labeltrail.backend.keys import Keys
from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from labeltrail.events.identifiers import MemberId, ProjectId
from tests.events.history import TENANT
from tests.execute.desk import Desk, opened
from tests.faults.load import Load
from tests.faults.processes import Program, Server

LEASE_SECONDS = 1
PEOPLE = ("mira", "oskar")
RECONNECT_SECONDS_MAX = 60.0
PASSING = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class Stage:
    """Made by `staged`. `curtain_up` comes first, and again in each round."""

    def __init__(self, folder: Path, database: Path, url: str) -> None:
        self.folder = folder
        self._database = database
        self.url = url
        self.settings = {
            "LABELTRAIL_DATABASE_URL": url,
            "LABELTRAIL_DATA_DIR": str(folder / "labeltrail"),
            "LABELTRAIL_LEASE_SECONDS": str(LEASE_SECONDS),
        }
        self.servers = [self.server("server-a"), self.server("server-b", "--no-worker")]
        self.worker = self.program("worker", "worker")
        self.programs: list[Program] = [*self.servers, self.worker]
        self.keys: dict[str, str] = {}
        self._rounds = 0

    def server(self, name: str, *options: str, **settings: str) -> Server:
        log = self.folder / f"{name}.log"
        return Server(name, *options, log=log, settings={**self.settings, **settings})

    def program(self, name: str, *arguments: str) -> Program:
        log = self.folder / f"{name}.log"
        return Program(name, *arguments, log=log, settings=self.settings)

    async def curtain_up(self) -> None:
        """Start what does not run, and wait for the servers."""
        if not self.keys:
            await self._found()
        for program in self.programs:
            if not program.is_running:
                program.start()
        await asyncio.gather(*(server.ready() for server in self.servers))

    async def _found(self) -> None:
        await migrate(self.url)
        async with self.pool() as pool:
            for person in PEOPLE:
                issued = await Keys(pool).issue(
                    tenant=TENANT,
                    actor=MemberId(person),
                    issued_by="faults",
                    is_instance_admin=person == "mira",
                )
                self.keys[person] = issued.text

    @contextlib.asynccontextmanager
    async def pool(self) -> AsyncIterator[asyncpg.Pool]:
        """A way to the database that no fault of the round goes through."""
        async with asyncio.timeout(RECONNECT_SECONDS_MAX):
            while True:
                try:
                    pool = await asyncpg.create_pool(self.url, min_size=0, max_size=4)
                    await pool.execute("SELECT")
                    break
                except PASSING:
                    await asyncio.sleep(0.05)
        try:
            yield pool
        finally:
            pool.terminate()

    @contextlib.asynccontextmanager
    async def project(self) -> AsyncIterator[Desk]:
        """A new project with its people and rules; it is read at the desk."""
        self._rounds += 1
        name = ProjectId(f"owls-{self._rounds:04}")
        async with self.pool() as pool, self.desk(pool, name) as desk:
            await desk.found()
            yield desk

    @contextlib.asynccontextmanager
    async def desk(self, pool: asyncpg.Pool, project_id: ProjectId) -> AsyncIterator[Desk]:
        async with opened(pool) as desk:
            desk.project_id = project_id
            yield desk

    def load(
        self,
        desk: Desk,
        servers: list[Server] | None = None,
        *,
        recordings: int = 8,
        labels_each: int = 8,
        clients: int = 2,
    ) -> Load:
        return Load(
            desk.project_id,
            [server.url for server in servers or self.servers],
            self.keys,
            recordings=recordings,
            labels_each=labels_each,
            clients=clients,
        )

    def said(self) -> str:
        """The end of what each program printed, for who has to find out what went wrong."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{log.name}:\n{log.read_text(errors='replace')[-3_000:]}" for log in logs)

    def signal_database(self, number: signal.Signals) -> None:
        """SIGQUIT is what `pg_ctl -m immediate` sends; the embedded server's parent restarts it."""
        (found,) = self._database.glob("postgres-*/cluster/postmaster.pid")
        os.kill(int(found.read_text().splitlines()[0]), number)


@contextlib.contextmanager
def staged(folder: Path, *, database: Path | None = None) -> Iterator[Stage]:
    """A stage in this folder, on a database that keeps its promise to disk."""
    home = folder / "database" if database is None else database
    with embedded(home, durable=True) as url:
        stage = Stage(folder, home, url)
        try:
            yield stage
        finally:
            for program in stage.programs:
                program.put_away()
