"""The coefficients by name, what each needs, and how each is kept up to date.

ADDITIVE  kept as integer counts: the counts of many items are the sum of the counts of each, so a
          label changes them by its own item alone (`AgreementCounts`, `PairCounts`)
PER_ITEM  kept as one number an item, aggregated at read
GLOBAL    needs all readings at once: computed on demand

Standard errors are PER_ITEM (a sum over the patterns of items), except Cohen's, which is ADDITIVE;
bootstrap intervals are GLOBAL.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Coefficient(StrEnum):
    """Named after the functions that compute them."""

    OBSERVED_AGREEMENT = "OBSERVED_AGREEMENT"
    COHEN_KAPPA = "COHEN_KAPPA"
    LIGHT_KAPPA = "LIGHT_KAPPA"
    CONGER_KAPPA = "CONGER_KAPPA"
    FLEISS_KAPPA = "FLEISS_KAPPA"
    SCOTT_PI = "SCOTT_PI"
    KRIPPENDORFF_ALPHA = "KRIPPENDORFF_ALPHA"
    GWET_AC1 = "GWET_AC1"
    GWET_AC2 = "GWET_AC2"
    BRENNAN_PREDIGER = "BRENNAN_PREDIGER"
    ICC_1_1 = "ICC_1_1"
    ICC_1_K = "ICC_1_K"
    ICC_2_1 = "ICC_2_1"
    ICC_2_K = "ICC_2_K"
    KENDALL_TAU_B = "KENDALL_TAU_B"


class Form(StrEnum):
    """Which intraclass correlation, in the notation of Shrout and Fleiss; see `icc`."""

    ONE_SINGLE = "1,1"
    ONE_MEAN = "1,k"
    TWO_SINGLE = "2,1"
    TWO_MEAN = "2,k"


class Incremental(StrEnum):
    """How a statistic follows its labels; see the module."""

    ADDITIVE = "ADDITIVE"
    PER_ITEM = "PER_ITEM"
    GLOBAL = "GLOBAL"


INCREMENTAL: Mapping[Coefficient, Incremental] = {
    Coefficient.OBSERVED_AGREEMENT: Incremental.ADDITIVE,
    Coefficient.COHEN_KAPPA: Incremental.ADDITIVE,
    Coefficient.LIGHT_KAPPA: Incremental.ADDITIVE,
    Coefficient.CONGER_KAPPA: Incremental.GLOBAL,
    Coefficient.FLEISS_KAPPA: Incremental.ADDITIVE,
    Coefficient.SCOTT_PI: Incremental.ADDITIVE,
    Coefficient.KRIPPENDORFF_ALPHA: Incremental.ADDITIVE,
    Coefficient.GWET_AC1: Incremental.ADDITIVE,
    Coefficient.GWET_AC2: Incremental.ADDITIVE,
    Coefficient.BRENNAN_PREDIGER: Incremental.ADDITIVE,
    Coefficient.ICC_1_1: Incremental.GLOBAL,
    Coefficient.ICC_1_K: Incremental.GLOBAL,
    Coefficient.ICC_2_1: Incremental.GLOBAL,
    Coefficient.ICC_2_K: Incremental.GLOBAL,
    Coefficient.KENDALL_TAU_B: Incremental.PER_ITEM,
}

ICC_FORMS: Mapping[Coefficient, Form] = {
    Coefficient.ICC_1_1: Form.ONE_SINGLE,
    Coefficient.ICC_1_K: Form.ONE_MEAN,
    Coefficient.ICC_2_1: Form.TWO_SINGLE,
    Coefficient.ICC_2_K: Form.TWO_MEAN,
}

WEIGHED = frozenset(
    {
        Coefficient.OBSERVED_AGREEMENT,
        Coefficient.COHEN_KAPPA,
        Coefficient.LIGHT_KAPPA,
        Coefficient.CONGER_KAPPA,
        Coefficient.FLEISS_KAPPA,
        Coefficient.SCOTT_PI,
        Coefficient.GWET_AC2,
        Coefficient.BRENNAN_PREDIGER,
    }
)
"""Those that take agreement weights; alpha takes a distance."""

WHOLE_VALUES = frozenset(
    {
        Coefficient.ICC_1_1,
        Coefficient.ICC_1_K,
        Coefficient.ICC_2_1,
        Coefficient.ICC_2_K,
        Coefficient.KENDALL_TAU_B,
    }
)
"""Those that have no meaning for one category against the rest."""


class IntervalMethod(StrEnum):
    """PUBLISHED: the convention of the coefficient's own source, which the answer names. STUDENT
    and NORMAL: value -+ quantile * standard error. BOOTSTRAP: items drawn again, see `resampling`.
    """

    PUBLISHED = "PUBLISHED"
    STUDENT = "STUDENT"
    NORMAL = "NORMAL"
    BOOTSTRAP = "BOOTSTRAP"


class IntervalAsked(msgspec.Struct, frozen=True, kw_only=True):
    """`resamples` and `seed` are the bootstrap's; `level` is above 0 and below 1."""

    method: IntervalMethod = IntervalMethod.BOOTSTRAP
    level: float = 0.95
    resamples: int = 1_000
    seed: int = 0
