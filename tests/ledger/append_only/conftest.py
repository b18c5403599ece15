"""A ward with one label in its ledger, and connections of each role to attack it with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from tests.wards import Ward, opened_ward, run

PROJECT = "patients-1979"
A_ROW_OF_EACH_PROOF = """
INSERT INTO ledger.tiles VALUES ('patients-1978', 1, 0, sha256(''));
INSERT INTO ledger.signing_keys VALUES (1, sha256(''), NULL);
INSERT INTO ledger.epochs VALUES ('patients-1978', 1, 0, 'the first', 'ledger');
INSERT INTO ledger.epoch_statements VALUES ('patients-1978', 2, E'o/2\nlabeltrail epoch 2\n');
INSERT INTO ledger.checkpoints VALUES (
    'patients-1978', 1, 1, sha256(''), E'o\n1\n' || encode(sha256(''), 'base64') || E'\n', 1
);
INSERT INTO ledger.stops VALUES ('patients-1978', 1, 1, 'a backup was restored', NULL);
"""
"""Of another project: so there is a row to attack in every table."""


@pytest.fixture(scope="module")
def ward(server_url: str) -> Iterator[Ward]:
    """Nothing that is tried on it may leave a trace, so all attacks share it."""
    with opened_ward(server_url) as opened:
        asyncio.run(_filled(opened.serving))
        asyncio.run(run(opened.superuser, A_ROW_OF_EACH_PROOF))
        yield opened


@pytest.fixture
async def serving(ward: Ward) -> AsyncIterator[asyncpg.Connection]:
    async with connected(ward.serving) as connection:
        yield connection


@pytest.fixture
async def migrator(ward: Ward) -> AsyncIterator[asyncpg.Connection]:
    async with connected(ward.migrator) as connection:
        yield connection


@pytest.fixture
async def owner(ward: Ward, migrator: asyncpg.Connection) -> asyncpg.Connection:
    """The migrator, having become the owner: nobody can log in as that."""
    await migrator.execute(f"SET ROLE {ward.owner_role}")
    return migrator


@pytest.fixture
async def superuser(ward: Ward) -> AsyncIterator[asyncpg.Connection]:
    async with connected(ward.superuser) as connection:
        yield connection


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


def label(stream: str = "item/patient-7", events: int = 1) -> Append:
    """A command with so many labels for one patient, without an expectation."""
    command_id = uuid4()
    return Append(
        command_id=command_id,
        request_sha=command_id.bytes * 2,
        correlation_id=command_id,
        expected={},
        events=tuple(
            NewEvent(
                stream=stream,
                event_id=uuid4(),
                type="LabelSubmitted",
                schema_version=1,
                occurred_at=datetime(1979, 3, 1, 9, 15, tzinfo=UTC),
                actor="observer-1",
                body=b'{"annotator":"observer-1","value":1}',
            )
            for _ in range(events)
        ),
    )


async def _filled(url: str) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
        ledger = Ledger(pool)
        await ledger.open_project(PROJECT, "hospital")
        assert isinstance(await ledger.append(PROJECT, label()), Appended)
        await ledger.aclose()
