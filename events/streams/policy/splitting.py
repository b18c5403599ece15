"""What keeps splits apart, and whether what a benchmark holds may still change."""

from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.rejections import Rejection


class BenchmarkChanges(StrEnum):
    """What happens to an act that changes what is said of an item of the benchmark."""

    ACCEPT = "accept"
    WARN = "warn"
    REFUSE = "refuse"


class Splitting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`grouped_by`: items with the same value of this attribute belong into one split, as those of
    one patient or one recording do.
    """

    benchmark_changes: BenchmarkChanges = BenchmarkChanges.WARN
    grouped_by: str | None = None


def splitting_fault(splitting: Splitting) -> Rejection | None:
    if splitting.grouped_by is None:
        return None
    return checks.identifier(splitting.grouped_by, "policy", "splitting", "grouped_by")
