"""How many cases must turn, or come, until a share is on the right side of its threshold.

Pure. Held as the verdict holds it: quantised, and by the interval's worse end where that is asked.

>>> from decimal import Decimal
>>> from labeltrail.events.streams.policy import Comparison, Metric
>>> wanted = Requirement(metric=Metric.COVERAGE, comparison=Comparison.AT_LEAST,
...     threshold=Decimal("0.9"))
>>> turned(6, 10, wanted), grown(6, 10, wanted)
(3, 30)
"""

from __future__ import annotations

from labeltrail.events.streams.policy import Comparison, Requirement
from labeltrail.projections.readiness.judging import held, passes
from labeltrail.projections.readiness.metrics.shares import of_share
from labeltrail.projections.readiness.verdicts import Measured
from labeltrail.projections.readiness.work import GROWTH_MAX, fewest


def is_met(hits: int, n: int, requirement: Requirement) -> bool:
    measured = of_share(hits, n, requirement, empty="")
    value = held(requirement, measured)
    return n >= requirement.items_min and value is not None and passes(requirement, value)


def turned(hits: int, n: int, requirement: Requirement) -> int | None:
    """So many of the `n` cases must turn; None: all of them would not do."""
    if requirement.comparison is Comparison.AT_LEAST:
        return fewest(lambda k: is_met(hits + k, n, requirement), n - hits)
    return fewest(lambda k: is_met(hits - k, n, requirement), hits)


def grown(hits: int, n: int, requirement: Requirement) -> int | None:
    """So many cases must come, all on the right side; None: not even GROWTH_MAX would do."""
    is_least = requirement.comparison is Comparison.AT_LEAST
    return fewest(lambda k: is_met(hits + k if is_least else hits, n + k, requirement), GROWTH_MAX)


def hits_of(measured: Measured) -> int:
    """Back from the share; exact below 500,000 cases."""
    return 0 if measured.value is None else round(measured.value * measured.n)
