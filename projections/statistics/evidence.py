"""What one reading of the counts rests on, checked once for every coefficient.

Guarantees: behind an `Evidence` every counted value is in the list of categories, the integers
fit each other, and no item has more values than there are annotators.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.errors import (
    CategoriesUnusable,
    CategoryOutsideList,
    TooFewAnnotators,
)
from labeltrail.projections.statistics.kept import require_consistent
from labeltrail.projections.statistics.score import (
    SENTENCES,
    STATUS_OF,
    Algorithm,
    Distance,
    Pooling,
    Reason,
    ReasonCode,
    Score,
    Status,
    Weights,
)

NO_SECOND_VALUE = "no_second_value"
"""Cause of exclusion: the label stands alone on its item, so there is nothing to compare it to."""


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """How a value is reached; `uses_lone_values`: items with one value play a part too."""

    algorithm: Algorithm
    pooling: Pooling
    distance: Distance = Distance.NOMINAL
    weights: Weights | None = None
    uses_lone_values: bool = False


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The observed agreement and that by chance, exactly; the coefficient is what is beyond."""

    observed: Fraction
    chance: Fraction

    def outcome(self) -> Fraction | ReasonCode:
        """(observed - chance) / (1 - chance); NO_VARIATION where chance leaves nothing beyond."""
        if self.chance == 1:
            return ReasonCode.NO_VARIATION
        return (self.observed - self.chance) / (1 - self.chance)


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    counts: AgreementCounts
    categories: tuple[str, ...]
    n_annotators: int

    def absence(self) -> ReasonCode | None:
        """Why nothing can be compared, or None when at least one pair can."""
        if self.counts.n_pairs():
            return None
        if not self.counts.n_values():
            return ReasonCode.NO_VALUES
        return ReasonCode.ONE_ANNOTATOR if self.n_annotators == 1 else ReasonCode.NO_OVERLAP

    def score(self, outcome: Fraction | ReasonCode | Terms, method: Method) -> Score:
        """The record around an outcome; here, and nowhere else, the exact value is rounded."""
        terms = outcome if isinstance(outcome, Terms) else None
        if isinstance(outcome, Terms):
            outcome = outcome.outcome()
        if isinstance(outcome, ReasonCode):
            value, status = None, STATUS_OF[outcome]
            reason = Reason(code=outcome, sentence=SENTENCES[outcome])
        else:
            value, status, reason = float(outcome), Status.COMPUTED, None
        return Score(
            value=value,
            status=status,
            reason=reason,
            n_items=self.counts.n_items(values_min=2),
            n_pairs=self.counts.n_pairs(),
            n_annotators=self.n_annotators,
            exclusions=self._exclusions(method),
            distance=method.distance,
            n_categories=len(self.categories),
            pooling=method.pooling,
            algorithm=method.algorithm,
            weights=method.weights,
            observed=float(terms.observed) if terms else None,
            chance=float(terms.chance) if terms else None,
        )

    def _exclusions(self, method: Method) -> dict[str, int]:
        exclusions = dict(self.counts.exclusions)
        lone = self.counts.n_values() - self.counts.n_values(values_min=2)
        if lone and not method.uses_lone_values:
            exclusions[NO_SECOND_VALUE] = exclusions.get(NO_SECOND_VALUE, 0) + lone
        return exclusions


def examine(counts: AgreementCounts, categories: Sequence[str], n_annotators: int) -> Evidence:
    """Raises CategoriesUnusable, CountsInconsistent, CategoryOutsideList or TooFewAnnotators."""
    listed = frozenset(categories)
    if not categories or len(listed) != len(categories):
        raise CategoriesUnusable("the list of categories is empty or names one twice")
    require_consistent(counts)
    for category in counts.categories():
        if category not in listed:
            raise CategoryOutsideList(category)
    values_max = max(counts.buckets, default=0)
    if n_annotators < values_max:
        raise TooFewAnnotators(n_annotators, values_max)
    return Evidence(counts=counts, categories=tuple(categories), n_annotators=n_annotators)
