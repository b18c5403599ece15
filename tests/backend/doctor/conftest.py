"""A database whose roles are apart as they should be, and the doctor to examine it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Finding, Level
from labeltrail.backend.migrations import migrate
from labeltrail.backend.settings import Settings
from tests.conftest import execute, with_database


class Ward(msgspec.Struct, frozen=True, kw_only=True):
    """One database and its three roles; `superuser`, `migrator` and `serving` are addresses."""

    superuser: str
    migrator: str
    serving: str
    mark: str

    @property
    def owner_role(self) -> str:
        return f"owner_{self.mark}"

    @property
    def service_role(self) -> str:
        return f"service_{self.mark}"

    @property
    def database(self) -> str:
        return f"ward_{self.mark}"

    def named(self, statement: str) -> str:
        """`{owner}`, `{service}` and `{database}` stand for this ward's."""
        return statement.format(
            owner=self.owner_role, service=self.service_role, database=self.database
        )


@pytest.fixture(scope="session")
def ward(server_url: str) -> Iterator[Ward]:
    """Shared by the tests that mend what they break."""
    mark = uuid4().hex[:12]
    ward = Ward(
        superuser=with_database(server_url, f"ward_{mark}"),
        migrator=_as(server_url, f"migrator_{mark}", f"ward_{mark}"),
        serving=_as(server_url, f"service_{mark}", f"ward_{mark}"),
        mark=mark,
    )

    async def made() -> None:
        for statement in (
            f"CREATE ROLE owner_{mark} NOLOGIN",
            f"CREATE ROLE migrator_{mark} LOGIN NOINHERIT PASSWORD 'ward' IN ROLE owner_{mark}",
            f"CREATE ROLE service_{mark} LOGIN PASSWORD 'ward'",
            f"CREATE DATABASE ward_{mark} OWNER owner_{mark}",
        ):
            await execute(server_url, statement)
        await migrate(ward.migrator, service_role=ward.service_role)

    async def gone() -> None:
        await execute(server_url, f"DROP DATABASE ward_{mark} WITH (FORCE)")
        await execute(server_url, f"DROP ROLE service_{mark}, migrator_{mark}, owner_{mark}")

    asyncio.run(made())
    yield ward
    asyncio.run(gone())


@pytest.fixture
async def own_ward(server_url: str, ward: Ward) -> AsyncIterator[Ward]:
    """A copy for a test that mends nothing, with the same roles."""
    copy = f"copy_{uuid4().hex[:12]}"
    template, owner = ward.database, ward.owner_role
    await execute(server_url, f"CREATE DATABASE {copy} TEMPLATE {template} OWNER {owner}")
    yield Ward(
        superuser=with_database(server_url, copy),
        migrator=_as(server_url, f"migrator_{ward.mark}", copy),
        serving=_as(server_url, ward.service_role, copy),
        mark=ward.mark,
    )
    await execute(server_url, f"DROP DATABASE {copy} WITH (FORCE)")


async def examined(ward: Ward, **settings: object) -> list[Finding]:
    """What the doctor finds that is not well, as the service, outside development."""
    configured = Settings.from_environment({"LABELTRAIL_DATABASE_URL": ward.serving})
    configured = msgspec.structs.replace(configured, **settings)
    findings = await examine(ward.serving, configured)
    return [one for one in findings if one.level is not Level.OK and not _of_tests(one)]


def _of_tests(finding: Finding) -> bool:
    """The tests' server does without what only a crash needs."""
    forgone = ("fsync", "full_page_writes", "synchronous_commit is off", "data checksums")
    return finding.check == "settings" and finding.found.startswith(forgone)


def _as(server_url: str, role: str, database: str) -> str:
    parts = urlsplit(with_database(server_url, database))
    at = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:ward@{at}"))


async def run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
