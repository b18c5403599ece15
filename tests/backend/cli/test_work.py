"""`labeltrail work`: what is open, by batch, and who holds what."""

from __future__ import annotations

from datetime import timedelta

import asyncpg

from tests.backend.cli.conftest import Command
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, Herbarium
from tests.projections.work.shifts import giving, offices, opened


async def test_open_work_is_told_by_batch_with_its_holders(
    command: Command, pool: asyncpg.Pool
) -> None:
    herbarium = Herbarium(pool)
    items = await opened(herbarium, giving(2, open_max=2, lease_minutes=5), sheets=3)
    await herbarium.open_batch("cabinet-a", items[:1])
    await herbarium.open_batch("cabinet-b", items[1:])
    await herbarium.fold()
    before = await herbarium.head()
    async with offices(pool, 1) as (office,):
        office.later = -timedelta(minutes=6)
        await office.claim(ANNOTATORS[0], batch="cabinet-a")
        office.later = timedelta()
        await office.claim(ANNOTATORS[1], batch="cabinet-b")
    await herbarium.ledger.aclose()

    shown = command("work", HERBARIUM)
    assert shown.code == 0, shown.complaint
    assert "cabinet-a" in shown.out
    assert "(whole project)" in shown.out
    found = command("work", HERBARIUM, "--next", "1", "--json").json
    whole = found["summary"]["whole"]
    assert whole["held"] == 2
    assert whole["expired"] == 1, "the clock of the first claim was six minutes behind"
    assert {one["member"] for one in found["summary"]["holders"]} == set(ANNOTATORS[:2])
    batches = {one["batch_id"]: one for one in found["summary"]["batches"]}
    assert {name: one["open_items"] for name, one in batches.items()} == {
        "cabinet-a": 1,
        "cabinet-b": 2,
    }
    assert len(found["next"]) == 1
    then = command("work", HERBARIUM, "--at", str(before), "--json").json
    assert then["summary"]["whole"]["held"] == 0
    assert then["summary"]["whole"]["free"] == 6
    inside = command("work", HERBARIUM, "--batch", "cabinet-a", "--json").json
    assert [one["item_id"] for one in inside["next"]] == [items[0]]


def test_what_is_not_there_is_named(command: Command) -> None:
    ended = command("work", "nowhere")
    assert ended.code == 1
    assert "there is no project 'nowhere'" in ended.complaint
