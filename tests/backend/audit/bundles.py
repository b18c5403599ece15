"""Bundles for tests: a real one to begin with, and whatever a forger may make of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZipFile

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.backend.audit.layout import (
    CHECKPOINTS_PAGE,
    EPOCHS,
    FORMAT,
    KEYS,
    MANIFEST,
    README,
    README_TEXT,
    SEGMENT_EVENTS,
    Manifest,
    Scope,
    checkpoints_name,
    events_name,
    leaves_name,
)
from labeltrail.backend.audit.rows import Leaves, Row
from labeltrail.backend.audit.writing import writing
from labeltrail.events.proof.checkpoint import Checkpoint
from labeltrail.events.proof.merkle import root_of
from labeltrail.events.proof.note import Signer, Verifier
from labeltrail.events.proof.origin import Origin

INSTANCE = "labels.example.org"
PROJECT = "patients-1979"
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC_KEY = KEY.public_key().public_bytes_raw()
VERIFIER = Verifier(INSTANCE, PUBLIC_KEY)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)

Members = dict[str, bytes]
"""The files of a bundle; each checkpoint by itself, to be changed or left out."""


def checkpoint_name(epoch: int, size: int) -> str:
    return f"checkpoint of {epoch:04} at {size:010}"


def unpacked(path: Path) -> Members:
    members: Members = {}
    with ZipFile(path) as file:
        for name in file.namelist():
            if name.startswith("checkpoints/"):
                for line in file.read(name).splitlines():
                    epoch, size, note = json.loads(line)
                    members[checkpoint_name(epoch, size)] = note.encode()
            else:
                members[name] = file.read(name)
    return members


def packed(path: Path, members: Members, *, counts_notes: bool = True) -> Path:
    """With a manifest that counts the checkpoints, unless that is what is false."""
    names = sorted(name for name in members if name.startswith("checkpoint of "))
    filed = [(int(name.split()[2]), int(name.split()[4]), members[name].decode()) for name in names]
    pages = [filed[at : at + CHECKPOINTS_PAGE] for at in range(0, len(filed), CHECKPOINTS_PAGE)]
    files = {name: content for name, content in members.items() if name not in names}
    if counts_notes:
        manifest = json.loads(files[MANIFEST]) | {"checkpoints": list(map(len, pages))}
        files[MANIFEST] = json.dumps(manifest).encode()
    with writing(path) as writer:
        for number, page in enumerate(pages):
            writer.write(checkpoints_name(number), msgspec.json.Encoder().encode_lines(page))
        for name, content in files.items():
            writer.write(name, content)
    return path


def rows_in(members: Members, segment: int = 0) -> list[list[object]]:
    """The events, each followed by its leaf."""
    lines = members[events_name(segment)].splitlines()
    leaves = members[leaves_name(segment)]
    return [
        [*json.loads(line), leaves[at * 32 : at * 32 + 32].hex()] for at, line in enumerate(lines)
    ]


def with_rows(members: Members, rows: Sequence[Sequence[object]]) -> Members:
    """The rows in place of the first segment's, and a manifest that counts them."""
    manifest = json.loads(members[MANIFEST])
    if manifest["scope"] == "PROJECT":
        manifest |= {"events": len(rows), "segments": [len(rows)], "size": len(rows)}
    return {**members, **segment_of(rows), MANIFEST: json.dumps(manifest).encode()}


def segment_of(rows: Sequence[Sequence[object]], segment: int = 0) -> Members:
    return {
        events_name(segment): msgspec.json.Encoder().encode_lines([row[:-1] for row in rows]),
        leaves_name(segment): b"".join(bytes.fromhex(str(row[-1])) for row in rows),
    }


def changed(members: Members, change: Callable[[list[list[object]]], None]) -> Members:
    rows = rows_in(members)
    change(rows)
    return with_rows(members, rows)


def hashed(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """The rows with the leaves that they should have."""
    typed = [msgspec.convert(tuple(row[:14]), Row) for row in rows]
    return [
        [*row, leaf.hex()]
        for row, leaf in zip(typed, Leaves(PROJECT).of(typed).leaves, strict=True)
    ]


def leaves_of(rows: Sequence[Sequence[object]]) -> list[bytes]:
    return [bytes.fromhex(str(row[14])) for row in hashed(rows)]


def note_of(
    leaves: Sequence[bytes], size: int, key: Ed25519PrivateKey = KEY, *, epoch: int = 1
) -> str:
    origin = str(Origin(INSTANCE, PROJECT, epoch))
    checkpoint = Checkpoint(origin=origin, size=size, root=root_of(leaves[:size]))
    return Signer(origin, key).sign(checkpoint.text())


def forged(
    path: Path,
    rows: Sequence[Sequence[object]],
    *sizes: int,
    key: Ed25519PrivateKey = KEY,
) -> Path:
    """A bundle of a project as its server would write it, with its own key, whatever the rows."""
    whole = hashed(rows)
    leaves = [bytes.fromhex(str(row[14])) for row in whole]
    segments = [
        whole[start : start + SEGMENT_EVENTS] for start in range(0, len(whole), SEGMENT_EVENTS)
    ]
    manifest = Manifest(
        format=FORMAT,
        project_id=PROJECT,
        scope=Scope.PROJECT,
        subject=None,
        events=len(whole),
        size=len(whole),
        segments=tuple(map(len, segments)),
        checkpoints=(),
    )
    public_key = msgspec.json.encode(key.public_key().public_bytes_raw()).decode()
    encoder = msgspec.json.Encoder()
    members: Members = {}
    for number, part in enumerate(segments):
        members |= segment_of(part, number)
    members |= {checkpoint_name(1, size): note_of(leaves, size, key).encode() for size in sizes}
    members[KEYS] = f'[{{"number":1,"key":{public_key},"statement":null}}]'.encode()
    members[EPOCHS] = b"[]"
    members[README] = README_TEXT.encode()
    members[MANIFEST] = encoder.encode(manifest)
    return packed(path, members)
