"""A database that was set back: told by a signed statement, or not believed at all."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.audit.export import export_part, export_project
from labeltrail.backend.audit.layout import EPOCHS, Scope
from labeltrail.backend.audit.verify import Report, verify
from labeltrail.backend.audit.wrong import Fault, Wrong
from labeltrail.events.ledger import tree
from labeltrail.events.ledger.epochs import resume, stop
from labeltrail.events.ledger.seal import TreeChanged, seal
from labeltrail.events.proof.merkle import root_of
from labeltrail.events.proof.origin import Origin
from labeltrail.events.proof.restoration import stated_restoration
from tests.backend.audit.bundles import (
    INSTANCE,
    KEY,
    PROJECT,
    STRANGER,
    VERIFIER,
    Members,
    checkpoint_name,
    leaves_of,
    note_of,
    packed,
    rows_in,
)
from tests.backend.audit.conftest import Archive
from tests.backend.cli.conftest import run

FORK = 25


def statement_of(
    leaves: list[bytes],
    key: Ed25519PrivateKey = KEY,
    *,
    epoch: int = 2,
    fork: int = FORK,
    project: str = PROJECT,
) -> str:
    return stated_restoration(
        Origin(INSTANCE, project, epoch),
        key,
        fork_size=fork,
        fork_root=root_of(leaves[:fork]),
        lost=(1, 33, bytes(32)),
        reason="the disk burnt",
    )


def with_epoch(members: Members, statement: str | None) -> Members:
    second = {
        "epoch": 2,
        "fork_size": FORK,
        "reason": "the disk burnt",
        "opened_by": "ada",
        "statement": statement,
    }
    return {**members, EPOCHS: json.dumps([second]).encode()}


@pytest.fixture
def restored(members: Members) -> Members:
    """Set back to 25 events and grown again; a checkpoint of 33 is of what was lost."""
    leaves = leaves_of(rows_in(members))
    lost = note_of([*leaves[:FORK], *([bytes(32)] * 8)], 33)
    altered = {
        **members,
        checkpoint_name(1, 33): lost.encode(),
        checkpoint_name(2, 41): note_of(leaves, 41, epoch=2).encode(),
    }
    del altered[checkpoint_name(1, 41)]
    return with_epoch(altered, statement_of(leaves))


def report_of(path: Path, against: Path | None = None) -> Report:
    verdict = verify(path, keys=[VERIFIER], against=against, jobs=1)
    assert verdict.report is not None, verdict.wrong
    assert verdict.wrong is None
    return verdict.report


def refused(path: Path, against: Path | None = None) -> Wrong:
    verdict = verify(path, keys=[VERIFIER], against=against, jobs=1)
    assert verdict.wrong is not None
    return verdict.wrong


def test_a_stated_restore_is_told_and_what_it_lost_is_not_hidden(
    members: Members, restored: Members, tmp_path: Path
) -> None:
    path = packed(tmp_path / "restored.zip", restored)
    report = report_of(path)
    assert report.restored_at == (FORK,)
    told = "\n".join(report.remarks)
    assert "epoch 2 began because the database was set back to 25 events: the disk burnt" in told
    assert "a checkpoint of 33 events of epoch 1 was lost" in told
    kept = tmp_path / "kept.txt"
    kept.write_bytes(restored[checkpoint_name(1, 33)])
    found = refused(path, kept)
    assert (found.fault, found.position) == (Fault.CONSISTENCY, FORK + 1)
    kept.write_bytes(members[checkpoint_name(1, 20)])
    assert report_of(path, kept).restored_at == (FORK,)


def test_a_restore_is_a_word_of_the_verdict(restored: Members, tmp_path: Path) -> None:
    path = packed(tmp_path / "restored.zip", restored)
    ended = run(
        "audit", "verify", str(path), "--key", str(VERIFIER), folder=tmp_path, database_url=None
    )
    assert ended.code == 0, ended.complaint
    assert ended.out.startswith(f"PASS, RESTORED at {FORK}: project {PROJECT}: 41 events")


def test_a_restore_that_no_trusted_key_has_signed_lifts_no_checkpoint(
    members: Members, restored: Members, tmp_path: Path
) -> None:
    leaves = leaves_of(rows_in(members))
    statements = [
        None,
        "rubbish",
        statement_of(leaves, STRANGER),
        statement_of(leaves, epoch=3),
        statement_of(leaves, fork=20),
        statement_of(leaves, project="cells-1980"),
        statement_of(leaves).replace("25", "24", 1),
    ]
    for number, statement in enumerate(statements):
        path = packed(tmp_path / f"{number}.zip", with_epoch(restored, statement))
        found = refused(path)
        assert (found.fault, found.to_position) == (Fault.ROOT, 33)
        assert "epoch 2 does not lift that" in found.message
    silent = packed(tmp_path / "silent.zip", {**restored, EPOCHS: b"[]"})
    assert "the bundle does not say when it began" in refused(silent).message


def test_an_epoch_that_nobody_stated_is_refused_even_where_all_roots_fit(
    members: Members, tmp_path: Path
) -> None:
    path = packed(tmp_path / "unstated.zip", with_epoch(members, None))
    found = refused(path)
    assert found.fault is Fault.EPOCH
    assert "nobody has signed a statement that it begins" in found.message


def test_a_fork_with_another_root_is_refused(
    members: Members, restored: Members, tmp_path: Path
) -> None:
    other = [bytes(32)] * 41
    path = packed(tmp_path / "root.zip", with_epoch(restored, statement_of(other)))
    found = refused(path)
    assert (found.fault, found.to_position) == (Fault.ROOT, FORK)


async def rewritten(archive: Archive, position: int) -> None:
    """As the owner of the tables can, who has no signing key."""
    async with archive.pool.acquire() as connection:
        await connection.execute("ALTER TABLE ledger.events DISABLE TRIGGER ALL")
        await connection.execute(
            "UPDATE ledger.events SET body = '{\"value\":8}', leaf = ledger.leaf_v1(project_id,"
            " position, stream, version, event_id, type, schema_version, occurred_at, recorded_at,"
            " actor, command_id, causation_id, correlation_id, trace_id, '{\"value\":8}'::bytea)"
            " WHERE position = $1",
            position,
        )


async def opened_by_a_stranger(archive: Archive, fork: int) -> None:
    root = await tree.root(archive.pool, PROJECT, fork)
    statement = stated_restoration(
        Origin(INSTANCE, PROJECT, 2),
        STRANGER,
        fork_size=fork,
        fork_root=root,
        lost=None,
        reason="last night's backup",
    )
    await archive.pool.execute("SELECT ledger.stop_project($1, 'restore', '')", PROJECT)
    await archive.pool.execute(
        "SELECT ledger.open_epoch($1, 2, $2, 'restored', 'ops', $3)", PROJECT, fork, statement
    )


async def test_a_past_that_was_rewritten_and_called_a_restore_is_found(
    archive: Archive, tmp_path: Path
) -> None:
    await rewritten(archive, 24)
    await opened_by_a_stranger(archive, 23)
    with pytest.raises(TreeChanged, match="are not those that were sealed"):
        await seal(archive.pool, PROJECT, KEY, instance=INSTANCE)
    path = tmp_path / "rewritten.zip"
    await export_project(archive.pool, PROJECT, path)
    found = refused(path)
    assert (found.fault, found.position, found.to_position) == (Fault.ROOT, 21, 33)
    assert "epoch 2 does not lift that: no trusted key has signed the note" in found.message


async def test_a_true_restore_passes_after_somebody_opened_an_epoch_without_a_key(
    archive: Archive, tmp_path: Path
) -> None:
    await opened_by_a_stranger(archive, 23)
    path = tmp_path / "opened.zip"
    await export_project(archive.pool, PROJECT, path)
    assert refused(path).fault is Fault.EPOCH
    await stop(archive.pool, PROJECT, "epoch 2 was not stated", None)
    opened = await resume(
        archive.pool, PROJECT, [], KEY, instance=INSTANCE, reason="a mistake", opened_by="ada"
    )
    assert (opened.epoch, opened.fork_size) == (3, 41)
    await archive.record("item/patient-1", b'{"value":3}')
    assert await seal(archive.pool, PROJECT, KEY, instance=INSTANCE)
    await export_project(archive.pool, PROJECT, tmp_path / "resumed.zip")
    report = report_of(tmp_path / "resumed.zip")
    assert (report.restored_at, report.sealed_size) == ((41,), 42)
    assert any(one.startswith("epoch 2 is not honoured") for one in report.remarks)
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-1", tmp_path / "item.zip")
    assert report_of(tmp_path / "item.zip").restored_at == (41,)


async def test_notes_and_keys_that_the_service_made_up_spoil_no_bundle(
    archive: Archive, tmp_path: Path
) -> None:
    """Each passes the database's checks of shape, and none is signed."""
    signature = f"\n— {INSTANCE} {'A' * 91}=\n"
    await archive.record("item/patient-1", b'{"value":3}')
    await tree.extended(archive.pool, PROJECT)
    root = base64.b64encode(await tree.root(archive.pool, PROJECT, 42)).decode()
    added = await archive.pool.fetchval(
        "SELECT ledger.add_checkpoint($1, 1, 42, $2, $3)",
        PROJECT,
        f"{INSTANCE}/{PROJECT}/1\n42\n{root}\n{signature}",
        VERIFIER.public_key,
    )
    assert added == "added"
    key = bytes(range(32))
    named = f"x\nlabeltrail signing key 2\n{base64.b64encode(key).decode()}\n{signature}"
    assert await archive.pool.fetchval("SELECT ledger.add_signing_key(2, $1, $2)", key, named)
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-1", tmp_path / "item.zip")
    assert report_of(tmp_path / "item.zip").sealed_size == 41
    await archive.record("item/patient-1", b'{"value":4}')
    assert await seal(archive.pool, PROJECT, KEY, instance=INSTANCE)
    await export_project(archive.pool, PROJECT, tmp_path / "project.zip")
    report = report_of(tmp_path / "project.zip")
    assert report.sealed_size == 43
    told = "\n".join(report.remarks)
    assert "signing key 2 is passed over" in told
    assert "the checkpoint of epoch 1 at 42 events is passed over" in told
