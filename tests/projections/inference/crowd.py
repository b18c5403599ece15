"""Small crowds with character, drawn by seed: accuracies known, so a method can be judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labeltrail.projections.inference import Inferred
from labeltrail.projections.statistics.sampler import integers, uniform

Row = tuple[str, str, str]
SPECIES = ("barn owl", "little owl", "tawny owl")


def crowd(
    accuracies: Sequence[float], n_items: int, seed: int, classes: Sequence[str] = SPECIES
) -> tuple[list[Row], dict[str, str]]:
    """Everybody answers every item; who errs says one of the other classes, evenly."""
    n = len(classes)
    truth = integers(seed, 0, n_items, n)
    rows: list[Row] = []
    for number, accuracy in enumerate(accuracies):
        is_right = uniform(seed, 2 * number + 1, n_items) < accuracy
        wrong = (truth + 1 + integers(seed, 2 * number + 2, n_items, max(1, n - 1))) % n
        for place in range(n_items):
            said = truth[place] if is_right[place] else wrong[place]
            rows.append((item(place), f"observer {number + 1}", classes[said]))
    return rows, {item(place): classes[code] for place, code in enumerate(truth.tolist())}


def item(place: int) -> str:
    return f"night {place:04}"


def accuracy(inferred: Inferred, truth: Mapping[str, str]) -> float:
    """The share of items whose category is true; a tie counts as wrong."""
    found = [inferred.of(one).category == category for one, category in truth.items()]
    return sum(found) / len(found)
