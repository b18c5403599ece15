"""Real crowds with gold, where they lie beside the repository, and the lesson of few items."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from labeltrail.projections.inference import Method, infer
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, Row, accuracy, crowd

CROWDS = Path(__file__).resolve().parents[4] / "shared" / "data" / "crowd"

PUBLISHED = [
    # crowd, majority with ties wrong and with ties right, Dawid-Skene
    ("snow_rte", 0.8562, 0.9375, 0.9275),
    ("snow_temporal", 0.9177, 0.9545, 0.9416),
    ("act_sentence_polarity_amt", 0.9380, 0.9480, 0.9440),
]


def read(name: str) -> tuple[ReadingTable, dict[str, str]]:
    folder = CROWDS / name
    if not folder.exists():
        pytest.skip(f"{folder} is absent")
    with (folder / "labels.csv").open(newline="", encoding="utf-8") as lines:
        rows = [(row["item"], row["worker"], row["label"]) for row in csv.DictReader(lines)]
    with (folder / "gold.csv").open(newline="", encoding="utf-8") as lines:
        gold = {row["item"]: row["gold"] for row in csv.DictReader(lines)}
    return ReadingTable.of(rows), gold


@pytest.mark.parametrize(("name", "ties_wrong", "ties_right", "_modelled"), PUBLISHED)
def test_a_vote_is_as_accurate_as_published_depending_on_its_ties(
    name: str, ties_wrong: float, ties_right: float, _modelled: float
) -> None:
    table, gold = read(name)
    inferred = infer(table, Method.MAJORITY)
    assert accuracy(inferred, gold) == pytest.approx(ties_wrong, abs=0.0001)
    may_be_right = [category in inferred.of(one).leaders for one, category in gold.items()]
    assert sum(may_be_right) / len(gold) == pytest.approx(ties_right, abs=0.0001)


@pytest.mark.parametrize(
    "method",
    [
        Method.AUTOMATIC,
        Method.DAWID_SKENE,
        Method.ONE_COIN_DAWID_SKENE,
        Method.MACE,
        Method.GLAD,
    ],
)
@pytest.mark.parametrize(("name", "ties_wrong", "_ties_right", "modelled"), PUBLISHED)
def test_a_model_is_as_accurate_as_published(
    method: Method, name: str, ties_wrong: float, _ties_right: float, modelled: float
) -> None:
    table, gold = read(name)
    inferred = infer(table, method)
    assert inferred.convergence.is_converged or inferred.convergence.iterations == 50
    assert accuracy(inferred, gold) == pytest.approx(modelled, abs=0.007)
    assert accuracy(inferred, gold) > ties_wrong


def test_on_twenty_items_one_coin_is_much_better_than_full_matrices_or_a_vote() -> None:
    """Accuracies .9, .9, .4, .4, .4: a vote drowns the two who know, and matrices overfit."""
    found: dict[Method, float] = {}
    for seed in range(40):
        rows, truth = crowd([0.9, 0.9, 0.4, 0.4, 0.4], 20, seed)
        table = ReadingTable.of(rows, SPECIES)
        for method in (Method.MAJORITY, Method.ONE_COIN_DAWID_SKENE, Method.DAWID_SKENE):
            share = accuracy(infer(table, method), truth)
            found[method] = found.get(method, 0.0) + share / 40
    assert found[Method.ONE_COIN_DAWID_SKENE] > found[Method.MAJORITY] + 0.1
    assert found[Method.ONE_COIN_DAWID_SKENE] > found[Method.DAWID_SKENE]


def test_automatic_takes_one_coin_below_the_floor_and_says_why() -> None:
    rows, _ = crowd([0.9, 0.9, 0.4, 0.4, 0.4], 20, seed=1)
    inferred = infer(ReadingTable.of(rows, SPECIES))
    assert (inferred.asked, inferred.method) == (Method.AUTOMATIC, Method.ONE_COIN_DAWID_SKENE)
    assert inferred.choice == (
        "One accuracy for each annotator: there are 6.7 labels for each annotator and class, "
        "and 20 are needed to learn how each annotator answers each class."
    )


def test_automatic_takes_full_matrices_above_the_floor() -> None:
    rows, truth = crowd([0.9, 0.8, 0.6], 80, seed=1)
    inferred = infer(ReadingTable.of(rows, SPECIES))
    assert inferred.method is Method.DAWID_SKENE
    assert "26.7 labels" in inferred.choice
    full = infer(ReadingTable.of(rows, SPECIES), Method.DAWID_SKENE)
    assert inferred.result_digest == full.result_digest
    assert accuracy(full, truth) > 0.8


def mixed_up(seed: int) -> tuple[list[Row], dict[str, str]]:
    """Three good observers, and two who take every tawny owl for a barn owl."""
    rows, truth = crowd([0.8, 0.8, 0.8, 1.0, 1.0], 150, seed)
    confused = ("observer 4", "observer 5")
    return [
        (one, who, SPECIES[0] if who in confused and said == SPECIES[2] else said)
        for one, who, said in rows
    ], truth


def test_with_labels_enough_full_matrices_see_what_one_coin_cannot() -> None:
    rows, truth = mixed_up(seed=3)
    table = ReadingTable.of(rows, SPECIES)
    full = infer(table, Method.DAWID_SKENE)
    assert accuracy(full, truth) > accuracy(infer(table, Method.MAJORITY), truth)
    assert accuracy(full, truth) >= accuracy(infer(table, Method.ONE_COIN_DAWID_SKENE), truth)
    confusion = full.annotator(full.annotators.index("observer 4")).confusion
    assert confusion is not None
    assert confusion[2][0] > 10 * confusion[2][2]
