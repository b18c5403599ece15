"""How often each category is given, as coefficients for interchangeable annotators count it.

    s_c = mean over items with m >= 1 of the share of their values that are c

Integers over one denominator; the division belongs to the coefficients.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

import msgspec

from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.weights import AgreementWeights


class Shares(msgspec.Struct, frozen=True):
    """`of[c] / whole` is s_c; categories that nobody gave are absent."""

    of: Mapping[str, int]
    whole: int

    def meeting(self, weights: AgreementWeights) -> Fraction:
        """sum over c, k of w_ck * s_c * s_k: two values drawn by these shares agree so much."""
        met: int | Fraction = sum(share * share for share in self.of.values())
        if weights.rows is not None:
            remaining = dict(self.of)
            for category, share in self.of.items():
                del remaining[category]
                met += share * sum(
                    other_share * weights.both_ways(category, other)
                    for other, other_share in remaining.items()
                )
        return Fraction(met) / (self.whole * self.whole)

    def spread(self) -> Fraction:
        """sum over c of s_c * (1 - s_c)."""
        apart = sum(share * (self.whole - share) for share in self.of.values())
        return Fraction(apart, self.whole * self.whole)


def shares_of(counts: AgreementCounts) -> Shares:
    """There must be at least one value."""
    sizes = [m for m in counts.buckets if m >= 1]
    denominator = lcm(*sizes)
    # An item of m values gives each of them denominator / m.
    shares: dict[str, int] = {}
    for m in sizes:
        for category, n in counts.buckets[m].totals.items():
            shares[category] = shares.get(category, 0) + n * (denominator // m)
    return Shares(shares, denominator * counts.n_items(values_min=1))
