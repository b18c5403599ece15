"""What the parts of an agreement report are; apart, so that a command line need not load arrays."""

from enum import StrEnum


class By(StrEnum):
    """What the parts are. WHOLE: one part."""

    WHOLE = "whole"
    ITEM = "item"
    CATEGORY = "category"
    PAIR = "pair"
    ANNOTATOR = "annotator"
    SLICE = "slice"
    BATCH = "batch"
    GUIDELINE_REVISION = "guideline_revision"
    TAXONOMY_VERSION = "taxonomy_version"
    """That the annotator saw; answers read under the one in force all the same."""
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
