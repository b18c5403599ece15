"""Readiness from the database is, byte for byte, readiness from the raw events."""

from __future__ import annotations

import pytest

from labeltrail.events.identifiers import BatchId
from labeltrail.projections import reads, replay
from labeltrail.projections.errors import ReplayTooLong
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.readiness import canonical, judged, material_of
from labeltrail.projections.readiness.loading import load_material
from labeltrail.projections.readiness.trend import positions, trend
from labeltrail.projections.readiness.what_if import NOTHING, what_if
from labeltrail.projections.snapshot import snapshot
from tests.projections.herbarium import HERBARIUM, Herbarium
from tests.projections.histories import CABINETS, History
from tests.projections.readiness.shelves import EVERYTHING

SCOPES = (PROJECT_SCOPE, *CABINETS)
BESIDE = (BatchId(CABINETS[1]),)


@pytest.mark.parametrize("seed", range(2))
async def test_database_and_raw_events_give_equal_bytes_at_every_position(
    herbarium: Herbarium, seed: int
) -> None:
    history = History(herbarium, seed)
    await history.begin()
    await history.run(60)
    events = await herbarium.events()
    await herbarium.fold()
    for position in range(len(events), 20, -17):
        async with snapshot(herbarium.pool, HERBARIUM, position=position) as view:
            for scope in SCOPES:
                loaded = await load_material(view, scope, references=BESIDE)
                raw = material_of(
                    events, BatchId(scope) if scope else None, references=BESIDE, up_to=position
                )
                if raw is None or loaded is None:
                    assert raw is None
                    assert loaded is None
                    continue
                assert (loaded.position, loaded.states) == (raw.position, raw.states)
                assert canonical(judged(loaded)) == canonical(judged(raw))
                assert canonical(judged(loaded, EVERYTHING)) == canonical(judged(raw, EVERYTHING))


async def test_reads_and_replay_answer_what_a_policy_asks_beyond_sums(
    herbarium: Herbarium,
) -> None:
    await herbarium.found(policies=(EVERYTHING,))
    sheets = list(await herbarium.register("sheet/1", "sheet/2", "sheet/3"))
    await herbarium.open_batch(CABINETS[0], sheets)
    history = History(herbarium, 5)
    history.sheets = sheets
    for _ in range(25):
        await history.label()
    events = await herbarium.events()
    await herbarium.fold()
    head, batch_id = len(events), BatchId(CABINETS[0])
    raw = material_of(events, batch_id)
    assert raw is not None
    found = (await reads.scopes(herbarium.pool, HERBARIUM, [batch_id]))[batch_id]
    assert canonical(found.readiness) == canonical(judged(raw))
    then = (await replay.scopes(herbarium.pool, HERBARIUM, [batch_id], head))[batch_id]
    assert then.readiness == found.readiness
    counted = await reads.scopes(herbarium.pool, HERBARIUM, [batch_id], with_readiness=False)
    assert counted[batch_id].judged is None
    with pytest.raises(LookupError, match="not asked for"):
        _ = counted[batch_id].readiness
    await assert_trend(herbarium, head, batch_id)
    async with snapshot(herbarium.pool, HERBARIUM) as view:
        loaded = await load_material(view, batch_id)
        assert loaded is not None
        same = what_if(loaded, None, NOTHING)
        assert (same.actual, same.left_out) == (same.supposed, 0)
        with pytest.raises(ReplayTooLong, match="2 items of a batch"):
            await load_material(view, batch_id, items_max=2)


async def assert_trend(herbarium: Herbarium, head: int, batch_id: BatchId) -> None:
    wanted = positions(1, head, 4)
    points = await trend(herbarium.pool, HERBARIUM, batch_id, wanted)
    assert [one.holds_for.position for one in points] == list(wanted)
    assert points[0].readiness is None
    last = (await reads.scopes(herbarium.pool, HERBARIUM, [batch_id]))[batch_id]
    assert points[-1].readiness == last.readiness
