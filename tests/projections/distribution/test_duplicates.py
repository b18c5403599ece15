"""Items that are alike: all pairs are found, the harmful first."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.distribution.duplicates import (
    Candidates,
    Duplicates,
    Finding,
    Likeness,
    duplicates,
    wording_of,
)
from labeltrail.projections.distribution.hamming import TooManyAlike, near_pairs
from labeltrail.projections.statistics import sampler


class Item:
    """One line of a test's items."""

    def __init__(
        self,
        *batches: str,
        content: str | None = None,
        text: str | None = None,
        phash: str | None = None,
        split: str | None = None,
        truth: str | None = None,
    ) -> None:
        self.batches, self.content, self.text = batches, content, text
        self.phash, self.split, self.truth = phash, split, truth


def found(*items: Item, distance: int = 4) -> Duplicates:
    return duplicates(
        Candidates(
            ids=[f"i{n}" for n in range(len(items))],
            content=[one.content for one in items],
            wording=[None if one.text is None else wording_of(one.text) for one in items],
            digests={"phash": [one.phash for one in items]},
            splits=[one.split for one in items],
            batches=[one.batches for one in items],
            truths={"topic": [one.truth for one in items]},
        ),
        distance=distance,
    )


def test_no_items_and_no_twins() -> None:
    assert found().twins == ()
    assert found(Item("a", content="1"), Item("b", content="2"), Item("b")).twins == ()


def test_equal_content_in_two_batches_with_two_truths_comes_first() -> None:
    twins = found(
        Item("a", content="1", truth="cat"),
        Item("a", content="1", truth="cat"),
        Item("a", content="2", truth="cat"),
        Item("b", content="2", truth="dog"),
        Item("a", content="3", split="train", truth="cat"),
        Item("b", content="3", split="test", truth="cat"),
    ).twins
    assert [(one.key, one.items) for one in twins] == [
        ("2", ("i2", "i3")),
        ("3", ("i4", "i5")),
        ("1", ("i0", "i1")),
    ]
    assert twins[0].findings == (Finding.CONTRADICTORY_LABELS, Finding.ACROSS_BATCHES)
    assert twins[0].tasks == ("topic",)
    assert twins[1].findings == (Finding.CONTAMINATION, Finding.ACROSS_BATCHES)
    assert twins[2].findings == ()


def test_an_item_without_truth_contradicts_nobody() -> None:
    (twins,) = found(Item(content="1", truth="cat"), Item(content="1")).twins
    assert twins.findings == ()


def test_twins_together_in_one_batch_are_not_across_batches() -> None:
    (twins,) = found(Item("a", "b", content="1"), Item("b", "c", content="1")).twins
    assert twins.findings == ()


def test_equal_words_are_twins_whatever_case_width_and_white_space() -> None:
    (twins,) = found(
        Item(text="\uff2cost  my\tCARD"), Item(text="lost my card"), Item(text="x")
    ).twins
    assert (twins.likeness, twins.items) == (Likeness.WORDING, ("i0", "i1"))


def test_other_digits_are_other_words() -> None:
    assert found(Item(text="order 17"), Item(text="order 18")).twins == ()


def test_the_same_twins_are_told_once() -> None:
    pair = [Item(content="1", text="same", phash="ff00ff00ff00ff00") for _ in range(2)]
    (twins,) = found(*pair).twins
    assert twins.likeness is Likeness.CONTENT


def test_digests_a_few_bits_apart_are_twins_and_those_further_are_not() -> None:
    items = [
        Item(phash=one) for one in ("ff00ff00ff00ff00", "ff00ff00ff00ff03", "00ff00ff00ff00ff")
    ]
    (twins,) = found(*items).twins
    assert (twins.likeness, twins.distance, twins.items) == (Likeness.DIGEST, 2, ("i0", "i1"))
    assert found(*items, distance=1).twins == ()


def test_what_is_no_digest_is_counted() -> None:
    answer = found(Item(phash="not hex at all"), Item(phash="f"), Item(phash="ABCDEF12"))
    assert answer.unreadable == {"phash": 2}


def test_digests_of_other_lengths_are_not_compared() -> None:
    assert found(Item(phash="ff00"), Item(phash="ff0000")).twins == ()


@given(st.lists(st.binary(min_size=3, max_size=3), max_size=25, unique=True), st.integers(0, 6))
def test_near_pairs_are_those_of_comparing_all(digests: list[bytes], at_most: int) -> None:
    naive = [
        (one, other, apart)
        for one, other in combinations(range(len(digests)), 2)
        if (apart := _apart(digests[one], digests[other])) <= at_most
    ]
    assert near_pairs(digests, at_most) == naive


def test_many_digests_are_not_compared_with_all_others() -> None:
    words = sampler.words(5, 20_000)
    digests = [int(one).to_bytes(8) for one in words]
    digests.append((int(words[77]) ^ 0b101).to_bytes(8))
    assert near_pairs(digests, 3) == [(77, 20_000, 2)]


def test_more_comparisons_than_the_limit_are_refused() -> None:
    digests = [n.to_bytes(8) for n in range(7_000)]  # six of eight bytes are all zero
    with pytest.raises(TooManyAlike, match="smaller distance"):
        near_pairs(digests, 3)


def _apart(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
