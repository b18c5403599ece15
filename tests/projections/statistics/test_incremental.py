"""What is declared additive is: kept counts of parts, in any order, give what all labels give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.statistics import AgreementCounts, Distance, Pooling, Weights
from labeltrail.projections.statistics.coefficient import INCREMENTAL, Coefficient, Incremental
from labeltrail.projections.statistics.cohen import cohen_kappa, light_kappa
from labeltrail.projections.statistics.compute import compute, of_counts
from labeltrail.projections.statistics.pairs import Pair, PairCounts, counts_of_pair, pair_counts
from labeltrail.projections.statistics.patterns import counts_of
from labeltrail.projections.statistics.question import asked
from labeltrail.projections.statistics.score import Score
from labeltrail.projections.statistics.table import ReadingTable

GRADES = ("1", "2", "3", "5")
RANKINGS = ('[["a"],["b"],["c"]]', '[["b"],["a"],["c"]]', '[["c"],["a","b"]]', '[["a","b","c"]]')
ANNOTATORS = ("aiko", "bruno", "carla")
PAIR = ("aiko", "bruno")

Labels = Mapping[str, Mapping[str, str]]


def labels_of(categories: Sequence[str]) -> st.SearchStrategy[Labels]:
    label = st.dictionaries(st.sampled_from(ANNOTATORS), st.sampled_from(categories), max_size=3)
    return st.dictionaries(st.sampled_from("abcdefgh"), label, min_size=1, max_size=8)


laws = settings(derandomize=True, max_examples=40, deadline=None)


def table_of(labels: Labels, categories: Sequence[str] = GRADES) -> ReadingTable:
    rows = [(item, who, said) for item, by in labels.items() for who, said in by.items()]
    return ReadingTable.of(rows, categories)


def in_parts(labels: Labels, chance: Random) -> list[Labels]:
    """Disjoint sets of items, in any order."""
    parts: list[dict[str, Mapping[str, str]]] = [{} for _ in range(chance.randint(1, 4))]
    for item, by in labels.items():
        chance.choice(parts)[item] = by
    chance.shuffle(parts)
    return list(parts)


def merged(table: ReadingTable, parts: Sequence[ReadingTable], coefficient: Coefficient) -> Score:
    """By what is kept of each part, never from the labels."""
    if coefficient is Coefficient.COHEN_KAPPA:
        of_pair = PairCounts.total(counts_of_pair(each, *PAIR) for each in parts)
        return cohen_kappa(of_pair, table.categories, annotators=PAIR)
    counts = AgreementCounts.total(map(counts_of, parts))
    n_annotators = len({table.annotators[code] for code in table.annotator.tolist()})
    if coefficient is Coefficient.LIGHT_KAPPA:
        pairs: dict[Pair, PairCounts] = {}
        for each in parts:
            for pair, found in pair_counts(each).items():
                pairs[pair] = pairs.get(pair, PairCounts()).plus(found)
        n_items = counts.n_items(values_min=2)
        return light_kappa(pairs, table.categories, n_annotators=n_annotators, n_items=n_items)
    question = asked(
        table,
        coefficient,
        distance=Distance.NOMINAL,
        weights=Weights.IDENTITY,
        pooling=Pooling.KRIPPENDORFF,
        n_categories=None,
        annotators=None,
        category=None,
        exclusions={},
    )
    return of_counts(question, counts)


def declared(kind: Incremental) -> list[Coefficient]:
    return [each for each in Coefficient if INCREMENTAL[each] is kind]


@pytest.mark.parametrize("coefficient", declared(Incremental.ADDITIVE))
@laws
@given(labels=labels_of(GRADES), chance=st.randoms(use_true_random=False))
def test_kept_counts_of_parts_give_the_value_from_scratch(
    coefficient: Coefficient, labels: Labels, chance: Random
) -> None:
    table = table_of(labels)
    parts = [table_of(each) for each in in_parts(labels, chance)]
    pair = PAIR if coefficient is Coefficient.COHEN_KAPPA else None
    found, whole = merged(table, parts, coefficient), compute(table, coefficient, annotators=pair)
    assert found.value == whole.value
    if whole.value is not None:
        assert (found.n_items, found.n_pairs) == (whole.n_items, whole.n_pairs)


@pytest.mark.parametrize("coefficient", declared(Incremental.PER_ITEM))
@laws
@given(labels=labels_of(RANKINGS))
def test_the_mean_of_items_alone_is_the_value_from_scratch(
    coefficient: Coefficient, labels: Labels
) -> None:
    alone = [
        compute(table_of({item: by}, RANKINGS), coefficient).value for item, by in labels.items()
    ]
    known = [Fraction(each) for each in alone if each is not None]
    mean = float(sum(known, Fraction(0)) / len(known)) if known else None
    assert compute(table_of(labels, RANKINGS), coefficient).value == mean


def test_every_coefficient_is_declared() -> None:
    assert set(INCREMENTAL) == set(Coefficient)
