"""The numbers: agreement from integer counts that add up, each answer a record with its reason.

Pure: no input or output, no clock, no randomness, no floats in kept state.
"""

from labeltrail.projections.statistics.alpha import Disagreements, disagreements, krippendorff_alpha
from labeltrail.projections.statistics.brennan_prediger import brennan_prediger
from labeltrail.projections.statistics.counts import AgreementCounts, Bucket
from labeltrail.projections.statistics.distances import (
    AnyDistance,
    Difference,
    custom_difference,
    distance_matrix,
    path_difference,
)
from labeltrail.projections.statistics.errors import (
    CategoriesUnusable,
    CategoryNotANumber,
    CategoryOutsideList,
    CategoryUnreadable,
    CountsInconsistent,
    QuestionUnfit,
    StatisticsError,
    TooFewAnnotators,
    WeightsUnusable,
)
from labeltrail.projections.statistics.evidence import NO_SECOND_VALUE
from labeltrail.projections.statistics.fleiss import fleiss_kappa, fleiss_z, scott_pi
from labeltrail.projections.statistics.gwet import chance_agreement, gwet_ac1, gwet_ac2
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
    Weights,
)
from labeltrail.projections.statistics.weights import (
    AgreementWeights,
    AnyWeights,
    agreement_weights,
    custom_weights,
    weights_by_distance,
)

__all__ = [
    "NO_SECOND_VALUE",
    "AgreementCounts",
    "AgreementWeights",
    "Algorithm",
    "AnyDistance",
    "AnyWeights",
    "Bucket",
    "CategoriesUnusable",
    "CategoryNotANumber",
    "CategoryOutsideList",
    "CategoryUnreadable",
    "CountsInconsistent",
    "Difference",
    "Disagreements",
    "Distance",
    "Interval",
    "Pooling",
    "QuestionUnfit",
    "Reason",
    "ReasonCode",
    "Score",
    "StatisticsError",
    "Status",
    "TooFewAnnotators",
    "Weights",
    "WeightsUnusable",
    "agreement_weights",
    "brennan_prediger",
    "chance_agreement",
    "custom_difference",
    "custom_weights",
    "decode",
    "decode_difference",
    "disagreements",
    "distance_matrix",
    "encode",
    "fleiss_kappa",
    "fleiss_z",
    "gwet_ac1",
    "gwet_ac2",
    "krippendorff_alpha",
    "observed_agreement",
    "path_difference",
    "scott_pi",
    "weights_by_distance",
]
