"""Every test that asks for a database gets a fresh one on a real PostgreSQL.

The server: LABELTRAIL_TEST_DATABASE_URL where set (a role that may create databases), otherwise
an embedded one without fsync, in a folder of its own. The schema is migrated once, into a
template; each test's database is a copy of it.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import uuid
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import hypothesis
import pytest

from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded


def pytest_configure() -> None:
    """Whoever runs the tests in the background hands down Ctrl-C ignored, to every child too.

    And no property fails for being slow: machines are noisy, and first calls import.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    hypothesis.settings.register_profile("unhurried", deadline=None)
    hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """DSN of a role that may create databases, on a database that no test writes to."""
    given = os.environ.get("LABELTRAIL_TEST_DATABASE_URL")
    if given:
        yield given
        return
    folder = tmp_path_factory.mktemp("embedded")
    with embedded(folder, durable=False) as url:
        yield url
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template_database(server_url: str) -> Iterator[str]:
    name = f"template_{uuid.uuid4().hex}"
    asyncio.run(execute(server_url, f'CREATE DATABASE "{name}"'))
    asyncio.run(migrate(with_database(server_url, name)))
    yield name
    asyncio.run(execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
async def database_url(server_url: str, template_database: str) -> AsyncIterator[str]:
    """A migrated database that this test alone uses."""
    name = f"test_{uuid.uuid4().hex}"
    await execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"')
    yield with_database(server_url, name)
    await execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=20) as connections:
        yield connections


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
