"""Input types of the schema, each knowing the command that it stands for."""

# The domain's enums must be declared before a type or an input names one.
from labeltrail.graphql.types import (
    automation_enums,
    enums,
    inference_enums,
    taxonomy_enums,
    value_enums,
)

__all__ = ["automation_enums", "enums", "inference_enums", "taxonomy_enums", "value_enums"]
