"""Whose word it is: keys that follow one another, what was kept from before, and damaged files."""

from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.export import export_part, export_project
from labeltrail.backend.audit.layout import (
    KEYS,
    MANIFEST,
    README,
    Key,
    Scope,
    checkpoints_name,
)
from labeltrail.backend.audit.verify import verify
from labeltrail.backend.audit.wrong import Fault, Refused, Wrong
from labeltrail.events.ledger.seal import record_key, seal
from labeltrail.events.proof.note import Verifier
from labeltrail.events.proof.succession import stated, stated_as_lost
from tests.backend.audit.bundles import (
    INSTANCE,
    KEY,
    PROJECT,
    PUBLIC_KEY,
    STRANGER,
    VERIFIER,
    Members,
    checkpoint_name,
    forged,
    leaves_of,
    note_of,
    packed,
    rows_in,
    unpacked,
)
from tests.backend.audit.conftest import Archive

NEXT = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
NEXT_VERIFIER = Verifier(INSTANCE, NEXT.public_key().public_bytes_raw())
STRANGER_VERIFIER = Verifier(INSTANCE, STRANGER.public_key().public_bytes_raw())


def refused(path: Path, *keys: Verifier, against: Path | None = None) -> Wrong:
    verdict = verify(path, keys=keys, against=against, jobs=1)
    assert verdict.report is None
    assert verdict.wrong is not None
    return verdict.wrong


def remarks(path: Path, *keys: Verifier, against: Path | None = None) -> str:
    verdict = verify(path, keys=keys, against=against, jobs=1)
    assert verdict.report is not None, verdict.wrong
    return "\n".join(verdict.report.remarks)


async def rotated(archive: Archive, tmp_path: Path, statement: str) -> Path:
    """The project's bundle after its key was replaced and the next one has sealed too."""
    public_key = NEXT_VERIFIER.public_key
    assert await record_key(archive.pool, 2, public_key, statement)
    await archive.record("item/patient-1", b'{"value":3}')
    assert await seal(archive.pool, PROJECT, NEXT, instance=INSTANCE)
    path = tmp_path / "rotated.zip"
    await export_project(archive.pool, PROJECT, path)
    return path


async def test_whoever_trusts_the_first_key_trusts_the_one_that_it_names(
    archive: Archive, tmp_path: Path
) -> None:
    path = await rotated(archive, tmp_path, stated(INSTANCE, 2, KEY, NEXT))
    for key in (VERIFIER, NEXT_VERIFIER):
        report = verify(path, keys=[key], jobs=1).report
        assert report is not None
        assert report.sealed_size == 42
        assert report.signed_by is not None
        assert Verifier.parse(report.signed_by).public_key == NEXT_VERIFIER.public_key
    assert remarks(path, VERIFIER) == ""
    assert remarks(path, NEXT_VERIFIER).startswith("4 checkpoints signed by keys that do not")
    assert refused(path, STRANGER_VERIFIER).fault is Fault.SIGNATURE
    await export_part(archive.pool, PROJECT, Scope.ITEM, "patient-1", tmp_path / "item.zip")
    assert verify(tmp_path / "item.zip", keys=[VERIFIER]).report is not None


async def test_a_key_that_replaced_a_lost_one_is_not_followed(
    archive: Archive, tmp_path: Path
) -> None:
    path = await rotated(archive, tmp_path, stated_as_lost(INSTANCE, 2, NEXT, "the disk burnt"))
    report = verify(path, keys=[VERIFIER], jobs=1).report
    assert report is not None
    assert report.sealed_size == 41, "what the first key signed still holds"
    assert "1 checkpoint signed by keys that do not" in remarks(path, VERIFIER)
    both = verify(path, keys=[VERIFIER, NEXT_VERIFIER], jobs=1).report
    assert both is not None
    assert both.sealed_size == 42


def with_keys(members: Members, *keys: Key) -> Members:
    return {**members, KEYS: msgspec.json.encode(keys)}


def key(number: int, private: Ed25519PrivateKey, statement: str | None) -> Key:
    text = json.loads(msgspec.json.encode(private.public_key().public_bytes_raw()))
    return Key(number=number, key=text, statement=statement)


@pytest.mark.parametrize(
    "keys",
    [
        (),
        (key(1, STRANGER, None),),
        (key(2, KEY, None),),
        (Key(number=1, key="no key", statement=None),),
    ],
)
def test_keys_that_signed_nothing_are_refused(
    members: Members, tmp_path: Path, keys: tuple[Key, ...]
) -> None:
    path = packed(tmp_path / "keys.zip", with_keys(members, *keys))
    assert refused(path).fault is Fault.SIGNATURE


@pytest.mark.parametrize(
    "row",
    [
        key(2, STRANGER, None),
        key(2, STRANGER, stated(INSTANCE, 2, KEY, NEXT)),
        key(2, NEXT, stated(INSTANCE, 3, KEY, NEXT)),
        key(2, NEXT, "no note"),
        Key(number=2, key="no key", statement="no note"),
    ],
)
def test_a_key_that_nothing_names_is_passed_over_and_told(
    members: Members, tmp_path: Path, row: Key
) -> None:
    """Anybody who may call the ledger's functions can have added it, so it spoils nothing."""
    path = packed(tmp_path / "keys.zip", with_keys(members, key(1, KEY, None), row))
    assert remarks(path, VERIFIER).startswith("signing key 2 is passed over: ")
    third = key(3, NEXT, stated(INSTANCE, 3, KEY, NEXT))
    altered = with_keys(members, key(1, KEY, None), row, third)
    leaves = leaves_of(rows_in(members))
    altered[checkpoint_name(1, 41)] = note_of(leaves, 41, NEXT).encode()
    report = verify(packed(tmp_path / "third.zip", altered), keys=[VERIFIER], jobs=1).report
    assert report is not None
    assert report.sealed_size == 41, "the line of trust goes on behind it"


def test_a_stranger_cannot_put_themselves_into_the_line(members: Members, tmp_path: Path) -> None:
    leaves = leaves_of(rows_in(members))
    statement = stated(INSTANCE, 2, STRANGER, STRANGER)
    altered = {**members, checkpoint_name(1, 41): note_of(leaves, 41, STRANGER).encode()}
    path = packed(
        tmp_path / "line.zip",
        with_keys(altered, key(1, KEY, None), key(2, STRANGER, statement)),
    )
    report = verify(path, keys=[VERIFIER], jobs=1).report
    assert report is not None
    assert report.sealed_size == 33, "the stranger's checkpoint does not count"


def test_a_key_of_another_instance_is_refused(bundle: Path) -> None:
    found = refused(bundle, Verifier("labels.example.com", PUBLIC_KEY))
    assert (found.fault, found.position) == (Fault.SIGNATURE, None)
    assert remarks(bundle, Verifier(f"{INSTANCE}/{PROJECT}/1", PUBLIC_KEY)) == ""


@pytest.mark.parametrize("line", [0, 1, 2, 4])
def test_a_changed_checkpoint_is_passed_over_and_told(
    members: Members, tmp_path: Path, line: int
) -> None:
    name = checkpoint_name(1, 20)
    lines = members[name].decode().split("\n")
    place = lines[line].rfind(" ") + 10 if line == 4 else 1
    another = "1" if lines[line][place] != "1" else "2"
    lines[line] = lines[line][:place] + another + lines[line][place + 1 :]
    altered = {**members, name: "\n".join(lines).encode()}
    assert altered[name] != members[name]
    path = packed(tmp_path / "note.zip", altered)
    told = remarks(path, VERIFIER)
    assert told.startswith("the checkpoint of epoch 1 at 20 events is passed over: ")


def test_checkpoints_that_nobody_signed_prove_nothing(members: Members, tmp_path: Path) -> None:
    rubbish = {name: b"rubbish" for name in members if name.startswith("checkpoint of")}
    found = refused(packed(tmp_path / "rubbish.zip", {**members, **rubbish}), VERIFIER)
    assert found.fault is Fault.SIGNATURE
    assert "the checkpoint of epoch 1 at 41 events is passed over" in found.message


def test_a_checkpoint_under_another_name_is_refused(members: Members, tmp_path: Path) -> None:
    first, second = checkpoint_name(1, 7), checkpoint_name(1, 20)
    altered = {**members, first: members[second], second: members[first]}
    assert refused(packed(tmp_path / "note.zip", altered)).fault is Fault.CHECKPOINT


def test_another_root_under_a_true_signature_is_found(members: Members, tmp_path: Path) -> None:
    rows = rows_in(members)
    rows[12][13] = '{"value":8}'
    leaves = leaves_of(rows)
    altered = {**members, checkpoint_name(1, 20): note_of(leaves, 20).encode()}
    found = refused(packed(tmp_path / "root.zip", altered))
    assert (found.fault, found.position, found.to_position) == (Fault.ROOT, 8, 20)


def test_what_was_kept_from_before_is_still_there(
    bundle: Path, members: Members, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_bytes(members[checkpoint_name(1, 20)])
    older = forged(tmp_path / "older.zip", rows_in(members)[:35], 20, 33)
    for against in (kept, older, bundle):
        assert remarks(bundle, VERIFIER, against=against) == ""


def test_a_past_that_was_signed_anew_is_found(
    bundle: Path, members: Members, tmp_path: Path
) -> None:
    rows = rows_in(members)
    rows[17][13] = '{"value":8}'
    anew = forged(tmp_path / "anew.zip", rows, 7, 20, 33, 41)
    assert verify(anew, keys=[VERIFIER], jobs=1).report is not None
    kept = tmp_path / "kept.txt"
    kept.write_bytes(members[checkpoint_name(1, 33)])
    found = refused(anew, VERIFIER, against=kept)
    assert (found.fault, found.position, found.to_position) == (Fault.ROOT, 21, 33)
    found = refused(anew, VERIFIER, against=bundle)
    assert (found.fault, found.position) == (Fault.CONSISTENCY, 18)
    shorter = forged(tmp_path / "shorter.zip", rows_in(members)[:30], 30)
    found = refused(shorter, VERIFIER, against=kept)
    assert (found.fault, found.position) == (Fault.POSITION, 31)


def test_an_older_note_that_cannot_be_compared_is_refused(
    bundle: Path, tmp_path: Path, members: Members
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("no checkpoint\n")
    assert refused(bundle, against=kept).fault is Fault.CONSISTENCY
    leaves = leaves_of(rows_in(members))
    kept.write_text(note_of(leaves, 20, STRANGER))
    assert refused(bundle, against=kept).fault is Fault.CONSISTENCY


@pytest.mark.parametrize("seed", range(4))
def test_any_damage_to_the_file_is_refused_or_without_effect(
    members: Members, tmp_path: Path, seed: int
) -> None:
    """A zip has bytes that mean nothing, such as times; whatever a reader sees is as it was."""
    content = forged(tmp_path / "small.zip", rows_in(members)[:20], 7, 20).read_bytes()
    whole = unpacked(tmp_path / "small.zip")
    directory = content.index(b"PK\x01\x02")
    path = tmp_path / "damaged.zip"
    chosen = random.Random(seed)
    refusals = 0
    for _ in range(150):
        damaged = bytearray(content)
        match chosen.randrange(3):
            case 0:
                damaged[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)
            case 1:
                damaged[chosen.randrange(directory, len(content))] = chosen.randrange(256)
            case _:
                start = chosen.randrange(len(content))
                del damaged[start : start + chosen.randrange(1, 50)]
        path.write_bytes(damaged)
        if verify(path, keys=[VERIFIER], jobs=1).report is None:
            refusals += 1
        else:
            assert unpacked(path) == whole
    assert refusals > 90


@pytest.mark.parametrize("size", [0, 100, 5_000])
def test_a_truncated_file_is_refused(bundle: Path, tmp_path: Path, size: int) -> None:
    path = tmp_path / "short.zip"
    path.write_bytes(bundle.read_bytes()[:size])
    assert refused(path).fault is Fault.BUNDLE


@pytest.mark.parametrize(
    "change",
    [
        {"format": "labeltrail.bundle.v2"},
        {"columns": ["position"]},
        {"events": 40},
        {"segments": [40, 1]},
        {"scope": "ITEM"},
        {"subject": "patient-1"},
        {"project_id": 7},
        {"more": 1},
        {"checkpoints": [3]},
        {"checkpoints": [4, 1]},
        {"checkpoints": [0]},
        {"checkpoints": []},
        {"checkpoints": [[1, 7]]},
    ],
)
def test_a_manifest_that_contradicts_the_bundle_is_refused(
    members: Members, tmp_path: Path, change: dict[str, object]
) -> None:
    manifest = json.loads(members[MANIFEST]) | change
    altered = {**members, MANIFEST: json.dumps(manifest).encode()}
    path = packed(tmp_path / "manifest.zip", altered, counts_notes="checkpoints" not in change)
    assert refused(path).fault is Fault.BUNDLE


def test_another_projects_name_is_refused(members: Members, tmp_path: Path) -> None:
    manifest = json.loads(members[MANIFEST]) | {"project_id": "patients-1980"}
    altered = {**members, MANIFEST: json.dumps(manifest).encode()}
    found = refused(packed(tmp_path / "renamed.zip", altered))
    assert found.fault is Fault.SIGNATURE
    assert "patients-1979" in found.message


def test_a_file_more_or_twice_is_refused(members: Members, tmp_path: Path) -> None:
    more = packed(tmp_path / "more.zip", {**members, "events/0000016385.jsonl": b""})
    assert "there and not in the manifest" in refused(more).message
    without = {name: content for name, content in members.items() if name != KEYS}
    assert "keys.json is missing" in refused(packed(tmp_path / "less.zip", without)).message


def test_what_is_no_bundle_at_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("item,label\n")
    with pytest.raises(Refused, match="no whole zip file"):
        Bundle(path)


def test_a_bundle_cannot_tell_an_auditor_another_way(members: Members, tmp_path: Path) -> None:
    altered = {**members, README: b"All is well.\n"}
    assert "README.txt is not that of" in refused(packed(tmp_path / "readme.zip", altered)).message


@pytest.mark.parametrize(
    "lines",
    [
        b'[1,20,"note"]\n[1,7,"note"]\n',
        b'[1,7,"note"]\n[1,7,"note"]\n',
        b'[0,7,"note"]\n[1,7,"note"]\n',
        b'[1,7,"note"]\n[1,20]\n',
        b'[1,7,"note"]\n[1,20,"note"]',
        b'[1,7,"note"]\n',
        b'[1,7,"note"]\n[1,20,"note"]\n[1,33,"note"]\n',
    ],
)
def test_checkpoints_that_are_not_filed_in_order_are_refused(
    members: Members, tmp_path: Path, lines: bytes
) -> None:
    altered = {name: one for name, one in members.items() if not name.startswith("checkpoint of")}
    manifest = json.loads(members[MANIFEST]) | {"checkpoints": [2]}
    altered |= {MANIFEST: json.dumps(manifest).encode(), checkpoints_name(0): lines}
    path = packed(tmp_path / "pages.zip", altered, counts_notes=False)
    with Bundle(path) as bundle, pytest.raises(Refused) as refusal:
        list(bundle.checkpoints())
    assert refusal.value.wrong.fault is Fault.BUNDLE
