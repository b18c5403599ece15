"""Draws that choose what is reviewed: the same for ever from the seed and what is drawn about.

A label is named by its item, annotator and repeat, which no revision changes: whoever revises
draws no second time, and replaying a history gives the same sample. SHA-256 over the JSON of all
that, of which the first 64 bits are a fraction of 1.

>>> falls(Decimal(1), 7, "any"), falls(Decimal(0), 7, "any")
(True, False)
>>> sum(falls(Decimal("0.05"), 7, f"rec-{n}") for n in range(10_000))
482
"""

import hashlib
from decimal import Decimal

import msgspec

_encode = msgspec.json.Encoder().encode
_WHOLE = 1 << 64


def falls(rate: Decimal, seed: int, *named: str) -> bool:
    """Whether the draw about what is named falls within the rate, exactly."""
    if rate >= 1:
        return True
    numerator, denominator = rate.as_integer_ratio()
    return draw(seed, *named) * denominator < numerator * _WHOLE


def draw(seed: int, *named: str) -> int:
    """64 bits."""
    told = hashlib.sha256(_encode((seed, *named))).digest()
    return int.from_bytes(told[:8], "big")
