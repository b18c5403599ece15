"""One coefficient of one part: an item, a class, an annotator against the rest, or a whole table.

Pure. What the parts need beyond `statistics.compute`:

item       an item has no chance of its own: (observed in the item - chance) / (1 - chance), by the
           chance of the whole table, so that the values of items explain the value of the whole;
           alpha likewise, 1 - disagreement in the item / expected disagreement of the whole
class      of sets, whether each reading has the class in it; of all else, the class against the
           others taken together
annotator  each pair of the annotator's reading with another's counts as a unit; the bootstrap draws
           items and not pairs, since the pairs of an item hang together
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction
from itertools import combinations

import msgspec
import numpy as np

from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.tallied import NATURAL_DISTANCE, distance_between
from labeltrail.projections.statistics.alpha import disagreements
from labeltrail.projections.statistics.coefficient import (
    ICC_FORMS,
    WHOLE_VALUES,
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.distances import (
    AnyDistance,
    SquaredDifference,
    squared_difference,
)
from labeltrail.projections.statistics.errors import QuestionUnfit
from labeltrail.projections.statistics.patterns import counts_of
from labeltrail.projections.statistics.resampling import Sample, Stop, bootstrap, go_on
from labeltrail.projections.statistics.score import (
    Distance,
    Pooling,
    ReasonCode,
    Score,
    Status,
    Weights,
)
from labeltrail.projections.statistics.sets import set_of
from labeltrail.projections.statistics.table import ReadingTable

OTHERS = "every other"
PAIRS_DRAWN_MAX = 50_000
"""Pairs of an annotator with others that a bootstrap draws from."""

Whole = np.ndarray[tuple[int], np.dtype[np.int64]]


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A coefficient as it is asked for; see `statistics.compute` for what each takes.

    `distance` of alpha; None: that of the kind of task. `n_categories` to choose from; None: the
    taxonomy's, or those observed where it lists none.
    """

    coefficient: Coefficient
    distance: Distance | None = None
    weights: Weights = Weights.IDENTITY
    pooling: Pooling = Pooling.KRIPPENDORFF
    n_categories: int | None = None


def natural(kind: TaskKind, by: By = By.WHOLE) -> tuple[Measure, ...]:
    """What is reported where nobody names coefficients: observed, one corrected for chance by the
    kind's own distance, one robust to prevalence; for numbers two intraclass correlations.

    Without those that such parts cannot have: of one category what compares whole values, of one
    item what compares items.
    """
    unfit: Collection[Coefficient] = ()
    if by is By.CATEGORY:
        unfit = WHOLE_VALUES
    elif by is By.ITEM:
        unfit = ICC_FORMS
    return tuple(one for one in _natural(kind) if one.coefficient not in unfit)


def _natural(kind: TaskKind) -> tuple[Measure, ...]:
    observed = Measure(coefficient=Coefficient.OBSERVED_AGREEMENT)
    alpha = Measure(
        coefficient=Coefficient.KRIPPENDORFF_ALPHA,
        distance=NATURAL_DISTANCE[kind],
    )
    if kind is TaskKind.NUMERIC:
        icc = (Coefficient.ICC_2_1, Coefficient.ICC_2_K)
        return (alpha, *(Measure(coefficient=one) for one in icc))
    if kind is TaskKind.RANKING:
        return (observed, alpha, Measure(coefficient=Coefficient.KENDALL_TAU_B))
    return (observed, alpha, Measure(coefficient=Coefficient.GWET_AC1))


def distance_of(measure: Measure, task: Task) -> AnyDistance:
    """Raises QuestionUnfit for a table of one's own, which no question can carry."""
    given = measure.distance
    if given is Distance.CUSTOM or measure.weights is Weights.CUSTOM:
        raise QuestionUnfit("a table of one's own is for the library; name another")
    is_alpha = measure.coefficient is Coefficient.KRIPPENDORFF_ALPHA
    by_kind = NATURAL_DISTANCE[task.kind] if is_alpha else Distance.NOMINAL
    return distance_between(task, by_kind if given is None else given)


def score(
    table: ReadingTable,
    measure: Measure,
    task: Task,
    *,
    category: str | None = None,
    interval: IntervalAsked | None = None,
    stop: Stop | None = None,
) -> Score:
    """Raises a StatisticsError when the question does not fit the table, or `stop` says so."""
    go_on(stop)
    if category is not None and task.kind is TaskKind.MULTILABEL:
        table, category = membership(table, category), None
        measure = msgspec.structs.replace(measure, distance=Distance.NOMINAL, n_categories=None)
    return compute(
        table,
        measure.coefficient,
        distance=distance_of(measure, task),
        weights=measure.weights,
        pooling=measure.pooling,
        n_categories=measure.n_categories,
        category=category,
        interval=interval,
        stop=stop,
    )


def membership(table: ReadingTable, class_id: str) -> ReadingTable:
    """Sets as two categories: those with the class in them, and every other."""
    has = np.array(
        [0 if class_id in set_of(text) else 1 for text in table.categories], dtype=np.int32
    )
    category = has[table.category] if len(has) else table.category
    return msgspec.structs.replace(table, categories=(class_id, OTHERS), category=category)


class Chance(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What the items of a table are held to: its score, and for alpha its disagreements."""

    score: Score
    expected: Fraction | None = None
    difference: SquaredDifference | None = None


def chance_of(
    table: ReadingTable, measure: Measure, task: Task, stop: Stop | None = None
) -> Chance:
    """Raises a StatisticsError as `score` does."""
    found = score(table, measure, task, stop=stop)
    if measure.coefficient is not Coefficient.KRIPPENDORFF_ALPHA or found.value is None:
        return Chance(score=found)
    counts, distance = counts_of(table), distance_of(measure, task)
    n_annotators = found.n_annotators
    apart = disagreements(counts, table.categories, n_annotators=n_annotators, distance=distance)
    totals = counts.totals(values_min=2)
    return Chance(
        score=found,
        expected=apart.expected if apart is not None else None,
        difference=squared_difference(distance, table.categories, totals),
    )


def score_of_item(
    table: ReadingTable, measure: Measure, task: Task, whole: Chance, stop: Stop | None = None
) -> Score:
    """`whole` is of the table that the item was taken from."""
    found = score(table, measure, task, stop=stop)
    own = measure.coefficient in WHOLE_VALUES | {Coefficient.OBSERVED_AGREEMENT}
    if found.status is Status.INSUFFICIENT_EVIDENCE or own:
        return found
    value: float | None
    if whole.expected is not None and whole.difference is not None:
        value = float(1 - _disagreement(table, whole.difference) / whole.expected)
    else:
        value = _beyond(found, whole.score)
    of_all = whole.score
    status, reason = (of_all.status, of_all.reason) if value is None else (Status.COMPUTED, None)
    return msgspec.structs.replace(
        found, value=value, status=status, reason=reason, chance=of_all.chance
    )


def _beyond(found: Score, whole: Score) -> float | None:
    """Beyond the chance of the whole; an item of one value agrees, whatever chance it has."""
    is_unanimous = found.reason is not None and found.reason.code is ReasonCode.NO_VARIATION
    observed = 1.0 if is_unanimous else found.observed
    if observed is None or whole.chance is None or whole.value is None:
        return None
    return (observed - whole.chance) / (1 - whole.chance)


def _disagreement(table: ReadingTable, difference: SquaredDifference) -> Fraction:
    """The mean squared difference of the item's pairs."""
    said = [table.categories[code] for code in table.category.tolist()]
    pairs = list(combinations(said, 2))
    apart = sum((Fraction(difference.of(c, k)) for c, k in pairs if c != k), Fraction(0))
    return apart / (len(pairs) * difference.scale)


def score_against_the_rest(
    pairs: ReadingTable,
    item_of_pair: Whole,
    measure: Measure,
    task: Task,
    interval: IntervalAsked | None,
    stop: Stop | None = None,
) -> Score:
    """`pairs` as `against_the_rest` gives them; `item_of_pair[p]` is the item of pair p."""
    found = score(pairs, measure, task, stop=stop)
    if interval is None or found.value is None:
        return found
    if interval.method is not IntervalMethod.BOOTSTRAP:
        raise QuestionUnfit("against the rest, pairs of one item hang together: use BOOTSTRAP")
    if len(item_of_pair) > PAIRS_DRAWN_MAX:
        raise QuestionUnfit(
            f"{len(item_of_pair):,} pairs are too many to draw again; {PAIRS_DRAWN_MAX:,} are not:"
            " ask about a batch or a time"
        )
    _, item = np.unique(item_of_pair, return_inverse=True)
    sample = Sample(
        times=np.ones(int(item.max()) + 1, dtype=np.int64),
        estimate=_estimate(pairs, item, lambda drawn: score(drawn, measure, task).value),
    )
    drawn = bootstrap(
        sample,
        resamples=interval.resamples,
        seed=interval.seed,
        level=interval.level,
        stop=stop,
    )
    return msgspec.structs.replace(found, interval=drawn)


def _estimate(
    pairs: ReadingTable,
    item: Whole,
    value_of: Callable[[ReadingTable], float | None],
) -> Callable[[Whole], float | None]:
    """The value of the pairs of the items drawn, each pair as often as its item."""
    both = pairs.category.reshape(-1, 2)  # rows are sorted by pair, so two and two belong together

    def estimate(times: Whole) -> float | None:
        drawn = np.repeat(both, times[item], axis=0)
        n = len(drawn)
        return value_of(
            msgspec.structs.replace(
                pairs,
                items=("",) * n,  # how many there are is all that counts
                item=np.repeat(np.arange(n, dtype=np.int32), 2),
                annotator=np.tile(np.array([0, 1], dtype=np.int32), n),
                category=drawn.reshape(-1),
            )
        )

    return estimate
