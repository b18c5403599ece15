"""Finds what is there twice among any number of ids, at eight bytes for each."""

from __future__ import annotations

from array import array
from collections import Counter

DRAWERS = 256
_DRAWER_BITS = 64 - DRAWERS.bit_length() + 1


class Once:
    """Takes words that each should come once. Half of a random id is enough to be suspicious."""

    def __init__(self) -> None:
        self._drawers = tuple(array("Q") for _ in range(DRAWERS))
        self._put = tuple(drawer.append for drawer in self._drawers)
        self.count = 0

    def add(self, words: array[int]) -> None:
        for word in words:
            self._put[word >> _DRAWER_BITS](word)
        self.count += len(words)

    def twice(self) -> frozenset[int]:
        """The words that came more than once; one drawer is looked through at a time."""
        found: set[int] = set()
        for drawer in self._drawers:
            if len(set(drawer)) < len(drawer):
                found |= {word for word, times in Counter(drawer).items() if times > 1}
        return frozenset(found)
