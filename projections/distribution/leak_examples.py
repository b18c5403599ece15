"""Where a feature tells most of the class, in numbers and in a sentence for people.

Guarantees: values with few items are passed over; the order is that of how many items more have
the class than would by chance.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.distribution.features import Feature
from labeltrail.projections.distribution.figure import rounded
from labeltrail.projections.distribution.information import Table

EXAMPLES_MAX = 3
EXAMPLE_ITEMS_MIN = 5


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """`n` of the `n_value` items with the value have the class; `elsewhere`: share of the rest."""

    value: str
    category: str
    n: int
    n_value: int
    share: float
    elsewhere: float
    sentence: str


def examples(feature: Feature, table: Table, names: tuple[str, ...]) -> tuple[Example, ...]:
    """For the values that tell most, the class that each goes with."""
    per_value, per_class = table.sum(axis=1), table.sum(axis=0)
    expected = per_value[:, None] * per_class / table.sum()
    surplus = np.where(per_value[:, None] >= EXAMPLE_ITEMS_MIN, table - expected, 0.0)
    best = surplus.argmax(axis=1)
    found = [
        (round(float(surplus[value, best[value]]), 9), value)
        for value in np.flatnonzero(surplus.max(axis=1) > 0).tolist()
    ]
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(
        _example(feature, table, value, int(best[value]), names)
        for _, value in found[:EXAMPLES_MAX]
    )


def _example(
    feature: Feature, table: Table, value: int, kind: int, names: tuple[str, ...]
) -> Example:
    n, n_value = int(table[value, kind]), int(table[value].sum())
    rest = int(table.sum()) - n_value
    share = n / n_value
    elsewhere = (int(table[:, kind].sum()) - n) / rest if rest else 0.0
    text = feature.values[value]
    sentence = (
        f"where {feature.told} {text!r}, {share:.0%} are {names[kind]} ({n} of {n_value}),"
        f" elsewhere {elsewhere:.0%}"
    )
    return Example(
        value=text,
        category=names[kind],
        n=n,
        n_value=n_value,
        share=rounded(share),
        elsewhere=rounded(elsewhere),
        sentence=sentence,
    )
