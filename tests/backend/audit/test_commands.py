"""`labeltrail audit …` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

from labeltrail.events.proof.checkpoint import parse
from labeltrail.events.proof.note import Verifier, verify
from labeltrail.events.proof.verification import verify_consistency, verify_inclusion
from tests.backend.audit.bundles import (
    INSTANCE,
    PROJECT,
    VERIFIER,
    Members,
    changed,
    forged,
    packed,
    rows_in,
)
from tests.backend.audit.conftest import Archive
from tests.backend.cli.conftest import Ended, run

NOWHERE = "postgresql://nobody@192.0.2.1:1/nowhere"


def audit(folder: Path, *arguments: str, database_url: str | None = NOWHERE) -> Ended:
    return run("audit", *arguments, folder=folder, database_url=database_url)


def test_verify_says_what_is_true_without_a_database(bundle: Path, tmp_path: Path) -> None:
    ended = audit(tmp_path, "verify", str(bundle), "--key", str(VERIFIER))
    assert ended.code == 0, ended.complaint
    assert ended.out.startswith(f"PASS project {PROJECT}: 41 events in 6 streams")
    assert "note:" not in ended.out
    key = tmp_path / "keys.txt"
    key.write_text(f"{VERIFIER}\n")
    ended = audit(tmp_path, "verify", str(bundle), "--key", "keys.txt", "--json")
    assert ended.json["verified"] is True
    assert ended.json["report"]["sealed_size"] == 41


def test_verify_names_the_first_wrong_position(members: Members, tmp_path: Path) -> None:
    packed(tmp_path / "false.zip", changed(members, lambda rows: rows[16].__setitem__(8, "ada")))
    ended = audit(tmp_path, "verify", "false.zip")
    assert ended.code == 1
    assert ended.out.startswith("FAIL LEAF at position 17: ")
    ended = audit(tmp_path, "verify", "false.zip", "--json")
    assert (ended.code, ended.json["wrong"]["position"]) == (1, 17)
    assert ended.json["verified"] is False


def test_a_verdict_reaches_as_far_as_a_signature(members: Members, tmp_path: Path) -> None:
    forged(tmp_path / "early.zip", rows_in(members), 33)
    verify_early = ("verify", "early.zip", "--key", str(VERIFIER))
    ended = audit(tmp_path, *verify_early)
    assert ended.code == 1
    assert ended.out.startswith("PASS up to position 33 of 41: ")
    assert "as they were recorded" not in ended.out
    assert "1 checkpoint, the last one by " in ended.out
    assert "\nFAIL UNSEALED between positions 34 and 41: no trusted signature" in ended.out
    allowed = audit(tmp_path, *verify_early, "--allow-unsealed", "8")
    assert allowed.code == 0
    assert allowed.out.startswith("PASS up to position 33 of 41: ")
    assert "FAIL" not in allowed.out
    assert audit(tmp_path, *verify_early, "--allow-unsealed", "7").code == 1
    told = audit(tmp_path, *verify_early, "--json")
    assert (told.code, told.json["verified"]) == (1, False)
    assert (told.json["report"]["sealed_size"], told.json["report"]["events"]) == (33, 41)
    assert told.json["wrong"]["fault"] == "UNSEALED"


def test_what_cannot_be_read_is_told_apart_from_what_is_wrong(bundle: Path, tmp_path: Path) -> None:
    assert audit(tmp_path, "verify", "nothing.zip").code == 2
    assert audit(tmp_path, "verify", str(bundle), "--against", "nothing.txt").code == 2
    wrong_key = audit(tmp_path, "verify", str(bundle), "--key", "no key")
    assert wrong_key.code == 2
    assert "a verifier key is name+hex+base64" in wrong_key.complaint


async def test_export_seals_writes_and_refuses_to_write_over(
    archive: Archive, database_url: str, tmp_path: Path
) -> None:
    arguments = ("export", "--project", PROJECT, "--output", "project.zip")
    ended = audit(tmp_path, *arguments, database_url=database_url)
    assert ended.code == 0, ended.complaint
    assert ended.out.startswith(
        "project.zip: 41 events and 4 checkpoints, sealed up to position 41"
    )
    assert audit(tmp_path, "verify", "project.zip").code == 0
    again = audit(tmp_path, *arguments, database_url=database_url)
    assert again.code == 2
    assert "is there already" in again.complaint
    forced = audit(tmp_path, *arguments, "--force", "--json", database_url=database_url)
    assert (forced.json["file"], forced.json["events"]) == ("project.zip", 41)
    assert audit(tmp_path, "verify", "project.zip").code == 0
    nowhere = (*arguments[:-1], "nowhere/project.zip")
    assert audit(tmp_path, *nowhere, database_url=database_url).code == 2
    item = audit(
        tmp_path, *arguments[:-1], "item.zip", "--item", "patient-1", database_url=database_url
    )
    assert item.code == 0, item.complaint
    assert audit(tmp_path, "verify", "item.zip").out.startswith("PASS item patient-1: ")
    nobody = audit(
        tmp_path, *arguments[:-1], "nobody.zip", "--item", "nobody", database_url=database_url
    )
    assert nobody.code == 1
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["item.zip", "project.zip"]


async def test_proofs_from_the_command_line_are_verified_by_themselves(
    archive: Archive, database_url: str, tmp_path: Path
) -> None:
    note = audit(tmp_path, "checkpoint", "--project", PROJECT, database_url=database_url).out
    text, _ = verify(note, [Verifier(f"{INSTANCE}/{PROJECT}/1", VERIFIER.public_key)])
    checkpoint = parse(text)
    assert checkpoint.size == 41
    ended = audit(
        tmp_path, "prove", "--project", PROJECT, "--position", "17", database_url=database_url
    )
    proof = json.loads(ended.out)
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    verify_inclusion(bytes.fromhex(proof["leaf"]), 16, 41, hashes, checkpoint.root)
    ended = audit(
        tmp_path, "prove", "--project", PROJECT, "--from", "20", database_url=database_url
    )
    proof = json.loads(ended.out)
    hashes = [bytes.fromhex(one) for one in proof["hashes"]]
    verify_consistency(20, 41, hashes, bytes.fromhex(proof["from_root"]), checkpoint.root)
    ahead = audit(
        tmp_path, "prove", "--project", PROJECT, "--position", "42", database_url=database_url
    )
    assert ahead.code == 1
    assert "not sealed yet" in ahead.complaint
