"""How a body recorded at an older schema version reads as today's.

Stored bytes never change, so each version that was ever shipped is read for ever: a lift takes
its body, as plain JSON values, to the next version, and lifts follow each other up to today's.

    @lifts("LabelSubmitted", from_version=1)
    def seconds_in_milliseconds(body: Body) -> Body:
        return {**body, "milliseconds_spent": 1000 * body["seconds_spent"]}

Guarantees: lifts are pure; one for each step; a body of today's version is never touched. Lifts
stand below in the order of types and versions, and none is ever removed. None was needed yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

Body = dict[str, Any]
Lift = Callable[[Body], Body]

LIFTS: dict[tuple[str, int], Lift] = {}
"""(type, version) -> the body as the next version writes it."""

_decode_body = msgspec.json.Decoder(Body).decode
_encode_body = msgspec.json.Encoder(order="sorted", decimal_format="string").encode


class LiftGivenTwice(ValueError):
    """One step, two lifts: which of them is meant must not depend on the order of imports."""


def lifts(type_name: str, *, from_version: int) -> Callable[[Lift], Lift]:
    """Marks the function that takes bodies of a type from one version to the next."""

    def registered(lift: Lift) -> Lift:
        if (type_name, from_version) in LIFTS:
            raise LiftGivenTwice(f"{type_name} has a lift from version {from_version} already")
        LIFTS[type_name, from_version] = lift
        return lift

    return registered


def lifted(type_name: str, body: bytes, from_version: int, to_version: int) -> bytes:
    """The body as `to_version` writes it. A KeyError here is a version without its lift."""
    values = _decode_body(body)
    for version in range(from_version, to_version):
        values = LIFTS[type_name, version](values)
    return _encode_body(values)
