"""The kept form: one item's contribution, sums, differences, bytes, and refusal of damage."""

from __future__ import annotations

import pytest

from labeltrail.projections.statistics import (
    AgreementCounts,
    Bucket,
    CountsInconsistent,
    decode,
    encode,
)

of_item = AgreementCounts.of_item


def test_an_item_counts_its_ordered_pairs_once_per_direction() -> None:
    counts = of_item(["dog", "cat", "dog", "owl", "dog"])
    assert counts == AgreementCounts(
        {
            5: Bucket(
                1,
                {"cat": 1, "dog": 3, "owl": 1},
                {"cat": {"dog": 3, "owl": 1}, "dog": {"dog": 6, "owl": 3}},
            )
        }
    )


def test_items_with_no_value_or_one_are_kept() -> None:
    counts = of_item([]).plus(of_item(["cat"])).plus(of_item(["cat", "cat"]))
    assert {m: bucket.items for m, bucket in counts.buckets.items()} == {0: 1, 1: 1, 2: 1}
    assert counts.buckets[1] == Bucket(1, {"cat": 1}, {})
    assert [counts.n_items(values_min=m) for m in range(4)] == [3, 2, 1, 0]
    assert (counts.n_values(), counts.n_values(values_min=2), counts.n_pairs()) == (3, 2, 1)


def test_the_order_of_values_is_nothing() -> None:
    forwards, backwards = of_item(["b", "a", "b", "c"]), of_item(["c", "b", "b", "a"])
    assert forwards == backwards
    assert encode(forwards) == encode(backwards)


def test_what_comes_to_nothing_leaves_no_trace() -> None:
    some = of_item(["cat", "dog"], {"skipped": 2, "stale": 0})
    assert some.exclusions == {"skipped": 2}
    assert some.minus(some) == AgreementCounts() == AgreementCounts.total([])
    assert AgreementCounts.total([some, AgreementCounts().minus(some)]) == AgreementCounts()


def test_neither_sum_nor_difference_changes_its_parts() -> None:
    left, right = of_item(["cat", "dog"], {"skipped": 1}), of_item(["cat", "cat"])
    before = encode(left), encode(right)
    left.plus(right)
    left.minus(right)
    AgreementCounts.total([left, right, left])
    assert (encode(left), encode(right)) == before
    assert of_item(["cat", "dog"], {"skipped": 1}) == left


def test_one_changed_label_is_a_small_difference() -> None:
    difference = of_item(["cat", "dog"]).minus(of_item(["cat", "cat"]))
    assert difference.buckets == {
        2: Bucket(0, {"cat": -1, "dog": 1}, {"cat": {"cat": -2, "dog": 1}})
    }
    assert of_item(["cat", "cat"]).plus(difference) == of_item(["cat", "dog"])


def test_categories_are_those_that_occur() -> None:
    assert of_item(["owl"]).plus(of_item(["dog", "cat"])).categories() == ("cat", "dog", "owl")


def test_bytes_are_the_same_for_ever() -> None:
    counts = of_item(["dog", "cat", "cat"], {"cannot_tell": 1}).plus(of_item([]))
    assert encode(counts) == (
        b'{"buckets":{"0":{"items":1,"pairs":{},"totals":{}},'
        b'"3":{"items":1,"pairs":{"cat":{"cat":2,"dog":2}},"totals":{"cat":2,"dog":1}}},'
        b'"exclusions":{"cannot_tell":1}}'
    )
    assert decode(encode(counts)) == counts


def test_names_outside_ascii_survive() -> None:
    counts = of_item(['größe "L"', "日本語"])
    assert decode(encode(counts)) == counts


GOOD = encode(of_item(["cat", "dog", "cat"], {"skipped": 1}))


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        (b'"skipped":1', b'"skipped":0'),
        (b'"skipped":1', b'"skipped":-1'),
        (b'"items":1', b'"items":2'),
        (b'"items":1', b'"items":0'),
        (b'"items":1', b'"items":1.5'),
        (b'"3":', b'"-3":'),
        (b'"dog":1}}}', b'"dog":2}}}'),
        (b'"cat":2,"dog":1', b'"cat":1,"dog":2'),
        (b'"totals":{"cat":2', b'"totals":{"cat":3'),
        (b'{"cat":{"cat":2,"dog":2}}', b'{"cat":{"cat":2,"dog":3}}'),
        (b'{"cat":{"cat":2,"dog":2}}', b'{"cat":{"cat":2},"dog":{"cat":2}}'),
        (b'{"cat":{"cat":2,"dog":2}}', b'{"cat":{"cat":2,"dog":2},"dog":{}}'),
        (b'{"cat":{"cat":2,"dog":2}}', b'{"cat":{"cat":2,"dog":2,"owl":0}}'),
        (b'"exclusions"', b'"left_out"'),
        (b'"exclusions"', b'"exclusions'),
    ],
)
def test_damaged_bytes_are_refused(sound: bytes, broken: bytes) -> None:
    damaged = GOOD.replace(sound, broken)
    assert damaged != GOOD
    with pytest.raises(CountsInconsistent):
        decode(damaged)
