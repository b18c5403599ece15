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
from labeltrail.backend.audit.rows import RowsMalformed, rows_of
from labeltrail.backend.audit.signatures import Keys, Signed, read_checkpoint, signed_checkpoints
from labeltrail.backend.audit.wrong import Fault, refused
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
            return Older(path=path, checkpoints=signed_checkpoints(older, keys), is_bundle=True)
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
        kept = dict(_leaves(before)) if before.manifest.subject is not None else None
        if kept is not None:
            pairs = ((at, leaf, kept[at]) for at, leaf in _leaves(bundle) if at in kept)
        else:
            both = zip(_leaves(bundle), _leaves(before), strict=False)
            pairs = ((at, leaf, another) for (at, leaf), (_, another) in both)
        for position, leaf, another in pairs:
            if leaf != another:
                message = f"{older} has another event at this position"
                raise refused(Fault.CONSISTENCY, message, position)


def _leaves(bundle: Bundle) -> Iterator[tuple[int, str]]:
    for number in range(len(bundle.manifest.segments)):
        for lines in bundle.event_lines(number):
            try:
                for row in rows_of(lines):
                    yield row[0], row[14]
            except RowsMalformed as error:
                message = f"{bundle.path} holds a line that is no event: {error}"
                raise refused(Fault.CONSISTENCY, message) from None
