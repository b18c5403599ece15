"""The numbers: agreement from integer counts that add up, each answer a record with its reason.

Pure: no input or output, no clock, no randomness, no floats in kept state.
"""

from labeltrail.projections.statistics.alpha import Disagreements, disagreements, krippendorff_alpha
from labeltrail.projections.statistics.counts import AgreementCounts, Bucket
from labeltrail.projections.statistics.errors import (
    CategoriesUnusable,
    CategoryNotANumber,
    CategoryOutsideList,
    CountsInconsistent,
    StatisticsError,
    TooFewAnnotators,
)
from labeltrail.projections.statistics.evidence import NO_SECOND_VALUE
from labeltrail.projections.statistics.gwet import chance_agreement, gwet_ac1
from labeltrail.projections.statistics.kept import decode, decode_difference, encode
from labeltrail.projections.statistics.observed import observed_agreement
from labeltrail.projections.statistics.score import (
    Algorithm,
    Distance,
    Interval,
    Pooling,
    Reason,
    ReasonCode,
    Score,
    Status,
)

__all__ = [
    "NO_SECOND_VALUE",
    "AgreementCounts",
    "Algorithm",
    "Bucket",
    "CategoriesUnusable",
    "CategoryNotANumber",
    "CategoryOutsideList",
    "CountsInconsistent",
    "Disagreements",
    "Distance",
    "Interval",
    "Pooling",
    "Reason",
    "ReasonCode",
    "Score",
    "StatisticsError",
    "Status",
    "TooFewAnnotators",
    "chance_agreement",
    "decode",
    "decode_difference",
    "disagreements",
    "encode",
    "gwet_ac1",
    "krippendorff_alpha",
    "observed_agreement",
]
