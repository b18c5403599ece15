"""Roots and proofs: published vectors, every size, every changed bit, and somebody else's code."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.events.proof.hashes import EMPTY_ROOT
from labeltrail.events.proof.merkle import (
    Frontier,
    consistency_nodes,
    consistency_proof,
    full_nodes,
    inclusion_nodes,
    inclusion_proof,
    root_at,
    root_of,
)
from labeltrail.events.proof.verification import ProofWrong, verify_consistency, verify_inclusion
from tests.proof.trees import CONSISTENCY, INCLUSION, LEAVES, ROOTS, grown, nodes_of, tree_hash

SIZE_MAX = 300
GROWN = grown(SIZE_MAX)

sizes = st.integers(1, SIZE_MAX)


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert root_of(LEAVES[:size]) == ROOTS[size]
    assert root_at(size, nodes_of(LEAVES[:size])) == ROOTS[size]
    assert tree_hash(LEAVES[:size]) == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    proof = inclusion_proof(index, size, nodes_of(LEAVES[:size]))
    assert proof == INCLUSION[index, size]
    verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])


@pytest.mark.parametrize(("first", "second"), CONSISTENCY)
def test_published_consistency_proofs(first: int, second: int) -> None:
    proof = consistency_proof(first, second, nodes_of(LEAVES[:second]))
    assert proof == CONSISTENCY[first, second]
    verify_consistency(first, second, proof, ROOTS[first], ROOTS[second])


def test_a_frontier_has_the_root_of_every_size_however_it_grew() -> None:
    one_by_one = Frontier()
    for size in range(SIZE_MAX):
        assert one_by_one.size == size
        assert len(one_by_one.hashes) == size.bit_count()
        assert one_by_one.root() == tree_hash(GROWN[:size])
        one_by_one = one_by_one.extended([GROWN[size]])


@given(st.lists(st.integers(0, 70), max_size=5))
def test_a_frontier_grows_by_any_steps(steps: list[int]) -> None:
    frontier = Frontier()
    for step in steps:
        frontier = frontier.extended(GROWN[frontier.size : frontier.size + step])
    assert frontier.root() == tree_hash(GROWN[: frontier.size])
    assert frontier.hashes == tuple(
        nodes_of(GROWN)(level, index) for level, index in full_nodes((0, frontier.size))
    )


@given(st.integers(0, 6), st.integers(0, 3), st.integers(0, 4), st.integers(0, 9))
def test_a_frontier_grows_by_full_subtrees(level: int, old: int, new: int, rest: int) -> None:
    width = 1 << level
    subtrees = [tree_hash(GROWN[start : start + width]) for start in range(0, 256, width)]
    frontier = Frontier().extended(GROWN[: old * width])
    if (old + new) * width + rest <= 256:
        frontier = frontier.extended(subtrees[old : old + new], level=level)
        frontier = frontier.extended(GROWN[frontier.size : frontier.size + rest])
        assert frontier.root() == tree_hash(GROWN[: (old + new) * width + rest])


def test_a_frontier_refuses_subtrees_that_leave_a_gap() -> None:
    with pytest.raises(ValueError, match="no room for subtrees"):
        Frontier().extended(GROWN[:3]).extended([GROWN[0]], level=1)


@given(st.integers(0, SIZE_MAX - 1), sizes)
def test_inclusion_is_proved_for_every_leaf_of_every_size(index: int, size: int) -> None:
    leaves = GROWN[:size]
    if index >= size:
        with pytest.raises(ValueError, match="has none at index"):
            inclusion_proof(index, size, nodes_of(leaves))
        return
    proof = inclusion_proof(index, size, nodes_of(leaves))
    verify_inclusion(leaves[index], index, size, proof, tree_hash(leaves))
    known = {at: nodes_of(leaves)(*at) for at in inclusion_nodes(index, size)}
    assert inclusion_proof(index, size, lambda level, index: known[level, index]) == proof


@given(sizes, sizes)
def test_consistency_is_proved_between_any_two_sizes(first: int, second: int) -> None:
    leaves = GROWN[:second]
    if first > second:
        with pytest.raises(ValueError, match="never had"):
            consistency_proof(first, second, nodes_of(leaves))
        return
    proof = consistency_proof(first, second, nodes_of(leaves))
    verify_consistency(first, second, proof, tree_hash(leaves[:first]), tree_hash(leaves))
    known = {at: nodes_of(leaves)(*at) for at in consistency_nodes(first, second)}
    assert consistency_proof(first, second, lambda level, index: known[level, index]) == proof


def test_all_small_trees_one_by_one() -> None:
    for size in range(1, 40):
        node, root = nodes_of(GROWN[:size]), tree_hash(GROWN[:size])
        for index in range(size):
            verify_inclusion(GROWN[index], index, size, inclusion_proof(index, size, node), root)
        for first in range(size + 1):
            proof = consistency_proof(first, size, node)
            verify_consistency(first, size, proof, tree_hash(GROWN[:first]), root)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 8), (5, 8), (2, 3), (6, 7), (12, 13)])
def test_inclusion_with_any_bit_changed_is_refused(index: int, size: int) -> None:
    leaf, root = GROWN[index], tree_hash(GROWN[:size])
    proof = inclusion_proof(index, size, nodes_of(GROWN[:size]))
    for changed in one_bit_changed([leaf, root, *proof]):
        with pytest.raises(ProofWrong):
            verify_inclusion(changed[0], index, size, changed[2:], changed[1])
    for another in set(range(size)) - {index}:
        with pytest.raises(ProofWrong):
            verify_inclusion(leaf, another, size, proof, root)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (1, 8), (6, 8), (3, 7), (4, 8), (7, 13)])
def test_consistency_with_any_bit_changed_is_refused(first: int, second: int) -> None:
    roots = [tree_hash(GROWN[:first]), tree_hash(GROWN[:second])]
    proof = consistency_proof(first, second, nodes_of(GROWN[:second]))
    for changed in one_bit_changed([*roots, *proof]):
        with pytest.raises(ProofWrong):
            verify_consistency(first, second, changed[2:], changed[0], changed[1])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13])
def test_proofs_of_another_length_are_refused(size: int) -> None:
    node, root = nodes_of(GROWN[:size]), tree_hash(GROWN[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        for wrong in ((*proof, root), (root, *proof), *([proof[:-1], proof[1:]] if proof else [])):
            with pytest.raises(ProofWrong):
                verify_inclusion(GROWN[index], index, size, wrong, root)
    for first in range(size + 1):
        proof = consistency_proof(first, size, node)
        older = tree_hash(GROWN[:first])
        for wrong in ((*proof, root), (root, *proof), *([proof[:-1], proof[1:]] if proof else [])):
            with pytest.raises(ProofWrong):
                verify_consistency(first, size, wrong, older, root)


def test_what_has_no_proof_is_refused() -> None:
    for index, size in ((-1, 8), (8, 8), (0, 0)):
        with pytest.raises(ProofWrong, match="has none at index"):
            verify_inclusion(LEAVES[0], index, size, (), ROOTS[8])
    for first, second in ((-1, 8), (9, 8)):
        with pytest.raises(ProofWrong, match="never had"):
            verify_consistency(first, second, (), ROOTS[8], ROOTS[8])
    with pytest.raises(ProofWrong, match="two roots for 8 leaves"):
        verify_consistency(8, 8, (), ROOTS[7], ROOTS[8])
    with pytest.raises(ProofWrong, match="empty tree"):
        verify_consistency(0, 8, (), ROOTS[1], ROOTS[8])
    with pytest.raises(ProofWrong, match="32 bytes, not 31"):
        verify_inclusion(LEAVES[0][1:], 0, 1, (), LEAVES[0][1:])
    verify_consistency(0, 8, (), EMPTY_ROOT, ROOTS[8])


@pytest.mark.reference
def test_pymerkle_agrees_on_roots_and_proofs() -> None:
    pymerkle = pytest.importorskip("pymerkle")
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    tree.append_entries([str(index).encode() for index in range(64)])
    leaves = grown(64)
    for size in range(1, 65):
        root = tree.get_root(size)
        assert root == root_of(leaves[:size])
        node = nodes_of(leaves[:size])
        for index in range(size):
            theirs = tree.prove_inclusion(index + 1, size)
            ours = inclusion_proof(index, size, node)
            assert tuple(theirs.path[1:]) == ours  # theirs begins with the leaf itself
            verify_inclusion(tree.get_leaf(index + 1), index, size, ours, root)
            pymerkle.verify_inclusion(leaves[index], root_of(leaves[:size]), theirs)
        for first in range(1, size + 1):
            ours = consistency_proof(first, size, node)
            verify_consistency(first, size, ours, tree.get_root(first), root)
            theirs = tree.prove_consistency(first, size)  # its hashes are not the RFC's
            pymerkle.verify_consistency(root_of(leaves[:first]), root_of(leaves[:size]), theirs)


def one_bit_changed(hashes: list[bytes]) -> list[list[bytes]]:
    """Every way to change one bit of one of them; of the inner bytes only the lowest."""
    changed = []
    for place, byte in itertools.product(range(len(hashes)), range(32)):
        for bit in range(8) if byte in (0, 31) else (0,):
            flipped = bytearray(hashes[place])
            flipped[byte] ^= 1 << bit
            changed.append([*hashes[:place], bytes(flipped), *hashes[place + 1 :]])
    return changed
