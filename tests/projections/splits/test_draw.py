"""Drawing of splits: groups are never cut, strata keep their shares, and nothing moves again."""

from __future__ import annotations

import doctest
from collections import Counter
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.streams.splits import Share, Split
from labeltrail.projections.splits import draw as drawing
from labeltrail.projections.splits.draw import Drawable, draw

SHARES = [
    Share(split=Split.TRAIN, share=Decimal("0.7")),
    Share(split=Split.VALIDATION, share=Decimal("0.1")),
    Share(split=Split.TEST, share=Decimal("0.2")),
]

drawables = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from("xyz"), st.integers(0, 12)), max_size=80
).map(
    lambda rows: [
        Drawable(item=f"i{n}", stratum=stratum, group=None if group > 9 else f"g{group}")
        for n, stratum, group in {row[0]: row for row in rows}.values()
    ]
)


def test_worked_example() -> None:
    assert doctest.testmod(drawing).failed == 0


@settings(max_examples=100, deadline=None)
@given(drawables, st.integers(0, 5), st.randoms())
def test_no_group_straddles_and_order_plays_no_part(
    items: list[Drawable], seed: int, mix: object
) -> None:
    found = draw(items, SHARES, seed=seed)
    assert set(found.splits) == {one.item for one in items}
    by_group: dict[str, set[Split]] = {}
    for one in items:
        if one.group is not None:
            by_group.setdefault(one.group, set()).add(found.splits[one.item])
    assert all(len(splits) == 1 for splits in by_group.values())
    shuffled = list(items)
    mix.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    assert draw(shuffled, SHARES, seed=seed) == found


@settings(max_examples=100, deadline=None)
@given(drawables, st.integers(0, 5))
def test_each_stratum_has_its_shares_up_to_one_group(items: list[Drawable], seed: int) -> None:
    single = [Drawable(item=one.item, stratum=one.stratum) for one in items]
    found = draw(single, SHARES, seed=seed)
    for stratum in {one.stratum for one in single}:
        members = [one.item for one in single if one.stratum == stratum]
        counted = Counter(found.splits[one] for one in members)
        for share in SHARES:
            wanted = float(share.share) * len(members)
            assert abs(counted[share.split] - wanted) <= len(SHARES)


@settings(max_examples=60, deadline=None)
@given(drawables, st.integers(0, 5), st.data())
def test_what_is_in_a_split_stays_and_its_group_follows(
    items: list[Drawable], seed: int, drawn: st.DataObject
) -> None:
    first = draw(items, SHARES, seed=seed)
    groups = sorted({one.group or one.item for one in items})
    kept = drawn.draw(st.sets(st.sampled_from(groups))) if groups else set()
    former = {one.item: first.splits[one.item] for one in items if (one.group or one.item) in kept}
    partial = {item: split for n, (item, split) in enumerate(sorted(former.items())) if n % 2 == 0}
    again = draw(items, SHARES, seed=seed + 1, former=partial)
    assert not set(again.splits) & set(partial)
    whole = {**partial, **again.splits}
    for one in items:
        twins = {whole[other.item] for other in items if one.group and other.group == one.group}
        assert len(twins) <= 1
    assert again.straddling == ()


def test_group_that_straddles_already_is_told() -> None:
    items = [Drawable(item=f"i{n}", group="g") for n in range(4)]
    former = {"i0": Split.TRAIN, "i1": Split.TRAIN, "i2": Split.TEST}
    found = draw(items, SHARES, seed=1, former=former)
    assert found.straddling == ("g",)
    assert found.splits == {"i3": Split.TRAIN}


def test_another_seed_draws_others() -> None:
    items = [Drawable(item=f"i{n}") for n in range(60)]
    assert draw(items, SHARES, seed=1) != draw(items, SHARES, seed=2)


def test_nothing_to_draw_is_nothing_drawn() -> None:
    assert draw([], SHARES, seed=1).splits == {}
