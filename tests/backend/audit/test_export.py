"""Bundles as they are written from the database: whole, deterministic, and of parts with proofs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from labeltrail.backend.audit.export import NothingToProve, export_part, export_project
from labeltrail.backend.audit.layout import MANIFEST, Scope, events_name, proofs_name
from labeltrail.backend.audit.proofs import Prover
from labeltrail.backend.audit.verify import verify
from labeltrail.backend.audit.wrong import Fault
from labeltrail.events.ledger import read, tree
from labeltrail.events.ledger.seal import seal
from tests.backend.audit.bundles import (
    INSTANCE,
    KEY,
    PROJECT,
    VERIFIER,
    Members,
    packed,
    rows_in,
    unpacked,
    with_rows,
)
from tests.backend.audit.conftest import Archive

Rows = list[list[object]]


async def test_a_bundle_holds_every_column_and_the_exact_body(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "project.zip"
    exported = await export_project(archive.pool, PROJECT, path)
    assert (exported.events, exported.checkpoints, exported.sealed_size) == (41, 4, 41)
    events = await read.read_project(archive.pool, PROJECT, after=0, limit=50)
    for row, event in zip(rows_in(unpacked(path)), events, strict=True):
        assert str(row[13]).encode() == event.body
        assert row[14] == event.leaf.hex()
        assert row[:3] == [event.position, event.stream, event.version]


async def test_the_same_ledger_gives_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        await export_project(archive.pool, PROJECT, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


async def test_what_is_not_sealed_is_in_a_projects_bundle_and_not_in_a_parts(
    archive: Archive, tmp_path: Path
) -> None:
    await archive.record("item/patient-1", b'{"value":5}')
    exported = await export_project(archive.pool, PROJECT, tmp_path / "project.zip")
    assert (exported.events, exported.sealed_size) == (42, 41)
    report = verify(tmp_path / "project.zip", jobs=1, unsealed_max=1).report
    assert report is not None
    assert (report.sealed_size, report.unsealed) == (41, 1)
    path = tmp_path / "item.zip"
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-1", path)
    assert 42 not in [row[0] for row in rows_in(unpacked(path))]


async def test_an_export_that_fails_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(NothingToProve, match="no item 'nobody'"):
        await export_part(archive.pool, PROJECT, Scope.ITEM, "nobody", tmp_path / "item.zip")
    with pytest.raises(NothingToProve, match="has no checkpoint"):
        await export_part(archive.pool, "elsewhere", Scope.ITEM, "x", tmp_path / "item.zip")
    assert list(tmp_path.iterdir()) == []


async def test_an_item_and_a_batch_are_proved_event_by_event(
    archive: Archive, tmp_path: Path
) -> None:
    await archive.open_batch("table-1", "patient-0", "patient-4")
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-4", tmp_path / "item.zip")
    await export_part(archive.pool, PROJECT, Scope.BATCH, "table-1", tmp_path / "batch.zip")
    alone = verify(tmp_path / "item.zip", keys=[VERIFIER]).report
    batch = verify(tmp_path / "batch.zip", keys=[VERIFIER]).report
    assert alone is not None
    assert batch is not None
    assert (alone.scope, alone.subject, alone.streams) == (Scope.ITEM, "patient-4", 1)
    assert (batch.scope, batch.subject, batch.streams) == (Scope.BATCH, "table-1", 3)
    assert alone.events == len(await read.read_streams(archive.pool, PROJECT, ["item/patient-4"]))
    assert alone.sealed_size == batch.sealed_size == 43


@pytest.fixture
async def part(archive: Archive, tmp_path: Path) -> Members:
    path = tmp_path / "part.zip"
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-4", path)
    return unpacked(path)


async def test_a_part_that_is_changed_is_found_at_its_position(
    part: Members, tmp_path: Path
) -> None:
    positions = [int(str(row[0])) for row in rows_in(part)]
    third = positions[2]
    changes: list[tuple[Callable[[Rows], object], int, Fault]] = [
        (lambda rows: rows[2].__setitem__(13, "{}"), third, Fault.LEAF),
        (lambda rows: rows[2].__setitem__(8, "nobody"), third, Fault.LEAF),
        (lambda rows: rows[2].__setitem__(14, rows[1][14]), third, Fault.LEAF),
        (lambda rows: rows[2].__setitem__(1, "item/patient-5"), third, Fault.SCOPE),
        (lambda rows: rows[2].__setitem__(3, "no id"), third, Fault.MALFORMED),
    ]
    for change, position, fault in changes:
        rows = rows_in(part)
        change(rows)
        found = verify(packed(tmp_path / "false.zip", with_rows(part, rows))).wrong
        assert found is not None
        assert (found.position, found.fault) == (position, fault)


def without_stream(part: Members, stream: str) -> Members:
    """As if the stream had never been exported; what is left still has its proofs."""
    rows = rows_in(part)
    kept = [at for at, row in enumerate(rows) if row[1] != stream]
    proofs = part[proofs_name(0)].splitlines(keepends=True)
    counted = {"events": len(kept), "segments": [len(kept)]}
    return {
        **with_rows(part, [rows[at] for at in kept]),
        proofs_name(0): b"".join(proofs[at] for at in kept),
        MANIFEST: json.dumps(json.loads(part[MANIFEST]) | counted).encode(),
    }


async def test_a_batch_holds_each_item_that_joined_it_and_no_other(
    archive: Archive, tmp_path: Path
) -> None:
    await archive.open_batch("table-1", "patient-0", "patient-4")
    await archive.open_batch("table-2", "patient-5")
    await export_part(archive.pool, PROJECT, Scope.BATCH, "table-1", tmp_path / "batch.zip")
    await export_part(archive.pool, PROJECT, Scope.BATCH, "table-2", tmp_path / "other.zip")
    part, other = unpacked(tmp_path / "batch.zip"), unpacked(tmp_path / "other.zip")

    def found(members: Members) -> tuple[Fault, int | None, str]:
        wrong = verify(packed(tmp_path / "false.zip", members), keys=[VERIFIER]).wrong
        assert wrong is not None
        return wrong.fault, wrong.position, wrong.message

    message = "item/patient-4 joined batch/table-1 here, and its events are missing"
    assert found(without_stream(part, "item/patient-4")) == (Fault.SCOPE, 43, message)
    assert found(without_stream(part, "batch/table-1"))[0] is Fault.SCOPE
    rows = [*rows_in(part), *rows_in(other)[2:]]
    stranger = {
        **with_rows(part, rows),
        proofs_name(0): part[proofs_name(0)]
        + b"".join(other[proofs_name(0)].splitlines(keepends=True)[2:]),
        MANIFEST: json.dumps(
            json.loads(part[MANIFEST]) | {"events": len(rows), "segments": [len(rows)]}
        ).encode(),
    }
    message = "item/patient-5 does not belong to 'table-1'"
    assert found(stranger) == (Fault.SCOPE, 6, message)


async def test_an_item_passed_off_as_a_batch_is_refused(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "item.zip"
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-4", path)
    part = unpacked(path)
    manifest = json.loads(part[MANIFEST]) | {"scope": "BATCH", "subject": "patient-4"}
    wrong = verify(
        packed(tmp_path / "false.zip", {**part, MANIFEST: json.dumps(manifest).encode()})
    ).wrong
    assert wrong is not None
    assert (wrong.fault, wrong.message) == (Fault.SCOPE, "batch/patient-4 itself is missing")


async def test_a_part_with_an_event_left_out_or_a_changed_proof_is_found(
    part: Members, tmp_path: Path
) -> None:
    rows = rows_in(part)
    proofs = part[proofs_name(0)].splitlines(keepends=True)
    manifest = json.loads(part[MANIFEST])

    def without(place: int) -> Members:
        counted = manifest | {"events": len(rows) - 1, "segments": [len(rows) - 1]}
        kept = [row for at, row in enumerate(rows) if at != place]
        return {
            **with_rows(part, kept),
            proofs_name(0): b"".join(one for at, one in enumerate(proofs) if at != place),
            MANIFEST: json.dumps(counted).encode(),
        }

    left_out = verify(packed(tmp_path / "less.zip", without(1))).wrong
    assert left_out is not None
    assert (left_out.position, left_out.fault) == (rows[2][0], Fault.VERSION)
    for place, line in enumerate(proofs):
        position, hashes = json.loads(line)
        for at in range(len(hashes)):
            digit = "1" if hashes[at][0] == "0" else "0"
            changed = [*hashes[:at], digit + hashes[at][1:], *hashes[at + 1 :]]
            lines = [*proofs]
            lines[place] = json.dumps([position, changed]).encode() + b"\n"
            members = {**part, proofs_name(0): b"".join(lines)}
            found = verify(packed(tmp_path / "false.zip", members)).wrong
            assert found is not None
            assert (found.position, found.fault) == (position, Fault.INCLUSION)
    shorter = {**part, proofs_name(0): b"".join(proofs[:-1])}
    found = verify(packed(tmp_path / "false.zip", shorter)).wrong
    assert found is not None
    assert (found.position, found.fault) == (rows[-1][0], Fault.INCLUSION)


async def test_many_proofs_at_once_are_those_of_the_tree(archive: Archive) -> None:
    for number in range(100, 132):
        await archive.record(f"item/patient-{number}", *[b"{}"] * 20)
    sealed = await seal(archive.pool, PROJECT, KEY, instance=INSTANCE)
    assert sealed is not None
    assert sealed.tree_size == 681
    positions = [1, 2, 255, 256, 257, 511, 512, 513, 640, 680, 681]
    prover = Prover(archive.pool, PROJECT, sealed.tree_size)
    for _ in range(2):  # from the database, then from what is kept
        found = await prover.prove(positions)
        assert found == [
            await tree.inclusion(archive.pool, PROJECT, position, 681) for position in positions
        ]


async def test_what_the_database_changed_behind_the_ledger_is_found(
    archive: Archive, tmp_path: Path
) -> None:
    async with archive.pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute(
            "UPDATE ledger.events SET body = '{\"value\":4}' WHERE position = 23"
        )
        await connection.execute("DELETE FROM ledger.events WHERE position = 30")
    await export_project(archive.pool, PROJECT, tmp_path / "altered.zip")
    found = verify(tmp_path / "altered.zip", jobs=1).wrong
    assert found is not None
    assert (found.position, found.fault) == (23, Fault.LEAF)
    assert len(rows_in(unpacked(tmp_path / "altered.zip"))) == 40
    assert events_name(0) in unpacked(tmp_path / "altered.zip")
