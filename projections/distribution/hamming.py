"""Pairs of digests that differ in few bits, found without comparing every digest with every other.

Guarantees: every pair at most so far apart is found, and no other; the work is limited, and beyond
the limit TooManyAlike is raised rather than pairs left out.

A digest is cut into one band more than the bits that may differ: two that differ in no more bits
are equal in one band at least. Only those are compared. G. S. Manku, A. Jain, A. Das Sarma,
Detecting near-duplicates for web crawling, WWW 2007, is the same with tables on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]

CANDIDATES_MAX = 20_000_000
"""Pairs compared in all bands together: a few seconds."""


class TooManyAlike(Exception):
    """So many digests share a band that comparing them would take too long."""

    def __init__(self, candidates: int) -> None:
        self.candidates = candidates
        super().__init__(
            f"{candidates:,} pairs of digests would have to be compared, more than"
            f" {CANDIDATES_MAX:,}; ask for a smaller distance"
        )


def near_pairs(digests: Sequence[bytes], at_most: int) -> list[tuple[int, int, int]]:
    """(place, later place, distance), sorted. All digests are different and equally long.

    >>> near_pairs([bytes([0b1111_0000]), bytes([0b1111_0001]), bytes([0b0000_1111])], at_most=1)
    [(0, 1, 1)]
    """
    if len(digests) < 2:
        return []
    octets = np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(len(digests), -1)
    found: set[int] = set()
    n, candidates = len(digests), 0
    for keys in _bands(octets, at_most + 1):
        order = np.argsort(keys, kind="stable")
        in_order = keys[order]
        begins = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]])
        sizes = np.diff(np.r_[begins, n])
        candidates += int(np.sum(sizes * (sizes - 1) // 2))
        if candidates > CANDIDATES_MAX:
            raise TooManyAlike(candidates)
        ends = np.repeat(begins + sizes, sizes)
        for left, right in _within(ends):
            one, other = order[left], order[right]
            is_near = _distance(octets, one, other) <= at_most
            low, high = np.minimum(one, other)[is_near], np.maximum(one, other)[is_near]
            found.update((low * n + high).tolist())
    pairs = np.array(sorted(found), dtype=np.int64)
    low, high = np.divmod(pairs, n)
    apart = _distance(octets, low, high)
    return list(zip(low.tolist(), high.tolist(), apart.tolist(), strict=True))


def _bands(octets: npt.NDArray[np.uint8], bands: int) -> Iterator[npt.NDArray[np.int64]]:
    """For each band, a number for each digest, equal where the band is."""
    bits = np.unpackbits(octets, axis=1)
    bounds = [bits.shape[1] * band // bands for band in range(bands + 1)]
    for begin, end in pairwise(bounds):
        packed = np.ascontiguousarray(np.packbits(bits[:, begin:end], axis=1))
        if packed.shape[1]:
            _, numbers = np.unique(packed.view(f"S{packed.shape[1]}").ravel(), return_inverse=True)
            yield numbers.astype(np.int64)
        else:
            yield np.zeros(len(octets), dtype=np.int64)


def _within(ends: Places) -> Iterator[tuple[Places, Places]]:
    """All pairs of places in one group, by how far apart they are; groups end at `ends`."""
    left, step = np.arange(len(ends)), 1
    while len(left):
        left = left[left + step < ends[left]]
        if len(left):
            yield left, left + step
        step += 1


def _distance(octets: npt.NDArray[np.uint8], one: Places, other: Places) -> Places:
    bits: Places = np.bitwise_count(octets[one] ^ octets[other]).sum(axis=1, dtype=np.int64)
    return bits
