"""An event that cannot be folded keeps only its own stream waiting, and answers say so."""

from __future__ import annotations

import asyncio

import pytest

from labeltrail.events.catalogue import encode
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams import batch
from labeltrail.events.streams.batch import PREFIX as BATCH
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import facts
from labeltrail.projections import parking, progress, reads, turn, waiting
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.page import PageLimits
from labeltrail.projections.parking import Parked
from labeltrail.projections.progress import LeaseLost, Progress
from labeltrail.projections.rebuild import RebuildRefused, rebuild
from labeltrail.projections.repair import repair
from labeltrail.projections.turn import CaughtUp, Stopped, fold_pages, take_turn
from tests.projections.herbarium import (
    ANNOTATORS,
    HERBARIUM,
    TREES,
    Herbarium,
    condition,
    genus,
    tree,
)
from tests.projections.histories import CABINETS
from tests.projections.poison import recorded

WHOLE, FEW, ONE_BY_ONE = (
    PageLimits(),
    PageLimits(events_max=5, items_max=2),
    PageLimits(events_max=1, items_max=1),
)
NO_OLD_SHEETS = (
    "ALTER TABLE read.items ADD CONSTRAINT no_old_sheets CHECK (item_id <> 'sheet/1847-03')"
)
SKIPPED = encode(
    facts.ItemSkipped(annotator=ANNOTATORS[0], reason=facts.SkipReason.UNCLEAR_GUIDELINE)
)


async def shown(herbarium: Herbarium) -> Progress:
    async with herbarium.pool.acquire() as connection:
        found = await progress.current(connection, HERBARIUM)
    assert found is not None
    return found


async def parked(herbarium: Herbarium) -> list[Parked]:
    return await parking.parked(herbarium.pool, (await shown(herbarium)).rows)


async def poisoned(herbarium: Herbarium) -> tuple[ItemId, ItemId, int]:
    """Two sheets in a cabinet each; the first has a label and then an event that nobody can read.

    The two sheets, and the position of the event.
    """
    await herbarium.found()
    bad, good = await herbarium.register("sheet/1847-03", "sheet/1901-11")
    await herbarium.open_batch(CABINETS[0], [bad])
    await herbarium.open_batch(CABINETS[1], [good])
    await herbarium.label(bad, ANNOTATORS[0], tree("birch"))
    position = await recorded(herbarium, ITEM + bad, "LabelSubmitted")
    await recorded(herbarium, ITEM + bad, "ItemSkipped", SKIPPED)
    await herbarium.label(good, ANNOTATORS[0], tree("alder"))
    return bad, good, position


@pytest.mark.parametrize("limits", [WHOLE, FEW, ONE_BY_ONE])
async def test_poison_parks_its_stream_and_nothing_else(
    herbarium: Herbarium, limits: PageLimits, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good, position = await poisoned(herbarium)
    await herbarium.fold(limits)
    (one,) = await parked(herbarium)
    assert (one.stream.stream, one.stream.position, one.attempts) == (ITEM + bad, position, 1)
    assert "ValidationError" in one.stream.reason
    assert f"stream {ITEM}{bad} of project herbarium is parked" in caplog.text
    found = await reads.items(herbarium.pool, HERBARIUM, [bad, good])
    assert len(found[bad].state.labels) == 1
    assert not found[bad].state.skipped_by, "an event behind the parked one was folded"
    assert len(found[good].state.labels) == 1
    lag = await waiting.lag(herbarium.pool, HERBARIUM)
    assert (lag.events, lag.stopped, lag.parked) == (0, None, (one,))
    assert await waiting.wait_for(herbarium.pool, HERBARIUM, lag.head) == lag.head


async def test_answers_that_lack_something_say_so(herbarium: Herbarium) -> None:
    bad, good, position = await poisoned(herbarium)
    await herbarium.fold()
    (one,) = await parked(herbarium)
    head = await herbarium.head()
    for at in (None, head):
        found = await reads.items(herbarium.pool, HERBARIUM, [bad, good], position=at)
        assert (found[bad].parked, found[good].parked) == (one.stream, None)
        assert len(found[bad].state.labels) == 1
        scopes = (PROJECT_SCOPE, *CABINETS)
        sums = await reads.scopes(herbarium.pool, HERBARIUM, scopes, position=at)
        assert [sums[scope].parked for scope in scopes] == [(one.stream,), (one.stream,), ()]
    before = await reads.items(herbarium.pool, HERBARIUM, [bad], position=position - 1)
    assert before[bad].parked is None
    assert before[bad].holds_for.parked == ()


@pytest.mark.parametrize("limits", [WHOLE, FEW, ONE_BY_ONE])
async def test_rebuild_parks_alike(herbarium: Herbarium, limits: PageLimits) -> None:
    await poisoned(herbarium)
    await herbarium.fold(FEW)
    (before,) = await parked(herbarium)
    rebuilt = await rebuild(herbarium.pool, HERBARIUM, limits=limits)
    assert rebuilt.is_equal, rebuilt.different_tables
    (after,) = await parked(herbarium)
    assert after.stream == before.stream
    assert (after.attempts, after.parked_at) == (2, before.parked_at)
    rows = await herbarium.pool.fetchval("SELECT count(*) FROM read.parked")
    assert rows == 1, "a generation that is gone left what it had parked"


async def test_later_labels_of_others_go_on_being_folded(herbarium: Herbarium) -> None:
    _, good, _ = await poisoned(herbarium)
    await herbarium.fold()
    for annotator in ANNOTATORS[1:3]:
        await herbarium.label(good, annotator, tree("alder"))
    await herbarium.fold(ONE_BY_ONE)
    found = (await reads.items(herbarium.pool, HERBARIUM, [good]))[good]
    assert len(found.state.labels) == 3
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_new_policy_is_brought_to_all_items_beside_a_parked_one(
    herbarium: Herbarium,
) -> None:
    bad, _, _ = await poisoned(herbarium)
    await herbarium.fold(ONE_BY_ONE)
    await herbarium.publish_taxonomy(genus(*TREES), condition(1, 2, 3))
    await herbarium.fold(ONE_BY_ONE)
    found = (await reads.items(herbarium.pool, HERBARIUM, [bad]))[bad]
    assert found.holds_for.taxonomy_version == 2
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_item_that_is_parked_from_its_first_event_degrades_its_batch(
    herbarium: Herbarium,
) -> None:
    await herbarium.found()
    (good,) = await herbarium.register("sheet/1901-11")
    await recorded(herbarium, ITEM + "sheet/lost", "ItemRegistered")
    cabinet = await herbarium.open_batch(CABINETS[0], [good])
    added = encode(batch.ItemsAddedToBatch(item_ids=(ItemId("sheet/lost"),)))
    await recorded(herbarium, BATCH + cabinet, "ItemsAddedToBatch", added)
    await herbarium.fold(FEW)
    (one,) = await parked(herbarium)
    assert one.stream.stream == ITEM + "sheet/lost"
    answer = (await reads.scopes(herbarium.pool, HERBARIUM, [cabinet]))[cabinet]
    assert answer.parked == (one.stream,)
    assert answer.batch is not None
    assert (answer.batch.items, answer.tally.items) == (2, 1)
    rebuilt = await rebuild(herbarium.pool, HERBARIUM, limits=ONE_BY_ONE)
    assert rebuilt.is_equal, rebuilt.different_tables


async def test_batch_can_be_parked(herbarium: Herbarium) -> None:
    _, good, _ = await poisoned(herbarium)
    cabinet = BatchId(CABINETS[1])
    await recorded(herbarium, BATCH + cabinet, "ItemsAddedToBatch", b'{"item_ids":7}')
    await recorded(herbarium, BATCH + cabinet, "BatchClosed", b"{}")
    await herbarium.fold()
    assert [one.stream.stream for one in await parked(herbarium)][1:] == [BATCH + cabinet]
    answer = (await reads.scopes(herbarium.pool, HERBARIUM, [cabinet]))[cabinet]
    assert [one.stream for one in answer.parked] == [BATCH + cabinet]
    assert answer.batch is not None
    assert not answer.batch.is_closed
    assert (await reads.items(herbarium.pool, HERBARIUM, [good]))[good].batches == (cabinet,)


@pytest.mark.parametrize(
    ("stream", "type_", "schema_version", "said"),
    [
        ("policy", "PolicyPublished", 1, "ValidationError"),
        ("project", "MemberAdded", 1, "ValidationError"),
        ("item/sheet/1847-03", "TwigGrafted", 1, "TwigGrafted"),
        ("item/sheet/1847-03", "LabelSubmitted", 99, "LabelSubmitted.*99"),
        ("shelf/7", "LabelSubmitted", 1, "ValidationError|shelf"),
    ],
)
async def test_what_concerns_every_answer_stops_the_projection(
    herbarium: Herbarium, stream: str, type_: str, schema_version: int, said: str
) -> None:
    """And so does what only newer code knows: parking would hide that the code is too old."""
    await herbarium.found()
    await herbarium.register("sheet/1847-03")
    bad = await recorded(herbarium, stream, type_, schema_version=schema_version)
    await progress.enrol(herbarium.pool)
    outcome = await take_turn(herbarium.pool, HERBARIUM)
    assert isinstance(outcome, Stopped)
    assert outcome.stop.position == bad
    assert await parked(herbarium) == []


async def test_too_many_parked_streams_stop_the_projection(herbarium: Herbarium) -> None:
    _, _, position = await poisoned(herbarium)
    await progress.enrol(herbarium.pool)
    await herbarium.pool.execute(
        "INSERT INTO read.parked (project_id, generation, stream, position, reason)"
        " SELECT $1, 1, 'item/' || n, n, 'broken' FROM generate_series(1, $2) AS n",
        HERBARIUM,
        parking.PARKED_STREAMS_MAX,
    )
    outcome = await take_turn(herbarium.pool, HERBARIUM)
    assert isinstance(outcome, Stopped)
    assert outcome.stop.position == position


async def test_worker_that_lost_its_lease_parks_nothing(herbarium: Herbarium) -> None:
    _, _, position = await poisoned(herbarium)
    await progress.enrol(herbarium.pool)
    sleeper = await progress.claim(herbarium.pool, HERBARIUM)
    assert sleeper is not None
    reached = (await fold_pages(herbarium.pool, sleeper, up_to=position - 1)).progress
    await herbarium.pool.execute("UPDATE read.progress SET lease_until = '-infinity'")
    other = await progress.claim(herbarium.pool, HERBARIUM)
    with pytest.raises(LeaseLost):
        await parking.park_next(herbarium.pool, reached, (), ValueError("too late"))
    assert await parked(herbarium) == []
    assert other is not None
    assert isinstance(await fold_pages(herbarium.pool, other), CaughtUp)
    assert len(await parked(herbarium)) == 1


async def test_fault_that_goes_away_within_a_moment_parks_nothing(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(turn, "RETRY_SECONDS", 2.0)
    await herbarium.found()
    await herbarium.pool.execute(NO_OLD_SHEETS)
    (sheet,) = await herbarium.register("sheet/1847-03")
    await progress.enrol(herbarium.pool)
    folding = asyncio.create_task(take_turn(herbarium.pool, HERBARIUM))
    async with asyncio.timeout(20):
        while "attempt 1 and is tried again" not in caplog.text:
            await asyncio.sleep(0.01)
    await herbarium.pool.execute("ALTER TABLE read.items DROP CONSTRAINT no_old_sheets")
    assert isinstance(await folding, CaughtUp)
    assert await parked(herbarium) == []
    assert sheet in await reads.items(herbarium.pool, HERBARIUM, [sheet])


async def test_fault_that_stays_is_tried_three_times(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(turn, "RETRY_SECONDS", 0.01)
    await herbarium.found()
    await herbarium.fold()
    await herbarium.pool.execute(NO_OLD_SHEETS)
    await herbarium.register("sheet/1847-03")
    await herbarium.fold()
    assert caplog.text.count("and is tried again") == turn.ATTEMPTS_MAX - 1
    (one,) = await parked(herbarium)
    assert "no_old_sheets" in one.stream.reason


async def test_event_that_nobody_can_read_is_not_tried_again(
    herbarium: Herbarium, caplog: pytest.LogCaptureFixture
) -> None:
    await poisoned(herbarium)
    await herbarium.fold()
    assert len(await parked(herbarium)) == 1
    assert "is tried again" not in caplog.text


async def test_repair_folds_what_can_be_folded_by_now(herbarium: Herbarium) -> None:
    """What could not be written for a while is in its place in the end, as if nothing had been."""
    await herbarium.found()
    sheets = await herbarium.register("sheet/1847-03", "sheet/1901-11")
    await herbarium.open_batch(CABINETS[0], sheets)
    for sheet in sheets:
        for annotator in ANNOTATORS[:2]:
            await herbarium.label(sheet, annotator, tree("birch"))
    await herbarium.pool.execute(
        "ALTER TABLE read.items ADD CONSTRAINT no_old_sheets"
        " CHECK (item_id <> 'sheet/1847-03' OR octet_length(state) < 600)"
    )
    await herbarium.fold()
    (one,) = await parked(herbarium)
    assert "no_old_sheets" in one.stream.reason
    lacking = (await reads.scopes(herbarium.pool, HERBARIUM, [PROJECT_SCOPE]))[PROJECT_SCOPE]
    tried = await repair(herbarium.pool, HERBARIUM)
    assert (tried.mended, [still.attempts for still in tried.parked]) == ((), [2])
    await herbarium.pool.execute("ALTER TABLE read.items DROP CONSTRAINT no_old_sheets")
    done = await repair(herbarium.pool, HERBARIUM, stream=one.stream.stream)
    assert [mended.stream for mended in done.mended] == [one.stream]
    assert done.parked == ()
    whole = (await reads.scopes(herbarium.pool, HERBARIUM, [PROJECT_SCOPE]))[PROJECT_SCOPE]
    assert (lacking.parked, whole.parked) == ((one.stream,), ())
    assert whole.tally != lacking.tally
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal
    nothing = await repair(herbarium.pool, HERBARIUM)
    assert (nothing.mended, nothing.parked, nothing.rebuilt) == ((), (), None)
    with pytest.raises(RebuildRefused, match="is not parked"):
        await repair(herbarium.pool, HERBARIUM, stream=one.stream.stream)


async def test_repair_builds_nothing_while_no_stream_can_be_read(herbarium: Herbarium) -> None:
    await poisoned(herbarium)
    await herbarium.fold()
    before = await shown(herbarium)
    tried = await repair(herbarium.pool, HERBARIUM)
    assert tried.rebuilt is None
    assert len(tried.parked) == 1
    assert await shown(herbarium) == before
