"""A rebuild in parts gives what folding page by page gives, to the byte, for any number of them."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.projections import parallel, progress, reads
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.page import PageLimits
from labeltrail.projections.parallel import Processes
from labeltrail.projections.part import part_of
from labeltrail.projections.rebuild import rebuild
from tests.projections.herbarium import HERBARIUM, Herbarium
from tests.projections.histories import CABINETS, History
from tests.projections.poison import recorded

FEW = PageLimits(events_max=7, items_max=3)
SCOPES = (PROJECT_SCOPE, *CABINETS)


@pytest.mark.parametrize("seed", [41, 42, 43])
async def test_parts_are_equal_to_pages(
    herbarium: Herbarium, database_url: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(herbarium, seed)
    await history.begin()
    await history.run(90)
    await herbarium.fold(FEW)
    head = await herbarium.head()
    for items_max in (50_000, 3):  # as many parts as processes, and more
        monkeypatch.setattr(parallel, "ITEMS_OF_A_PART_MAX", items_max)
        processes = Processes(number=2, database_url=database_url)
        rebuilt = await rebuild(herbarium.pool, HERBARIUM, processes=processes)
        assert rebuilt.is_equal, rebuilt.different_tables
        assert rebuilt.former.state_sha == rebuilt.rebuilt.state_sha
    past = [
        await reads.scopes(herbarium.pool, HERBARIUM, SCOPES, position=position)
        for position in range(1, head + 1, 7)
    ]
    await history.run(30)
    await herbarium.fold(FEW)
    again = await rebuild(herbarium.pool, HERBARIUM)
    assert again.is_equal, again.different_tables
    assert again.former.state_sha == again.rebuilt.state_sha
    assert past == [
        await reads.scopes(herbarium.pool, HERBARIUM, SCOPES, position=position)
        for position in range(1, head + 1, 7)
    ]


async def test_database_splits_items_as_the_code_does(herbarium: Herbarium) -> None:
    streams = [f"{ITEM}sheet/{number}-ä" for number in range(200)]
    for parts in (1, 2, 7, 4096):
        told = await herbarium.pool.fetch(
            "SELECT (256 * get_byte(d, 0) + get_byte(d, 1)) % $2::integer AS number"
            " FROM unnest($1::text[]) WITH ORDINALITY AS s (stream, place)"
            " CROSS JOIN LATERAL sha256(convert_to(stream, 'UTF8')) AS digest (d) ORDER BY place",
            streams,
            parts,
        )
        assert [row["number"] for row in told] == [part_of(one, parts=parts) for one in streams]


async def test_event_that_has_to_be_parked_is_parked_as_ever(
    herbarium: Herbarium, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    await herbarium.found()
    await herbarium.register("sheet/1847-03", "sheet/1901-11")
    await recorded(herbarium, f"{ITEM}sheet/1847-03", "LabelSubmitted")
    await herbarium.fold()
    processes = Processes(number=2, database_url=database_url)
    rebuilt = await rebuild(herbarium.pool, HERBARIUM, processes=processes)
    assert rebuilt.is_equal, rebuilt.different_tables
    assert "is rebuilt page by page: ValidationError" in caplog.text
    assert await herbarium.pool.fetchval("SELECT count(*) FROM read.parked") == 1


async def test_rebuild_in_parts_that_is_broken_off_leaves_nothing(
    herbarium: Herbarium, database_url: str
) -> None:
    history = History(herbarium, seed=44)
    await history.begin()
    await history.run(60)
    await herbarium.fold()
    processes = Processes(number=2, database_url=database_url)
    for delay in (0.5, 1.5, 2.5):
        working = asyncio.create_task(rebuild(herbarium.pool, HERBARIUM, processes=processes))
        await asyncio.sleep(delay)
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
    rebuilt = await rebuild(herbarium.pool, HERBARIUM)
    assert rebuilt.is_equal, rebuilt.different_tables
    await asyncio.sleep(2)  # processes of those broken off would write by now
    async with herbarium.pool.acquire() as connection:
        shown = await progress.current(connection, HERBARIUM)
    assert shown is not None
    left = await herbarium.pool.fetchval(
        "SELECT count(*) FROM read.items WHERE generation <> $1", shown.generation
    )
    assert left == 0
