"""Rebuilding beside the current rows: equal when they were right, told when they were not."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta

import asyncpg
import pytest

from labeltrail.events.identifiers import ItemId
from labeltrail.events.sql import load
from labeltrail.projections import comparison, progress, reads
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.page import PageLimits
from labeltrail.projections.rebuild import RebuildRefused, Rebuilt, change_back, rebuild
from labeltrail.projections.runner import Runner
from labeltrail.projections.schema import FOLD_VERSION
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, Herbarium, tree
from tests.projections.histories import CABINETS, History

TABLES = (
    "batch_items",
    "batches",
    "editions",
    "escalations",
    "gold",
    "ground_truth",
    "item_counts",
    "items",
    "readings",
    "registered_items",
    "tallies",
    "tally_changes",
    "work",
)
ONE_BY_ONE = PageLimits(events_max=1, items_max=1)
FEW = PageLimits(events_max=7, items_max=3)
COMPARING = """
SELECT true
FROM pg_locks AS l
WHERE NOT l.granted
  AND l.relation = 'read.escalations'::regclass
"""


async def rows_of(pool: asyncpg.Pool, generation: int) -> int:
    """Rows that a generation has in any table."""
    counts = [
        await pool.fetchval(
            f"SELECT count(*) FROM read.{table} WHERE project_id = $1 AND generation = $2",
            HERBARIUM,
            generation,
        )
        for table in (*TABLES, "progress")
    ]
    return sum(counts)


async def until_current(herbarium: Herbarium) -> None:
    """Fold what is left, waiting for whoever holds the lease."""
    runner = Runner(herbarium.pool)
    for _ in range(500):
        await runner.run_once(HERBARIUM)
        async with herbarium.pool.acquire() as connection:
            shown = await progress.current(connection, HERBARIUM)
        if shown and shown.position == await herbarium.head() and shown.refold is None:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the read models did not become current in 10 seconds")


@pytest.mark.parametrize("seed", range(3))
async def test_rows_are_equal_whatever_the_pages_were(herbarium: Herbarium, seed: int) -> None:
    history = History(herbarium, seed)
    await history.begin()
    for _ in range(4):
        await history.run(20)
        await herbarium.fold(history.random.choice((ONE_BY_ONE, FEW)))
    for generation, limits in enumerate((PageLimits(), ONE_BY_ONE, FEW), start=2):
        rebuilt = await rebuild(herbarium.pool, HERBARIUM, limits=limits)
        assert rebuilt.is_equal, rebuilt.different_tables
        assert rebuilt.generation == generation
        assert await rows_of(herbarium.pool, generation - 1) == 0
    told = set(rebuilt.rebuilt.tables)
    assert told | {"work"} == set(TABLES), "not every policy gives work out"


@pytest.mark.parametrize(
    ("table", "tampering"),
    [
        (
            "ground_truth",
            "UPDATE read.ground_truth SET category = 'willow' WHERE item_id = $1 AND origin <> ''",
        ),
        ("readings", "UPDATE read.readings SET annotator = annotator || '2' WHERE item_id = $1"),
        ("registered_items", "UPDATE read.registered_items SET uri = 'x' WHERE item_id = $1"),
        ("gold", "UPDATE read.gold SET status = 'retired' WHERE item_id = $1"),
        ("items", "UPDATE read.items SET position = position + 1 WHERE item_id = $1"),
        ("item_counts", "UPDATE read.item_counts SET voters = voters + 1 WHERE item_id = $1"),
        ("tally_changes", "DELETE FROM read.tally_changes WHERE scope = '' AND $1::text <> ''"),
        ("editions", "UPDATE read.editions SET from_position = from_position - 1 WHERE $1 <> ''"),
        ("batch_items", "DELETE FROM read.batch_items WHERE item_id = $1"),
        ("tallies", "DELETE FROM read.tallies WHERE scope = '' AND $1::text <> ''"),
        ("batches", "UPDATE read.batches SET title = $1"),
        ("escalations", "UPDATE read.escalations SET level = 9 WHERE item_id = $1"),
    ],
)
async def test_rows_that_were_tampered_with_are_told_and_mended(
    herbarium: Herbarium, table: str, tampering: str
) -> None:
    await herbarium.found()
    (sheet,) = await herbarium.register("sheet/1847-03")
    await herbarium.open_batch(CABINETS[0], [sheet])
    for annotator in ANNOTATORS[:2]:
        await herbarium.label(sheet, annotator, tree("birch"))
    await herbarium.escalate(sheet, ANNOTATORS[0], "Is it a hybrid?")
    await herbarium.import_gold(sheet, GENUS, "birch")
    await herbarium.fold()
    scopes = (PROJECT_SCOPE, CABINETS[0])
    before = await reads.items(herbarium.pool, HERBARIUM, [sheet])
    totals = await reads.scopes(herbarium.pool, HERBARIUM, scopes)
    await herbarium.pool.execute(tampering, sheet)
    rebuilt = await rebuild(herbarium.pool, HERBARIUM)
    assert not rebuilt.is_equal
    assert rebuilt.different_tables == (table,)
    assert await reads.items(herbarium.pool, HERBARIUM, [sheet]) == before
    assert await reads.scopes(herbarium.pool, HERBARIUM, scopes) == totals
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_rebuild_beside_appends_and_a_runner_misses_nothing(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=11)
    await history.begin()
    await history.run(60)
    await herbarium.fold()
    stop = asyncio.Event()
    runner = Runner(herbarium.pool, limits=FEW, poll_seconds=0.01)
    running = asyncio.create_task(runner.run_forever(stop))
    writing = asyncio.create_task(history.run(60))
    rebuilt: list[Rebuilt] = []
    while not writing.done():
        rebuilt.append(await rebuild(herbarium.pool, HERBARIUM, limits=ONE_BY_ONE))
    await writing
    stop.set()
    await running
    assert rebuilt
    assert all(one.is_equal for one in rebuilt), [one.different_tables for one in rebuilt]
    await until_current(herbarium)
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_two_rebuilds_at_once_are_one(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=5)
    await history.begin()
    await history.run(40)
    await herbarium.fold()
    both = [rebuild(herbarium.pool, HERBARIUM, limits=ONE_BY_ONE) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["RebuildRefused", "Rebuilt"]


async def test_rebuild_that_was_stopped_leaves_answers_alone(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=6)
    await history.begin()
    await history.run(40)
    await herbarium.fold()
    before = await reads.items(herbarium.pool, HERBARIUM, history.sheets)
    for pages in (3, 17):
        reached = asyncio.Event()
        told: list[tuple[int, int]] = []

        def note(
            position: int,
            aim: int,
            told: list[tuple[int, int]] = told,
            reached: asyncio.Event = reached,
            pages: int = pages,
        ) -> None:
            told.append((position, aim))
            if len(told) == pages:
                reached.set()

        task = asyncio.create_task(
            rebuild(herbarium.pool, HERBARIUM, limits=ONE_BY_ONE, on_progress=note)
        )
        await reached.wait()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert task.cancelled()
        assert await reads.items(herbarium.pool, HERBARIUM, history.sheets) == before
    rebuilt = await rebuild(herbarium.pool, HERBARIUM)
    assert rebuilt.is_equal
    generations = await herbarium.pool.fetchval("SELECT count(*) FROM read.progress")
    assert generations == 1


async def test_unknown_project_is_refused(herbarium: Herbarium) -> None:
    with pytest.raises(RebuildRefused, match="no project 'orchard'"):
        await rebuild(herbarium.pool, "orchard")


async def test_rows_of_older_code_are_rebuilt_by_the_runner(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register("sheet/1847-03")
    await herbarium.fold()
    await herbarium.pool.execute("UPDATE read.progress SET fold_version = 0")
    runner = Runner(herbarium.pool)
    await runner.run_all()
    async with herbarium.pool.acquire() as connection:
        shown = await progress.current(connection, HERBARIUM)
    assert shown is not None
    assert (shown.generation, shown.fold_version) == (2, FOLD_VERSION)
    assert shown.position == await herbarium.head()


async def test_comparing_alone_changes_nothing(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=14)
    await history.begin()
    await history.run(30)
    await herbarium.fold()
    compared = await rebuild(herbarium.pool, HERBARIUM, compare_only=True)
    assert (compared.is_equal, compared.is_thrown_away, compared.generation) == (True, True, 2)
    assert await rows_of(herbarium.pool, 2) == 0
    await herbarium.pool.execute("UPDATE read.items SET position = position + 1")
    tampered = await rebuild(herbarium.pool, HERBARIUM, compare_only=True)
    assert tampered.different_tables == ("items",)
    assert tampered.was_tampered_with
    async with herbarium.pool.acquire() as connection:
        shown = await progress.current(connection, HERBARIUM)
    assert shown is not None
    assert shown.generation == 1
    await history.run(10)
    await herbarium.fold()


async def test_folding_goes_on_while_rows_are_compared(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register("sheet/1847-03")
    await herbarium.fold()
    async with herbarium.pool.acquire() as connection:
        locked = connection.transaction()
        await locked.start()
        await connection.execute("LOCK TABLE read.escalations IN ACCESS EXCLUSIVE MODE")
        rebuilding = asyncio.create_task(rebuild(herbarium.pool, HERBARIUM))
        async with asyncio.timeout(20):
            while not await herbarium.pool.fetchval(COMPARING):
                await asyncio.sleep(0.02)
        await herbarium.register("sheet/1901-11")
        async with asyncio.timeout(20):
            await until_current(herbarium)
        assert not rebuilding.done()
        await locked.rollback()
    rebuilt = await rebuilding
    assert rebuilt.is_equal, rebuilt.different_tables
    assert rebuilt.rebuilt.position == await herbarium.head() - 1
    found = await reads.items(herbarium.pool, HERBARIUM, [ItemId("sheet/1901-11")])
    assert len(found) == 1
    await until_current(herbarium)
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_comparison_that_takes_too_long_keeps_no_rows_of_older_code(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(herbarium, seed=16)
    await history.begin()
    await history.run(20)
    await herbarium.fold()
    monkeypatch.setattr(comparison, "TABLE_SECONDS_MAX", 1e-6)
    rebuilt = await rebuild(herbarium.pool, HERBARIUM)
    assert rebuilt.uncompared == comparison.TABLES
    assert (rebuilt.is_equal, rebuilt.was_tampered_with) == (False, False)
    assert rebuilt.former.state_sha == rebuilt.rebuilt.state_sha
    await herbarium.pool.execute("UPDATE read.progress SET fold_version = 0")
    await Runner(herbarium.pool).run_all()
    async with herbarium.pool.acquire() as connection:
        shown = await progress.current(connection, HERBARIUM)
    assert shown is not None
    assert (shown.generation, shown.fold_version) == (3, FOLD_VERSION)


async def test_lease_is_held_on_beside_long_work(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.fold()
    held = await progress.claim(herbarium.pool, HERBARIUM, lease_seconds=0.6)
    assert held is not None
    async with progress.renewing(herbarium.pool, held):
        await asyncio.sleep(1.5)
        assert await progress.claim(herbarium.pool, HERBARIUM) is None
    await asyncio.sleep(0.7)
    assert await progress.claim(herbarium.pool, HERBARIUM) is not None


async def test_one_connection_is_enough(herbarium: Herbarium, database_url: str) -> None:
    await herbarium.found()
    await herbarium.register("sheet/1847-03")
    await herbarium.fold()
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as single:
        async with asyncio.timeout(20):
            assert (await rebuild(single, HERBARIUM)).is_equal


async def test_digest_of_a_table_reads_no_other(herbarium: Herbarium) -> None:
    await herbarium.found()
    statement = load("labeltrail.projections", "digest.sql").digest
    rows = await herbarium.pool.fetch(f"EXPLAIN {statement}", HERBARIUM, 1, 2, "items")
    plan = "\n".join(row[0] for row in rows)
    assert "items" in plan
    for other in ("escalations", "item_counts", "tallies", "tally_changes", "batches"):
        assert other not in plan, plan


async def test_former_rows_are_kept_for_a_way_back(herbarium: Herbarium) -> None:
    history = History(herbarium, seed=15)
    await history.begin()
    await history.run(30)
    await herbarium.fold()
    with pytest.raises(RebuildRefused, match="no former generation"):
        await change_back(herbarium.pool, HERBARIUM)
    hour = timedelta(hours=1)
    await rebuild(herbarium.pool, HERBARIUM, keep_for=hour)
    assert await rows_of(herbarium.pool, 1) > 0
    await history.run(20)
    await herbarium.fold()
    for generation in (1, 2, 1):
        back = await change_back(herbarium.pool, HERBARIUM, keep_for=hour)
        assert (back.generation, back.is_equal) == (generation, True), back.different_tables
    await history.run(10)
    await herbarium.fold()
    await herbarium.pool.execute(
        "UPDATE read.progress SET kept_until = '-infinity' WHERE kept_until IS NOT NULL"
    )
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal
    assert await rows_of(herbarium.pool, 1) == 0
    assert await herbarium.pool.fetchval("SELECT count(*) FROM read.progress") == 1


async def test_only_the_code_that_folded_kept_rows_changes_back(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.fold()
    await rebuild(herbarium.pool, HERBARIUM, keep_for=timedelta(hours=1))
    await herbarium.pool.execute("UPDATE read.progress SET fold_version = 1 WHERE generation = 1")
    with pytest.raises(RebuildRefused, match="folded by version 1"):
        await change_back(herbarium.pool, HERBARIUM)
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal
