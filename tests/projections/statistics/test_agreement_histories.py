"""Incremental equals batch, and both equal a naive judge, on random histories of labels.

The judge starts from the raw values and follows the textbook: it lists every pair of values on
every item. It shares no code with the statistics, and computes in fractions as they do, so equal
means equal, not close.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.statistics import (
    AgreementCounts,
    Distance,
    Pooling,
    Score,
    Status,
    decode,
    encode,
    gwet_ac1,
    krippendorff_alpha,
    observed_agreement,
)

GRADES = ["1", "2", "3", "5"]
ANNOTATORS = ["aiko", "bruno", "carla", "dmitri", "esi"]
SEEDS = range(40)
NUMERIC = (Distance.NOMINAL, Distance.ORDINAL, Distance.INTERVAL, Distance.RATIO)

Items = dict[str, dict[str, str]]
Values = Sequence[Sequence[str]]


class History:
    """Labels come, change and go, at random but the same for the same seed."""

    def __init__(self, seed: int, *, n_items: int = 12) -> None:
        self.random = random.Random(seed)
        self.items: Items = {}
        self.n_items = n_items
        # Some histories have few classes or rare ones, so that degenerate states are met too.
        self.grades = self.random.sample(GRADES, self.random.randint(1, 4))
        self.weights = [self.random.choice([1, 1, 8]) for _ in self.grades]

    def step(self) -> tuple[str, list[str] | None, list[str]]:
        """(item, its values before or None where it is new, its values after)."""
        item = f"orchard/{self.random.randrange(self.n_items)}"
        before = list(self.items[item].values()) if item in self.items else None
        labels = self.items.setdefault(item, {})
        annotator = self.random.choice(ANNOTATORS)
        if annotator in labels and self.random.random() < 0.4:
            del labels[annotator]
        else:
            labels[annotator] = self.random.choices(self.grades, self.weights)[0]
        return item, before, list(labels.values())

    def values(self) -> list[list[str]]:
        return [list(labels.values()) for labels in self.items.values()]


def contribution(values: Iterable[str] | None) -> AgreementCounts:
    return AgreementCounts() if values is None else AgreementCounts.of_item(list(values))


def batch(items: Values) -> AgreementCounts:
    return AgreementCounts.total(contribution(values) for values in items)


def all_scores(counts: AgreementCounts) -> list[Score]:
    n = len(ANNOTATORS)
    return [
        *(krippendorff_alpha(counts, GRADES, n_annotators=n, distance=d) for d in NUMERIC),
        *(observed_agreement(counts, GRADES, n_annotators=n, pooling=p) for p in Pooling),
        gwet_ac1(counts, GRADES, n_annotators=n),
    ]


# The judge.


def squared_difference(distance: Distance, c: str, k: str, pairable: list[str]) -> Fraction:
    if distance is Distance.NOMINAL:
        return Fraction(c != k)
    if distance is Distance.ORDINAL:
        low, high = sorted((GRADES.index(c), GRADES.index(k)))
        between = sum(pairable.count(grade) for grade in GRADES[low : high + 1])
        return (between - Fraction(pairable.count(c) + pairable.count(k), 2)) ** 2
    a, b = Fraction(c), Fraction(k)
    return (a - b) ** 2 if distance is Distance.INTERVAL else ((a - b) / (a + b)) ** 2


def judged_alpha(items: Values, distance: Distance) -> float | None:
    shared = [values for values in items if len(values) >= 2]
    pairable = [value for values in shared for value in values]
    distances = {
        (c, k): squared_difference(distance, c, k, pairable) if c != k else Fraction(0)
        for c in GRADES
        for k in GRADES
    }
    observed = sum(
        (
            distances[pair] / (len(values) - 1)
            for values in shared
            for pair in permutations(values, 2)
        ),
        Fraction(0),
    )
    expected = sum((distances[pair] for pair in permutations(pairable, 2)), Fraction(0))
    if not expected:
        return None
    n = len(pairable)
    return float(1 - (observed / n) / (expected / (n * (n - 1))))


def judged_observed(items: Values, pooling: Pooling) -> float | None:
    shares = [
        (len(values), Fraction(sum(a == b for a, b in pairs), len(pairs)))
        for values in items
        if (pairs := list(permutations(values, 2)))
    ]
    weight: dict[Pooling, Callable[[int], int]] = {
        Pooling.KRIPPENDORFF: lambda m: m,
        Pooling.PAIRS: lambda m: m * (m - 1),
        Pooling.ITEMS: lambda m: 1,
    }
    whole = sum(weight[pooling](m) for m, _ in shares)
    return float(sum(weight[pooling](m) * share for m, share in shares) / whole) if whole else None


def judged_ac1(items: Values) -> float | None:
    labeled = [values for values in items if values]
    shares = [
        sum((Fraction(values.count(c), len(values)) for values in labeled), Fraction(0))
        / max(1, len(labeled))
        for c in GRADES
    ]
    chance = sum(share * (1 - share) for share in shares) / (len(GRADES) - 1)
    each = [
        Fraction(sum(a == b for a, b in pairs), len(pairs))
        for values in items
        if (pairs := list(permutations(values, 2)))
    ]
    return float((sum(each) / len(each) - chance) / (1 - chance)) if each else None


def judged(items: Values) -> list[float | None]:
    return [
        *(judged_alpha(items, distance) for distance in NUMERIC),
        *(judged_observed(items, pooling) for pooling in Pooling),
        judged_ac1(items),
    ]


# The histories.


@pytest.mark.parametrize("seed", SEEDS)
def test_incremental_equals_batch_and_the_judge(seed: int) -> None:
    history = History(seed)
    kept = AgreementCounts()
    for step in range(150):
        _, before, after = history.step()
        kept = kept.minus(contribution(before)).plus(contribution(after))
        if step % 10 == 0 or step < 10:
            values = history.values()
            assert kept == batch(values)
            scores = all_scores(kept)
            assert scores == all_scores(batch(values))
            assert [score.value for score in scores] == judged(values)
            assert kept.n_pairs() == sum(len(v) * (len(v) - 1) // 2 for v in values)
            assert kept.totals() == dict(Counter(value for v in values for value in v))


def test_the_histories_meet_every_status() -> None:
    met: Counter[Status] = Counter()
    for seed in SEEDS:
        history = History(seed)
        for step in range(60):
            history.step()
            if step % 10 == 0:
                met.update(score.status for score in all_scores(batch(history.values())))
    assert set(met) == set(Status)


@pytest.mark.parametrize("seed", SEEDS)
def test_differences_add_up_in_any_order(seed: int) -> None:
    history = History(seed)
    differences = []
    for _ in range(80):
        _, before, after = history.step()
        differences.append(contribution(after).minus(contribution(before)))
    history.random.shuffle(differences)
    total = AgreementCounts.total(differences)
    folded = AgreementCounts()
    for difference in differences:
        folded = folded.plus(difference)
    assert total == folded == batch(history.values())
    assert encode(total) == encode(batch(history.values()))


@pytest.mark.parametrize("seed", SEEDS)
def test_partial_sums_merge_in_any_order_and_grouping(seed: int) -> None:
    history = History(seed, n_items=40)
    for _ in range(200):
        history.step()
    values = history.values()
    parts = [AgreementCounts() for _ in range(history.random.randint(1, 7))]
    for each in values:
        at = history.random.randrange(len(parts))
        parts[at] = parts[at].plus(contribution(each))
    while len(parts) > 1:
        history.random.shuffle(parts)
        parts.append(decode(encode(parts.pop())).plus(parts.pop()))
    assert parts[0] == batch(values)
    assert all_scores(parts[0]) == all_scores(batch(values))


@pytest.mark.parametrize("seed", SEEDS)
def test_order_of_items_and_annotators_changes_no_bit(seed: int) -> None:
    history = History(seed, n_items=40)
    for _ in range(200):
        history.step()
    values = history.values()
    permuted = [history.random.sample(each, len(each)) for each in values]
    history.random.shuffle(permuted)
    assert encode(batch(permuted)) == encode(batch(values))
    assert all_scores(batch(permuted)) == all_scores(batch(values))


def test_another_name_for_a_class_changes_no_nominal_score() -> None:
    """Pairs are kept by the order of ids; no number may depend on that."""
    history = History(3, n_items=40)
    for _ in range(300):
        history.step()
    renamed = dict(zip(GRADES, ["zwetschge", "apfel", "mirabelle", "birne"], strict=True))
    values = history.values()
    others = [[renamed[value] for value in each] for each in values]
    n = len(ANNOTATORS)
    for distance in (Distance.NOMINAL, Distance.ORDINAL):
        assert krippendorff_alpha(
            batch(values), GRADES, n_annotators=n, distance=distance
        ) == krippendorff_alpha(
            batch(others), list(renamed.values()), n_annotators=n, distance=distance
        )
    assert gwet_ac1(batch(values), GRADES, n_annotators=n) == gwet_ac1(
        batch(others), list(renamed.values()), n_annotators=n
    )


items_of_any_shape = st.lists(st.lists(st.sampled_from(GRADES), max_size=6), max_size=8)
laws = settings(derandomize=True, max_examples=200, deadline=None)


@laws
@given(items_of_any_shape, items_of_any_shape, items_of_any_shape)
def test_counts_form_a_group(first: Values, second: Values, third: Values) -> None:
    a, b, c = batch(first), batch(second), batch(third)
    assert a.plus(b) == b.plus(a) == batch([*first, *second]) == AgreementCounts.total([b, a])
    assert a.plus(b).plus(c) == a.plus(b.plus(c))
    assert a.plus(b).minus(b) == a == a.minus(c).plus(c)
    assert a.minus(b) == AgreementCounts().minus(b.minus(a))


@laws
@given(items_of_any_shape)
def test_bytes_come_back_and_equal_counts_give_equal_bytes(items: Values) -> None:
    counts = batch(items)
    assert decode(encode(counts)) == counts
    assert encode(batch(items[::-1])) == encode(counts)


@laws
@given(st.lists(st.lists(st.sampled_from(GRADES), max_size=5), max_size=8))
def test_every_score_is_a_sound_record(items: Values) -> None:
    for score in all_scores(batch(items)):
        computed = score.status is Status.COMPUTED
        assert (score.value is not None) == computed == (score.reason is None)
        assert score.value is None or -4.0 <= score.value <= 1.0
