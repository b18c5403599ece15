"""Statements by which an epoch begins: read as they were written, and only as a key signed them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.proof import note
from labeltrail.events.proof.hashes import EMPTY_ROOT
from labeltrail.events.proof.note import NoteWrong, Signer
from labeltrail.events.proof.origin import Origin
from labeltrail.events.proof.restoration import honoured, parse_restoration, stated_restoration

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)
PUBLIC = [KEY.public_key().public_bytes_raw()]
ORIGIN = Origin("labels.example.org", "patients-1979", 2)
STATEMENT = stated_restoration(
    ORIGIN,
    KEY,
    fork_size=25,
    fork_root=bytes(range(32)),
    lost=(1, 30, bytes(32)),
    reason="the disk\nburnt",
)


def test_statement_says_what_was_stated() -> None:
    found = honoured(STATEMENT, "patients-1979", 2, 25, PUBLIC)
    assert (found.origin, found.fork.size, found.fork.root) == (ORIGIN, 25, bytes(range(32)))
    assert found.lost is not None
    assert (found.lost.epoch, found.lost.tree.size, found.lost.tree.root) == (1, 30, bytes(32))
    assert found.reason == "the disk burnt"
    assert found == parse_restoration(STATEMENT)


def test_nothing_needs_to_be_lost_or_left() -> None:
    statement = stated_restoration(
        ORIGIN, KEY, fork_size=0, fork_root=EMPTY_ROOT, lost=None, reason="a new disk"
    )
    found = honoured(statement, "patients-1979", 2, 0, PUBLIC)
    assert (found.fork.size, found.lost) == (0, None)


@pytest.mark.parametrize(
    ("project", "epoch", "fork"),
    [("patients-1980", 2, 25), ("patients-1979", 3, 25), ("patients-1979", 2, 24)],
)
def test_statement_of_something_else_is_not_honoured(project: str, epoch: int, fork: int) -> None:
    with pytest.raises(NoteWrong, match="its statement is of"):
        honoured(STATEMENT, project, epoch, fork, PUBLIC)


def test_only_a_trusted_key_is_honoured() -> None:
    with pytest.raises(NoteWrong, match="nobody has signed"):
        honoured(None, "patients-1979", 2, 25, PUBLIC)
    strangers = [STRANGER.public_key().public_bytes_raw()]
    with pytest.raises(NoteWrong, match="no trusted key"):
        honoured(STATEMENT, "patients-1979", 2, 25, strangers)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("labeltrail epoch 2", "labeltrail epoch 3"),
        ("labeltrail epoch 2", "labeltrail signing key 2"),
        ("lost 1 30", "lost 1"),
        ("lost 1 30", "lost 1 030"),
        ("\n25\n", "\n-25\n"),
        ("patients-1979/2", "patients-1979"),
        ("\nthe disk burnt", ""),
        ("the disk burnt", "the disk\nburnt"),
    ],
)
def test_text_of_another_shape_is_no_statement(old: str, new: str) -> None:
    """Also where the key has signed it."""
    text = note.opened(STATEMENT)
    assert old in text
    signed = Signer(str(ORIGIN), KEY).sign(text.replace(old, new))
    with pytest.raises(NoteWrong):
        parse_restoration(signed)


def test_checkpoint_is_no_statement() -> None:
    """A key that signs checkpoints under the same name states nothing by one."""
    text = f"{ORIGIN}\n25\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    with pytest.raises(NoteWrong):
        parse_restoration(Signer(str(ORIGIN), KEY).sign(text))
