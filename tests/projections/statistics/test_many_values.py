"""Many sets and rankings at once: the quick sums are the plain ones, to the last digit."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import msgspec
import pytest

from labeltrail.projections.statistics import (
    AgreementCounts,
    Distance,
    distance_matrix,
    krippendorff_alpha,
    rankings,
    sets,
)
from labeltrail.projections.statistics.distances import squared_difference


def text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def random_sets(seed: int, *, n: int, classes: int) -> list[str]:
    chance = random.Random(seed)
    names = [f"class {place:02d}" for place in range(classes)]
    return sorted({text(sorted(chance.sample(names, chance.randint(0, 5)))) for _ in range(n)})


@pytest.mark.parametrize("classes", [9, 64, 70])
@pytest.mark.parametrize("distance", [Distance.MASI, Distance.JACCARD])
def test_sums_over_sets_are_those_over_their_pairs(distance: Distance, classes: int) -> None:
    categories = random_sets(classes, n=200, classes=classes)
    chance = random.Random(1)
    totals = {category: chance.randint(1, 9) for category in categories}
    difference = squared_difference(distance, categories, totals)
    assert difference.sum_over_pairs is not None
    between = sets.masi if distance is Distance.MASI else sets.jaccard
    plain = sum(
        (
            2 * n * m * between(sets.set_of(c), sets.set_of(k))
            for (c, n), (k, m) in combinations(totals.items(), 2)
        ),
        Fraction(0),
    )
    assert Fraction(difference.sum_over_pairs(totals), difference.scale) == plain


@pytest.mark.parametrize("complete", [True, False])
def test_distances_of_many_rankings_are_those_of_two(complete: bool) -> None:
    chance = random.Random(4)
    found = set()
    for _ in range(30):
        order = chance.sample("abcde", 5 if complete else chance.randint(2, 5))
        cut = chance.randint(0, len(order))
        found.add(text([group for group in (order[:cut], order[cut:]) if group]))
        found.add(text([[one] for one in order]))
    categories = sorted(found)
    matrix = distance_matrix(Distance.KENDALL, categories)
    for row, c in enumerate(categories):
        for column, k in enumerate(categories):
            judged = rankings.kendall(rankings.ranking_of(c), rankings.ranking_of(k))
            assert matrix[row][column] == judged


def test_thousands_of_sets_are_compared() -> None:
    chance = random.Random(8)
    categories = random_sets(8, n=3_000, classes=30)
    items = [[chance.choice(categories) for _ in range(2)] for _ in range(4_000)]
    counts = AgreementCounts.total(map(AgreementCounts.of_item, items))
    score = krippendorff_alpha(counts, counts.categories(), n_annotators=2, distance=Distance.MASI)
    assert score.n_categories > 1_000
    assert score.value == pytest.approx(0, abs=0.02)
