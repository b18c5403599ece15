"""Samples of audits: in proportion, the same again by the same seed, and every item as likely."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.annotators.proportions import wilson
from labeltrail.projections.audits.sampling import (
    Accepted,
    allocated,
    half_width,
    sampled,
    size_for,
)


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 300), min_size=1),
    st.integers(1, 400),
)
def test_allocation_gives_each_stratum_its_share(strata: dict[str, int], size: int) -> None:
    total = sum(strata.values())
    found = allocated(strata, size)
    wanted = min(size, total)
    assert sum(found.values()) == wanted
    assert all(0 <= found[key] <= strata[key] for key in strata)
    if wanted >= len(strata):
        assert all(found.values())
        forced = sum(max(0.0, 1 - wanted * n / total) for n in strata.values())
        assert all(abs(found[k] - wanted * n / total) < 2 + forced for k, n in strata.items())


def test_fewer_than_strata_goes_to_the_largest() -> None:
    assert allocated({"a": 5, "b": 50, "c": 20}, 2) == {"a": 0, "b": 1, "c": 1}


def population(n: int) -> list[Accepted]:
    return [Accepted(f"i{k:04}", "cat" if k % 3 else "dog", "ab"[k % 3 == 0]) for k in range(n)]


def test_order_of_items_plays_no_part_and_the_seed_does() -> None:
    items = population(200)
    assert sampled(items, 30, seed=5) == sampled(items[::-1], 30, seed=5)
    assert sampled(items, 30, seed=5) != sampled(items, 30, seed=6)


def test_sample_is_of_the_population_and_says_what_was_accepted() -> None:
    items = population(60)
    found = sampled(items, 20, seed=1)
    known = {one.item: one for one in items}
    assert len({one.item_id for one in found.sample}) == 20
    assert all(known[one.item_id].category == one.accepted for one in found.sample)
    assert all(known[one.item_id].stratum == one.stratum for one in found.sample)
    assert [one.item_id for one in found.sample] == sorted(one.item_id for one in found.sample)
    drawn = Counter(one.stratum for one in found.sample)
    assert {one.key: one.sampled for one in found.strata} == drawn


def test_more_than_there_are_is_all_of_them() -> None:
    assert len(sampled(population(7), 50, seed=1).sample) == 7


def test_every_item_is_as_likely() -> None:
    items = population(12)
    times = Counter(
        one.item_id for seed in range(600) for one in sampled(items, 6, seed=seed).sample
    )
    assert set(times) == {one.item for one in items}
    assert all(abs(n - 300) < 75 for n in times.values())  # six standard deviations


def test_half_width_is_that_of_wilson() -> None:
    for n, wrong in ((40, 4), (200, 10), (385, 77)):
        low, high = wilson(wrong, n)
        assert half_width(n, wrong / n, level=0.95) == pytest.approx((high - low) / 2)


def test_size_is_the_least_that_will_do() -> None:
    n = size_for(0.03, 0.05, level=0.95, most=10_000)
    assert half_width(n, 0.05, level=0.95) <= 0.03 < half_width(n - 1, 0.05, level=0.95)
    assert size_for(0.0001, 0.05, level=0.95, most=500) == 500
