"""Numbers as integers that add up: what agreement on a numeric task rests on, however many
different numbers there are.

Guarantees: as for `counts`, the moments of many items are the sum of the moments of each, in any
order and grouping; `minus` undoes `plus` exactly; equal multisets of items give equal structs and
equal bytes; and the size does not grow with the number of different values.

Items are bucketed by the number m of values that they hold. With x in units of 10^-PLACES, exactly:

    total    sum of x             squares  sum of x^2
    spread   sum over items of m * S_xx - S_x^2, where S_x and S_xx are the item's own sums of x
             and of x^2: the squared differences of all its unordered pairs

Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), interval differences:

    D_o = (1 / n)           * sum over m of 2 * spread_m / (m - 1)
    D_e = (1 / (n * (n-1))) * 2 * (n * S_xx - S_x^2)             n, S over items with m >= 2
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import msgspec

from labeltrail.events.limits import NUMBER_DECIMALS_MAX
from labeltrail.projections.statistics.alpha import ALGORITHM, Disagreements
from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.errors import CategoryNotANumber, CountsInconsistent
from labeltrail.projections.statistics.evidence import Method, examine
from labeltrail.projections.statistics.score import Distance, Pooling, ReasonCode, Score

PLACES = NUMBER_DECIMALS_MAX
"""A value of a numeric task has at most so many decimals, so each is a whole number of units."""
UNITS = 10**PLACES


class Moment(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The items that hold the same number of values. All zero: absent. See the module."""

    items: int
    total: int
    squares: int
    spread: int


class NumberMoments(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Moments by the number m of values on an item, from 1 on. Below zero only in differences.

    >>> kept = NumberMoments.of_item(["1.5", "2"]).plus(NumberMoments.of_item(["4", "4"]))
    >>> kept.buckets[2].items, kept.mean
    (2, Fraction(23, 8))
    >>> kept.plus(kept).minus(kept) == kept
    True
    """

    buckets: Mapping[int, Moment] = {}

    @staticmethod
    def of_item(values: Sequence[str]) -> NumberMoments:
        """The contribution of one item, from its canonical numbers in any order.

        Raises CategoryNotANumber.
        """
        if not values:
            return NOTHING
        whole = [_units(value) for value in values]
        total, squares = sum(whole), sum(x * x for x in whole)
        spread = len(whole) * squares - total * total
        return NumberMoments({len(whole): Moment(1, total, squares, spread)})

    @staticmethod
    def total(parts: Iterable[NumberMoments]) -> NumberMoments:
        return NumberMoments.weighted((part, 1) for part in parts)

    @staticmethod
    def weighted(parts: Iterable[tuple[NumberMoments, int]]) -> NumberMoments:
        """The sum of parts, each so many times."""
        sums: dict[int, Moment] = {}
        for part, times in parts:
            for m, moment in part.buckets.items():
                sums[m] = _added(sums.get(m, _NONE), moment, times)
        return _of(sums)

    def plus(self, other: NumberMoments) -> NumberMoments:
        return NumberMoments.weighted(((self, 1), (other, 1)))

    def minus(self, other: NumberMoments) -> NumberMoments:
        return NumberMoments.weighted(((self, 1), (other, -1)))

    def n_values(self, *, values_min: int = 1) -> int:
        return sum(m * one.items for m, one in self.buckets.items() if m >= values_min)

    @property
    def mean(self) -> Fraction | None:
        """Of all values, in the task's unit; None without any."""
        n = self.n_values()
        return Fraction(sum(one.total for one in self.buckets.values()), n * UNITS) if n else None

    @property
    def variance(self) -> Fraction | None:
        """Of all values with divisor n - 1, in the task's unit squared; None below two values."""
        n = self.n_values()
        if n < 2:
            return None
        total = sum(one.total for one in self.buckets.values())
        squares = sum(one.squares for one in self.buckets.values())
        return Fraction(n * squares - total * total, n * (n - 1) * UNITS**2)


NOTHING = NumberMoments()


def interval_disagreements(moments: NumberMoments) -> Disagreements | None:
    """D_o and D_e of interval alpha, in the task's unit squared; None with nothing to compare.

    >>> kept = NumberMoments.total(NumberMoments.of_item(v) for v in (["1", "2"], ["5", "5"]))
    >>> found = interval_disagreements(kept)
    >>> found.observed, found.expected  # (1 + 1) / 4; 2 * (4 * 55 - 13^2) / (4 * 3)
    (Fraction(1, 2), Fraction(17, 2))
    """
    pairable = {m: one for m, one in moments.buckets.items() if m >= 2}
    n = moments.n_values(values_min=2)
    if not n:
        return None
    total = sum(one.total for one in pairable.values())
    squares = sum(one.squares for one in pairable.values())
    observed = sum((Fraction(2 * one.spread, m - 1) for m, one in pairable.items()), Fraction(0))
    return Disagreements(
        observed=observed / (n * UNITS**2),
        expected=Fraction(2 * (n * squares - total * total), n * (n - 1) * UNITS**2),
    )


def interval_alpha(moments: NumberMoments, counts: AgreementCounts, *, n_annotators: int) -> Score:
    """Krippendorff's alpha with interval differences, as `krippendorff_alpha` of the values.

    `counts` are of the same items, with any categories: how many values and pairs there are.
    UNDEFINED (NO_VARIATION) when all values on items with two or more are the same.

    >>> items = [["1", "2"], ["5", "5"]]
    >>> kept = NumberMoments.total(NumberMoments.of_item(values) for values in items)
    >>> counts = AgreementCounts.total(AgreementCounts.of_item(values) for values in items)
    >>> interval_alpha(kept, counts, n_annotators=2).value  # 1 - (1/2) / (17/2)
    0.9411764705882353
    """
    if counts.n_values() != moments.n_values():
        raise CountsInconsistent(f"{moments.n_values()} numbers of {counts.n_values()} values")
    evidence = examine(counts, counts.categories() or ("",), n_annotators)
    method = Method(algorithm=ALGORITHM, pooling=Pooling.KRIPPENDORFF, distance=Distance.INTERVAL)
    found = interval_disagreements(moments)
    outcome: Fraction | ReasonCode = evidence.absence() or ReasonCode.NO_VARIATION
    if found is not None and found.expected:
        outcome = 1 - found.observed / found.expected
    return evidence.score(outcome, method)


def sameness(values: Sequence[str]) -> tuple[str, ...]:
    """Which values of an item are equal, and nothing else of them, in names that are no numbers.

    As the categories of an item's counts they give its share of equal pairs, and are few.

    >>> sameness(["2.5", "7", "2.5", "2.5"])
    ('value 1', 'value 1', 'value 1', 'value 2')
    """
    sizes = sorted((values.count(one) for one in set(values)), reverse=True)
    return tuple(f"value {group}" for group, size in enumerate(sizes, 1) for _ in range(size))


def plain(moments: NumberMoments) -> dict[str, object] | None:
    """For canonical bytes, which take text as keys; None for no moments at all."""
    if not moments.buckets:
        return None
    return {"buckets": {str(m): msgspec.structs.asdict(one) for m, one in moments.buckets.items()}}


def require_consistent_moments(moments: NumberMoments) -> None:
    """What a sum over items satisfies and a difference may not. Raises CountsInconsistent."""
    for m, one in moments.buckets.items():
        if m < 1 or one.items <= 0 or one.spread < 0 or one.squares < 0:
            raise CountsInconsistent(f"moments of {one.items} items with {m} values")
        if m * one.items * one.squares < one.total**2:
            raise CountsInconsistent(f"squares of items with {m} values are too small")


def _units(value: str) -> int:
    try:
        scaled = Fraction(value) * UNITS
    except ValueError:
        raise CategoryNotANumber(value, "a decimal number") from None
    if scaled.denominator != 1:
        raise CategoryNotANumber(value, f"a number of at most {PLACES} decimals")
    return int(scaled)


def _added(left: Moment, right: Moment, times: int) -> Moment:
    return Moment(
        left.items + times * right.items,
        left.total + times * right.total,
        left.squares + times * right.squares,
        left.spread + times * right.spread,
    )


def _of(sums: Mapping[int, Moment]) -> NumberMoments:
    return NumberMoments({m: one for m, one in sorted(sums.items()) if one != _NONE})


_NONE = Moment(0, 0, 0, 0)
