"""What a revision of the handbook did to answers: those under it against those under the former.

Before are the answers under the former revision as they stood when the revision took effect; after
are the answers under the revision. Pure; three questions are kept apart:

all items        agreement, accuracy against the gold of today and shares of classes, either side
same items       agreement on items that have answers on both sides
answered again   answers that the same annotator gave to the same item on both sides: how many
                 differ, and how many of those became right or wrong

Two shares compare by Newcombe's interval, which takes both sides for independent. Whether more
answers became right than wrong is a sign test (McNemar's exact):

    p = min(1, 2 sum_{k <= min(r, w)} C(r + w, k) / 2^(r + w))     r became right, w became wrong

Source: Q. McNemar, Psychometrika 12 (1947), 153-157; exact by the binomial distribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import comb

import msgspec
import numpy as np

from labeltrail.events.values import Task
from labeltrail.projections.agreement.measures import natural, score
from labeltrail.projections.annotators.figures import Contrast, LackCode, Share
from labeltrail.projections.annotators.proportions import difference, share
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.statistics.coefficient import IntervalAsked
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.statistics.score import Algorithm, Score
from labeltrail.projections.statistics.table import ReadingTable

CLASSES_MAX = 100
"""Whose shares are compared; the most frequent, where there are more."""
SIGN_TEST = Algorithm(name="sign_test", version=1)


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """
    revision    that the answers were given under
    answers     that count: first and independent answers of persons
    items       that have any
    n_values    answers on items with two or more: those that agreement is observed on
    agreement   the measures that are natural for the task, with their intervals
    accuracy    of answers to items whose gold is in force; not of those who set it
    exclusions  answers under the revision that play no part, by cause
    """

    revision: int
    answers: int
    items: int
    n_values: int
    agreement: tuple[Score, ...]
    accuracy: Share
    exclusions: Mapping[str, int]


class ClassBalance(msgspec.Struct, frozen=True, kw_only=True):
    """The class's share of the answers after, minus that before."""

    category: str
    change: Contrast


class SameItems(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement on the `items` that have answers on both sides, from so many values each."""

    items: int
    before: tuple[Score, ...]
    after: tuple[Score, ...]
    n_values_before: int
    n_values_after: int


class AnsweredAgain(msgspec.Struct, frozen=True, kw_only=True):
    """
    items       of which somebody answered on both sides
    changed     of the answers given again: those that differ
    right, wrong  of the changed ones on items with gold: how many became so
    p_value     of the sign test; None where none became either
    """

    items: int
    changed: Share
    became_right: int
    became_wrong: int
    p_value: float | None
    algorithm: Algorithm = SIGN_TEST


class Impact(msgspec.Struct, frozen=True, kw_only=True):
    """
    items_waiting     have answers before and none after: still under the former revision
    answers_late      under the former revision, given after the new one took effect
    balance_left_out  classes beyond CLASSES_MAX
    """

    before: Side
    after: Side
    accuracy: Contrast
    balance: tuple[ClassBalance, ...]
    balance_left_out: int
    same_items: SameItems
    answered_again: AnsweredAgain
    items_waiting: int
    answers_late: int


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """`published_position` is where `revision` took effect; until there `former` was in force."""

    former: int
    revision: int
    published_position: int
    interval: IntervalAsked


def impact(
    then: Readings,
    now: Readings,
    gold: GoldColumns,
    task: Task,
    categories: Sequence[str],
    asked: Asked,
    stop: Stop | None = None,
) -> Impact:
    """`then` are the readings as they stood when the revision took effect, `now` those of today."""
    old, old_left = _under(then, asked.former, categories)
    new, new_left = _under(now, asked.revision, categories)
    truth = _gold(gold)

    def scores(table: ReadingTable) -> tuple[Score, ...]:
        return tuple(
            score(table, one, task, interval=asked.interval, stop=stop)
            for one in natural(task.kind)
        )

    old_right, new_right = _accuracy(old, truth), _accuracy(new, truth)
    shared = _items(old) & _items(new)
    old_shared, new_shared = _within(old, shared), _within(new, shared)
    balance = _balance(old, new)
    is_late = (now.guideline_revision == asked.former) & (now.submitted >= asked.published_position)
    return Impact(
        before=_side(asked.former, old, scores(old), old_right, old_left),
        after=_side(asked.revision, new, scores(new), new_right, new_left),
        accuracy=difference(new_right, old_right),
        balance=tuple(balance[:CLASSES_MAX]),
        balance_left_out=max(0, len(balance) - CLASSES_MAX),
        same_items=SameItems(
            items=len(shared),
            before=scores(old_shared),
            after=scores(new_shared),
            n_values_before=_compared(old_shared),
            n_values_after=_compared(new_shared),
        ),
        answered_again=_again(old, new, truth),
        items_waiting=len(_items(old) - _items(new)),
        answers_late=int(np.count_nonzero(is_late & ~now.is_retracted)),
    )


def sign_test(right: int, wrong: int) -> float | None:
    """How often chance alone comes as far from even, both ways; None without any.

    9 against 1 of 10: 2 (C(10, 0) + C(10, 1)) / 2^10 = 22 / 1024.

    >>> sign_test(9, 1)
    0.021484375
    >>> sign_test(3, 3), sign_test(0, 0)
    (1.0, None)
    """
    n = right + wrong
    if not n:
        return None
    tail = sum(comb(n, k) for k in range(min(right, wrong) + 1))
    return float(min(Fraction(1), Fraction(2 * tail, 2**n)))


_Truth = dict[str, tuple[str, frozenset[str]]]
"""By item: the value of its gold in force, and who set it."""


def _gold(gold: GoldColumns) -> _Truth:
    found: _Truth = {}
    for row in np.flatnonzero(gold.is_in_force).tolist():
        setters = frozenset(
            gold.people[code] for code in (gold.proposed_by[row], gold.approved_by[row])
        )
        found[gold.items[gold.item[row]]] = (gold.values[gold.value[row]], setters)
    return found


def _under(
    readings: Readings, revision: int, categories: Sequence[str]
) -> tuple[ReadingTable, dict[str, int]]:
    """The first answer of each annotator to each item, of those given under the revision."""
    return readings.where(readings.guideline_revision == revision).first(categories)


def _side(
    revision: int,
    table: ReadingTable,
    agreement: tuple[Score, ...],
    accuracy: Share,
    exclusions: Mapping[str, int],
) -> Side:
    return Side(
        revision=revision,
        answers=table.n_readings,
        items=len(_items(table)),
        n_values=_compared(table),
        agreement=agreement,
        accuracy=accuracy,
        exclusions=exclusions,
    )


def _compared(table: ReadingTable) -> int:
    values = table.values_per_item()
    return int(values[values >= 2].sum())


def _accuracy(table: ReadingTable, truth: _Truth) -> Share:
    held = right = 0
    for item, annotator, category in _rows(table):
        known = truth.get(item)
        if known is not None and annotator not in known[1]:
            held += 1
            right += category == known[0]
    return share(right, held, lack=LackCode.NO_REFERENCE)


def _balance(old: ReadingTable, new: ReadingTable) -> list[ClassBalance]:
    """Of classes that somebody gave, the most frequent first, then in the order of the list."""
    n = len(old.categories)
    before = np.bincount(old.category, minlength=n).tolist()
    after = np.bincount(new.category, minlength=n).tolist()
    given = [code for code in range(n) if before[code] + after[code]]
    given.sort(key=lambda code: (-before[code] - after[code], code))
    return [
        ClassBalance(
            category=old.categories[code],
            change=difference(
                share(after[code], new.n_readings), share(before[code], old.n_readings)
            ),
        )
        for code in given
    ]


def _again(old: ReadingTable, new: ReadingTable, truth: _Truth) -> AnsweredAgain:
    first = {(item, annotator): category for item, annotator, category in _rows(old)}
    pairs = changed = right = wrong = 0
    items: set[str] = set()
    for item, annotator, category in _rows(new):
        former = first.get((item, annotator))
        if former is None:
            continue
        pairs += 1
        items.add(item)
        changed += former != category
        known = truth.get(item)
        if known is not None and annotator not in known[1] and former != category:
            right += category == known[0]
            wrong += former == known[0]
    return AnsweredAgain(
        items=len(items),
        changed=share(changed, pairs, lack=LackCode.NO_REPEATS),
        became_right=right,
        became_wrong=wrong,
        p_value=sign_test(right, wrong),
    )


def _rows(table: ReadingTable) -> list[tuple[str, str, str]]:
    columns = zip(
        table.item.tolist(), table.annotator.tolist(), table.category.tolist(), strict=True
    )
    return [
        (table.items[item], table.annotators[annotator], table.categories[category])
        for item, annotator, category in columns
    ]


def _items(table: ReadingTable) -> set[str]:
    return {table.items[code] for code in np.unique(table.item).tolist()}


def _within(table: ReadingTable, items: set[str]) -> ReadingTable:
    codes = [code for code, item in enumerate(table.items) if item in items]
    return table.where(np.isin(table.item, codes))
