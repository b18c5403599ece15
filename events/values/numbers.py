"""Exact decimal numbers in one canonical text: no exponent, no plus, no idle zero, no minus zero.

>>> number_text("1.50"), number_text("-0.0"), number_text("12e2"), number_text("5E-3")
('1.5', '0', '1200', '0.005')
"""

import re
from decimal import Decimal

from labeltrail.events.limits import NUMBER_DECIMALS_MAX, NUMBER_DIGITS_MAX

_CANONICAL = re.compile(
    rf"0|-?[1-9][0-9]{{0,{NUMBER_DIGITS_MAX - 1}}}"
    rf"|-?(0|[1-9][0-9]{{0,{NUMBER_DIGITS_MAX - 1}}})\.[0-9]{{0,{NUMBER_DECIMALS_MAX - 1}}}[1-9]"
)
_WRITTEN_MAX = 60
_WRITTEN = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
"""Bounded, so that 1e999999999 exhausts no memory."""


class NumberUnusable(ValueError):
    """The text is no decimal number within the limits; the message says why."""


def number_text(written: str | int | Decimal) -> str:
    """The canonical text of a number however it is written. Raises NumberUnusable.

    Never a float: 0.1 + 0.2 is not what anybody wrote.
    """
    text = written if isinstance(written, str) else str(written)
    if _CANONICAL.fullmatch(text):
        return text
    if len(text) > _WRITTEN_MAX or not _WRITTEN.fullmatch(text):
        raise NumberUnusable(f"{text[:_WRITTEN_MAX]!r} is no decimal number")
    plain = f"{Decimal(text):f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain = plain.removeprefix("-") if plain.strip("-0.") == "" else plain
    whole, _, decimals = plain.removeprefix("-").partition(".")
    if len(whole) > NUMBER_DIGITS_MAX or len(decimals) > NUMBER_DECIMALS_MAX:
        raise NumberUnusable(
            f"{text!r} has more than {NUMBER_DIGITS_MAX} digits before the point"
            f" or {NUMBER_DECIMALS_MAX} after it"
        )
    return plain
