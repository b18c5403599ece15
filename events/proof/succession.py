"""Succession of signing keys: a note in which a key names the next one, signed by both.

    labels.example.org
    labeltrail signing key 2
    q2Y9Bq1bL0k3…                       the next public key, in base64

Whoever trusts one key of the line can follow it to the last. The next key signs too, so nobody can
be made the successor of a key that they do not hold. Where the old key was lost, the third line is
followed by a fourth that says why, and only the new key signs: nobody can follow such a statement,
they have to be told.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.proof import note
from labeltrail.events.proof.note import NoteWrong, Signer, Verifier

Recorded = tuple[int, bytes, str | None]
"""A key's number, the key and its statement, as somebody recorded them: nothing to believe yet."""

_TITLE = re.compile(r"labeltrail signing key (?P<number>[1-9][0-9]{0,8})", re.ASCII)


class Succession(msgspec.Struct, frozen=True, kw_only=True):
    """The `number`th key of an instance, as the statement names it."""

    instance: str
    number: int
    public_key: bytes
    lost_because: str | None = None

    def text(self) -> str:
        key = base64.b64encode(self.public_key).decode()
        lines = [self.instance, f"labeltrail signing key {self.number}", key]
        if self.lost_because is not None:
            lines.append(" ".join(self.lost_because.split()))
        return "".join(f"{line}\n" for line in lines)


def stated(instance: str, number: int, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> str:
    """The statement by which the old key names the new one."""
    text = Succession(
        instance=instance, number=number, public_key=new.public_key().public_bytes_raw()
    ).text()
    return Signer(instance, old).sign(text) + Signer(instance, new).signature(text)


def stated_as_lost(instance: str, number: int, new: Ed25519PrivateKey, reason: str) -> str:
    """The statement of a new key alone, that the old one was lost."""
    key = new.public_key().public_bytes_raw()
    succession = Succession(
        instance=instance, number=number, public_key=key, lost_because=reason or "lost"
    )
    return Signer(instance, new).sign(succession.text())


def parse_succession(statement: str) -> Succession:
    """What a statement says, whoever signed it: to look at, not to believe."""
    *lines, after = note.opened(statement).split("\n")
    title = _TITLE.fullmatch(lines[1]) if len(lines) in (3, 4) else None
    if after or title is None or not all(lines):
        raise NoteWrong("a statement is an instance, `labeltrail signing key N` and the key")
    try:
        key = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError):
        key = b""
    return Succession(
        instance=lines[0],
        number=int(title["number"]),
        public_key=Verifier(lines[0], key).public_key,
        lost_because=lines[3] if len(lines) == 4 else None,
    )


def named_by(number: int, public_key: bytes, statement: str | None) -> Succession | None:
    """What is stated of a key, when it is just that and the key itself has signed it."""
    try:
        named = parse_succession(statement or "")
        if (named.number, named.public_key) != (number, public_key):
            return None
        note.verify(statement or "", [Verifier(named.instance, public_key)])
    except NoteWrong:
        return None
    return named


def line_from(trusted: bytes, recorded: Sequence[Recorded]) -> tuple[bytes, ...]:
    """A trusted key and those that follow it. What no key of the line has named is passed over."""
    begin = next((at for at, (_, key, _) in enumerate(recorded, 1) if key == trusted), 0)
    line = [trusted]
    for number, key, statement in recorded[begin:]:
        named = named_by(number, key, statement)
        if named is None or named.lost_because is not None:
            continue
        if _is_signed_by(statement or "", named.instance, [line[-1]]):
            line.append(key)
    return tuple(line)


def in_use(recorded: Sequence[Recorded]) -> tuple[bytes, ...]:
    """The keys that signed or sign for whoever keeps the record, the present one last.

    Here one that replaced a lost key counts, until the key that was said to be lost names another:
    then it was not lost, and whoever said so is nobody. Rows without any such word do not count.
    """
    line = [key for _, key, _ in recorded[:1]]
    claims: set[bytes] = set()
    for number, key, statement in recorded[1:]:
        named = named_by(number, key, statement)
        if named is None:
            continue
        if named.lost_because is not None:
            line.append(key)
            claims.add(key)
            continue
        for end in range(len(line), 0, -1):
            if _is_signed_by(statement or "", named.instance, line[end - 1 : end]):
                line[end:] = [key]
                break
            if line[end - 1] not in claims:
                break
    return tuple(line)


def follow(trusted: bytes, statements: Sequence[str]) -> tuple[bytes, ...]:
    """The public keys that follow a trusted one, by statements in the order of their numbers.

    Those up to the one that names the trusted key are passed over. Raises NoteWrong where the line
    breaks, also when it does not begin with the trusted key.
    """
    named = [parse_succession(statement) for statement in statements]
    begin = next((i for i, one in enumerate(named, 1) if one.public_key == trusted), 0)
    line = [trusted]
    for statement, one in zip(statements[begin:], named[begin:], strict=True):
        if one.lost_because is not None:
            raise NoteWrong(f"key {one.number} was not named by the one before: it was lost")
        for key in (line[-1], one.public_key):
            note.verify(statement, [Verifier(one.instance, key)])
        line.append(one.public_key)
    return tuple(line[1:])


def _is_signed_by(statement: str, instance: str, keys: Sequence[bytes]) -> bool:
    try:
        note.verify(statement, [Verifier(instance, key) for key in keys])
    except NoteWrong:
        return False
    return True
