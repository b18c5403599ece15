"""With the rights of the running service and no others: sealing, stopping and resuming all work."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from labeltrail.backend.sealing.signing_key import rotate, signing_key
from labeltrail.events.ledger import tree
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.ledger.epochs import published, resume, stop
from labeltrail.events.ledger.seal import seal
from tests.ledger.sealing import INSTANCE, grow, verified
from tests.wards import Ward, opened_ward

PROJECT = "patients-1979"


@pytest.fixture
def ward(server_url: str) -> Iterator[Ward]:
    with opened_ward(server_url) as opened:
        yield opened


@pytest.fixture
async def serving(ward: Ward) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the service; the project has 700 events."""
    async with asyncpg.create_pool(ward.serving, min_size=1, max_size=2) as pool:
        await Ledger(pool).open_project(PROJECT, "hospital")
        async with asyncpg.create_pool(ward.superuser, min_size=1, max_size=1) as owner:
            await grow(owner, PROJECT, 700)
        yield pool


async def test_service_seals_rotates_stops_and_resumes(
    serving: asyncpg.Pool, tmp_path: Path
) -> None:
    file = tmp_path / "signing-key"
    key = await signing_key(serving, file)
    sealed = await seal(serving, PROJECT, key, instance=INSTANCE)
    assert sealed is not None
    assert sealed.tree_size == 700
    assert (await rotate(serving, file, instance=INSTANCE)).number == 2
    await verified(serving, PROJECT)
    await stop(serving, PROJECT, "a backup was restored", sealed.note)
    known = [published(sealed.note)]
    present = await signing_key(serving, file)
    opened = await resume(
        serving, PROJECT, known, present, instance=INSTANCE, reason="burnt", opened_by="ada"
    )
    assert (opened.epoch, opened.fork_size) == (2, 700)
    again = await seal(serving, PROJECT, await signing_key(serving, file), instance=INSTANCE)
    assert again is not None
    assert (again.epoch, again.root, again.key_number) == (2, sealed.root, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger.tiles VALUES ('patients-1979', 1, 0, sha256(''))",
        "INSERT INTO ledger.signing_keys VALUES (1, sha256(''), NULL)",
        "INSERT INTO ledger.epochs VALUES ('patients-1979', 2, 0, 'forged', 'eve')",
        "INSERT INTO ledger.stops VALUES ('patients-1979', 1, 0, 'forged', NULL)",
    ],
)
async def test_service_makes_no_row_of_proof_by_itself(
    serving: asyncpg.Pool, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await serving.execute(statement)


async def test_service_cannot_make_the_functions_read_its_own_tables(
    serving: asyncpg.Pool,
) -> None:
    """A temporary table of the same name must not stand in for the ledger's."""
    async with serving.acquire() as connection:
        await connection.execute(
            "CREATE TEMPORARY TABLE tiles (project_id text, level int, tile bigint, root bytea)"
        )
        await connection.execute("SELECT ledger.extend_tiles($1, 64)", PROJECT)
        assert await connection.fetchval("SELECT count(*) FROM pg_temp.tiles") == 0
    assert await tree.root(serving, PROJECT, 700)
