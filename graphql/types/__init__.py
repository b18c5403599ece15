"""Object types of the schema: nouns of the domain, as the caller may see them."""

# The domain's enums must be declared before a type or an input names one.
from labeltrail.graphql.types import (
    agreement_enums,
    annotator_enums,
    automation_enums,
    certificate_enums,
    distribution_enums,
    enums,
    gold_enums,
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
    "annotator_enums",
    "automation_enums",
    "certificate_enums",
    "distribution_enums",
    "enums",
    "gold_enums",
    "guideline_enums",
    "inference_enums",
    "people_enums",
    "readiness_enums",
    "review_enums",
    "slice_enums",
    "taxonomy_enums",
    "value_enums",
]
