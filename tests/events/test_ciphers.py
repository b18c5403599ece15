"""Words under a person's key: what opens them, what a digest tells, and what it does not.

The vectors are kept for ever: what a released version encrypted must open in every later one,
and a command resent after an upgrade must have the digest that it had.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.events.directory.ciphers import (
    DIGEST_OF_WORDS,
    Keyring,
    SubjectKey,
    WrappingKeyMissing,
    key_name,
)

TEXT_ID = UUID("0f6d2a53-3c1c-5d5e-9c3e-3d8f5a1c7b42")
COMMAND_ID = UUID("5a8f3d0e-7a55-4f0e-8f5c-2f6a1f0d9c11")
KEY_ID = UUID("c2a4d7de-0a3e-4f57-b1b3-6a1f4e2d8890")
OSKAR = SubjectKey(key_id=KEY_ID, secret=bytes(range(32)))
LENA = SubjectKey(key_id=UUID(int=7), secret=bytes(range(32, 64)))
CONFESSION = "I, Oskar Lindqvist, fell asleep at minute twelve \N{SLEEPING FACE}"
SHORT = ("ok", "yes", "no", "unsure", "see above", "")


@given(words=st.text(max_size=200))
def test_words_come_back_as_they_were(words: str) -> None:
    assert OSKAR.decrypt(OSKAR.encrypt(words, "owls", TEXT_ID), "owls", TEXT_ID) == words


def test_equal_words_are_never_equal_ciphertext() -> None:
    sealed = {OSKAR.encrypt("ok", "owls", TEXT_ID) for _ in range(50)}
    assert len(sealed) == 50
    assert all(b"ok" not in one[:12] for one in sealed)


@pytest.mark.parametrize(
    ("key", "project_id", "text_id"),
    [(LENA, "owls", TEXT_ID), (OSKAR, "bats", TEXT_ID), (OSKAR, "owls", UUID(int=1))],
)
def test_ciphertext_opens_nowhere_else(key: SubjectKey, project_id: str, text_id: UUID) -> None:
    sealed = OSKAR.encrypt(CONFESSION, "owls", TEXT_ID)
    with pytest.raises(InvalidTag):
        key.decrypt(sealed, project_id, text_id)


def test_no_bit_of_it_can_be_turned() -> None:
    sealed = OSKAR.encrypt("tawny", "owls", TEXT_ID)
    for place in range(len(sealed)):
        turned = bytearray(sealed)
        turned[place] ^= 1
        with pytest.raises(InvalidTag):
            OSKAR.decrypt(bytes(turned), "owls", TEXT_ID)


def test_digest_is_one_for_a_command_and_another_for_any_other() -> None:
    digest = OSKAR.digest("ok", command_id=COMMAND_ID, path="note")
    assert digest == OSKAR.digest("ok", command_id=COMMAND_ID, path="note")
    others = (
        OSKAR.digest("ok", command_id=UUID(int=1), path="note"),
        OSKAR.digest("ok", command_id=COMMAND_ID, path="question"),
        OSKAR.digest("OK", command_id=COMMAND_ID, path="note"),
        LENA.digest("ok", command_id=COMMAND_ID, path="note"),
    )
    assert digest not in others


def test_short_words_are_not_found_by_guessing() -> None:
    """Whoever has the log, and tries every short text with what the log tells, finds none."""
    digest = OSKAR.digest("ok", command_id=COMMAND_ID, path="note")
    for guess in SHORT:
        told = b"\0".join((COMMAND_ID.bytes, b"note", guess.encode()))
        guessed = {
            sha256(guess.encode()).hexdigest(),
            sha256(told).hexdigest(),
            *(
                hmac.digest(key, one, "sha256").hex()
                for key in (b"", bytes(32), COMMAND_ID.bytes, KEY_ID.bytes)
                for one in (told, guess.encode())
            ),
        }
        assert digest not in guessed


def test_digest_of_version_0_1_is_kept_by_its_keys() -> None:
    former = SubjectKey(key_id=KEY_ID, secret=OSKAR.secret, digest_form=DIGEST_OF_WORDS)
    expected = hmac.digest(OSKAR.secret, CONFESSION.encode(), "sha256").hex()
    assert former.digest(CONFESSION, command_id=COMMAND_ID, path="question") == expected


def test_a_digest_in_the_log_is_never_a_key() -> None:
    """The former digest keyed by the secret itself must not give the key of the words."""
    former = SubjectKey(key_id=KEY_ID, secret=OSKAR.secret, digest_form=DIGEST_OF_WORDS)
    sealed = OSKAR.encrypt("tawny", "owls", TEXT_ID)
    for words in ("labeltrail 1 words", "words", "labeltrail 1 words\x01", ""):
        found = bytes.fromhex(former.digest(words, command_id=COMMAND_ID, path="note"))
        with pytest.raises(InvalidTag):
            SubjectKey(key_id=KEY_ID, secret=found).decrypt(sealed, "owls", TEXT_ID)


def test_vectors_hold_for_ever() -> None:
    sealed = bytes.fromhex(SEALED)
    assert OSKAR.decrypt(sealed, "owls", TEXT_ID) == CONFESSION
    assert OSKAR.digest(CONFESSION, command_id=COMMAND_ID, path="question") == DIGEST
    ring = Keyring((bytes(range(64, 96)),))
    assert ring.current == NAME
    assert ring.unwrap(bytes.fromhex(WRAPPED), NAME, KEY_ID) == OSKAR.secret


def test_wrapped_key_opens_under_its_key_and_name_only() -> None:
    former, present = bytes(range(64, 96)), bytes(range(96, 128))
    wrapped = Keyring((former,)).wrap(OSKAR.secret, KEY_ID)
    assert OSKAR.secret not in wrapped
    rotated = Keyring((present, former))
    assert rotated.unwrap(wrapped, key_name(former), KEY_ID) == OSKAR.secret
    again = rotated.wrap(OSKAR.secret, KEY_ID)
    assert Keyring((present,)).unwrap(again, key_name(present), KEY_ID) == OSKAR.secret
    with pytest.raises(InvalidTag):
        rotated.unwrap(wrapped, key_name(former), UUID(int=1))
    for ring in (Keyring((present,)), Keyring()):
        with pytest.raises(WrappingKeyMissing, match=key_name(former)):
            ring.unwrap(wrapped, key_name(former), KEY_ID)


def test_without_a_key_of_the_instance_keys_are_kept_as_they_are() -> None:
    ring = Keyring()
    assert ring.current is None
    assert ring.unwrap(ring.wrap(OSKAR.secret, KEY_ID), None, KEY_ID) == OSKAR.secret


SEALED = (
    "07e152c08c40df2b60ce2abdbd389a776898cef7ee1cda086565f903017a3784ef962fb986f9b9f8c8c1c8ab"
    "0e2b06d541324791e5bb0b0310877224683d810b2e9dee530d008b270d138068f260c2db92"
)
DIGEST = "fd48e87556c5f20a6803ad49a2bc4362d83edf5ebd2373a1f85aa1d5856e6728"
NAME = "baa2bb38fe07ac39"
WRAPPED = (
    "12b56dc129fc0ab5ab60d9d9f0fec6686686880016fa515f65c2d7f9a6809ea95b9b33d027308efb6d408c87"
    "654849e6a4cd3d31ea2cd00ffd178673"
)
