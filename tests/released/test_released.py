"""What every release left behind is migrated, reads as it was recorded, and is worked on.

One dump for each release, `<version>.sql`, made by `make.py`; a new one is found by itself.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Level
from labeltrail.backend.migrations import SETS, migrate
from labeltrail.backend.settings import Settings
from labeltrail.events import catalogue
from labeltrail.events.envelope import leaf_v1
from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.migrate import standing
from labeltrail.events.streams.item.facts import EscalationRaised, ItemRegistered
from labeltrail.projections import reads, waiting
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.runner import Runner
from tests.conftest import execute, with_database
from tests.events.owls import LENA, owl, submit
from tests.execute.desk import OWLS, opened
from tests.wards import Ward, opened_ward

RELEASES = sorted(Path(__file__).parent.glob("*.sql"))
RAW = """
SELECT project_id, position, stream, version, event_id, type, schema_version, occurred_at,
       recorded_at, actor, command_id, causation_id, correlation_id, trace_id,
       convert_to(body::text, 'UTF8') AS body, leaf
FROM ledger.events ORDER BY project_id, position
"""

Row = tuple[object, ...]


class Heir(msgspec.Struct, frozen=True, kw_only=True):
    """A database of a release, migrated by today's code; `events` are its rows from before."""

    url: str
    events: list[Row]


async def raw_events(url: str) -> list[Row]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(RAW)]
    finally:
        await connection.close()


@pytest.fixture(params=RELEASES, ids=[release.stem for release in RELEASES])
async def heir(request: pytest.FixtureRequest, server_url: str) -> AsyncIterator[Heir]:
    name = f"released_{uuid.uuid4().hex}"
    url = with_database(server_url, name)
    await execute(server_url, f'CREATE DATABASE "{name}"')
    await execute(url, request.param.read_text("utf-8"))
    events = await raw_events(url)
    await migrate(url)
    yield Heir(url=url, events=events)
    await execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def heirs_pool(heir: Heir) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(heir.url, min_size=1, max_size=8) as connections:
        yield connections


def test_there_is_a_release() -> None:
    assert "0.1" in [release.stem for release in RELEASES]


async def test_every_event_is_kept_byte_for_byte_and_its_leaf_verifies(
    heir: Heir, heirs_pool: asyncpg.Pool
) -> None:
    assert len(heir.events) > 30
    assert await raw_events(heir.url) == heir.events
    for event in await read.read_project(heirs_pool, OWLS, after=0, limit=10_000):
        assert leaf_v1(event) == event.leaf, f"{event.type} at {event.position}"


async def test_every_kind_of_event_reads_as_a_fact(heirs_pool: asyncpg.Pool) -> None:
    events = await read.read_project(heirs_pool, OWLS, after=0, limit=10_000)
    for event in events:
        assert type(event.fact) is catalogue.EVENTS[event.type]
        if event.schema_version == catalogue.SCHEMA_VERSIONS[event.type]:
            assert msgspec.json.decode(catalogue.encode(event.fact)).items() >= (
                msgspec.json.decode(event.body).items()
            )


async def test_migrating_makes_what_a_new_database_has(heir: Heir) -> None:
    assert await migrate(heir.url) == []
    connection = await asyncpg.connect(heir.url)
    try:
        assert all(one.is_complete for one in await standing(connection, SETS))
    finally:
        await connection.close()
    settings = Settings.from_environment({"LABELTRAIL_DATABASE_URL": heir.url})
    findings = [
        one
        for one in await examine(heir.url, settings)
        if one.level is Level.WRONG
        if one.check in ("migrations", "tables", "triggers", "functions", "roles.rights")
    ]
    assert findings == []


async def test_read_models_are_built_up_to_the_last_event(heirs_pool: asyncpg.Pool) -> None:
    await folded(heirs_pool)
    events = await read.read_project(heirs_pool, OWLS, after=0, limit=10_000)
    lag = await waiting.lag(heirs_pool, OWLS)
    assert (lag.position, lag.stopped, lag.refold) == (events[-1].position, None, None)
    found = await reads.scopes(heirs_pool, OWLS, [PROJECT_SCOPE])
    registered = sum(isinstance(event.fact, ItemRegistered) for event in events)
    assert found[PROJECT_SCOPE].tally.items == registered


async def test_what_people_wrote_is_still_read(heirs_pool: asyncpg.Pool) -> None:
    async with opened(heirs_pool) as desk:
        questions = [
            event.fact.question
            for event in await desk.events()
            if isinstance(event.fact, EscalationRaised)
        ]
        words = [await desk.words_of(question) for question in questions]
    assert words == [
        "Is a ke-wick alone enough for a tawny owl?",
        "Wer ruft da, Waldohreule oder Uhu?\nZweiter Ruf: 0:41.",
    ]


async def test_work_goes_on_at_the_next_position(heir: Heir, heirs_pool: asyncpg.Pool) -> None:
    async with opened(heirs_pool) as desk:
        command = msgspec.structs.replace(submit(owl("little")), item_id=ItemId("rec-0413"))
        accepted = await desk.tell(command, LENA)
        assert accepted.first_position == len(heir.events) + 1
        events = await desk.events()
    assert [event.position for event in events] == list(range(1, len(heir.events) + 2))
    assert leaf_v1(events[-1]) == events[-1].leaf
    await folded(heirs_pool)
    assert (await waiting.lag(heirs_pool, OWLS)).position == accepted.position


async def folded(pool: asyncpg.Pool) -> None:
    runner = Runner(pool)
    for _ in range(20):
        if not await runner.run_all():
            return
    pytest.fail("the runner always wants another turn")


@pytest.mark.parametrize("release", RELEASES, ids=[release.stem for release in RELEASES])
def test_a_migrator_that_owns_nothing_migrates_it_all(release: Path, server_url: str) -> None:
    """As it should be in production; also what runs in no transaction, such as a VACUUM."""
    dump = release.read_text("utf-8")

    async def found(ward: Ward) -> None:
        settings = Settings.from_environment({"LABELTRAIL_DATABASE_URL": ward.serving})
        checks = ("migrations", "tables", "triggers", "functions")
        wrong = [
            one
            for one in await examine(ward.serving, settings)
            if one.level is Level.WRONG and (one.check in checks or one.check.startswith("roles"))
        ]
        assert wrong == []
        connection = await asyncpg.connect(ward.superuser)
        try:
            kept = await connection.fetchval("SELECT pg_relation_filepath('directory.texts')")
            read_whole = "SELECT pg_read_binary_file($1)"
            await connection.execute("CHECKPOINT")
            assert b"ke-wick alone" not in await connection.fetchval(read_whole, kept)
        finally:
            await connection.close()

    with opened_ward(server_url, inherited=dump) as ward:
        asyncio.run(found(ward))


def test_a_dump_names_no_machine_and_asks_for_no_newer_server() -> None:
    for line in lines():
        assert not line.startswith(("\\", "SET transaction_timeout")), line
        assert "/home/" not in line, line
        assert "/tmp/" not in line, line
        assert " OWNER TO " not in line, line


def lines() -> Iterator[str]:
    for release in RELEASES:
        yield from release.read_text("utf-8").splitlines()
