"""Contamination of splits: each pair across two splits is found, and none within one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.distribution.duplicates import Candidates
from labeltrail.projections.splits.contamination import Contamination, Leak, Moved, contamination


def candidates(
    splits: Sequence[str | None],
    content: Sequence[str | None] | None = None,
    digests: Sequence[str | None] | None = None,
) -> Candidates:
    n = len(splits)
    nothing: Sequence[str | None] = [None] * n
    return Candidates(
        ids=[f"i{k}" for k in range(n)],
        content=content or nothing,
        wording=nothing,
        digests={"phash": digests} if digests else {},
        splits=splits,
        batches=[()] * n,
        truths={},
    )


def test_equal_content_in_two_splits() -> None:
    given_ = candidates(["train", "test", "train"], ["c", "c", "c"])
    (found,) = contamination(given_, [None] * 3, distance=4)
    assert found == Contamination(
        leak=Leak.CONTENT, key="c", items=("i0", "i1", "i2"), splits=("train", "test", "train")
    )


def test_near_digest_in_two_splits() -> None:
    given_ = candidates(["train", "benchmark"], digests=["ffff0000", "ffff0001"])
    (found,) = contamination(given_, [None] * 2, distance=1)
    assert (found.leak, found.items) == (Leak.DIGEST, ("i0", "i1"))


def test_equal_content_within_a_split_or_outside_of_all_is_none() -> None:
    assert contamination(candidates(["train", "train"], ["c", "c"]), [None] * 2, distance=0) == ()
    assert contamination(candidates(["train", None], ["c", "c"]), [None] * 2, distance=0) == ()


def test_who_is_in_no_split_is_not_named() -> None:
    given_ = candidates(["train", None, "test"], ["c", "c", "c"])
    (found,) = contamination(given_, [None] * 3, distance=0)
    assert found.items == ("i0", "i2")


def test_group_in_two_splits() -> None:
    (found,) = contamination(candidates(["train", "validation", None]), ["g", "g", "g"], distance=0)
    assert (found.leak, found.key, found.items) == (Leak.GROUP, "g", ("i0", "i1"))


def test_benchmark_whose_truth_changed() -> None:
    moved = [
        Moved(item="i0", task="species", then="owl", now="hawk"),
        Moved(item="i0", task="age", then=None, now="old"),
        Moved(item="i1", task="species", then="owl", now="owl"),
    ]
    (found,) = contamination(candidates(["benchmark", "benchmark"]), [None] * 2, moved, distance=0)
    assert (found.leak, found.items, found.tasks) == (
        Leak.BENCHMARK_CHANGED,
        ("i0",),
        ("age", "species"),
    )


def test_what_reaches_a_test_comes_first() -> None:
    given_ = candidates(["train", "validation", "train", "test"], ["a", "a", "b", "b"])
    found = contamination(given_, [None] * 4, distance=0)
    assert [one.key for one in found] == ["b", "a"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "train", "test", "benchmark"]),
            st.sampled_from([None, "a", "b", "c"]),
            st.sampled_from([None, "g", "h"]),
        ),
        max_size=12,
    )
)
def test_pairs_across_splits_are_those_that_a_naive_look_finds(
    rows: list[tuple[str | None, str | None, str | None]],
) -> None:
    given_ = candidates([row[0] for row in rows], [row[1] for row in rows])
    found = contamination(given_, [row[2] for row in rows], distance=0)
    told: dict[Leak, set[frozenset[str]]] = {Leak.CONTENT: set(), Leak.GROUP: set()}
    for one in found:
        at = dict(zip(one.items, one.splits, strict=True))
        told[one.leak] |= {
            frozenset(pair) for pair in combinations(one.items, 2) if at[pair[0]] != at[pair[1]]
        }
    for leak, column in ((Leak.CONTENT, 1), (Leak.GROUP, 2)):
        naive = {
            frozenset((f"i{k}", f"i{m}"))
            for (k, one), (m, other) in combinations(enumerate(rows), 2)
            if one[column] is not None
            and one[column] == other[column]
            and one[0] is not None
            and other[0] is not None
            and one[0] != other[0]
        }
        assert told[leak] == naive
