"""Which readings are compared with each other when agreement is asked for part by part.

Pure. A group is a table of its own: the readings of an item, of two annotators, under a guideline
revision, in a week. Who was first to say what is judged on all readings, never within a group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.agreement.by import By
from labeltrail.projections.columns.readings import Mask, Readings
from labeltrail.projections.statistics.table import Codes, ReadingTable

MICROSECONDS_A_DAY = 86_400_000_000
_MONDAY = 4
"""Days from the epoch, a Thursday, to the first Monday."""

PAIR_MEMBERS = ("annotator", "the rest")


class Group(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    key         of the part: an item's id, a class, a revision …; the first of a pair
    other       the second of a pair
    category    the class that is held against all others
    begins      of a day, week or month, UTC; `ends` is the first moment after it
    exclusions  labels of the part that play no role, by cause
    item_of_pair  against the rest: the item of each pair, as a code of the readings' items
    """

    key: str
    other: str | None = None
    category: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    table: ReadingTable
    exclusions: Mapping[str, int]
    item_of_pair: npt.NDArray[np.int64] | None = None


def groups(
    readings: Readings,
    categories: Sequence[str],
    by: By,
    within: Mask,
    parts: Mapping[str, Codes] | None = None,
    *,
    with_repeats: bool = False,
) -> Iterator[Group]:
    """The parts in the order of their keys, each made when it is asked for.

    `within` chooses rows of the readings, shape (n,). `parts` gives, for slices and batches, the
    items of each as codes into `readings.items`. `with_repeats`: see `Readings.first`.
    """

    def first(chosen: Mask) -> tuple[ReadingTable, dict[str, int]]:
        return readings.first(categories, chosen, with_repeats=with_repeats)

    match by:
        case By.WHOLE | By.CATEGORY:
            table, exclusions = first(within)
            keys = [""] if by is By.WHOLE else list(categories)
            for key in keys:
                yield Group(key=key, category=key or None, table=table, exclusions=exclusions)
        case By.ITEM:
            yield from _by_item(readings, within, first)
        case By.PAIR:
            table, exclusions = first(within)
            for one, other in shared_pairs(table):
                chosen = (table.annotator == one) | (table.annotator == other)
                names = table.annotators[one], table.annotators[other]
                yield Group(
                    key=names[0], other=names[1], table=_of_two(table.where(chosen)), exclusions={}
                )
        case By.ANNOTATOR:
            table, exclusions = first(within)
            for code in np.unique(table.annotator).tolist():
                pairs, item_of_pair = against_the_rest(table, code)
                yield Group(
                    key=table.annotators[code],
                    table=pairs,
                    exclusions={},
                    item_of_pair=item_of_pair,
                )
        case By.SLICE | By.BATCH:
            for key, items in sorted((parts or {}).items()):
                table, exclusions = first(within & np.isin(readings.item, items))
                yield Group(key=key, table=table, exclusions=exclusions)
        case By.GUIDELINE_REVISION:
            for revision in np.unique(readings.guideline_revision[within]).tolist():
                table, exclusions = first(within & (readings.guideline_revision == revision))
                yield Group(key=str(revision), table=table, exclusions=exclusions)
        case By.TAXONOMY_VERSION:
            for version in np.unique(readings.first_version[within]).tolist():
                table, exclusions = first(within & (readings.first_version == version))
                yield Group(key=str(version), table=table, exclusions=exclusions)
        case By.DAY | By.WEEK | By.MONTH:
            yield from _by_time(readings, by, within, first)


def against_the_rest(
    table: ReadingTable, annotator: int
) -> tuple[ReadingTable, npt.NDArray[np.int64]]:
    """Each of the annotator's readings beside each other one of the same item, as two annotators.

    Every pair is an item of the table that is given back, so an item with many others weighs by
    their number: as it does where all pairs are pooled. And the true item of each pair.
    """
    own = np.flatnonzero(table.annotator == annotator)
    begins = np.searchsorted(table.item, table.item[own], side="left")
    ends = np.searchsorted(table.item, table.item[own], side="right")
    repeated = np.repeat(own, ends - begins)
    offsets = np.arange(len(repeated)) - np.repeat(
        np.cumsum(ends - begins) - (ends - begins), ends - begins
    )
    others = np.repeat(begins, ends - begins) + offsets
    is_other = table.annotator[others] != annotator
    mine, theirs = table.category[repeated[is_other]], table.category[others[is_other]]
    n = len(mine)
    width = len(str(n))
    pairs = ReadingTable.of_codes(
        items=tuple(f"{place:0{width}}" for place in range(n)),
        annotators=PAIR_MEMBERS,
        categories=table.categories,
        item=np.tile(np.arange(n, dtype=np.int32), 2),
        annotator=np.repeat(np.array([0, 1], dtype=np.int32), n),
        category=np.concatenate([mine, theirs]),
    )
    return pairs, table.item[repeated[is_other]].astype(np.int64)


def shared_pairs(table: ReadingTable) -> list[tuple[int, int]]:
    """The pairs of annotators who share an item, as codes, the lower one first, in order."""
    found: set[tuple[int, int]] = set()
    n = len(table.annotators)
    reach = 1
    while reach < table.n_readings:  # the k-th neighbour within the same item, for every k
        same = table.item[reach:] == table.item[:-reach]
        if not same.any():
            break
        keys = table.annotator[:-reach][same].astype(np.int64) * n + table.annotator[reach:][same]
        found.update((int(key) // n, int(key) % n) for key in np.unique(keys))
        reach += 1
    return sorted(found)


def _of_two(table: ReadingTable) -> ReadingTable:
    """The same with the two annotators that occur as the only ones there are."""
    held, codes = np.unique(table.annotator, return_inverse=True)
    return msgspec.structs.replace(
        table,
        annotators=tuple(table.annotators[code] for code in held.tolist()),
        annotator=codes.astype(np.int32),
    )


First = Callable[[Mask], tuple[ReadingTable, dict[str, int]]]


def _by_item(readings: Readings, within: Mask, first: First) -> Iterator[Group]:
    """Items are few to a page, so the tables of those asked for are cut out of the whole one."""
    table, _ = first(within)
    for code in np.unique(readings.item[within]).tolist():
        begin, end = np.searchsorted(table.item, [code, code + 1])
        rows = np.zeros(table.n_readings, dtype=np.bool_)
        rows[begin:end] = True
        yield Group(key=readings.items[code], table=table.where(rows), exclusions={})


def _by_time(readings: Readings, by: By, within: Mask, first: First) -> Iterator[Group]:
    days = np.floor_divide(readings.occurred_at, MICROSECONDS_A_DAY)
    if by is By.MONTH:
        begins = days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]")
        starts = begins.astype(np.int64)
    elif by is By.WEEK:
        starts = days - (days - _MONDAY) % 7
    else:
        starts = days
    for start in np.unique(starts[within]).tolist():
        begin = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=start)
        table, exclusions = first(within & (starts == start))
        yield Group(
            key=begin.date().isoformat(),
            begins=begin,
            ends=_end(begin, by),
            table=table,
            exclusions=exclusions,
        )


def _end(begin: datetime, by: By) -> datetime:
    if by is By.MONTH:
        return (begin + timedelta(days=32)).replace(day=1)
    return begin + timedelta(days=7 if by is By.WEEK else 1)
