"""Numbers and lists as sentences have them."""

from __future__ import annotations

from collections.abc import Sequence


def counted_noun(number: int, noun: str) -> str:
    """
    >>> counted_noun(1, "vote"), counted_noun(2, "vote")
    ('1 vote', '2 votes')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """
    >>> listed(["lena", "oskar", "tomek"])
    'lena, oskar and tomek'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
