"""What the labels say about the classes of a task: findings with numbers, items and a sentence.

Pure over the readings that agreement rests on. Nothing is advised where the numbers do not carry
it: a pair is confused when its two classes meet more often than chance would have it, with the
whole interval above chance; two classes cannot be told apart when, among values of the two alone,
alpha is not above 0 with any certainty; a class is hardly used when even the upper end of its
share is below a fifth of an equal share; "other" swallows too much when even the lower end of its
share is above a tenth.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.distribution.proportions import wilson
from labeltrail.projections.statistics.score import Interval
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.taxonomy_advice.coincidences import (
    WHOLE,
    Coincidences,
    alpha,
    apart,
    comparable,
)
from labeltrail.projections.taxonomy_advice.findings import (
    Advice,
    AdviceGiven,
    Finding,
    Ground,
    ShownItem,
)
from labeltrail.projections.taxonomy_advice.resampled import Draws, Resampling
from labeltrail.projections.wording import counted_noun

ITEMS_SHOWN_MAX = 10
PAIRS_MAX = 50
"""So many pairs, those that meet most, are looked at closely."""
HARDLY_USED_OF_EQUAL = 0.2
OTHER_SHARE_MAX = 0.1
VALUES_MIN = 20
"""Fewer values are no ground for advice."""
OTHER_NAMES = frozenset(
    ("other", "others", "else", "misc", "miscellaneous", "rest", "none", "none of these", "unclear")
)


def advise(
    readings: Readings,
    task: Task,
    *,
    other: str | None = None,
    resampling: Resampling | None = None,
) -> AdviceGiven:
    """`other` names the class that takes what belongs nowhere; else it is found by its id."""
    if task.has_open_categories:
        return AdviceGiven(
            ground=Ground.ANSWERS_OPEN,
            sentence=f"Task {task.name} is {task.kind}: its answers are no short list of classes.",
            n_items=0,
            n_values=0,
            alpha=None,
        )
    table, _ = readings.first(task.categories())
    return advise_on(table, class_names(task), other=other, resampling=resampling)


def advise_on(
    table: ReadingTable,
    names: Sequence[str],
    *,
    other: str | None = None,
    resampling: Resampling | None = None,
) -> AdviceGiven:
    """`names` are those of the table's categories, in order."""
    met = Coincidences.of(table)
    n = table.n_readings
    whole = alpha(int(met.apart().sum()), met.totals.tolist())
    if n < VALUES_MIN:
        sentence = f"{counted_noun(n, 'value')}: advice takes {VALUES_MIN} at least."
        return AdviceGiven(
            ground=Ground.TOO_FEW_VALUES,
            sentence=sentence,
            n_items=len(met.items),
            n_values=n,
            alpha=_told(whole),
        )
    looked = _Look(met, names, Draws(len(met.items), resampling or Resampling()))
    totals = np.bincount(table.category, minlength=len(names)).tolist()
    found = [
        *looked.pairs(),
        *_hardly_used(totals, names),
        *looked.other(totals, other),
    ]
    counted = counted_noun(len(found), "finding") if found else "Nothing stands out"
    return AdviceGiven(
        ground=Ground.ENOUGH,
        sentence=f"{counted} in {counted_noun(n, 'value')} of {len(names)} classes.",
        n_items=len(met.items),
        n_values=n,
        alpha=_told(whole),
        advice=tuple(found),
    )


def class_names(task: Task) -> tuple[str, ...]:
    """The class ids in the order of the task's categories."""
    if task.kind is TaskKind.ORDINAL:
        return tuple(one.class_id for one in sorted(task.classes, key=lambda one: one.rank or 0))
    return task.categories()


class _Look:
    """At the items with two values or more; under construction, never handed out."""

    def __init__(self, met: Coincidences, names: Sequence[str], draws: Draws) -> None:
        self.met, self.names, self.draws = met, names, draws
        self.all_apart = int(met.apart().sum())

    def pairs(self) -> Iterator[Advice]:
        weights = self._weights()
        for one, other in sorted(weights, key=lambda pair: (-weights[pair], pair))[:PAIRS_MAX]:
            confused = self._confused(one, other)
            merging = self._indistinguishable(one, other)
            yield from (found for found in (merging, confused) if found is not None)

    def _weights(self) -> dict[tuple[int, int], int]:
        k = len(self.names)
        found = {(a, b): int(self.met.met(a, b).sum()) for a in range(k) for b in range(a + 1, k)}
        return {pair: weight for pair, weight in found.items() if weight}

    def _confused(self, one: int, other: int) -> Advice | None:
        met = self.met.met(one, other)
        values = self.met.values
        columns = (met, self.met.counts[:, one], self.met.counts[:, other], values)
        value = ratio(*(int(column.sum()) for column in columns))
        interval = self.draws.interval(columns, ratio)
        if value is None or interval is None or interval.low <= 1:
            return None
        a, b = self.names[one], self.names[other]
        share = int(met.sum()) / self.all_apart
        return self._advice(
            Finding.CONFUSED,
            (one, other),
            "ratio_to_chance",
            (value, interval),
            met,
            f"{a} and {b} meet on the same item {value:.1f} times as often as by chance"
            f" ({interval.low:.1f} to {interval.high:.1f}) and make up {share:.0%} of all"
            " disagreement: say in both definitions what tells them apart.",
        )

    def _indistinguishable(self, one: int, other: int) -> Advice | None:
        """Alpha of the values of the two alone; those of others count as not given."""
        counts = comparable(self.met.counts[:, (one, other)])
        columns = (apart(counts), counts[:, 0], counts[:, 1])
        value = pair_alpha(*(int(column.sum()) for column in columns))
        interval = self.draws.interval(columns, pair_alpha)
        if value is None or interval is None or interval.low > 0:
            return None
        n = int(counts.sum())
        if n < VALUES_MIN or value >= 0.2:
            return None
        a, b = self.names[one], self.names[other]
        return self._advice(
            Finding.INDISTINGUISHABLE,
            (one, other),
            "alpha",
            (value, interval),
            columns[0],
            f"Of {n} values that are {a} or {b}, who said which is no better than a toss (alpha"
            f" {value:.2f}, {interval.low:.2f} to {interval.high:.2f}): merge the two, or define"
            " what tells them apart.",
        )

    def other(self, totals: Sequence[int], named: str | None) -> Iterator[Advice]:
        for place, name in enumerate(self.names):
            is_other = name == named if named is not None else name.casefold() in OTHER_NAMES
            if not is_other:
                continue
            n = sum(totals)
            between = wilson(totals[place], n)
            if between.low <= OTHER_SHARE_MAX:
                continue
            share = totals[place] / n
            involved = self._involving(place)
            of_all = int(involved.sum()) / self.all_apart if self.all_apart else 0.0
            agreed = self._agreed(place)
            alone = (
                "" if agreed is None else f"; of those who say it, {agreed:.0%} are joined in it"
            )
            yield self._advice(
                Finding.OTHER_SWALLOWS,
                (place,),
                "share",
                (share, between),
                involved,
                f"{name} takes {share:.0%} of all values ({between.low:.0%} to"
                f" {between.high:.0%}) and plays a part in {of_all:.0%} of all disagreement"
                f"{alone}: see which class its items have in common.",
                values=totals[place],
            )

    def _involving(self, place: int) -> np.typing.NDArray[np.int64]:
        own, values = self.met.counts[:, place], self.met.values
        return 2 * own * (values - own) * WHOLE // (values - 1)

    def _agreed(self, place: int) -> float | None:
        """The share of pairs with one value of the class in which the other one is it, too."""
        n = int(self.met.totals[place])
        return None if not n else 1 - int(self._involving(place).sum()) / (2 * WHOLE * n)

    def _advice(
        self,
        finding: Finding,
        places: tuple[int, ...],
        measure: str,
        measured: tuple[float, Interval],
        weights: np.typing.NDArray[np.int64],
        sentence: str,
        *,
        values: int | None = None,
    ) -> Advice:
        value, interval = measured
        shown = self.met.heaviest(weights, ITEMS_SHOWN_MAX)
        n = int(self.met.totals[list(places)].sum()) if values is None else values
        return Advice(
            finding=finding,
            classes=tuple(self.names[place] for place in places),
            measure=measure,
            value=round(value, 6),
            interval=interval,
            n_items=int(np.count_nonzero(weights)),
            n_values=n,
            disagreement=round(int(weights.sum()) / self.all_apart, 6) if self.all_apart else None,
            items=tuple(ShownItem(item, round(weight / WHOLE, 6)) for item, weight in shown),
            sentence=sentence,
        )


def _hardly_used(totals: Sequence[int], names: Sequence[str]) -> Iterator[Advice]:
    n = sum(totals)
    bound = HARDLY_USED_OF_EQUAL / len(names)
    for place, name in enumerate(names):
        between = wilson(totals[place], n)
        if between.high >= bound:
            continue
        yield Advice(
            finding=Finding.HARDLY_USED,
            classes=(name,),
            measure="share",
            value=round(totals[place] / n, 6),
            interval=between,
            n_items=0,
            n_values=totals[place],
            disagreement=None,
            items=(),
            sentence=f"{name} has {totals[place]} of {n} values (at most {between.high:.1%} with"
            f" {between.level:.0%} certainty): retire it, merge it, or look for items of it.",
        )


def ratio(met: int, one: int, other: int, n: int) -> float | None:
    """How many times as often two classes meet as by chance.

    >>> ratio(4 * WHOLE, 4, 4, 8)
    0.875
    """
    if not one or not other or n < 2:
        return None
    return met * (n - 1) / (2 * WHOLE * one * other)


def pair_alpha(disagreement: int, one: int, other: int) -> float | None:
    return alpha(disagreement, (one, other))


def _told(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
