"""A database whose roles are apart as they should be: an owner without a login, and two that have.

The migrator may become the owner; the service may read, and append through the functions.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import msgspec

from labeltrail.backend.migrations import migrate
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


@contextmanager
def opened_ward(server_url: str, *, inherited: str | None = None) -> Iterator[Ward]:
    """Migrated by its migrator; gone afterwards, roles included.

    `inherited` is SQL that the owner runs before, such as a dump.
    """
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
        if inherited is not None:
            await run(ward.superuser, f"SET ROLE {ward.owner_role}", inherited)
        await migrate(ward.migrator, service_role=ward.service_role)

    async def gone() -> None:
        await execute(server_url, f"DROP DATABASE ward_{mark} WITH (FORCE)")
        await execute(server_url, f"DROP ROLE service_{mark}, migrator_{mark}, owner_{mark}")

    asyncio.run(made())
    yield ward
    asyncio.run(gone())


@asynccontextmanager
async def copied_ward(server_url: str, ward: Ward) -> AsyncIterator[Ward]:
    """Another database with the same contents and the same roles."""
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


async def run(url: str, *statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _as(server_url: str, role: str, database: str) -> str:
    parts = urlsplit(with_database(server_url, database))
    at = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role}:ward@{at}"))
