"""Verifies proofs of inclusion and consistency, step by step as RFC 9162 writes it down.

Written from the RFC and not from `merkle`, so that neither can share the other's mistake. Whoever
verifies needs no tree, only the hashes of the proof and the roots that they trust.
"""

from __future__ import annotations

from collections.abc import Sequence

from labeltrail.events.proof.hashes import EMPTY_ROOT, HASH_BYTES, node_hash


class ProofWrong(Exception):
    """The proof does not show what it claims; the message says why."""


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Section 2.1.3.2: the leaf is at `index` in the tree of `size` leaves with this root."""
    _check_lengths([leaf, root, *proof])
    if not 0 <= index < size:
        raise ProofWrong(f"a tree of {size} leaves has none at index {index}")
    at, last = index, size - 1
    reached = leaf
    for given in proof:
        if last == 0:
            raise ProofWrong("the inclusion proof holds more hashes than the tree has levels")
        if at & 1 or at == last:
            reached = node_hash(given, reached)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            reached = node_hash(reached, given)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofWrong("the inclusion proof holds fewer hashes than it takes to reach the root")
    if reached != root:
        raise ProofWrong(f"the inclusion proof leads to the root {reached.hex()}, not {root.hex()}")


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Section 2.1.4.2: the tree of `second` leaves begins with the tree of `first`."""
    _check_lengths([first_root, second_root, *proof])
    if not 0 <= first <= second:
        raise ProofWrong(f"a tree of {second} leaves never had {first}")
    if first in (0, second):
        _check_trivial(first, second, proof, first_root, second_root)
        return
    if not proof:
        raise ProofWrong("the consistency proof is empty")
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for given in path[1:]:
        if last == 0:
            raise ProofWrong("the consistency proof holds more hashes than the tree has levels")
        if at & 1 or at == last:
            older, newer = node_hash(given, older), node_hash(given, newer)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, given)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofWrong("the consistency proof holds fewer hashes than it takes to reach the root")
    if older != first_root:
        raise ProofWrong(f"the older root comes out as {older.hex()}, not {first_root.hex()}")
    if newer != second_root:
        raise ProofWrong(f"the newer root comes out as {newer.hex()}, not {second_root.hex()}")


def _check_trivial(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    if proof:
        raise ProofWrong(f"from {first} to {second} leaves there is nothing to prove by hashes")
    if first == 0 and first_root != EMPTY_ROOT:
        raise ProofWrong(f"{first_root.hex()} is not the root of the empty tree")
    if first == second and first_root != second_root:
        raise ProofWrong(
            f"two roots for {first} leaves: {first_root.hex()} and {second_root.hex()}"
        )


def _check_lengths(hashes: Sequence[bytes]) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            raise ProofWrong(f"a SHA-256 hash has {HASH_BYTES} bytes, not {len(one)}")
