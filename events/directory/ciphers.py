"""What keeps words secret: a key for each person, kept under a key of the instance.

Guarantees: words are AES-256-GCM ciphertext bound to their project and text id, so that one
text cannot be shown as another. A person's key is random and never used itself: encryption and
digest each have their own, derived by HKDF-SHA256. The digest that the log holds is an
HMAC-SHA256: without the person's key no word can be guessed from it, and the same words in
another command have another one.

A person's key may be wrapped by the instance's (`Keyring`), which is no row of the database:
whoever has a dump of it then reads nothing. Nonces are random; a key may see 2**32 texts.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12

DIGEST_OF_WORDS = 1
"""The digest of a key made by version 0.1: of the words alone. Such keys keep it, so that a
command resent after the upgrade is still known for the same."""
DIGEST_IN_COMMAND = 2
"""The digest of every other key: of command, field and words."""


class WrappingKeyMissing(Exception):
    """A person's key is wrapped by a key of the instance that this process was not given."""

    def __init__(self, wrapped_by: str) -> None:
        super().__init__(
            f"what people wrote is encrypted under the instance's key {wrapped_by}, which this "
            "process does not have; name its file in LABELTRAIL_SUBJECT_KEY_FILE"
        )


class SubjectKey(msgspec.Struct, frozen=True, kw_only=True):
    """The key of one person in one tenant, from their first text until they are erased."""

    key_id: UUID
    secret: bytes
    digest_form: int = DIGEST_IN_COMMAND

    def digest(self, words: str, *, command_id: UUID, path: str) -> str:
        """The keyed digest, hexadecimal."""
        if self.digest_form == DIGEST_OF_WORDS:
            return hmac.digest(self.secret, words.encode(), "sha256").hex()
        told = b"\0".join((command_id.bytes, path.encode(), words.encode()))
        return hmac.digest(self._derived(b"digest"), told, "sha256").hex()

    def encrypt(self, words: str, project_id: str, text_id: UUID) -> bytes:
        """Nonce and ciphertext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = AESGCM(self._derived(b"words"))
        return nonce + sealed.encrypt(nonce, words.encode(), _place(project_id, text_id))

    def decrypt(self, ciphertext: bytes, project_id: str, text_id: UUID) -> str:
        """Raises cryptography's InvalidTag for a text that is not the one kept at this place."""
        nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
        opened = AESGCM(self._derived(b"words"))
        return opened.decrypt(nonce, sealed, _place(project_id, text_id)).decode()

    def _derived(self, purpose: bytes) -> bytes:
        kdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"labeltrail 1 " + purpose)
        return kdf.derive(self.secret)


class Keyring(msgspec.Struct, frozen=True):
    """The instance's keys: the first wraps, the others still open what they wrapped.

    Empty where the instance has none; people's keys are then kept as they are.
    """

    keys: tuple[bytes, ...] = ()

    @property
    def current(self) -> str | None:
        """The name of the key that wraps, or None."""
        return key_name(self.keys[0]) if self.keys else None

    def wrap(self, secret: bytes, key_id: UUID) -> bytes:
        """The person's key as it may be stored."""
        if not self.keys:
            return secret
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.keys[0]).encrypt(nonce, secret, key_id.bytes)

    def unwrap(self, stored: bytes, wrapped_by: str | None, key_id: UUID) -> bytes:
        """The person's key. Raises WrappingKeyMissing."""
        if wrapped_by is None:
            return stored
        for key in self.keys:
            if key_name(key) == wrapped_by:
                nonce, sealed = stored[:NONCE_BYTES], stored[NONCE_BYTES:]
                return AESGCM(key).decrypt(nonce, sealed, key_id.bytes)
        raise WrappingKeyMissing(wrapped_by)


def key_name(key: bytes) -> str:
    """What a key of the instance is called in the database: it tells nothing of the key."""
    return sha256(b"labeltrail subject key\0" + key).hexdigest()[:16]


def _place(project_id: str, text_id: UUID) -> bytes:
    return b"labeltrail text 1\0" + text_id.bytes + project_id.encode()
