"""With the service's rights alone: words are kept, read, erased and swept; no record is undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.backend.migrations import migrate
from labeltrail.events.acts import ErasedText
from labeltrail.events.directory import erasure
from tests.events.history import TENANT
from tests.events.owls import OSKAR
from tests.execute.desk import Desk, accepted, opened

UNDOING = (
    "DELETE FROM directory.erasures",
    "UPDATE directory.erased_texts SET kind = 'note'",
    "TRUNCATE directory.erasures CASCADE",
    "ALTER TABLE directory.erasures DISABLE TRIGGER ALL",
    "ALTER TABLE directory.texts DROP CONSTRAINT words_go_with_their_key",
    "DROP TABLE directory.erased_texts",
)


@pytest.fixture
async def granted(database_url: str, pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Pool]:
    role = f"service_{uuid4().hex}"
    await pool.execute(f"CREATE ROLE {role} NOLOGIN")
    await migrate(database_url, service_role=role)
    async with asyncpg.create_pool(
        database_url, min_size=1, max_size=8, server_settings={"role": role}
    ) as connections:
        yield connections
    await pool.execute(f"DROP OWNED BY {role}")
    await pool.execute(f"DROP ROLE {role}")


@pytest.fixture
async def desk(granted: asyncpg.Pool) -> AsyncIterator[Desk]:
    async with opened(granted) as one:
        await one.found()
        yield one


async def test_service_can_do_what_an_erasure_takes(desk: Desk) -> None:
    request = await desk.question("Which owl calls first?")
    accepted(await desk.ask(request))
    reference = request.texts[0].reference
    assert await desk.words_of(reference) == "Which owl calls first?"
    assert (await erasure.sweep(desk.pool)).texts == 0
    assert (await desk.erase(OSKAR)).erasure_id is not None
    assert isinstance(await desk.words_of(reference), ErasedText)


@pytest.mark.parametrize("change", UNDOING)
async def test_service_undoes_no_record_of_an_erasure(desk: Desk, change: str) -> None:
    accepted(await desk.ask(await desk.question("Which owl calls first?")))
    await desk.erase(OSKAR)
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.RestrictViolationError)):
        await desk.pool.execute(change)
    assert (await erasure.holdings(desk.pool, TENANT, OSKAR)).erased_at is not None
