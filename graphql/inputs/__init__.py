"""Input types of the schema, each knowing the command that it stands for."""

# The domain's enums must be declared before a type or an input names one.
from labeltrail.graphql.types import enums, inference_enums, value_enums

__all__ = ["enums", "inference_enums", "value_enums"]
