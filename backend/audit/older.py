"""Holds a bundle to what an auditor kept from before: a checkpoint, or an older bundle.

A server that rewrites the past can sign it anew, and then every signature fits. Whoever kept
something from before sees it: the older tree is no beginning of the newer one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import is_zipfile

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.layout import Scope
from labeltrail.backend.audit.rows import RowsMalformed, rows_of
from labeltrail.backend.audit.signatures import Keys, Signed, read_checkpoint, signed_checkpoints
from labeltrail.backend.audit.wrong import Fault, refused
from labeltrail.events.proof.hashes import HASH_BYTES
from labeltrail.events.proof.note import NOTE_BYTES_MAX, NoteWrong


class Older(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept: its checkpoints, and the bundle if it was one."""

    path: Path
    checkpoints: tuple[Signed, ...]
    is_bundle: bool


def read_older(path: Path, bundle: Bundle, keys: Keys) -> Older:
    """Raises Refused for a checkpoint of another project or of unknown keys."""
    if is_zipfile(path):
        with Bundle(path) as older:
            if older.manifest.project_id != bundle.manifest.project_id:
                message = f"{path} is of project {older.manifest.project_id!r}"
                raise refused(Fault.CONSISTENCY, message)
            checkpoints = signed_checkpoints(older, keys).signed
            return Older(path=path, checkpoints=checkpoints, is_bundle=True)
    with path.open("rb") as file:
        text = file.read(NOTE_BYTES_MAX + 1).decode("utf-8", "replace")
    try:
        found = read_checkpoint(text, keys.public_keys, bundle.manifest.project_id)
    except NoteWrong as error:
        raise refused(Fault.CONSISTENCY, f"{path}: {error}") from None
    return Older(path=path, checkpoints=(found,), is_bundle=False)


def check_same_events(bundle: Bundle, older: Path) -> None:
    """The first position at which an older bundle has another event. Raises Refused."""
    with Bundle(older) as before:
        if {bundle.manifest.scope, before.manifest.scope} == {Scope.PROJECT}:
            both = zip(_leaves(bundle), _leaves(before), strict=False)
            pairs = ((at, leaf, kept) for at, (leaf, kept) in enumerate(both, 1))
        else:
            by_position = dict(zip(_positions(before), _leaves(before), strict=False))
            placed = zip(_positions(bundle), _leaves(bundle), strict=False)
            pairs = ((at, leaf, by_position.get(at, leaf)) for at, leaf in placed)
        for position, leaf, kept in pairs:
            if leaf != kept:
                message = f"{older} has another event at this position"
                raise refused(Fault.CONSISTENCY, message, position)


def _leaves(bundle: Bundle) -> Iterator[bytes]:
    for number in range(len(bundle.manifest.segments)):
        stored = bundle.leaves(number)
        for start in range(0, len(stored), HASH_BYTES):
            yield stored[start : start + HASH_BYTES]


def _positions(bundle: Bundle) -> Iterator[int]:
    for number in range(len(bundle.manifest.segments)):
        for lines in bundle.event_lines(number):
            try:
                yield from (row[0] for row in rows_of(lines))
            except RowsMalformed as error:
                message = f"{bundle.path} holds a line that is no event: {error}"
                raise refused(Fault.CONSISTENCY, message) from None
