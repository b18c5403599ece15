"""The instance's keys, under which people's are kept: a file beside the database, never in it.

One key a line, each 32 random bytes in base64; lines that begin with # are remarks. The first
wraps, the others still open. A new key: put it on top, run `labeltrail migrate`, remove the rest.
An embedded database has its file made on first use. On a server of one's own nothing is made
silently, since a file that is lost takes everything that people wrote with it.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from labeltrail.backend.settings import Settings, SettingsError, variable
from labeltrail.events.directory.ciphers import KEY_BYTES, Keyring

FILE_NAME = "subject-key"
_VARIABLE = variable("subject_key_file")


def keyring(settings: Settings) -> Keyring:
    """The keys of the file that the settings name; none where they name none.

    Raises SettingsError.
    """
    if settings.subject_key_file is not None:
        return _read(settings.subject_key_file)
    if settings.database_url is not None or settings.migration_database_url is not None:
        return Keyring()
    file = settings.data_dir / FILE_NAME
    if not file.exists():
        _make(file)
    return _read(file)


def _read(file: Path) -> Keyring:
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{_VARIABLE}: {file} cannot be read ({error}); "
            "`openssl rand -base64 32` makes a key for a new one"
        ) from None
    keys = [
        _key(file, number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    if not keys:
        raise SettingsError(f"{_VARIABLE}: {file} holds no key")
    return Keyring(tuple(keys))


def _key(file: Path, number: int, line: str) -> bytes:
    try:
        key = base64.b64decode(line.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsError(
            f"{_VARIABLE}: line {number} of {file} is not {KEY_BYTES} bytes in base64; "
            "`openssl rand -base64 32` makes some"
        )
    return key


def _make(file: Path) -> None:
    """Whole or not at all, also when two processes make it at once: the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        file.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
