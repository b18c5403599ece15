"""Signed notes and checkpoints: Go's published note, and everything that is none."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.events.proof import checkpoint
from labeltrail.events.proof.checkpoint import Checkpoint, CheckpointMalformed
from labeltrail.events.proof.note import NoteWrong, Signer, Verifier, opened, verify

# From golang.org/x/mod/sumdb/note.
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}"
PUBLISHED_KEYS = (
    VERIFIER,
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
)

PETER = Verifier.parse(VERIFIER)
WITNESS = Signer.from_seed("witness.example.org", bytes(range(32)))


@pytest.mark.parametrize("key", PUBLISHED_KEYS)
def test_published_keys_are_read_and_written(key: str) -> None:
    assert str(Verifier.parse(key)) == key


def test_the_published_note_is_signed_and_verified() -> None:
    signer = Signer.parse(SIGNER)
    assert signer.sign(TEXT) == NOTE
    assert signer.secret_text() == SIGNER
    assert signer.verifier == PETER
    assert verify(NOTE, [PETER]) == (TEXT, ("PeterNeumann",))


def test_every_trusted_signature_is_named_and_unknown_ones_are_passed_over() -> None:
    both = NOTE + WITNESS.signature(TEXT)
    assert verify(both, [PETER, WITNESS.verifier])[1] == ("PeterNeumann", "witness.example.org")
    assert verify(both, [WITNESS.verifier])[1] == ("witness.example.org",)
    assert opened(both) == TEXT


def test_a_note_that_nobody_trusted_signed_is_refused() -> None:
    with pytest.raises(NoteWrong, match="no trusted key"):
        verify(NOTE, [WITNESS.verifier])
    namesake = Signer.from_seed("PeterNeumann", bytes(32)).verifier
    with pytest.raises(NoteWrong, match="no trusted key"):
        verify(NOTE, [namesake])


def test_one_bad_signature_of_a_trusted_key_spoils_the_note() -> None:
    other = WITNESS.signature("another text\n")
    with pytest.raises(NoteWrong, match=r"witness\.example\.org"):
        verify(NOTE + other, [PETER, WITNESS.verifier])


def test_any_changed_byte_of_a_note_is_refused() -> None:
    written = NOTE.encode()
    for place in range(len(written)):
        changed = bytearray(written)
        changed[place] ^= 1
        try:
            text = changed.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(NoteWrong):
            verify(text, [PETER])


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE[:-1],
        f"{TEXT}{SIGNATURE}",
        f"{TEXT}\n{SIGNATURE}\n",
        f"{TEXT}\n{SIGNATURE}signed by hand\n",
        f"{TEXT}\n- PeterNeumann {SIGNATURE[15:]}",
        f"{TEXT}\n— Peter Neumann {SIGNATURE[15:]}",
        f"{TEXT}\n— PeterNeumann AAAA\n",
        f"{TEXT}\x00\n\n{SIGNATURE}",
        f"{TEXT}\ud800\n\n{SIGNATURE}",
        f"{TEXT}\n{SIGNATURE * 101}",
        f"{'x' * 1_000_000}\n\n{SIGNATURE}",
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteWrong):
        verify(note, [PETER])


@pytest.mark.parametrize(
    "key",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        VERIFIER.replace("c74f20a3", "c74f20a4"),
        VERIFIER.replace("Peter", "Petra"),
        VERIFIER[:-4],
        VERIFIER.replace("+AR", "+AhR"),
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(NoteWrong):
        Verifier.parse(key)
    with pytest.raises(NoteWrong):
        Signer.parse(key)


def test_a_text_must_end_its_last_line() -> None:
    with pytest.raises(NoteWrong, match="ends with a line break"):
        WITNESS.sign("no end")


def test_the_published_checkpoint_is_read_and_written() -> None:
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    text = f"example.com/behind-the-sofa\n20852163\n{root}\n"
    found = checkpoint.parse(text)
    assert found == Checkpoint(
        origin="example.com/behind-the-sofa", size=20852163, root=base64.b64decode(root)
    )
    assert found.text() == text


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)


@given(lines, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(lines))
def test_checkpoints_are_read_as_they_were_written(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    written = Checkpoint(origin=origin, size=size, root=root, extensions=tuple(extensions))
    assert checkpoint.parse(written.text()) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n1\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n\u0661\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "origin\n1\nAAAA\n",
        "origin\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\nextension\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointMalformed):
        checkpoint.parse(text)


def test_what_would_be_read_as_another_checkpoint_is_not_written() -> None:
    with pytest.raises(CheckpointMalformed):
        Checkpoint(origin="two\nlines", size=1, root=bytes(32)).text()
    with pytest.raises(CheckpointMalformed):
        Checkpoint(origin="origin", size=-1, root=bytes(32)).text()
