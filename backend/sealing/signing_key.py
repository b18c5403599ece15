"""The signing key: a PEM file that only its owner may read, and how it is replaced by the next.

The file is made on first use, but never when the database knows a key already: a new one would
break the line that verifiers follow. Recorded keys that nobody named who signs are passed over,
since anybody may have written them. A rotation that is cut off at any point is either not begun or
is finished when the key is next used.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from labeltrail.backend.settings import Settings, variable
from labeltrail.events.ledger.binding import keys_in_use
from labeltrail.events.ledger.checkpoints import SigningKey, signing_keys
from labeltrail.events.ledger.seal import SealRefused, record_key
from labeltrail.events.proof.succession import line_from, stated, stated_as_lost

FILE_NAME = "signing-key"
_VARIABLE = variable("signing_key_file")


class SigningKeyUnusable(SealRefused):
    """The file is missing, unreadable or another key's; the message says how to mend it."""


def signing_key_file(settings: Settings) -> Path:
    return settings.signing_key_file or settings.data_dir / FILE_NAME


def public_key_of(file: Path) -> bytes | None:
    """The public key of the file as it is; None when there is none that can be read."""
    with contextlib.suppress(SigningKeyUnusable):
        return _public(_read(file))
    return None


async def signing_key(pool: asyncpg.Pool, file: Path) -> Ed25519PrivateKey:
    """The key that signs now. Raises SigningKeyUnusable."""
    return _present(file, await signing_keys(pool))


async def rotate(
    pool: asyncpg.Pool, file: Path, *, instance: str, lost: str | None = None
) -> SigningKey:
    """Let the present key name a new one, which signs from now on; the file is replaced.

    The file's key may name one too where another claims without its word that it was lost.
    With `lost` the new key states alone that the old one was lost, and why. Raises
    SigningKeyUnusable.
    """
    old = await _naming_key(pool, file) if lost is None else None
    if old is not None:
        await record_key(pool, 1, _public(old), None)  # unless it is there already
    recorded = await signing_keys(pool)
    if not recorded:
        raise SigningKeyUnusable("no signing key was used yet, so none can be lost")
    if old is not None and not _may_name(_public(old), recorded):
        raise SigningKeyUnusable("somebody else rotated the signing key at the same time")
    number = recorded[-1].number + 1
    new = Ed25519PrivateKey.generate()
    if old is not None:
        statement = stated(instance, number, old, new)
    else:
        statement = stated_as_lost(instance, number, new, lost or "")
    upcoming = _upcoming(file, _public(new))
    _write(upcoming, new)
    if not await record_key(pool, number, _public(new), statement):
        upcoming.unlink()
        raise SigningKeyUnusable("somebody else rotated the signing key at the same time")
    after = await signing_keys(pool)
    _finish_rotation(file, after)
    return after[-1]


async def _naming_key(pool: asyncpg.Pool, file: Path) -> Ed25519PrivateKey:
    recorded = await signing_keys(pool)
    found = public_key_of(file)
    if found is not None and _may_name(found, recorded):
        return _read(file)
    return _present(file, recorded)


def _may_name(public_key: bytes, recorded: Sequence[SigningKey]) -> bool:
    """Whether a key signs or signed, and has not named the next one yet."""
    rows = [(one.number, one.public_key, one.statement) for one in recorded]
    return public_key in keys_in_use(recorded) and line_from(public_key, rows) == (public_key,)


def _present(file: Path, recorded: Sequence[SigningKey]) -> Ed25519PrivateKey:
    _finish_rotation(file, recorded)
    present = _last_in_use(recorded)
    if not file.exists():
        if present is not None:
            raise SigningKeyUnusable(
                f"{_VARIABLE}: {file} is missing, and signing key {present.number} was used "
                "before; restore the file, or `labeltrail audit rotate-key --lost REASON`"
            )
        _make(file)
    key = _read(file)
    if present is not None and _public(key) != present.public_key:
        raise SigningKeyUnusable(
            f"{_VARIABLE}: {file} is not signing key {present.number}, the one in use; "
            "copy that file here, or `labeltrail audit rotate-key --lost REASON`"
        )
    return key


def _finish_rotation(file: Path, recorded: Sequence[SigningKey]) -> None:
    """The next key is put in place as soon as it is recorded, and not before."""
    present = _last_in_use(recorded)
    if present is not None and (upcoming := _upcoming(file, present.public_key)).exists():
        upcoming.replace(file)
        _sync_folder(file.parent)


def _last_in_use(recorded: Sequence[SigningKey]) -> SigningKey | None:
    keys = keys_in_use(recorded)
    return next((one for one in recorded if one.public_key in keys[-1:]), None)


def _upcoming(file: Path, public_key: bytes) -> Path:
    return file.with_name(f"{file.name}.{public_key.hex()[:16]}")


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def _read(file: Path) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SigningKeyUnusable(f"{_VARIABLE}: {file} cannot be read: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnusable(
            f"{_VARIABLE}: {file} holds no Ed25519 key; "
            "`openssl genpkey -algorithm ed25519` makes one"
        )
    return key


def _make(file: Path) -> None:
    """Whole or not at all, also when two processes make it at once: the first one's stays."""
    key = Ed25519PrivateKey.generate()
    fresh = _upcoming(file, _public(key))
    _write(fresh, key)
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(fresh)
        _sync_folder(file.parent)
    fresh.unlink()


def _write(file: Path, key: Ed25519PrivateKey) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            out.flush()
            os.fsync(out.fileno())
        _sync_folder(file.parent)
    except OSError as error:
        raise SigningKeyUnusable(f"{_VARIABLE}: {file} cannot be made: {error}") from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
