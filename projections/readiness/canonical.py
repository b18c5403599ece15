"""Readiness as bytes: equal readiness is equal bytes, wherever it was computed. Pure.

Integers, texts, lists and decimals written as text; keys sorted. Nothing is a float.
"""

from __future__ import annotations

import msgspec

from labeltrail.projections.readiness.verdicts import Readiness

_encoder = msgspec.json.Encoder(order="sorted", decimal_format="string")


def canonical(readiness: Readiness) -> bytes:
    return _encoder.encode(readiness)
