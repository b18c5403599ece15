"""A type of the tests' own goes from version to version: what its oldest bodies said is still read.

It is registered as a type of ours would be: in EVENTS and SCHEMA_VERSIONS, with a lift per step.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.upcasting import LIFTS, Body, LiftGivenTwice, lifted, lifts

VERSION_1 = b'{"grams":"1150.5","ring":"HB 4711","seen_at":"barn, north gable"}'
VERSION_2 = b'{"kilograms":"1.1505","ring":"HB 4711","seen_at":"barn, north gable"}'
VERSION_3 = b'{"kilograms":"1.1505","place":{"spot":"north gable","where":"barn"},"ring":"HB 4711"}'


class Place(msgspec.Struct, frozen=True, kw_only=True):
    where: str
    spot: str


class OwlWeighed(msgspec.Struct, frozen=True, kw_only=True):
    """As version 3 has it."""

    ring: str
    kilograms: str
    place: Place


WEIGHED = OwlWeighed(
    ring="HB 4711", kilograms="1.1505", place=Place(where="barn", spot="north gable")
)


@pytest.fixture(autouse=True)
def owls() -> Iterator[None]:
    """The type is known while a test runs."""
    catalogue.EVENTS["OwlWeighed"] = OwlWeighed
    catalogue.SCHEMA_VERSIONS["OwlWeighed"] = 3

    @lifts("OwlWeighed", from_version=1)
    def grams_as_kilograms(body: Body) -> Body:
        grams = body.pop("grams")
        whole, _, part = grams.partition(".")
        return {**body, "kilograms": f"{whole[:-3]}.{whole[-3:]}{part}"}

    @lifts("OwlWeighed", from_version=2)
    def place_in_parts(body: Body) -> Body:
        where, _, spot = body.pop("seen_at").partition(", ")
        return {**body, "place": {"where": where, "spot": spot}}

    yield
    for version in (1, 2):
        del LIFTS["OwlWeighed", version]
    del catalogue.EVENTS["OwlWeighed"], catalogue.SCHEMA_VERSIONS["OwlWeighed"]


@pytest.mark.parametrize(("version", "body"), [(1, VERSION_1), (2, VERSION_2), (3, VERSION_3)])
def test_every_version_reads_as_the_same_fact(version: int, body: bytes) -> None:
    assert catalogue.decode("OwlWeighed", version, body) == WEIGHED


def test_what_is_written_today_is_read_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert catalogue.encode(WEIGHED) == VERSION_3
    monkeypatch.setitem(LIFTS, ("OwlWeighed", 2), lambda _: {"ring": "lost"})
    assert catalogue.decode("OwlWeighed", 3, VERSION_3) == WEIGHED


def test_lifts_follow_each_other_one_version_at_a_time() -> None:
    assert lifted("OwlWeighed", VERSION_1, 1, 2) == VERSION_2
    assert lifted("OwlWeighed", VERSION_2, 2, 3) == VERSION_3
    assert lifted("OwlWeighed", VERSION_1, 1, 3) == VERSION_3


def test_what_newer_code_wrote_is_not_guessed_at() -> None:
    with pytest.raises(catalogue.UnknownEventType, match=r"OwlWeighed.* version 4"):
        catalogue.decode("OwlWeighed", 4, VERSION_3)


def test_a_step_has_one_lift() -> None:
    with pytest.raises(LiftGivenTwice, match="OwlWeighed has a lift from version 1 already"):
        lifts("OwlWeighed", from_version=1)(dict)
