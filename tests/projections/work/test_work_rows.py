"""Rows of open work are, as of any position, what items wanted then; by parts and by pages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.read import read_project
from labeltrail.events.streams.item import PREFIX
from labeltrail.events.streams.item.state import Item, evolve
from labeltrail.projections.page import PageLimits
from labeltrail.projections.parallel import Processes
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.work.versions import Want, want_of, wanting_under
from tests.projections.herbarium import HERBARIUM, Herbarium
from tests.projections.histories import CABINETS, GIVING, History

FEW = PageLimits(events_max=5, items_max=3)
ROWS = """
SELECT w.item_id, w.is_gold, w.free, w.held, w.lapses_at, w.priority, w.registered_position,
    w.done_by, w.held_by, w.returned_by
FROM read.work AS w
WHERE w.project_id = $1 AND w.generation = $2 AND w.edition = $3
  AND w.from_position <= $4 AND w.to_position > $4
"""


@pytest.mark.parametrize("seed", [11, 12])
async def test_rows_as_of_any_position_are_what_items_wanted_then(
    herbarium: Herbarium, database_url: str, seed: int
) -> None:
    history = History(herbarium, seed)
    await history.begin()
    await herbarium.publish_policy(GIVING)
    for _ in range(4):
        await history.register()
    for _ in range(25):
        await history.claim()
    await history.run(60)
    await herbarium.publish_policy(msgspec.structs.replace(GIVING, overlap=5))
    for _ in range(25):
        await history.claim()
    await herbarium.fold(FEW)
    seen = 0
    for position in range(1, await herbarium.head() + 1, 5):
        rows = await _rows(herbarium, position)
        assert rows == await _wanted(herbarium, position)
        seen += len(rows)
    assert seen > 10, "the histories are to give work out"
    rebuilt = await rebuild(
        herbarium.pool, HERBARIUM, processes=Processes(number=2, database_url=database_url)
    )
    assert rebuilt.is_equal, rebuilt.different_tables
    assert rebuilt.former.state_sha == rebuilt.rebuilt.state_sha
    assert "work" in rebuilt.rebuilt.tables


async def _rows(herbarium: Herbarium, position: int) -> dict[ItemId, Want]:
    async with snapshot(herbarium.pool, HERBARIUM, position=position) as view:
        found = await view.connection.fetch(ROWS, *view.key, view.terms.edition, position)
    return {row["item_id"]: Want(*map(_plain, tuple(row.values())[1:])) for row in found}


def _plain(said: Any) -> Any:
    return tuple(said) if isinstance(said, list) else said


async def _wanted(herbarium: Herbarium, position: int) -> dict[ItemId, Want]:
    """From the ledger, event by event."""
    async with snapshot(herbarium.pool, HERBARIUM, position=position) as view:
        wanting = wanting_under(view.terms)
    if wanting is None:
        return {}
    events = await read_project(herbarium.pool, HERBARIUM, after=0, limit=10_000, up_to=position)
    items: dict[ItemId, Item] = {}
    batches: dict[ItemId, set[str]] = {}
    for event in events:
        if event.stream.startswith(PREFIX):
            item_id = ItemId(event.stream.removeprefix(PREFIX))
            items[item_id] = evolve(items.get(item_id, Item()), event)
        for member in getattr(event.fact, "item_ids", ()):
            batches.setdefault(member, set()).add(event.stream.removeprefix("batch/"))
    found: dict[ItemId, Want] = {}
    for item_id, item in items.items():
        inside = frozenset(one for one in CABINETS if one in batches.get(item_id, ()))
        want = want_of(item, inside, wanting)  # type: ignore[arg-type]  # batch ids as text
        if want is not None:
            found[item_id] = want
    return found
