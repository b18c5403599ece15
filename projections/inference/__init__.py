"""Truth inference: many answers to one question become one, with how sure and why.

Pure: no input or output, no clock, no randomness but by seed.
"""

from labeltrail.projections.inference.entry import infer
from labeltrail.projections.inference.errors import (
    GoldOutsideCategories,
    InferenceError,
    ItemNotInferred,
    ParameterOutOfBounds,
    ParametersOfAnotherMethod,
    TableTooLarge,
    ValueNotASet,
    ValueNotComparable,
    WeightsMissing,
)
from labeltrail.projections.inference.inferred import (
    OUTCOMES,
    Convergence,
    Inferred,
    InferredAnnotator,
    InferredItem,
    Outcome,
)
from labeltrail.projections.inference.parameters import (
    PARAMETERS,
    Automatic,
    BradleyTerry,
    DawidSkene,
    Glad,
    Mace,
    MaceFit,
    Majority,
    Method,
    OneCoinDawidSkene,
    Parameters,
    Rule,
    WeightedVote,
    WeightsFrom,
    checked,
    read,
)

__all__ = [
    "OUTCOMES",
    "PARAMETERS",
    "Automatic",
    "BradleyTerry",
    "Convergence",
    "DawidSkene",
    "Glad",
    "GoldOutsideCategories",
    "InferenceError",
    "Inferred",
    "InferredAnnotator",
    "InferredItem",
    "ItemNotInferred",
    "Mace",
    "MaceFit",
    "Majority",
    "Method",
    "OneCoinDawidSkene",
    "Outcome",
    "ParameterOutOfBounds",
    "Parameters",
    "ParametersOfAnotherMethod",
    "Rule",
    "TableTooLarge",
    "ValueNotASet",
    "ValueNotComparable",
    "WeightedVote",
    "WeightsFrom",
    "WeightsMissing",
    "checked",
    "infer",
    "read",
]
