"""`labeltrail audit seal`, `keys`, `rotate-key`, `anchors`, `resume`, as an operator types them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from labeltrail.events.proof import note
from labeltrail.events.proof.note import Verifier
from labeltrail.events.proof.succession import follow
from tests.backend.cli.conftest import Command, Ended, run
from tests.ledger.sealing import INSTANCE, grow

PROJECT = "patients-1979"


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    def typed(*arguments: str) -> Ended:
        return run(
            *arguments,
            folder=tmp_path,
            database_url=database_url,
            LABELTRAIL_ORIGIN=INSTANCE,
            LABELTRAIL_ANCHOR_FILE=str(tmp_path / "anchors"),
        )

    return typed


async def grown(url: str, head: int) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
        await pool.execute("SELECT ledger.open_project($1, 'hospital')", PROJECT)
        await grow(pool, PROJECT, head)


async def stopped(url: str) -> None:
    async with asyncpg.create_pool(url, min_size=1, max_size=1) as pool:
        await pool.execute("SELECT ledger.stop_project($1, 'a backup was restored', '')", PROJECT)


def test_project_is_sealed_and_its_keys_verify_what_was_published(
    command: Command, database_url: str, tmp_path: Path
) -> None:
    asyncio.run(grown(database_url, 5))
    assert command("audit", "seal").out == f"sealed {PROJECT} up to position 5\n"
    assert command("audit", "seal", "--project", PROJECT).out == "all is sealed\n"
    (key,) = command("audit", "keys", "--project", PROJECT).out.split()
    rotated = command("audit", "rotate-key")
    assert rotated.out.startswith("signing key 2 signs from now on: ")
    assert "copy it to every server" in rotated.complaint
    nothing_new = command("audit", "seal")
    assert nothing_new.out == "all is sealed\n"
    assert f"of {PROJECT} bears an earlier key's signature" in nothing_new.complaint
    asyncio.run(grown(database_url, 9))
    sealed = command("audit", "seal", "--json").json
    assert [one["tree_size"] for one in sealed["sealed"]] == [9]
    assert sealed["standings"][0]["sealed_size"] == 9
    first, second = command("audit", "keys", "--project", PROJECT, "--json").json
    assert first["verifierKey"] == key
    notes = (tmp_path / "anchors").read_text(encoding="utf-8")
    blocks = [f"{part}\n" for part in notes.split("\n\n") if part]
    for (text, signature), known in zip(
        [(blocks[0], blocks[1]), (blocks[2], blocks[3])], (first, second), strict=True
    ):
        verifier = Verifier.parse(known["verifierKey"])
        assert note.verify(f"{text}\n{signature}", [verifier])[1] == (f"{INSTANCE}/{PROJECT}/1",)
    old, new = Verifier.parse(key), Verifier.parse(second["verifierKey"])
    assert follow(old.public_key, [second["statement"]]) == (new.public_key,)
    (row,) = command("audit", "anchors", "--json").json
    assert row["anchored"] == [1, 9]
    assert "9" in command("audit", "anchors").out.splitlines()[-1]


def test_stopped_project_is_told_and_resumed(command: Command, database_url: str) -> None:
    asyncio.run(grown(database_url, 5))
    assert command("audit", "seal").code == 0
    again = command("audit", "resume", "--project", PROJECT, "--reason", "why not")
    assert again.code == 1
    assert "is not stopped" in again.complaint
    asyncio.run(stopped(database_url))
    ended = command("audit", "seal")
    assert ended.code == 1
    assert f"{PROJECT} takes no changes: a backup was restored" in ended.complaint
    resumed = command("audit", "resume", "--project", PROJECT, "--reason", "the disk burnt")
    assert resumed.code == 0, resumed.complaint
    assert resumed.out == (
        f"{PROJECT} goes on in epoch 2; earlier checkpoints hold up to position 5\n"
    )
    (row,) = command("audit", "anchors", "--json").json
    assert row["anchored"] == [2, 5]
    assert row["standing"]["stopped"] is None


def test_lost_key_is_said_before_anything_is_signed(
    command: Command, database_url: str, tmp_path: Path
) -> None:
    asyncio.run(grown(database_url, 5))
    assert command("audit", "seal").code == 0
    (tmp_path / ".labeltrail" / "signing-key").unlink()
    asyncio.run(grown(database_url, 6))
    refused = command("audit", "seal")
    assert refused.code == 1
    assert "restore the file, or `labeltrail audit rotate-key --lost REASON`" in refused.complaint
    assert command("audit", "rotate-key").code == 1
    assert command("audit", "rotate-key", "--lost", "the disk burnt", "--json").code == 0
    ended = command("audit", "seal")
    assert ended.out == f"sealed {PROJECT} up to position 6\n"
    assert "earlier key" not in ended.complaint


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4_001])
def test_reason_is_asked_for(command: Command, reason: str) -> None:
    ended = command("audit", "resume", "--project", PROJECT, "--reason", reason)
    assert ended.code == 2
    assert "what happened" in ended.complaint
