"""What is asked of a table: which readings, which categories, how they weigh."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from labeltrail.projections.statistics.coefficient import WEIGHED, WHOLE_VALUES, Coefficient
from labeltrail.projections.statistics.distances import AnyDistance, named
from labeltrail.projections.statistics.errors import QuestionUnfit
from labeltrail.projections.statistics.pairs import Pair
from labeltrail.projections.statistics.score import Distance, Pooling, Weights
from labeltrail.projections.statistics.table import Codes, ReadingTable
from labeltrail.projections.statistics.weights import (
    AgreementWeights,
    AnyWeights,
    agreement_weights,
)

CATEGORIES_STATED_MAX = 10_000
"""To choose from, as a question may state; each gets a name."""


class Question(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The table is narrowed already to the annotators and the category that are asked about."""

    table: ReadingTable
    coefficient: Coefficient
    distance: AnyDistance
    weights: AgreementWeights
    pooling: Pooling
    n_annotators: int
    category: str | None
    annotators: Pair | None
    exclusions: Mapping[str, int]


def asked(
    table: ReadingTable,
    coefficient: Coefficient,
    *,
    distance: AnyDistance,
    weights: AnyWeights,
    pooling: Pooling,
    n_categories: int | None,
    annotators: Pair | None,
    category: str | None,
    exclusions: Mapping[str, int],
) -> Question:
    """Raises QuestionUnfit, WeightsUnusable."""
    if n_categories is not None and not 1 <= n_categories <= CATEGORIES_STATED_MAX:
        raise QuestionUnfit(
            f"state 1 to {CATEGORIES_STATED_MAX:,} categories to choose from, not {n_categories:,}"
        )
    is_weighed = weights not in (Weights.IDENTITY, Weights.IDENTITY.value)
    if is_weighed and coefficient not in WEIGHED:
        raise QuestionUnfit(f"{coefficient} takes no weights")
    if named(distance) is not Distance.NOMINAL and (
        coefficient is not Coefficient.KRIPPENDORFF_ALPHA
    ):
        raise QuestionUnfit(f"{coefficient} takes no distance; see weights_by_distance")
    if annotators is not None:
        table = of_annotators(table, annotators)
    if category is not None:
        if coefficient in WHOLE_VALUES:
            raise QuestionUnfit(f"{coefficient} compares whole values, not one category")
        table = against_rest(table, category)
        distance, weights = Distance.NOMINAL, Weights.IDENTITY
    elif n_categories is not None:
        if is_weighed and n_categories != len(table.categories):
            raise QuestionUnfit("weights are of the categories listed; list as many as there are")
        table = with_categories(table, n_categories)
    return Question(
        table=table,
        coefficient=coefficient,
        distance=distance,
        weights=agreement_weights(weights, table.categories),
        pooling=pooling,
        n_annotators=int(np.count_nonzero(np.bincount(table.annotator))),
        category=category,
        annotators=annotators,
        exclusions=exclusions,
    )


def of_annotators(table: ReadingTable, annotators: Pair) -> ReadingTable:
    """The readings of these two. Raises QuestionUnfit for one annotator with themselves."""
    if annotators[0] == annotators[1]:
        raise QuestionUnfit("name two different annotators")
    codes = [code for code, one in enumerate(table.annotators) if one in annotators]
    return table.where(np.isin(table.annotator, codes))


def against_rest(table: ReadingTable, category: str) -> ReadingTable:
    """Two categories: this one, and all others taken together."""
    if category not in table.categories:
        raise QuestionUnfit(f"category {category!r} is not in the list")
    place = table.categories.index(category)
    return _recoded(table, (category, f"not {category}"), (table.category != place))


def only_observed(table: ReadingTable) -> ReadingTable:
    """The list of categories shortened to those that occur, in the same order."""
    used, place = np.unique(table.category, return_inverse=True)
    return _recoded(table, tuple(table.categories[c] for c in used), place)


def with_categories(table: ReadingTable, n: int) -> ReadingTable:
    """The list with n categories: unused ones are dropped from its end, or nameless ones added."""
    listed = len(table.categories)
    if n >= listed:
        added = tuple(f"unused {place}" for place in range(listed, n))
        return msgspec.structs.replace(table, categories=table.categories + added)
    used = np.unique(table.category)
    if n < len(used) or n < 1:
        raise QuestionUnfit(f"{len(used)} categories occur, so there are not {n} to choose from")
    spare = [place for place in range(listed) if place not in used][: n - len(used)]
    kept = sorted([*used.tolist(), *spare])
    places = np.searchsorted(kept, table.category)
    return _recoded(table, tuple(table.categories[place] for place in kept), places)


def _recoded(table: ReadingTable, categories: tuple[str, ...], codes: object) -> ReadingTable:
    category: Codes = np.asarray(codes, dtype=np.int32)
    return msgspec.structs.replace(table, categories=categories, category=category)
