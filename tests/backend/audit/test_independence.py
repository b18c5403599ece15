"""A second verifier, written from README.txt of the bundle with nothing of ours, as the judge."""

from __future__ import annotations

import base64
import json
import struct
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from labeltrail.backend.audit.verify import verify
from tests.backend.audit.bundles import PUBLIC_KEY, VERIFIER, Members, changed, packed

NUMBERS = {0, 2, 5, 6, 7}
IDS = {3, 9, 10, 11}


def naively_verified(path: Path) -> bool:
    with ZipFile(path) as file:
        manifest = json.loads(file.read("manifest.json"))
        rows = [
            json.loads(line)
            for name in sorted(file.namelist())
            if name.startswith("events/")
            for line in file.read(name).decode().split("\n")[:-1]
        ]
        stored = b"".join(
            file.read(name) for name in sorted(file.namelist()) if name.startswith("leaves/")
        )
        notes = [
            json.loads(line)[2]
            for name in file.namelist()
            if name.startswith("checkpoints/")
            for line in file.read(name).decode().split("\n")[:-1]
        ]
    leaves = [leaf(manifest["project_id"], row) for row in rows]
    versions: dict[str, list[int]] = {}
    for row in rows:
        versions.setdefault(row[1], []).append(row[2])
    return (
        b"".join(leaves) == stored
        and [row[0] for row in rows] == list(range(1, len(rows) + 1))
        and all(found == list(range(1, len(found) + 1)) for found in versions.values())
        and all(one[7] < two[7] for one, two in pairwise(rows))
        and len({row[3] for row in rows}) == len(rows)
        and all(is_root(note, leaves) for note in notes)
    )


def leaf(project: str, row: list[Any]) -> bytes:
    fields: list[bytes | None] = [b"labeltrail.event.v1", project.encode()]
    for place, value in enumerate(row[:13]):
        if value is None:
            fields.append(None)
        elif place in NUMBERS:
            fields.append(struct.pack(">q", value))
        else:
            fields.append(UUID(value).bytes if place in IDS else value.encode())
    fields.append(sha256(row[13].encode()).digest())
    envelope = b"".join(
        b"\xff\xff\xff\xff" if one is None else struct.pack(">I", len(one)) + one for one in fields
    )
    return sha256(b"\0" + envelope).digest()


def is_root(note: str, leaves: list[bytes]) -> bool:
    text, _, signature = note.partition("\n\n")
    _, size, root = text.split("\n")
    signed = base64.b64decode(signature.split(" ")[2])
    Ed25519PublicKey.from_public_bytes(PUBLIC_KEY).verify(signed[4:], (text + "\n").encode())
    return merkle(leaves[: int(size)]) == base64.b64decode(root)


def merkle(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    middle = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1" + merkle(leaves[:middle]) + merkle(leaves[middle:])).digest()


def test_both_verifiers_find_a_true_bundle_true(bundle: Path) -> None:
    assert naively_verified(bundle)
    assert verify(bundle, keys=[VERIFIER], jobs=1).report is not None


def test_both_verifiers_refuse_a_changed_body(members: Members, tmp_path: Path) -> None:
    path = packed(
        tmp_path / "false.zip", changed(members, lambda rows: rows[30].__setitem__(13, "{}"))
    )
    assert not naively_verified(path)
    assert verify(path, keys=[VERIFIER], jobs=1).report is None
