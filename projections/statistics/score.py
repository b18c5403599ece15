"""A score is a record: a value or the reason for its absence, and what it rests on.

Guarantees: `value` is a number exactly when `status` is COMPUTED, and `reason` is there exactly
when it is not; never NaN, never 0 or 1 in place of an absent answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Status(StrEnum):
    """COMPUTED: there is a value. UNDEFINED: the labels are there, the formula has no value for
    them. INSUFFICIENT_EVIDENCE: more labels are needed before there is anything to compare."""

    COMPUTED = "COMPUTED"
    UNDEFINED = "UNDEFINED"
    INSUFFICIENT_EVIDENCE = "INSUFFICIENT_EVIDENCE"


class ReasonCode(StrEnum):
    """Why there is no value; codes are stable, sentences may be reworded."""

    NO_VALUES = "NO_VALUES"
    ONE_ANNOTATOR = "ONE_ANNOTATOR"
    NO_OVERLAP = "NO_OVERLAP"
    NO_VARIATION = "NO_VARIATION"
    NO_VARIANCE_BETWEEN_ITEMS = "NO_VARIANCE_BETWEEN_ITEMS"
    ONE_CATEGORY = "ONE_CATEGORY"
    NOT_TWO_ANNOTATORS = "NOT_TWO_ANNOTATORS"
    NO_PAIR_DEFINED = "NO_PAIR_DEFINED"
    INCOMPLETE_DESIGN = "INCOMPLETE_DESIGN"
    ONE_ITEM = "ONE_ITEM"
    CATEGORY_UNUSED = "CATEGORY_UNUSED"
    TOO_MANY_CATEGORIES = "TOO_MANY_CATEGORIES"


class Distance(StrEnum):
    """How far apart two categories are; NOMINAL: equal or not. See `distances`."""

    NOMINAL = "NOMINAL"
    ORDINAL = "ORDINAL"
    INTERVAL = "INTERVAL"
    RATIO = "RATIO"
    JACCARD = "JACCARD"
    MASI = "MASI"
    PATH = "PATH"
    KENDALL = "KENDALL"
    PREFERENCE = "PREFERENCE"
    CUSTOM = "CUSTOM"


class Weights(StrEnum):
    """How much of an agreement two categories are, 1 being full; IDENTITY: equal or not. See
    `weights`."""

    IDENTITY = "IDENTITY"
    LINEAR = "LINEAR"
    QUADRATIC = "QUADRATIC"
    ORDINAL = "ORDINAL"
    RADICAL = "RADICAL"
    RATIO = "RATIO"
    CIRCULAR = "CIRCULAR"
    BIPOLAR = "BIPOLAR"
    CUSTOM = "CUSTOM"


class Pooling(StrEnum):
    """How items with different numbers of values weigh: KRIPPENDORFF by their number of values,
    PAIRS by their number of pairs, ITEMS all the same. Equal when every item has as many."""

    KRIPPENDORFF = "KRIPPENDORFF"
    PAIRS = "PAIRS"
    ITEMS = "ITEMS"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    code: ReasonCode
    sentence: str


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """A confidence interval, recomputable from its method and seed.

    `resamples` that were drawn, and how many of them had no value: those play no part in the ends.
    """

    level: float
    method: str
    seed: int | None
    low: float
    high: float
    resamples: int | None = None
    resamples_undefined: int = 0


class Algorithm(msgspec.Struct, frozen=True, kw_only=True):
    """The version rises whenever the same counts could give another value."""

    name: str
    version: int


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """
    value         the statistic, or None
    status        whether there is a value, and if not, what kind of absence that is
    reason        why there is no value; None with a value
    n_items       items that hold at least two values: those that agreement is observed on
    n_pairs       unordered pairs of values on those items
    n_annotators  as stated by the reader
    exclusions    labels that play no part, by cause
    distance      between categories
    n_categories  length of the list of categories (q of AC1)
    pooling       how items of unequal size weigh in the observed term
    interval      None where none was asked for
    algorithm     name and version
    position      ledger position that the counts hold for; the projection that kept them sets it

    Only where a coefficient has them:

    weights         how much of an agreement two categories are; None: by distance, or none
    observed        the observed term, p_a or 1 - D_o
    chance          the same by chance, p_e or 1 - D_e
    standard_error  of the value, by the source that the algorithm names
    annotators      the two compared
    category        compared against all others taken together
    pairs_undefined annotator pairs, or pairs of values, that have no value and play no part
    """

    value: float | None
    status: Status
    reason: Reason | None
    n_items: int
    n_pairs: int
    n_annotators: int
    exclusions: Mapping[str, int]
    distance: Distance
    n_categories: int
    pooling: Pooling
    interval: Interval | None = None
    algorithm: Algorithm
    position: int | None = None
    weights: Weights | None = None
    observed: float | None = None
    chance: float | None = None
    standard_error: float | None = None
    annotators: tuple[str, str] | None = None
    category: str | None = None
    pairs_undefined: int = 0


STATUS_OF: Mapping[ReasonCode, Status] = {
    ReasonCode.NO_VALUES: Status.INSUFFICIENT_EVIDENCE,
    ReasonCode.ONE_ANNOTATOR: Status.INSUFFICIENT_EVIDENCE,
    ReasonCode.NO_OVERLAP: Status.INSUFFICIENT_EVIDENCE,
    ReasonCode.NO_VARIATION: Status.UNDEFINED,
    ReasonCode.NO_VARIANCE_BETWEEN_ITEMS: Status.UNDEFINED,
    ReasonCode.ONE_CATEGORY: Status.UNDEFINED,
    ReasonCode.NOT_TWO_ANNOTATORS: Status.UNDEFINED,
    ReasonCode.NO_PAIR_DEFINED: Status.UNDEFINED,
    ReasonCode.INCOMPLETE_DESIGN: Status.INSUFFICIENT_EVIDENCE,
    ReasonCode.ONE_ITEM: Status.INSUFFICIENT_EVIDENCE,
    ReasonCode.CATEGORY_UNUSED: Status.UNDEFINED,
    ReasonCode.TOO_MANY_CATEGORIES: Status.UNDEFINED,
}

SENTENCES: Mapping[ReasonCode, str] = {
    ReasonCode.NO_VALUES: "No item has a value yet.",
    ReasonCode.ONE_ANNOTATOR: "All values come from one annotator; agreement needs two.",
    ReasonCode.NO_OVERLAP: "No item has values from two annotators.",
    ReasonCode.NO_VARIATION: (
        "No variation: all values that could be compared are the same, "
        "so agreement cannot be told from chance."
    ),
    ReasonCode.NO_VARIANCE_BETWEEN_ITEMS: (
        "Items do not differ more than annotators do on one item, "
        "so there is no variance between items that numbers could be reliable about."
    ),
    ReasonCode.ONE_CATEGORY: (
        "The list holds one category, so annotators had nothing to choose between."
    ),
    ReasonCode.NOT_TWO_ANNOTATORS: (
        "The coefficient compares two annotators, each with their own habits; name a pair."
    ),
    ReasonCode.NO_PAIR_DEFINED: "No pair has a value that could be averaged.",
    ReasonCode.INCOMPLETE_DESIGN: (
        "Fewer than two items have a number from every annotator, which the coefficient needs."
    ),
    ReasonCode.ONE_ITEM: "One item can be compared; the coefficient needs two.",
    ReasonCode.CATEGORY_UNUSED: "Nobody gave the category to an item that could be compared.",
    ReasonCode.TOO_MANY_CATEGORIES: (
        "More different values than can be compared each with each; ask about fewer items."
    ),
}
