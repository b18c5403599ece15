"""Whose word a bundle's checkpoints are: signatures, and keys that follow one another.

A bundle brings the keys that signed it, which proves nothing by itself: whoever forged the events
can have forged the keys. So an auditor brings a key that they were given another way, and trust
goes from it along the statements by which each key names the next.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.wrong import Fault, refused
from labeltrail.events.proof import note
from labeltrail.events.proof.checkpoint import Checkpoint, CheckpointMalformed, parse
from labeltrail.events.proof.note import NoteWrong, Verifier
from labeltrail.events.proof.origin import Origin, OriginMalformed, parse_origin
from labeltrail.events.proof.succession import follow, parse_succession


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint whose signature was verified."""

    origin: Origin
    checkpoint: Checkpoint
    public_key: bytes

    @property
    def size(self) -> int:
        return self.checkpoint.size


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a bundle, and which of them the auditor has a reason to trust."""

    public_keys: tuple[bytes, ...]
    trusted: frozenset[bytes]
    names: frozenset[str]
    """Whose keys the auditor brought; none when the bundle's own word is all there is."""


def keys_of(bundle: Bundle, brought: Sequence[Verifier]) -> Keys:
    """Raises Refused when a key does not follow from the one before, though it says so."""
    public_keys = tuple(_public_key(one.key) for one in bundle.keys)
    statements: list[str] = []
    for number, one in enumerate(bundle.keys, 1):
        try:
            if one.number != number or (one.statement is None) != (number == 1):
                raise NoteWrong("keys are numbered from one, and all but the first have statements")
            if one.statement is not None:
                statements.append(one.statement)
                named = parse_succession(one.statement)
                if (named.number, named.public_key) != (number, public_keys[number - 1]):
                    raise NoteWrong("its statement names another key")
                note.verify(one.statement, [Verifier(named.instance, named.public_key)])
        except NoteWrong as error:
            raise refused(Fault.SIGNATURE, f"signing key {number}: {error}") from None
    trusted: set[bytes] = set()
    for key in [one.public_key for one in brought] or list(public_keys[:1]):
        trusted.update(_line_from(key, statements))
    names = frozenset(one.name for one in brought)
    return Keys(public_keys=public_keys, trusted=frozenset(trusted), names=names)


def signed_checkpoints(bundle: Bundle, keys: Keys) -> tuple[Signed, ...]:
    """Every checkpoint of the bundle. Raises Refused for the first that is not what it says."""
    return tuple(_signed(bundle, keys, epoch, size) for epoch, size in bundle.manifest.checkpoints)


def read_checkpoint(text: str, public_keys: Sequence[bytes], project_id: str) -> Signed:
    """A signed checkpoint of the project. Raises NoteWrong."""
    try:
        checkpoint = parse(note.opened(text))
        origin = parse_origin(checkpoint.origin)
    except (CheckpointMalformed, OriginMalformed) as error:
        raise NoteWrong(str(error)) from None
    if origin.project_id != project_id:
        raise NoteWrong(f"it is of project {origin.project_id!r}")
    for key in public_keys:
        try:
            note.verify(text, [Verifier(checkpoint.origin, key)])
        except NoteWrong:
            continue
        return Signed(origin=origin, checkpoint=checkpoint, public_key=key)
    raise NoteWrong("no key of the bundle has signed it as it stands")


def _signed(bundle: Bundle, keys: Keys, epoch: int, size: int) -> Signed:
    try:
        found = read_checkpoint(
            bundle.checkpoint(epoch, size), keys.public_keys, bundle.manifest.project_id
        )
    except NoteWrong as error:
        message = f"the checkpoint of epoch {epoch} at {size} events: {error}"
        raise refused(Fault.SIGNATURE, message) from None
    if (found.origin.epoch, found.size) != (epoch, size):
        message = (
            f"the checkpoint filed under epoch {epoch} and {size} events is one of epoch "
            f"{found.origin.epoch} and {found.size}"
        )
        raise refused(Fault.CHECKPOINT, message)
    return found


def _line_from(key: bytes, statements: Sequence[str]) -> tuple[bytes, ...]:
    """The key and those that follow it, up to where the line breaks."""
    named = [parse_succession(one).public_key for one in statements]
    begin = next((at for at, one in enumerate(named, 1) if one == key), 0)
    for end in range(len(statements), begin, -1):
        try:
            return (key, *follow(key, statements[:end]))
        except NoteWrong:
            continue
    return (key,)


def _public_key(text: str) -> bytes:
    try:
        return Verifier("key", base64.b64decode(text, validate=True)).public_key
    except (binascii.Error, ValueError, NoteWrong):
        raise refused(Fault.SIGNATURE, f"{text!r} is no Ed25519 key in base64") from None
