"""Input types of the schema, each knowing the command that it stands for."""

# The domain's enums must be declared before a type or an input names one.
from labeltrail.graphql.types import (
    agreement_enums,
    automation_enums,
    enums,
    guideline_enums,
    inference_enums,
    people_enums,
    readiness_enums,
    review_enums,
    slice_enums,
    taxonomy_enums,
    value_enums,
)

__all__ = [
    "agreement_enums",
    "automation_enums",
    "enums",
    "guideline_enums",
    "inference_enums",
    "people_enums",
    "readiness_enums",
    "review_enums",
    "slice_enums",
    "taxonomy_enums",
    "value_enums",
]
