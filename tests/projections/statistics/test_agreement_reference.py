"""Random tables with missing values score as by the libraries of others."""

from __future__ import annotations

import math
import random

import pytest

from labeltrail.projections.statistics import (
    AgreementCounts,
    Distance,
    Status,
    gwet_ac1,
    krippendorff_alpha,
)

pytestmark = pytest.mark.reference

GRADES = ["1", "2", "3", "4", "5"]

NUMERIC = (Distance.NOMINAL, Distance.ORDINAL, Distance.INTERVAL, Distance.RATIO)

Table = list[list[int | None]]


def random_table(seed: int) -> Table:
    """Items x annotators; raters mostly agree, so values spread over the whole range."""
    chance = random.Random(seed)
    annotators, missing, noise = chance.randint(2, 6), chance.random() * 0.6, chance.random()
    table: Table = []
    for _ in range(chance.randint(3, 60)):
        truth = chance.randint(1, 5)
        table.append(
            [
                None
                if chance.random() < missing
                else chance.randint(1, 5)
                if chance.random() < noise
                else truth
                for _ in range(annotators)
            ]
        )
    return table


def counts_of(table: Table) -> AgreementCounts:
    return AgreementCounts.total(
        AgreementCounts.of_item([str(value) for value in row if value is not None]) for row in table
    )


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("distance", NUMERIC)
def test_alpha_equals_the_krippendorff_library(seed: int, distance: Distance) -> None:
    library = pytest.importorskip("krippendorff", reason="the library krippendorff is absent")
    table = random_table(seed)
    ours = krippendorff_alpha(
        counts_of(table), GRADES, n_annotators=len(table[0]), distance=distance
    )
    matrix = [
        [math.nan if row[annotator] is None else row[annotator] for row in table]
        for annotator in range(len(table[0]))
    ]
    if ours.status is not Status.COMPUTED:
        with pytest.raises(ValueError, match="value"):
            library.alpha(matrix, level_of_measurement=distance.lower())
        return
    theirs = library.alpha(
        matrix, level_of_measurement=distance.lower(), value_domain=[1, 2, 3, 4, 5]
    )
    assert ours.value == pytest.approx(float(theirs), abs=1e-12)


# irrCAC drops unrated rows in a way that pandas warns of.
@pytest.mark.filterwarnings(r"ignore:\s*A value is trying to be set on a copy")
@pytest.mark.parametrize("seed", range(12))
def test_ac1_equals_irrcac(seed: int) -> None:
    library = pytest.importorskip("irrCAC.raw", reason="the library irrCAC is absent")
    pandas = pytest.importorskip("pandas", reason="the library pandas is absent")
    table = random_table(seed)
    ours = gwet_ac1(counts_of(table), GRADES, n_annotators=len(table[0]))
    frame = pandas.DataFrame(table, dtype=float)
    theirs = library.CAC(frame, categories=[1.0, 2.0, 3.0, 4.0, 5.0]).gwet()
    assert ours.value == pytest.approx(theirs["est"]["coefficient_value"], abs=6e-6)
