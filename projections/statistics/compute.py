"""One entry to every coefficient from scratch: a table of readings in, a score record out.

What happens at the edges, and never a number by accident:

| case                                   | answer                                                  |
| -------------------------------------- | ------------------------------------------------------- |
| no reading at all                      | NO_VALUES                                               |
| one annotator only                     | ONE_ANNOTATOR                                           |
| several, no item with two readings     | NO_OVERLAP                                              |
| two annotators who share no item       | NO_OVERLAP                                              |
| all readings one category of several   | observed, AC and Brennan-Prediger 1; alpha, pi and      |
|                                        | kappas NO_VARIATION                                     |
| the list holds one category            | observed 1; AC and Brennan-Prediger ONE_CATEGORY; the   |
|                                        | others NO_VARIATION                                     |
| all numbers the same                   | alpha and ICC NO_VARIATION                              |
| items differ less than annotators do   | ICC NO_VARIANCE_BETWEEN_ITEMS where nothing above 0     |
|                                        | is left to divide by                                    |
| all rankings tie everything            | tau-b NO_PAIR_DEFINED                                   |
| one item                               | as the formula has it; ICC ONE_ITEM                     |
| readings missing here and there        | items with two or more count; lone readings only in the |
|                                        | shares of Fleiss', Conger's and Gwet's chance           |
| numbers missing here and there         | ICC: items without one from everyone are left out, with |
|                                        | fewer than two left INCOMPLETE_DESIGN                   |
| two empty sets                         | equal: a value like others, distance 0                  |
| more than two annotators               | Cohen and Scott NOT_TWO_ANNOTATORS: name a pair         |
| a pair without variation, among others | Light: left out of the mean and counted; none left      |
|                                        | NO_PAIR_DEFINED                                         |
| a category that nobody gave            | against the rest CATEGORY_UNUSED                        |
| over 10,000 different sets, or 1,000   | alpha TOO_MANY_CATEGORIES                               |
| rankings, paths or ratios              |                                                         |

"Not asked", "unanswered", "skipped" and "cannot tell" are no readings: they are not in the table,
and the reader says in `exclusions` how many labels were left out and why.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from labeltrail.projections.statistics.alpha import krippendorff_alpha
from labeltrail.projections.statistics.brennan_prediger import brennan_prediger
from labeltrail.projections.statistics.coefficient import (
    ICC_FORMS,
    Coefficient,
    Form,
    IntervalAsked,
)
from labeltrail.projections.statistics.cohen import cohen_kappa, light_kappa
from labeltrail.projections.statistics.conger import conger_kappa
from labeltrail.projections.statistics.counts import AgreementCounts
from labeltrail.projections.statistics.distances import AnyDistance
from labeltrail.projections.statistics.evidence import Method, examine
from labeltrail.projections.statistics.fleiss import fleiss_kappa, scott_pi
from labeltrail.projections.statistics.gwet import gwet_ac1, gwet_ac2
from labeltrail.projections.statistics.icc import (
    INCOMPLETE_ITEM,
    complete_numbers,
    icc_of,
)
from labeltrail.projections.statistics.intervals import with_interval
from labeltrail.projections.statistics.observed import observed_agreement
from labeltrail.projections.statistics.ordering import taus_of
from labeltrail.projections.statistics.pairs import Pair, counts_of_pair, pair_counts
from labeltrail.projections.statistics.patterns import counts_of
from labeltrail.projections.statistics.question import Question, asked
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.statistics.score import (
    Algorithm,
    Distance,
    Pooling,
    ReasonCode,
    Score,
    Status,
    Weights,
)
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.statistics.weights import AnyWeights

_TAU = Algorithm(name="kendall_tau_b", version=1)


def compute(
    table: ReadingTable,
    coefficient: Coefficient,
    *,
    distance: AnyDistance = Distance.NOMINAL,
    weights: AnyWeights = Weights.IDENTITY,
    pooling: Pooling = Pooling.KRIPPENDORFF,
    n_categories: int | None = None,
    annotators: Pair | None = None,
    category: str | None = None,
    interval: IntervalAsked | None = None,
    exclusions: Mapping[str, int] | None = None,
    stop: Stop | None = None,
) -> Score:
    """
    distance      of alpha; `weights` of all others but AC1, ICC and tau-b; `pooling` of observed
    n_categories  to choose from; None: as many as the table lists
    annotators    these two only
    category      this one against all others taken together, which is a nominal question
    exclusions    labels that are not in the table, by cause

    stop          looked at between resamples

    Raises a StatisticsError when the question does not fit the table, or `stop` says so.

    >>> table = ReadingTable.of([("i", "ann", "y"), ("i", "bob", "y"), ("j", "ann", "n"),
    ...     ("j", "bob", "y"), ("k", "ann", "n"), ("k", "bob", "n")])
    >>> round(compute(table, Coefficient.COHEN_KAPPA).value, 3)
    0.4
    >>> compute(table, Coefficient.GWET_AC1, n_categories=4).n_categories
    4
    """
    question = asked(
        table,
        coefficient,
        distance=distance,
        weights=weights,
        pooling=pooling,
        n_categories=n_categories,
        annotators=annotators,
        category=category,
        exclusions=exclusions or {},
    )
    score = _unused(question) or _value(question)
    found = dict(score.exclusions)
    for cause, n in question.exclusions.items():
        found[cause] = found.get(cause, 0) + n
    score = msgspec.structs.replace(
        score, exclusions=found, category=category, annotators=annotators or score.annotators
    )
    return score if interval is None else with_interval(question, score, interval, stop)


def _value(question: Question) -> Score:
    match question.coefficient:
        case Coefficient.COHEN_KAPPA:
            return _cohen(question)
        case Coefficient.LIGHT_KAPPA:
            return _light(question)
        case Coefficient.CONGER_KAPPA:
            return conger_kappa(question.table, weights=question.weights)
        case Coefficient.KENDALL_TAU_B:
            return _kendall(question)
        case coefficient if coefficient in ICC_FORMS:
            return _icc(question, ICC_FORMS[coefficient])
        case _:
            return of_counts(question, counts_of(question.table))


def of_counts(question: Question, counts: AgreementCounts) -> Score:
    """The coefficients that are kept as `AgreementCounts`."""
    categories, n, weights = question.table.categories, question.n_annotators, question.weights
    match question.coefficient:
        case Coefficient.OBSERVED_AGREEMENT:
            return observed_agreement(
                counts, categories, n_annotators=n, pooling=question.pooling, weights=weights
            )
        case Coefficient.FLEISS_KAPPA:
            return fleiss_kappa(counts, categories, n_annotators=n, weights=weights)
        case Coefficient.SCOTT_PI:
            return scott_pi(counts, categories, n_annotators=n, weights=weights)
        case Coefficient.KRIPPENDORFF_ALPHA:
            return krippendorff_alpha(
                counts, categories, n_annotators=n, distance=question.distance
            )
        case Coefficient.GWET_AC1:
            return gwet_ac1(counts, categories, n_annotators=n)
        case Coefficient.GWET_AC2:
            return gwet_ac2(counts, categories, n_annotators=n, weights=weights)
        case Coefficient.BRENNAN_PREDIGER:
            return brennan_prediger(counts, categories, n_annotators=n, weights=weights)
        case coefficient:
            raise ValueError(f"{coefficient} is not kept as counts of agreement")


def _cohen(question: Question) -> Score:
    table = question.table
    absence = _absence(question)
    who = tuple(table.annotators[code] for code in np.unique(table.annotator))
    if absence is None and len(who) != 2:
        absence = ReasonCode.NOT_TWO_ANNOTATORS
    first, second = question.annotators or (who if len(who) == 2 else ("", ""))
    counts = counts_of_pair(table, first, second)
    score = cohen_kappa(counts, table.categories, weights=question.weights)
    if absence is None:
        return msgspec.structs.replace(score, annotators=(first, second))
    return _absent(question, absence, score.algorithm)


def _light(question: Question) -> Score:
    table = question.table
    score = light_kappa(
        pair_counts(table),
        table.categories,
        n_annotators=question.n_annotators,
        n_items=int(np.count_nonzero(table.values_per_item() >= 2)),
        weights=question.weights,
    )
    return score if table.n_readings else _absent(question, ReasonCode.NO_VALUES, score.algorithm)


def _icc(question: Question, form: Form) -> Score:
    algorithm = Algorithm(name=f"icc_{form.value}", version=2)
    absence = _absence(question)
    numbers, left_out = complete_numbers(question.table)
    if absence is None and np.count_nonzero(question.table.values_per_item() >= 2) == 1:
        absence = ReasonCode.ONE_ITEM
    outcome = icc_of(numbers, form) if absence is None else absence
    score = _absent(question, ReasonCode.INCOMPLETE_DESIGN, algorithm)
    if isinstance(outcome, ReasonCode):
        return _absent(question, outcome, algorithm)
    n, k = numbers.shape
    return msgspec.structs.replace(
        score,
        value=outcome,
        status=Status.COMPUTED,
        reason=None,
        n_items=n,
        n_pairs=n * k * (k - 1) // 2,
        exclusions={INCOMPLETE_ITEM: left_out} if left_out else {},
        distance=Distance.INTERVAL,
    )


def _kendall(question: Question) -> Score:
    absence = _absence(question)
    found = taus_of(question.table)
    mean = found.mean()
    score = _absent(question, absence or ReasonCode.NO_PAIR_DEFINED, _TAU)
    score = msgspec.structs.replace(
        score, distance=Distance.KENDALL, pairs_undefined=found.pairs_undefined
    )
    if mean is None:
        return score
    return msgspec.structs.replace(score, value=mean, status=Status.COMPUTED, reason=None)


def _unused(question: Question) -> Score | None:
    """A category that nobody gave where it could be compared says nothing about agreement."""
    if question.category is None or _absence(question) is not None:
        return None
    table = question.table
    shared = (table.values_per_item() >= 2)[table.item]
    if bool(np.any(table.category[shared] == 0)):
        return None
    algorithm = Algorithm(name=question.coefficient.lower(), version=1)
    return _absent(question, ReasonCode.CATEGORY_UNUSED, algorithm)


def _absence(question: Question) -> ReasonCode | None:
    if np.any(question.table.values_per_item() >= 2):
        return None
    if not question.table.n_readings:
        return ReasonCode.NO_VALUES
    return ReasonCode.ONE_ANNOTATOR if question.n_annotators == 1 else ReasonCode.NO_OVERLAP


def _absent(question: Question, code: ReasonCode, algorithm: Algorithm) -> Score:
    evidence = examine(
        counts_of(question.table), question.table.categories or ("",), question.n_annotators
    )
    method = Method(algorithm=algorithm, pooling=Pooling.ITEMS, weights=question.weights.weights)
    return evidence.score(code, method)
