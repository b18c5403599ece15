"""`labeltrail certify` and `labeltrail release`: from a ready batch to a folder that proves it."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from labeltrail.events.streams.certificate import RevokeCertificate
from tests.backend.cli.conftest import Command
from tests.projections.certificates_made import DRAWER, Cabinet
from tests.projections.herbarium import GENUS, HERBARIUM, MAUD, Herbarium


async def test_batch_is_certified_released_verified_and_compared(
    command: Command, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    cabinet = Cabinet(Herbarium(pool))
    await cabinet.filled()
    never = command("certify", HERBARIUM, DRAWER)
    assert (never.code, never.out) == (1, "This batch was never certified.\n")
    early = command("release", HERBARIUM, DRAWER, "--as", MAUD, "--out", "early")
    assert (early.code, "not certified" in early.complaint) == (1, True)
    assert not (tmp_path / "early").exists()

    certified = command("certify", HERBARIUM, DRAWER, "--as", MAUD)
    assert certified.code == 0, certified.complaint
    assert "IN FORCE  certificate 1 by maud" in certified.out
    assert "8 items, 8 truths, taxonomy 1, guideline 1, policy 1" in certified.out
    released = command("release", HERBARIUM, DRAWER, "--as", MAUD, "--out", "first")
    assert released.code == 0, released.complaint
    assert "first: release 1 of batch drawer-7 under certificate 1, 8 items and 8 truths" in (
        released.out
    )
    verified = command("release", "verify", "first")
    assert verified.code == 0, verified.out
    assert "PASS release 1 of batch drawer-7 of herbarium: 8 items, 8 truths from 16" in (
        verified.out
    )
    assert "certificates and releases: 2, computed again" in verified.out
    await corrected(cabinet)
    assert "REVOKED" not in released.out
    again = command("release", HERBARIUM, DRAWER, "--number", "1", "--out", "again")
    assert "REVOKED certificate 1 was revoked since, at position" in again.out
    assert "Revoked by maud by hand." in again.out
    assert command("certify", HERBARIUM, DRAWER, "--as", MAUD).code == 0
    second = command("release", HERBARIUM, DRAWER, "--as", MAUD, "--out", "second")
    assert second.code == 0, second.complaint
    compared = command("release", "diff", HERBARIUM, DRAWER, "1", "2")
    assert compared.code == 0, compared.complaint
    assert "from release 1 to 2: 0 items added, 0 items removed, 1 truth changed" in compared.out
    assert "birch (consensus)" in compared.out
    assert "willow (gold)" in compared.out
    history = command("certify", HERBARIUM, DRAWER)
    assert "REVOKED  certificate 1 by maud" in history.out
    assert "Revoked by maud by hand." in history.out
    assert "IN FORCE  certificate 2 by maud" in history.out

    audited(command)
    (tmp_path / "second" / "truths.jsonl").write_bytes(b"")
    false = command("release", "verify", "second")
    assert (false.code, false.out.startswith("FAIL truths.jsonl")) == (1, True)


async def corrected(cabinet: Cabinet) -> None:
    """A gold contradicts what was certified; the certificate is revoked and given anew."""
    herbarium = cabinet.herbarium
    await herbarium.import_gold(cabinet.items[1], GENUS, "willow")
    reference, text = await herbarium.written("The index of 1847 says willow.", MAUD, "reason")
    revoke = RevokeCertificate(batch_id=DRAWER, number=1, reason=reference)
    await herbarium.tell(revoke, texts=(text,))
    await herbarium.ledger.aclose()


def audited(command: Command) -> None:
    exported = ("audit", "export", "--project", HERBARIUM)
    part = command(*exported, "--certificates", DRAWER, "--output", "drawer.zip")
    assert part.code == 0, part.complaint
    shown = command("audit", "verify", "drawer.zip")
    assert shown.code == 0, shown.out
    assert "certificates and releases: 4, computed again and equal to the byte" in shown.out


def test_what_is_not_there_is_one_sentence(command: Command) -> None:
    assert command("release", "verify", "nowhere").code == 2
    ended = command("release", "nowhere", "spring", "--out", "folder")
    assert (ended.code, "no project 'nowhere'" in ended.complaint) == (1, True)
