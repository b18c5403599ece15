"""How a bundle is laid out: one zip file, the same bytes for the same ledger.

    README.txt                   the same as here, and how to verify it without our code
    manifest.json                what is in it: whose events, how many, in which files
    keys.json                    the keys that signed, each later one named by the one before
    epochs.json                  when the database was set back to an older state, if ever
    checkpoints/0000000001.jsonl CHECKPOINTS_PAGE each: [epoch, size, signed note], in that order
    events/0000000001.jsonl      SEGMENT_EVENTS events each, named after the first position
    leaves/0000000001.bin        their leaf hashes as the ledger has them, 32 bytes each
    proofs/0000000001.jsonl      of one item or batch only: [position, [hash, …]] for each event

An event is a JSON array of every stored column but project and leaf, in the order of COLUMNS. Times
count microseconds since 1970-01-01T00:00Z; the body is a text, the exact bytes that were hashed.
To read one: `unzip -p FILE 'events/*' | jq '.[13] | fromjson'`.
"""

from __future__ import annotations

from enum import StrEnum
from importlib.resources import files

import msgspec

FORMAT = "labeltrail.bundle.v1"

SEGMENT_HEIGHT = 14
SEGMENT_EVENTS = 1 << SEGMENT_HEIGHT
"""A segment that is full is a full subtree, so segments can be hashed apart from each other."""

CHECKPOINTS_PAGE = 4_096
"""A file for each would make the list of files longer than most bundles."""
LINE_BYTES_MAX = 16 * 1024 * 1024
"""Sixteen times the largest body: in JSON a byte of it takes up to six."""
METADATA_BYTES_MAX = 64 * 1024 * 1024

README = "README.txt"
README_TEXT = files(__package__).joinpath("bundle_v1.txt").read_text(encoding="utf-8")
"""Frozen with the format, so that no bundle can tell an auditor another way."""
MANIFEST = "manifest.json"
KEYS = "keys.json"
EPOCHS = "epochs.json"

COLUMNS = (
    "position",
    "stream",
    "version",
    "event_id",
    "type",
    "schema_version",
    "occurred_at",
    "recorded_at",
    "actor",
    "command_id",
    "causation_id",
    "correlation_id",
    "trace_id",
    "body",
)


class Scope(StrEnum):
    """Whose events a bundle holds."""

    PROJECT = "PROJECT"
    ITEM = "ITEM"
    BATCH = "BATCH"
    CERTIFICATE = "CERTIFICATE"
    """Of a batch, its items, its certificates and releases, and all that these rest on."""


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A public key in base64; in `statement`, a signed note, the key before names this one."""

    number: int
    key: str
    statement: str | None


class Epoch(msgspec.Struct, frozen=True, kw_only=True):
    """From epoch 2 on: the database was set back, and what came after `fork_size` is another.

    `statement` is the signed note that says so; all else here is only what a row says.
    """

    epoch: int
    fork_size: int
    reason: str
    opened_by: str
    statement: str | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`subject` is the item or batch; `size` the leaves of the tree that proofs lead to."""

    format: str
    project_id: str
    scope: Scope
    subject: str | None
    events: int
    size: int
    segments: tuple[int, ...]
    """How many events each file of events holds."""
    checkpoints: tuple[int, ...]
    """How many each file of checkpoints holds."""
    columns: tuple[str, ...] = COLUMNS


def checkpoints_name(page: int) -> str:
    return f"checkpoints/{page * CHECKPOINTS_PAGE + 1:010}.jsonl"


def events_name(segment: int) -> str:
    return f"events/{_first(segment):010}.jsonl"


def leaves_name(segment: int) -> str:
    return f"leaves/{_first(segment):010}.bin"


def proofs_name(segment: int) -> str:
    return f"proofs/{_first(segment):010}.jsonl"


def members_of(manifest: Manifest) -> frozenset[str]:
    """Every file that a bundle with this manifest holds, and it holds no other."""
    places = range(len(manifest.segments))
    proofs = () if manifest.scope is Scope.PROJECT else map(proofs_name, places)
    return frozenset(
        (
            *(README, MANIFEST, KEYS, EPOCHS),
            *map(checkpoints_name, range(len(manifest.checkpoints))),
            *map(events_name, places),
            *map(leaves_name, places),
            *proofs,
        )
    )


def _first(segment: int) -> int:
    return segment * SEGMENT_EVENTS + 1
