"""Merkle trees as in RFC 9162 section 2.1: roots, proofs of inclusion and of consistency.

A tree of a project has the leaf of position p at index p - 1. Everything that a proof needs is made
of full subtrees, named (level, index): the hash over the 2**level leaves from index * 2**level on.
Full subtrees never change as the tree grows, so they can be kept and fetched.

    tree of 7 leaves: full subtrees (2, 0), (1, 2) and (0, 6)
    root = node(full(2, 0), node(full(1, 2), full(0, 6)))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

import msgspec

from labeltrail.events.proof.hashes import EMPTY_ROOT, node_hash

NodeAt = Callable[[int, int], bytes]
"""(level, index) -> hash of the full subtree of 2**level leaves at that index."""

Node = tuple[int, int]
Span = tuple[int, int]
"""Leaves from the first to before the second."""


class Frontier(msgspec.Struct, frozen=True):
    """A tree without its inside: the roots of its full subtrees, the largest first.

    It is all that is needed to go on growing, and it is at most 64 hashes for any tree.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def extended(self, nodes: Iterable[bytes], *, level: int = 0) -> Frontier:
        """With more leaves at its end; at a higher level, with more full subtrees of that size."""
        if self.size & ((1 << level) - 1):
            raise ValueError(f"a tree of {self.size} leaves has no room for subtrees of 2**{level}")
        carried = list(nodes)
        size = self.size + (len(carried) << level)
        kept = list(self.hashes)  # the smallest subtree is at the end
        grown: list[bytes] = []
        rest = self.size >> level
        while carried or rest:
            if rest & 1:
                carried.insert(0, kept.pop())
            if len(carried) & 1:
                grown.append(carried.pop())
            carried = parents(carried)
            rest >>= 1
        return Frontier(size, (*kept, *reversed(grown)))

    def followed_by(self, other: Frontier) -> Frontier:
        """With the leaves of another tree at its end, if they begin where its subtrees may."""
        grown = self
        for (level, _), subtree in zip(full_nodes((0, other.size)), other.hashes, strict=True):
            grown = grown.extended([subtree], level=level)
        return grown

    def root(self) -> bytes:
        return _joined(self.hashes) if self.hashes else EMPTY_ROOT


def parents(nodes: Sequence[bytes]) -> list[bytes]:
    """The nodes one level up from an even number of neighbours."""
    pairs = iter(nodes)
    return [
        sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)
    ]


def root_of(leaves: Iterable[bytes]) -> bytes:
    return Frontier().extended(leaves).root()


def full_nodes(span: Span) -> tuple[Node, ...]:
    """The full subtrees that a span is made of, from left to right.

    The span must start at a multiple of the largest power of two that fits into it.
    """
    start, end = span
    found: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return tuple(found)


def inclusion_spans(index: int, size: int) -> tuple[Span, ...]:
    """What each hash of the inclusion proof is over, from the leaf up (section 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has none at index {index}")
    start, end = 0, size
    spans: list[Span] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return tuple(reversed(spans))


def consistency_spans(first: int, second: int) -> tuple[Span, ...]:
    """What each hash of the consistency proof is over, in its order (section 2.1.4.1)."""
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} leaves never had {first}")
    if first in (0, second):
        return ()
    start, end = 0, second
    spans: list[Span] = []
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start > 0:  # otherwise it is the first tree itself, whose root the verifier has
        spans.append((start, end))
    return tuple(reversed(spans))


def inclusion_nodes(index: int, size: int) -> tuple[Node, ...]:
    """The full subtrees from which `inclusion_proof` is made."""
    return tuple(node for span in inclusion_spans(index, size) for node in full_nodes(span))


def consistency_nodes(first: int, second: int) -> tuple[Node, ...]:
    """The full subtrees from which `consistency_proof` is made."""
    return tuple(node for span in consistency_spans(first, second) for node in full_nodes(span))


def inclusion_proof(index: int, size: int, node: NodeAt) -> tuple[bytes, ...]:
    """The hashes that lead from the leaf at `index` to the root of the tree of `size` leaves."""
    return tuple(_hash_over(span, node) for span in inclusion_spans(index, size))


def consistency_proof(first: int, second: int, node: NodeAt) -> tuple[bytes, ...]:
    """The hashes that show the tree of `second` leaves to begin with the tree of `first`.

    Empty when one is empty or they are the same: then the roots say everything.
    """
    return tuple(_hash_over(span, node) for span in consistency_spans(first, second))


def root_at(size: int, node: NodeAt) -> bytes:
    """The root of the tree of `size` leaves."""
    return _hash_over((0, size), node) if size else EMPTY_ROOT


def _hash_over(span: Span, node: NodeAt) -> bytes:
    return _joined([node(level, index) for level, index in full_nodes(span)])


def _joined(hashes: Sequence[bytes]) -> bytes:
    """Full subtrees that shrink from left to right, joined from the right."""
    joined = hashes[-1]
    for left in reversed(hashes[:-1]):
        joined = node_hash(left, joined)
    return joined


def _split(width: int) -> int:
    """The largest power of two below the width."""
    return 1 << ((width - 1).bit_length() - 1)
