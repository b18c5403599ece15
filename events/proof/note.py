"""C2SP signed notes with Ed25519: a text, an empty line, and a line for each signature.

    — name base64(key id || signature)

The key id is the first four bytes of SHA-256(name || 0x0A || 0x01 || public key). A verifier key
is published as `name+hex(key id)+base64(0x01 || public key)`. Signatures of keys that nobody
trusts are passed over; a bad one of a trusted key, and a note without any, are refused.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

SIGNATURES_MAX = 100
NOTE_BYTES_MAX = 1_000_000
KEY_ID_BYTES = 4
PUBLIC_KEY_BYTES = 32

_ED25519 = b"\x01"
_PRIVATE = "PRIVATE+KEY+"
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signed>[A-Za-z0-9+/]+={0,2})")


class NoteWrong(Exception):
    """The note or the key cannot be trusted; the message says why."""


class Verifier(msgspec.Struct, frozen=True):
    """A public key under the name that its signatures carry."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise NoteWrong(f"{self.name!r} names no key: neither spaces nor plus signs")
        if len(self.public_key) != PUBLIC_KEY_BYTES:
            raise NoteWrong(f"an Ed25519 public key has {PUBLIC_KEY_BYTES} bytes")

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """From `name+hex+base64`, as published."""
        name, key_id, key = _key_parts(text, "a verifier key is name+hex+base64")
        found = cls(name, key)
        if found.key_id.hex() != key_id:
            raise NoteWrong(f"the id of key {name!r} is {found.key_id.hex()}, not {key_id}")
        return found

    @property
    def key_id(self) -> bytes:
        named = self.name.encode() + b"\n" + _ED25519 + self.public_key
        return sha256(named).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        key = base64.b64encode(_ED25519 + self.public_key).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def signed(self, text: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer:
    """A private key under the name that its signatures carry."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._private_key = private_key
        self.verifier = Verifier(name, private_key.public_key().public_bytes_raw())

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> Signer:
        """From the 32 bytes that an Ed25519 private key is made of."""
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @classmethod
    def parse(cls, text: str) -> Signer:
        """From `PRIVATE+KEY+name+hex+base64`, the form that Go's note tools keep."""
        if not text.startswith(_PRIVATE):
            raise NoteWrong("a signing key begins with PRIVATE+KEY+")
        rest = text.removeprefix(_PRIVATE)
        name, key_id, seed = _key_parts(rest, "a signing key is PRIVATE+KEY+name+hex+base64")
        found = cls.from_seed(name, seed)
        if found.verifier.key_id.hex() != key_id:
            raise NoteWrong(f"the signing key does not belong to the id {key_id}")
        return found

    @property
    def name(self) -> str:
        return self.verifier.name

    def secret_text(self) -> str:
        """What `parse` reads. Whoever has it signs in this name."""
        seed = base64.b64encode(_ED25519 + self._private_key.private_bytes_raw()).decode()
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{seed}"

    def sign(self, text: str) -> str:
        """The text as a note with this signature alone."""
        return f"{text}\n{self.signature(text)}"

    def signature(self, text: str) -> str:
        """The line to add to a note of this text that others have signed too."""
        signature = self._private_key.sign(_checked(text).encode())
        signed = base64.b64encode(self.verifier.key_id + signature).decode()
        return f"— {self.name} {signed}\n"


def opened(note: str) -> str:
    """The text of a note, whoever signed it: to look at, not to believe."""
    return _parts(note)[0]


def verify(note: str, verifiers: Iterable[Verifier]) -> tuple[str, tuple[str, ...]]:
    """The text and the names of the trusted keys that signed it, at least one."""
    text, lines = _parts(note)
    trusted = {(one.name, one.key_id): one for one in verifiers}
    names: list[str] = []
    for line in lines:
        name, key_id, signature = _signature(line)
        verifier = trusted.get((name, key_id))
        if verifier is None or name in names:
            continue
        if not verifier.signed(text.encode(), signature):
            raise NoteWrong(f"the signature of {name!r} does not belong to this text")
        names.append(name)
    if not names:
        raise NoteWrong("no trusted key has signed the note")
    return text, tuple(names)


def _parts(note: str) -> tuple[str, list[str]]:
    if len(note.encode("utf-8", "surrogatepass")) > NOTE_BYTES_MAX:
        raise NoteWrong(f"a note has at most {NOTE_BYTES_MAX} bytes")
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteWrong("a note is a text, an empty line and lines of signatures, each ended")
    lines = signatures[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteWrong(f"a note has at most {SIGNATURES_MAX} signatures")
    return _checked(text + "\n"), lines


def _checked(text: str) -> str:
    if not text.endswith("\n"):
        raise NoteWrong("the text of a note ends with a line break")
    if _CONTROL.search(text) or not _is_unicode(text):
        raise NoteWrong("the text of a note holds a character that has no place in it")
    return text


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _LINE.fullmatch(line)
    signed = _base64(found["signed"]) if found else None
    if found is None or signed is None or len(signed) <= KEY_ID_BYTES:
        raise NoteWrong(f"{line!r} is no line of a signature")
    return found["name"], signed[:KEY_ID_BYTES], signed[KEY_ID_BYTES:]


def _key_parts(text: str, shape: str) -> tuple[str, str, bytes]:
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    key = _base64(encoded)
    if not key or key[:1] != _ED25519 or len(key) != 1 + PUBLIC_KEY_BYTES:
        raise NoteWrong(f"{shape}, with an Ed25519 key")
    return name, key_id, key[1:]


def _base64(text: str) -> bytes | None:
    """None unless it is the one way of writing these bytes."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == text else None
