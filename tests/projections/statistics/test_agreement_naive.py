"""Every coefficient from a table equals a second implementation that follows the definition.

The judge holds dictionaries of raw values and lists pairs in loops. It shares nothing with the
statistics but the enumerations, and is slow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.statistics import (
    AgreementCounts,
    AgreementWeights,
    Distance,
    Pooling,
    Weights,
    agreement_weights,
    custom_difference,
    encode,
    path_difference,
)
from labeltrail.projections.statistics.coefficient import Coefficient
from labeltrail.projections.statistics.cohen import cohen_kappa, light_kappa
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.pairs import PairCounts, pair_counts
from labeltrail.projections.statistics.patterns import counts_of
from labeltrail.projections.statistics.table import ReadingTable

GRADES = ["1", "2", "3", "5"]
ANNOTATORS = ["aiko", "bruno", "carla", "dmitri"]

Labels = dict[str, dict[str, str]]
Weight = Callable[[str, str], Fraction]

label = st.dictionaries(st.sampled_from(ANNOTATORS), st.sampled_from(GRADES), max_size=4)
labels_of_any_shape = st.dictionaries(st.sampled_from("abcdefgh"), label, max_size=8)
laws = settings(derandomize=True, max_examples=40, deadline=None)


def table_of(labels: Labels, categories: list[str] = GRADES) -> ReadingTable:
    rows = [(item, who, said) for item, by in labels.items() for who, said in by.items()]
    return ReadingTable.of(rows, categories)


# The judge.


def identity(c: str, k: str) -> Fraction:
    return Fraction(c == k)


def linear(c: str, k: str) -> Fraction:
    return 1 - Fraction(abs(int(c) - int(k)), 4)


def quadratic(c: str, k: str) -> Fraction:
    return 1 - Fraction((int(c) - int(k)) ** 2, 16)


WEIGHTS: Mapping[Weights, Weight] = {
    Weights.IDENTITY: identity,
    Weights.LINEAR: linear,
    Weights.QUADRATIC: quadratic,
}


def beyond(observed: Fraction, chance: Fraction) -> float | None:
    return None if chance == 1 else float((observed - chance) / (1 - chance))


def item_shares(labels: Labels, weight: Weight) -> list[Fraction]:
    found = []
    for by in labels.values():
        pairs = list(permutations(by.values(), 2))
        if pairs:
            met = sum((weight(a, b) for a, b in pairs), Fraction(0))
            found.append(met / len(pairs))
    return found


def mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def class_shares(labels: Labels) -> dict[str, Fraction]:
    labeled = [list(by.values()) for by in labels.values() if by]
    return {c: mean([Fraction(values.count(c), len(values)) for values in labeled]) for c in GRADES}


def judged_fleiss(labels: Labels, weight: Weight) -> float | None:
    shares = class_shares(labels)
    chance = sum(
        (weight(c, k) * shares[c] * shares[k] for c in GRADES for k in GRADES), Fraction(0)
    )
    return beyond(mean(item_shares(labels, weight)), chance)


def judged_gwet(labels: Labels, weight: Weight) -> float | None:
    shares, q = class_shares(labels), len(GRADES)
    total = sum((weight(c, k) for c in GRADES for k in GRADES), Fraction(0))
    doubt = sum((share * (1 - share) for share in shares.values()), Fraction(0))
    return beyond(mean(item_shares(labels, weight)), total / (q * (q - 1)) * doubt)


def judged_brennan_prediger(labels: Labels, weight: Weight) -> float | None:
    total = sum((weight(c, k) for c in GRADES for k in GRADES), Fraction(0))
    return beyond(mean(item_shares(labels, weight)), total / len(GRADES) ** 2)


def judged_cohen(labels: Labels, first: str, second: str, weight: Weight) -> float | None:
    both = [(by[first], by[second]) for by in labels.values() if first in by and second in by]
    if not both:
        return None
    observed = mean([weight(a, b) for a, b in both])
    chance = mean([weight(a, b) for a, _ in both for _, b in both])
    return beyond(observed, chance)


def judged_light(labels: Labels, weight: Weight) -> float | None:
    found = [judged_cohen(labels, a, b, weight) for a, b in combinations(ANNOTATORS, 2)]
    defined = [kappa for kappa in found if kappa is not None]
    return sum(defined) / len(defined) if defined else None


def judged_conger(labels: Labels, weight: Weight) -> float | None:
    given = {
        who: [by[who] for by in labels.values() if who in by]
        for who in ANNOTATORS
        if any(who in by for by in labels.values())
    }
    chances = [
        mean([weight(a, b) for a in given[first] for b in given[second]])
        for first, second in permutations(given, 2)
    ]
    return beyond(mean(item_shares(labels, weight)), mean(chances))


def judged_alpha(labels: Labels, apart: Weight) -> float | None:
    shared = [list(by.values()) for by in labels.values() if len(by) >= 2]
    values = [value for each in shared for value in each]
    observed = sum(
        (apart(a, b) / (len(each) - 1) for each in shared for a, b in permutations(each, 2)),
        Fraction(0),
    )
    expected = sum((apart(a, b) for a, b in permutations(values, 2)), Fraction(0))
    n = len(values)
    return float(1 - (observed / n) / (expected / (n * (n - 1)))) if expected else None


def has_a_pair(labels: Labels) -> bool:
    return any(len(by) >= 2 for by in labels.values())


JUDGES: Mapping[Coefficient, Callable[[Labels, Weight], float | None]] = {
    Coefficient.OBSERVED_AGREEMENT: lambda labels, w: float(mean(item_shares(labels, w))),
    Coefficient.FLEISS_KAPPA: judged_fleiss,
    Coefficient.GWET_AC2: judged_gwet,
    Coefficient.BRENNAN_PREDIGER: judged_brennan_prediger,
    Coefficient.LIGHT_KAPPA: judged_light,
    Coefficient.CONGER_KAPPA: judged_conger,
}


@pytest.mark.parametrize("coefficient", JUDGES)
@pytest.mark.parametrize("weights", WEIGHTS)
@laws
@given(labels_of_any_shape)
def test_it_equals_the_definition(
    coefficient: Coefficient, weights: Weights, labels: Labels
) -> None:
    score = compute(table_of(labels), coefficient, weights=weights, pooling=Pooling.ITEMS)
    judged = JUDGES[coefficient](labels, WEIGHTS[weights]) if has_a_pair(labels) else None
    if judged is None:
        assert score.value is None
        assert score.reason is not None
    elif coefficient in (Coefficient.LIGHT_KAPPA, Coefficient.CONGER_KAPPA):
        assert score.value == pytest.approx(judged, abs=1e-12)
    else:
        assert score.value == judged


@pytest.mark.parametrize("weights", WEIGHTS)
@laws
@given(labels_of_any_shape)
def test_two_annotators_are_compared_on_the_items_of_both(weights: Weights, labels: Labels) -> None:
    pair = ("aiko", "bruno")
    score = compute(table_of(labels), Coefficient.COHEN_KAPPA, weights=weights, annotators=pair)
    assert score.value == judged_cohen(labels, *pair, WEIGHTS[weights])
    two = {item: {who: by[who] for who in pair if who in by} for item, by in labels.items()}
    both = {item: by for item, by in two.items() if len(by) == 2}
    pi = compute(table_of(labels), Coefficient.SCOTT_PI, weights=weights, annotators=pair)
    assert pi.value == (judged_fleiss(both, WEIGHTS[weights]) if both else None)
    swapped = compute(
        table_of(labels), Coefficient.COHEN_KAPPA, weights=weights, annotators=("bruno", "aiko")
    )
    assert swapped.value == score.value


TREE = {"1": None, "2": "1", "3": "1", "5": "3"}
ABOVE = {"1": ("1",), "2": ("1", "2"), "3": ("1", "3"), "5": ("1", "3", "5")}
OWN = [[0, 1, 4, 2], [1, 0, 1, 3], [4, 1, 0, 1], [2, 3, 1, 0]]


def by_path(c: str, k: str) -> Fraction:
    shared = len(set(ABOVE[c]) & set(ABOVE[k]))
    return 1 - Fraction(2 * shared, len(ABOVE[c]) + len(ABOVE[k]))


@laws
@given(labels_of_any_shape)
def test_alpha_equals_the_definition_for_distances_of_all_kinds(labels: Labels) -> None:
    table = table_of(labels)
    own = custom_difference(GRADES, OWN)
    for distance, apart in (
        (Distance.NOMINAL, lambda c, k: Fraction(c != k)),
        (Distance.INTERVAL, lambda c, k: Fraction((int(c) - int(k)) ** 2)),
        (path_difference(TREE), by_path),
        (own, lambda c, k: Fraction(OWN[GRADES.index(c)][GRADES.index(k)])),
    ):
        score = compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=distance)
        assert score.value == (judged_alpha(labels, apart) if has_a_pair(labels) else None)


@laws
@given(labels_of_any_shape, st.sampled_from(GRADES))
def test_a_category_against_the_rest_is_a_table_of_two_categories(
    labels: Labels, category: str
) -> None:
    two = {
        item: {who: "it" if said == category else "not it" for who, said in by.items()}
        for item, by in labels.items()
    }
    used = any(category in by.values() for by in labels.values() if len(by) >= 2)
    for coefficient in (*JUDGES, Coefficient.KRIPPENDORFF_ALPHA, Coefficient.GWET_AC1):
        score = compute(table_of(labels), coefficient, category=category)
        if not has_a_pair(labels) or used:
            other = compute(table_of(two, ["it", "not it"]), coefficient)
            assert (score.value, score.n_items) == (other.value, other.n_items)
        else:
            assert score.reason is not None
            assert score.reason.code == "CATEGORY_UNUSED"


# Kept label by label, and from scratch.


def kept(labels: Labels) -> AgreementCounts:
    return AgreementCounts.total(
        AgreementCounts.of_item(list(by.values())) for by in labels.values() if by
    )


@laws
@given(labels_of_any_shape)
def test_counts_from_scratch_are_the_kept_ones_to_the_byte(labels: Labels) -> None:
    assert encode(counts_of(table_of(labels))) == encode(kept(labels))


@laws
@given(labels_of_any_shape, labels_of_any_shape, labels_of_any_shape)
def test_pair_counts_form_a_group(first: Labels, second: Labels, third: Labels) -> None:
    parts = [PairCounts.total(pair_counts(table_of(each)).values()) for each in (first, second)]
    a, b = parts
    c = PairCounts.total(pair_counts(table_of(third)).values())
    assert a.plus(b).plus(c) == b.plus(c.plus(a)) == PairCounts.total([c, b, a])
    assert a.plus(b).minus(b) == a
    assert a.swapped().swapped() == a


@laws
@given(labels_of_any_shape)
def test_kept_pairs_give_the_kappas_from_scratch(labels: Labels) -> None:
    found: dict[tuple[str, str], PairCounts] = {}
    for by in labels.values():
        for one, other in combinations(sorted(by), 2):
            before = found.get((one, other), PairCounts())
            found[one, other] = before.plus(PairCounts.of_item(by[one], by[other]))
    table = table_of(labels)
    assert found == pair_counts(table)
    for pair, counts in found.items():
        from_scratch = compute(table, Coefficient.COHEN_KAPPA, annotators=pair)
        assert cohen_kappa(counts, GRADES, annotators=pair) == from_scratch
    if found:
        n = sum(len(by) >= 2 for by in labels.values())
        annotators = len({who for by in labels.values() for who in by})
        score = light_kappa(found, GRADES, n_annotators=annotators, n_items=n)
        assert score == compute(table, Coefficient.LIGHT_KAPPA)


@laws
@given(labels_of_any_shape, st.randoms(use_true_random=False))
def test_order_and_names_change_no_bit(labels: Labels, chance: object) -> None:
    items = list(labels)
    renamed = dict(zip(items, reversed(items), strict=True))
    others = {renamed[item]: dict(reversed(by.items())) for item, by in reversed(labels.items())}
    for coefficient in (*JUDGES, Coefficient.KRIPPENDORFF_ALPHA):
        assert compute(table_of(labels), coefficient) == compute(table_of(others), coefficient)


def test_weights_of_other_categories_are_told_apart() -> None:
    weighed = agreement_weights(Weights.LINEAR, GRADES)
    assert isinstance(weighed, AgreementWeights)
    assert weighed.both_ways("1", "5") == 0
    assert weighed.total(4) == sum(linear(c, k) for c in GRADES for k in GRADES)
