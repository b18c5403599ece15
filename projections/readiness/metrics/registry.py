"""Which function measures which metric. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from labeltrail.events.streams.policy import Metric, Requirement
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics import agreement, sums
from labeltrail.projections.readiness.verdicts import Measured

Measure = Callable[[Material, Requirement], Measured]

METRICS: Mapping[Metric, Measure] = {
    Metric.COVERAGE: sums.measure,
    Metric.OVERLAP: sums.measure,
    Metric.ALPHA_NOMINAL: sums.measure,
    Metric.ALPHA_ORDINAL: sums.measure,
    Metric.ITEMS_WITHOUT_GROUND_TRUTH: sums.measure,
    Metric.OPEN_ESCALATIONS: sums.measure,
    Metric.AGREEMENT: agreement.measure,
}
