"""The interval around a score: by its published standard error, or by drawing items again.

| coefficient                                    | PUBLISHED                                      |
| ---------------------------------------------- | ---------------------------------------------- |
| Cohen                                          | normal, Fleiss, Cohen & Everitt (1969)         |
| observed (pooling ITEMS), Fleiss, Scott, AC1,  | t with n - 1, Gwet (2014), see                 |
| AC2, Brennan-Prediger, Conger, alpha but the   | `standard_errors`                              |
| ordinal one                                    |                                                |
| ICC                                            | F, Shrout & Fleiss (1979)                      |
| Light, tau-b, ordinal alpha, other poolings    | none: BOOTSTRAP                                |

Where there is no standard error the record has no interval. The upper end is at most 1. Ends are
rounded to 10 decimals, so that they are the same on every machine.
"""

from __future__ import annotations

import msgspec
import numpy as np

from labeltrail.projections.statistics import estimators, estimators_by_annotator, standard_errors
from labeltrail.projections.statistics.coefficient import (
    ICC_FORMS,
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.distances import named, number
from labeltrail.projections.statistics.errors import QuestionUnfit
from labeltrail.projections.statistics.icc import (
    complete_numbers,
    f_interval,
    mean_squares,
)
from labeltrail.projections.statistics.matrices import agreement_by_distance, weight_matrix
from labeltrail.projections.statistics.ordering import taus_of
from labeltrail.projections.statistics.pairs import counts_of_pair
from labeltrail.projections.statistics.patterns import patterns_of
from labeltrail.projections.statistics.question import Question, only_observed
from labeltrail.projections.statistics.resampling import (
    ITEMS_MIN,
    Sample,
    Stop,
    bootstrap,
    quantised,
)
from labeltrail.projections.statistics.score import Distance, Interval, Pooling, Score
from labeltrail.projections.statistics.standard_errors import StandardError
from labeltrail.projections.statistics.weights import TABLE_CATEGORIES_MAX

_BY_SIZE = {Pooling.ITEMS: 0, Pooling.KRIPPENDORFF: 1, Pooling.PAIRS: 2}


def with_interval(
    question: Question, score: Score, wanted: IntervalAsked, stop: Stop | None = None
) -> Score:
    """The score with its interval and standard error; as it was where it has no value.

    None from one item alone, like a standard error. Raises TooMuchAsked when `stop` says so.
    """
    if not 0 < wanted.level < 1:
        raise QuestionUnfit(f"a level lies between 0 and 1, not at {wanted.level}")
    if score.value is None:
        return score
    if wanted.method is IntervalMethod.BOOTSTRAP:
        sample = sample_of(question) if score.n_items >= ITEMS_MIN else None
        if sample is None:
            return score
        interval = bootstrap(
            sample, resamples=wanted.resamples, seed=wanted.seed, level=wanted.level, stop=stop
        )
        return msgspec.structs.replace(score, interval=interval)
    if question.coefficient in ICC_FORMS:
        return _with_f_interval(question, score, wanted)
    error = standard_error(question, score)
    if error is None:
        return score
    if _is_contingency(question) and question.coefficient is not Coefficient.COHEN_KAPPA:
        error = standard_errors.of_contingency(error)
    interval = _around(score.value, error, wanted, question.coefficient)
    return msgspec.structs.replace(score, standard_error=error.value, interval=interval)


def _around(
    value: float, error: StandardError, wanted: IntervalAsked, coefficient: Coefficient
) -> Interval:
    method = wanted.method
    if method is IntervalMethod.PUBLISHED:
        is_cohen = coefficient is Coefficient.COHEN_KAPPA
        method = IntervalMethod.NORMAL if is_cohen else IntervalMethod.STUDENT
    reach = error.value * quantile(method, wanted.level, error.n - 1)
    named_so = "normal" if method is IntervalMethod.NORMAL else f"t with {error.n - 1}"
    return Interval(
        level=wanted.level,
        method=f"standard error, {named_so}",
        seed=None,
        low=quantised(value - reach),
        high=quantised(min(1.0, value + reach)),
    )


def _is_contingency(question: Question) -> bool:
    """Two annotators, and every item that one judged the other judged too."""
    if question.coefficient is Coefficient.SCOTT_PI:
        return True
    return question.n_annotators == 2 and not np.any(question.table.values_per_item() == 1)


def quantile(method: IntervalMethod, level: float, freedom: int) -> float:
    """How many standard errors an end is away."""
    from scipy.special import ndtri, stdtrit

    share = (1 + level) / 2
    return float(ndtri(share) if method is IntervalMethod.NORMAL else stdtrit(freedom, share))


def standard_error(question: Question, score: Score) -> StandardError | None:
    """None where none is published, or the table is too large for it; the value is there."""
    value, chance = score.value or 0.0, score.chance or 0.0
    if question.coefficient is Coefficient.COHEN_KAPPA:
        known = score.standard_error
        return None if known is None or score.n_items < 2 else StandardError(known, score.n_items)
    table = question.table
    weights = weight_matrix(question.weights, table.categories)
    match question.coefficient:
        case Coefficient.CONGER_KAPPA:
            return standard_errors.of_conger(table, weights, value)
        case Coefficient.OBSERVED_AGREEMENT if question.pooling is Pooling.ITEMS:
            return standard_errors.of_observed(patterns_of(table), weights, value)
        case Coefficient.FLEISS_KAPPA:
            return standard_errors.of_fleiss(patterns_of(table), weights, value, chance)
        case Coefficient.SCOTT_PI:
            return standard_errors.of_scott(patterns_of(table), weights, value, chance)
        case Coefficient.GWET_AC1 | Coefficient.GWET_AC2:
            return standard_errors.of_gwet(patterns_of(table), weights, value, chance)
        case Coefficient.BRENNAN_PREDIGER:
            return standard_errors.of_brennan_prediger(patterns_of(table), weights, value, chance)
        case Coefficient.KRIPPENDORFF_ALPHA if named(question.distance) is not Distance.ORDINAL:
            table = only_observed(table)
            if len(table.categories) > TABLE_CATEGORIES_MAX:
                return None
            near = agreement_by_distance(question.distance, table.categories)
            return standard_errors.of_alpha(patterns_of(table), near)
        case _:
            return None


def sample_of(question: Question) -> Sample | None:
    """What the bootstrap draws from; None where there are too many categories to compare."""
    table, weights = question.table, question.weights
    matrix = weight_matrix(weights, table.categories)
    match question.coefficient:
        case Coefficient.COHEN_KAPPA:
            low, high = (table.annotators[code] for code in sorted(set(table.annotator.tolist())))
            first, second = question.annotators or (low, high)
            counts = counts_of_pair(table, first, second)
            return estimators_by_annotator.cohen(counts, table.categories, matrix)
        case Coefficient.LIGHT_KAPPA:
            return estimators_by_annotator.light(table, matrix)
        case Coefficient.CONGER_KAPPA:
            return estimators_by_annotator.conger(table, matrix)
        case Coefficient.KENDALL_TAU_B:
            return estimators_by_annotator.mean_of_items(taus_of(table).by_item)
        case coefficient if coefficient in ICC_FORMS:
            numbers, _ = complete_numbers(table)
            return estimators_by_annotator.icc(numbers, ICC_FORMS[coefficient])
        case Coefficient.KRIPPENDORFF_ALPHA:
            return _alpha(question)
        case Coefficient.OBSERVED_AGREEMENT:
            by_size = _BY_SIZE[question.pooling]
            return estimators.observed(patterns_of(table), matrix, by_size=by_size)
        case Coefficient.FLEISS_KAPPA:
            return estimators.fleiss(patterns_of(table), matrix)
        case Coefficient.SCOTT_PI:
            return estimators.scott(patterns_of(table), matrix)
        case Coefficient.BRENNAN_PREDIGER:
            return estimators.brennan_prediger(patterns_of(table), matrix)
        case _:
            return estimators.gwet(patterns_of(table), matrix)


def _alpha(question: Question) -> Sample | None:
    table = question.table
    if question.distance is Distance.ORDINAL:
        return estimators.ordinal_alpha(patterns_of(table))
    table = only_observed(table)
    patterns = patterns_of(table)
    if question.distance is Distance.INTERVAL:
        places = np.array([float(number(category)) for category in table.categories])
        return estimators.alpha_by_places(patterns, places)
    if named(question.distance) is Distance.NOMINAL:
        return estimators.alpha(patterns, None)
    if len(table.categories) > TABLE_CATEGORIES_MAX:
        return None
    return estimators.alpha(patterns, agreement_by_distance(question.distance, table.categories))


def _with_f_interval(question: Question, score: Score, wanted: IntervalAsked) -> Score:
    if wanted.method is not IntervalMethod.PUBLISHED:
        raise QuestionUnfit("an ICC has an interval by F (PUBLISHED) or by BOOTSTRAP")
    numbers, _ = complete_numbers(question.table)
    ends = f_interval(mean_squares(numbers), ICC_FORMS[question.coefficient], wanted.level)
    if ends is None:
        return score
    low, high = ends
    interval = Interval(
        level=wanted.level, method="F", seed=None, low=quantised(low), high=quantised(high)
    )
    return msgspec.structs.replace(score, interval=interval)
