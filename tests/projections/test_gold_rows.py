"""Rows of gold: at every position of a random history they say what a naive model says."""

from __future__ import annotations

import pytest

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.projections.answers import Window
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.gold.rows import GoldKey, GoldRow, golds_page, load_gold
from labeltrail.projections.page import PageLimits
from labeltrail.projections.snapshot import snapshot
from tests.projections.herbarium import CONDITION, GENUS, HERBARIUM, Herbarium
from tests.projections.histories import History
from tests.projections.model import Model

Held = dict[str, tuple[str | None, str, str]]


def held_at(gold: GoldColumns, position: int) -> Held:
    """What the columns say was in force, by item."""
    return {
        gold.items[gold.item[row]]: (
            gold.values[gold.value[row]],
            gold.people[gold.proposed_by[row]],
            gold.people[gold.approved_by[row]],
        )
        for row in range(len(gold.item))
        if gold.from_position[row] <= position < gold.to_position[row]
    }


def naively(model: Model, task: TaskName) -> Held:
    found = {item: model.gold(item, task) for item in model.items()}
    return {item: one for item, one in found.items() if one is not None}


@pytest.mark.parametrize("seed", [3, 4])
async def test_columns_say_which_gold_was_in_force_at_every_position(
    herbarium: Herbarium, seed: int
) -> None:
    history = History(herbarium, seed)
    await history.begin()
    for _ in range(100):
        await history.random.choice(
            (history.propose_gold, history.decide_gold, history.import_gold, history.label)
        )()
    await herbarium.fold(PageLimits(events_max=9, items_max=3))
    events = await herbarium.events()
    async with snapshot(herbarium.pool, HERBARIUM) as view:
        columns = {task: await load_gold(view, task) for task in (GENUS, CONDITION)}
    assert sum(len(one.item) for one in columns.values()) > 5
    for position in range(len(events) + 1):
        model = Model(events[:position])
        for task, gold in columns.items():
            assert held_at(gold, position) == naively(model, task), (task, position)
    earlier = len(events) // 2
    async with snapshot(herbarium.pool, HERBARIUM, position=earlier) as view:
        then = await load_gold(view, GENUS)
    assert then.from_position.max(initial=0) <= earlier
    in_force = {then.items[place] for place in then.item[then.is_in_force]}
    assert in_force == set(naively(Model(events[:earlier]), GENUS))


async def test_list_is_paged_from_both_ends_and_narrowed_down(herbarium: Herbarium) -> None:
    await herbarium.found()
    sheets = await herbarium.register("sheet/1847-03", "sheet/1901-11", "sheet/1868-20")
    for sheet in sheets:
        await herbarium.import_gold(sheet, GENUS, "birch")
    await herbarium.fold()
    everything = await _listed(herbarium, Window(limit=10))
    assert [one.item_id for one in everything] == sorted(sheets)
    assert {one.gold.status for one in everything} == {GoldStatus.ACTIVE}
    first, second, third = everything
    after = await _listed(herbarium, Window(limit=1, after=first.key))
    assert after == [second]
    last = await _listed(herbarium, Window(limit=2, is_backward=True))
    assert last == [second, third]
    before = await _listed(herbarium, Window(limit=5, before=second.key, is_backward=True))
    assert before == [first]
    for statuses, task, number in (
        ([GoldStatus.ACTIVE], GENUS, 3),
        ([GoldStatus.CONTESTED, GoldStatus.RETIRED], None, 0),
        (None, CONDITION, 0),
    ):
        page = await golds_page(
            herbarium.pool, HERBARIUM, Window[GoldKey](limit=9), statuses=statuses, task=task
        )
        assert len(page.rows) == number
    at = first.gold.position
    page = await golds_page(herbarium.pool, HERBARIUM, Window[GoldKey](limit=9), position=at)
    assert [one.gold.status for one in page.rows] == [GoldStatus.PROPOSED]


async def _listed(herbarium: Herbarium, window: Window[GoldKey]) -> list[GoldRow]:
    return list((await golds_page(herbarium.pool, HERBARIUM, window)).rows)
