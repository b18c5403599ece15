"""Anchors: every checkpoint gets there, once and in order, whatever fails on the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import asyncpg
import msgspec
import pytest

from labeltrail.backend.sealing.anchor_command import AnchorFailed, give
from labeltrail.backend.sealing.anchor_file import AnchorFile
from labeltrail.backend.sealing.sealer import Sealer
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger.epochs import Published, published
from labeltrail.events.proof.checkpoint import Checkpoint
from labeltrail.events.proof.note import Signer
from labeltrail.events.proof.origin import Origin
from tests.backend.sealing.conftest import AT_ONCE
from tests.ledger.sealing import INSTANCE, KEY, grow


def note(size: int, project: str = "patients-1979", *, epoch: int = 1) -> Published:
    name = str(Origin(INSTANCE, project, epoch))
    text = Checkpoint(origin=name, size=size, root=bytes([size % 256]) * 32).text()
    return published(Signer(name, KEY).sign(text))


def sizes(notes: Sequence[Published]) -> list[tuple[int, int]]:
    return [(one.origin.epoch, one.size) for one in notes]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anchors" / "checkpoints"


def test_file_keeps_a_history_of_each_project(path: Path) -> None:
    file = AnchorFile(path, INSTANCE)
    assert file.reached("patients-1979") == (0, 0)
    file.append([note(3), note(8)])
    file.append([note(5, "cells"), note(2, epoch=2)])
    again = AnchorFile(path, INSTANCE)
    again.refresh()
    assert again.reached("patients-1979") == (2, 2)
    assert sizes(again.history("patients-1979")) == [(1, 3), (1, 8), (2, 2)]
    assert sizes(again.history("cells")) == [(1, 5)]
    assert note(8).note in path.read_text(encoding="utf-8")


def test_what_is_there_already_is_not_written_again(path: Path) -> None:
    one, other = AnchorFile(path, INSTANCE), AnchorFile(path, INSTANCE)
    one.append([note(3), note(8)])
    other.append([note(3), note(8), note(9)])
    one.append([note(9)])
    assert sizes(one.history("patients-1979")) == [(1, 3), (1, 8), (1, 9)]


@pytest.mark.parametrize("kept", range(1, 230, 6))
def test_note_that_was_half_written_is_passed_over(path: Path, kept: int) -> None:
    file = AnchorFile(path, INSTANCE)
    file.append([note(3)])
    whole = path.read_bytes()
    path.write_bytes(whole + (note(8).note + "\n").encode()[:kept])
    after = AnchorFile(path, INSTANCE)
    after.refresh()
    assert after.reached("patients-1979") in ((1, 3), (1, 8))
    after.append([note(8), note(9)])
    assert sizes(after.history("patients-1979")) == [(1, 3), (1, 8), (1, 9)]


def test_reader_in_the_middle_of_a_write_reads_on_later(path: Path) -> None:
    reader = AnchorFile(path, INSTANCE)
    path.parent.mkdir()
    whole = "".join(f"{note(size).note}\n" for size in range(1, 6)).encode()
    for end in range(0, len(whole) + 1, 7):
        path.write_bytes(whole[:end])
        reader.refresh()
    path.write_bytes(whole)
    reader.refresh()
    assert reader.reached("patients-1979") == (1, 5)


def test_notes_of_others_and_other_text_are_passed_over(path: Path) -> None:
    path.parent.mkdir()
    foreign = note(9).note.replace(INSTANCE, "elsewhere.example")
    path.write_text(f"# our anchors\n\n{foreign}\n\n\nremark\n{note(4).note}\n", encoding="utf-8")
    file = AnchorFile(path, INSTANCE)
    file.refresh()
    assert file.reached("patients-1979") == (0, 0)  # a remark stands on the note's first line
    file.append([note(4)])
    assert sizes(file.history("patients-1979")) == [(1, 4)]


def test_file_that_was_replaced_is_read_from_its_beginning(path: Path) -> None:
    file = AnchorFile(path, INSTANCE)
    file.append([note(3), note(8)])
    path.write_text(f"{note(2).note}\n", encoding="utf-8")
    file.refresh()
    assert file.reached("patients-1979") == (1, 2)
    path.unlink()
    file.refresh()
    assert file.reached("patients-1979") == (0, 0)


async def test_command_is_given_the_note(tmp_path: Path) -> None:
    await give(f"cat > {tmp_path}/published", note(8).note)
    assert (tmp_path / "published").read_text(encoding="utf-8") == note(8).note


async def test_command_that_fails_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(AnchorFailed, match="it ended with 3: the bucket is locked"):
        await give("echo the bucket is locked >&2; exit 3", note(8).note)
    with pytest.raises(AnchorFailed, match="no word why"):
        await give("exit 1", note(8).note)


async def test_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(AnchorFailed, match=r"longer than 0\.2 s"):
        await give(f"(sleep 30; touch {tmp_path}/late) & sleep 30", note(8).note, seconds_max=0.2)
    assert time.monotonic() - started < 10


async def test_every_checkpoint_comes_to_the_file(
    pool: asyncpg.Pool, project: str, anchored: Settings
) -> None:
    sealer = Sealer(pool, anchored, rhythm=AT_ONCE)
    for size in (3, 300, 301):
        await grow(pool, project, size)
        await sealer.seal(project)
    assert await sealer.publish() == {}
    assert await sealer.publish() == {}
    assert anchored.anchor_file is not None
    file = AnchorFile(anchored.anchor_file, INSTANCE)
    assert sizes(file.history(project)) == [(1, 3), (1, 300), (1, 301)]


async def test_failing_anchors_delay_no_seal_and_are_up_to_date_once_they_answer(
    pool: asyncpg.Pool, project: str, anchored: Settings, tmp_path: Path
) -> None:
    door, told = tmp_path / "door", tmp_path / "told"
    command = f"test -e {door} || {{ echo no network >&2; exit 1; }}; cat >> {told}"
    failing = msgspec.structs.replace(anchored, anchor_command=command)
    assert failing.anchor_file is not None
    failing.anchor_file.parent.write_text("a file where the folder should be", encoding="utf-8")
    sealer = Sealer(pool, failing, rhythm=AT_ONCE)
    for size in (3, 6):
        await grow(pool, project, size)
        assert await sealer.seal(project) is not None
        assert set(await sealer.publish()) == {"anchor file", "anchor command"}
    assert "no network" in sealer.status.faults["anchor command"]
    door.touch()
    failing.anchor_file.parent.unlink()
    assert await sealer.publish() == {}
    assert sealer.status.faults == {}
    file = AnchorFile(failing.anchor_file, INSTANCE)
    assert sizes(file.history(project)) == [(1, 3), (1, 6)]
    assert told.read_text(encoding="utf-8").count(INSTANCE) == 2  # the last one alone, twice named


async def test_two_processes_write_one_line_into_the_file(
    pool: asyncpg.Pool, project: str, anchored: Settings
) -> None:
    sealers = [Sealer(pool, anchored, rhythm=AT_ONCE) for _ in range(3)]
    for size in range(5, 40, 5):
        await grow(pool, project, size)
        await asyncio.gather(*(sealer.seal(project) for sealer in sealers))
        await asyncio.gather(*(sealer.publish() for sealer in sealers))
    assert anchored.anchor_file is not None
    found = AnchorFile(anchored.anchor_file, INSTANCE).history(project)
    assert sizes(found) == [(1, size) for size in range(5, 40, 5)]
