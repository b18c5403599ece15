"""Origins have one way of writing, and a line of signing keys is followed or broken aloud."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.proof.note import NoteWrong, Signer
from labeltrail.events.proof.origin import Origin, OriginMalformed, parse_origin
from labeltrail.events.proof.succession import (
    Recorded,
    follow,
    in_use,
    line_from,
    parse_succession,
    stated,
    stated_as_lost,
)

INSTANCE = "labels.example.org"
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in range(1, 5)]
PUBLIC = [key.public_key().public_bytes_raw() for key in KEYS]
LINE = [stated(INSTANCE, n + 2, KEYS[n], KEYS[n + 1]) for n in range(3)]


@pytest.mark.parametrize("project", ["patients-1979", "Röntgen 1/2", "a+b", "%2F", "-", "💉"])
def test_origin_is_read_as_it_was_written(project: str) -> None:
    origin = Origin("labels.example.org/eu", project, 7)
    assert parse_origin(str(origin)) == origin
    Signer(str(origin), KEYS[0])  # it can be the name of a key


@pytest.mark.parametrize(
    "text",
    ["", "patients/1", "host/patients/0", "host/patients/01", "host/a b/1", "host/%zz/1",
     "host/%ff/1", "host/%41/1", "host/patients/1/", "/patients/1", "ho st/patients/1"],
)  # fmt: skip
def test_origin_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(OriginMalformed):
        parse_origin(text)


@pytest.mark.parametrize("first", range(4))
def test_whoever_trusts_one_key_follows_it_to_the_last(first: int) -> None:
    assert follow(PUBLIC[first], LINE) == tuple(PUBLIC[first + 1 :])


def test_key_that_is_not_of_the_line_leads_nowhere() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32).public_key().public_bytes_raw()
    with pytest.raises(NoteWrong):
        follow(stranger, LINE)


@pytest.mark.parametrize("missing", [0, 1])
def test_statement_left_out_breaks_the_line(missing: int) -> None:
    with pytest.raises(NoteWrong):
        follow(PUBLIC[0], [one for place, one in enumerate(LINE) if place != missing])


def test_key_that_nobody_holds_cannot_be_named() -> None:
    text, old_signature = LINE[0].split("\n\n")[0] + "\n", LINE[0].split("\n")[-3]
    with pytest.raises(NoteWrong, match="no trusted key"):
        follow(PUBLIC[0], [f"{text}\n{old_signature}\n"])


def test_changed_statement_is_found() -> None:
    with pytest.raises(NoteWrong, match="does not belong to this text"):
        follow(PUBLIC[0], [LINE[0].replace("signing key 2", "signing key 3")])


def test_lost_key_is_told_and_not_followed() -> None:
    statement = stated_as_lost(INSTANCE, 2, KEYS[1], "the disk\nburnt")
    assert parse_succession(statement).lost_because == "the disk burnt"
    with pytest.raises(NoteWrong, match="was lost"):
        follow(PUBLIC[0], [statement])
    assert follow(PUBLIC[1], [statement, LINE[1]]) == (PUBLIC[2],)


FIRST: Recorded = (1, PUBLIC[0], None)
RUBBISH: Recorded = (2, PUBLIC[3], "rubbish")
SELF_MADE: Recorded = (2, PUBLIC[3], stated(INSTANCE, 2, KEYS[3], KEYS[3]))
CLAIM: Recorded = (2, PUBLIC[3], stated_as_lost(INSTANCE, 2, KEYS[3], "lost"))
SECOND: Recorded = (2, PUBLIC[1], stated(INSTANCE, 2, KEYS[0], KEYS[1]))
THIRD: Recorded = (3, PUBLIC[2], stated(INSTANCE, 3, KEYS[0], KEYS[2]))


@pytest.mark.parametrize("row", [RUBBISH, SELF_MADE])
def test_row_that_no_key_of_the_line_has_signed_is_passed_over(row: Recorded) -> None:
    assert line_from(PUBLIC[0], [FIRST, row]) == (PUBLIC[0],)
    assert in_use([FIRST, row]) == (PUBLIC[0],)
    assert line_from(PUBLIC[0], [FIRST, row, THIRD]) == (PUBLIC[0], PUBLIC[2])
    assert in_use([FIRST, row, THIRD]) == (PUBLIC[0], PUBLIC[2])


def test_claim_that_a_key_was_lost_holds_until_that_key_names_another() -> None:
    assert in_use([FIRST, CLAIM]) == (PUBLIC[0], PUBLIC[3])
    assert line_from(PUBLIC[0], [FIRST, CLAIM]) == (PUBLIC[0],)
    assert in_use([FIRST, CLAIM, THIRD]) == (PUBLIC[0], PUBLIC[2])
    after = (3, PUBLIC[1], stated(INSTANCE, 3, KEYS[3], KEYS[1]))
    assert in_use([FIRST, CLAIM, after]) == (PUBLIC[0], PUBLIC[3], PUBLIC[1])


def test_key_that_named_its_successor_names_no_second_one() -> None:
    assert in_use([FIRST, SECOND, THIRD]) == (PUBLIC[0], PUBLIC[1])
    assert line_from(PUBLIC[0], [FIRST, SECOND, THIRD]) == (PUBLIC[0], PUBLIC[1])
