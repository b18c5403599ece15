"""Parked streams from the command line: told, tried again, and named by status."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from labeltrail.events.identifiers import ProjectId
from tests.backend.cli.conftest import Command
from tests.projections.herbarium import Herbarium
from tests.projections.poison import recorded

LABELS = "item,annotator,label\nsheet-1,maud,alder\nsheet-1,noor,alder\nsheet-2,maud,birch\n"
BUG = "ALTER TABLE read.items ADD CONSTRAINT no_second_sheet CHECK (item_id <> 'sheet-2')"


async def test_parked_stream_is_told_and_repaired(
    command: Command, tmp_path: Path, pool: asyncpg.Pool
) -> None:
    await pool.execute(BUG)
    (tmp_path / "labels.csv").write_text(LABELS)
    imported = command("import", "labels.csv", "--project", "trees", "--create")
    assert imported.code == 0, imported.complaint
    (listed,) = command("repair", "--list", "--json").json
    assert (listed["project"], listed["stream"]) == ("trees", "item/sheet-2")
    assert "no_second_sheet" in listed["reason"]
    assert "DEGRADED: lacks item/sheet-2 from" in command("status", "trees").out
    still = command("repair", "--project", "trees")
    assert still.code == 1
    assert "trees: STILL PARKED item/sheet-2" in still.out
    await pool.execute("ALTER TABLE read.items DROP CONSTRAINT no_second_sheet")
    mended = command("repair")
    assert mended.code == 0, mended.complaint
    assert "trees: folded item/sheet-2 from position" in mended.out
    told = command("status", "trees", "--json").json[0]
    assert (told["items"], told["degraded"]) == (2, [])
    model = told["readModel"]
    assert (model["position"], len(model["stateSha"])) == (model["head"], 64)
    rebuilt = command("rebuild", "trees", "--compare-only", "--json").json[0]
    assert (rebuilt["isEqual"], rebuilt["stateSha"]) == (True, model["stateSha"])
    assert command("repair").out == "nothing is parked\n"


async def test_stream_that_cannot_be_read_is_not_tried_by_a_rebuild(
    command: Command, pool: asyncpg.Pool
) -> None:
    herbarium = Herbarium(pool, ProjectId("trees"))
    await herbarium.found()
    await recorded(herbarium, "item/lost", "ItemRegistered")
    await herbarium.fold()
    ended = command("repair", "--json")
    assert ended.code == 1
    assert (ended.json[0]["isRebuilt"], len(ended.json[0]["parked"])) == (False, 1)
    wrong = command("repair", "--stream", "item/lost")
    assert (wrong.code, "name the stream's project" in wrong.complaint) == (2, True)
    await herbarium.ledger.aclose()


async def test_outbox_tells_what_was_given_up(command: Command, pool: asyncpg.Pool) -> None:
    assert command("outbox").code == 0
    await pool.execute(
        "INSERT INTO read.outbox (project_id, position, kind, scope, items, attempts, failure,"
        " is_dead) VALUES ('trees', 7, 'ground_truth_changed', '', 3, 15, 'HTTPStatusError', true)"
    )
    listed = command("outbox", "--json")
    assert (listed.code, listed.json[0]["position"]) == (1, 7)
    assert "given up" in command("outbox").out
    assert "wait to be told" not in command("outbox").out
    assert "1 wait to be told, the oldest since 2" in command("outbox", "--retry").out
    assert command("outbox", "--end").code == 0
