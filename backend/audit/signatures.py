"""Whose word a bundle's checkpoints are: signatures, and keys that follow one another.

A bundle brings the keys that signed it, which proves nothing by itself: whoever forged the events
can have forged the keys. So an auditor brings a key that they were given another way, and trust
goes from it along the statements by which each key names the next. Rows that are none of this are
passed over and told: anybody who may write into the database can have put them there.
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
from labeltrail.events.proof.succession import Recorded, line_from, named_by


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
    remarks: tuple[str, ...]
    """Which keys were passed over."""


class OfAnotherProject(NoteWrong):
    """A key of the bundle has signed the note, for another project."""


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """The checkpoints of a bundle that a key of it has signed, and which were passed over."""

    signed: tuple[Signed, ...]
    remarks: tuple[str, ...]


def keys_of(bundle: Bundle, brought: Sequence[Verifier]) -> Keys:
    """Those of the bundle that are what their rows say."""
    recorded: list[Recorded] = []
    remarks: list[str] = []
    for number, one in enumerate(bundle.keys, 1):
        try:
            public_key = _public_key(one.key)
            if one.number != number or (one.statement is None) != (number == 1):
                raise NoteWrong("keys are numbered from one, and all but the first have statements")
            if number > 1 and named_by(number, public_key, one.statement) is None:
                raise NoteWrong("its statement is no signed note that names it")
        except NoteWrong as error:
            remarks.append(f"signing key {number} is passed over: {error}")
        else:
            recorded.append((number, public_key, one.statement))
    first = [key for number, key, _ in recorded if number == 1]
    trusted: set[bytes] = set()
    for key in [one.public_key for one in brought] or first:
        trusted.update(line_from(key, recorded))
    return Keys(
        public_keys=tuple(key for _, key, _ in recorded),
        trusted=frozenset(trusted),
        names=frozenset(one.name for one in brought),
        remarks=tuple(remarks),
    )


def signed_checkpoints(bundle: Bundle, keys: Keys) -> Notes:
    """Every checkpoint of the bundle that is signed. Raises Refused for one filed as another."""
    signed: list[Signed] = []
    remarks: list[str] = []
    for epoch, size, text in bundle.checkpoints():
        try:
            signed.append(_signed(bundle, keys, epoch, size, text))
        except OfAnotherProject as error:
            message = f"the checkpoint of epoch {epoch} at {size} events: {error}"
            raise refused(Fault.SIGNATURE, message) from None
        except NoteWrong as error:
            remarks.append(
                f"the checkpoint of epoch {epoch} at {size} events is passed over: {error}"
            )
    return Notes(signed=tuple(signed), remarks=tuple(remarks))


def read_checkpoint(text: str, public_keys: Sequence[bytes], project_id: str) -> Signed:
    """A signed checkpoint of the project. Raises NoteWrong."""
    try:
        checkpoint = parse(note.opened(text))
        origin = parse_origin(checkpoint.origin)
    except (CheckpointMalformed, OriginMalformed) as error:
        raise NoteWrong(str(error)) from None
    for key in public_keys:
        try:
            note.verify(text, [Verifier(checkpoint.origin, key)])
        except NoteWrong:
            continue
        if origin.project_id != project_id:
            raise OfAnotherProject(f"it is of project {origin.project_id!r}")
        return Signed(origin=origin, checkpoint=checkpoint, public_key=key)
    raise NoteWrong("no key of the bundle has signed it as it stands")


def _signed(bundle: Bundle, keys: Keys, epoch: int, size: int, text: str) -> Signed:
    found = read_checkpoint(text, keys.public_keys, bundle.manifest.project_id)
    if (found.origin.epoch, found.size) != (epoch, size):
        message = (
            f"the checkpoint filed under epoch {epoch} and {size} events is one of epoch "
            f"{found.origin.epoch} and {found.size}"
        )
        raise refused(Fault.CHECKPOINT, message)
    return found


def _public_key(text: str) -> bytes:
    try:
        return Verifier("key", base64.b64decode(text, validate=True)).public_key
    except (binascii.Error, ValueError, NoteWrong):
        raise NoteWrong(f"{text!r} is no Ed25519 key in base64") from None
