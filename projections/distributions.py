"""What a project's items are made of, as of any position: balance, shift, leakage, duplicates.

Columns are loaded in one snapshot; the mathematics runs in a thread, so that the event loop stays
free. Size is limited by name, and beyond a limit the question is refused rather than sampled in
silence. Everything here raises ReadError.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

import asyncpg
import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.sql import load
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside
from labeltrail.projections.columns.items import ItemColumns
from labeltrail.projections.columns.rows import load_items, load_readings
from labeltrail.projections.distribution import leakage
from labeltrail.projections.distribution.columns import candidates, described
from labeltrail.projections.distribution.duplicates import Duplicates, Texts, duplicates, wording_of
from labeltrail.projections.distribution.hamming import TooManyAlike
from labeltrail.projections.distribution.leakage import Leakage
from labeltrail.projections.distribution.portrait import Portrait, compared, portrait
from labeltrail.projections.distribution.proportions import LEVEL
from labeltrail.projections.distribution.resampling import DRAWS_MAX
from labeltrail.projections.distribution.shift import Resampling, Shift
from labeltrail.projections.distribution.survey import (
    EVERY_ITEM,
    Basis,
    ItemSet,
    Survey,
    Trend,
    Truths,
    survey,
)
from labeltrail.projections.errors import ReadError, TaskUnknown
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.splits.given import in_force, splits_of

ITEMS_MAX = 1_000_000
ANSWERS_MAX = 3_000_000
PERMUTATIONS_MAX = 9_999
RESAMPLES_MAX = 9_999
LOOKS_MAX = 200_000_000
"""About ten seconds."""
NO_TASK = TaskName("")
PAGE_TEXTS = 2_000
PAGE_TRUTHS = 100_000

_SQL = load(__package__, "distributions.sql")
Answer = TypeVar("Answer")


class TooMuchToCount(ReadError):
    """More than one answer may take; the message names the limit."""


class Surveyed(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The columns of one task, and what they hold for."""

    holds_for: HoldsFor
    survey: Survey


class Distribution(msgspec.Struct, frozen=True, kw_only=True):
    """`truth` counts items, `readings` what each person said first."""

    holds_for: HoldsFor
    truth: Portrait
    readings: Portrait


async def surveyed(
    pool: asyncpg.Pool, project_id: str, task: TaskName, *, position: int | None = None
) -> Surveyed:
    """Everything that is asked about one task, to ask several questions of."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        asked = view.terms.tasks.get(task)
        if asked is None:
            raise TaskUnknown(task, view.terms.tasks)
        await require_small(view, task)
        items = await load_items(view)
        readings = await load_readings(view, task)
        truths = await truths_of(view, task)
    found = await aside(survey, asked, items, readings, truths)
    return Surveyed(holds_for=view.holds_for, survey=found)


async def distribution(
    found: Surveyed, of: ItemSet = EVERY_ITEM, *, level: float = LEVEL
) -> Distribution:
    """The classes of a set of items, by truth and by first readings."""
    seen = found.survey

    def told(basis: Basis) -> Portrait:
        return portrait(seen.task, seen.sample(of, basis), level)

    truth, readings = await aside(lambda: (told(Basis.GROUND_TRUTH), told(Basis.FIRST_READINGS)))
    return Distribution(holds_for=found.holds_for, truth=truth, readings=readings)


async def trend(found: Surveyed, of: ItemSet, by: str, basis: Basis) -> Trend:
    """Raises TooMuchToCount: every part looks at every item and answer."""
    seen = found.survey

    def told() -> Trend:
        parts = sum(1 for _ in seen.cut(of, by))
        looks = parts * (len(seen.truth) + len(seen.reading_item))
        if looks > LOOKS_MAX:
            raise TooMuchToCount(
                f"{parts:,} parts by {by!r} take {looks:,} looks at items and answers, more than"
                f" {LOOKS_MAX:,}; ask for less time, or for a batch"
            )
        return seen.trend(of, by, basis)

    return await aside(told)


async def shift(
    found: Surveyed, earlier: ItemSet, later: ItemSet, basis: Basis, how: Resampling
) -> Shift:
    """Raises TooMuchToCount where resampling would take more than seconds."""
    seen = found.survey

    def told() -> Shift:
        first, second = seen.sample(earlier, basis), seen.sample(later, basis)
        draws = (first.n_items + second.n_items) * how.resamples
        if draws > DRAWS_MAX or how.resamples > RESAMPLES_MAX:
            raise TooMuchToCount(
                f"{how.resamples:,} resamples of {first.n_items + second.n_items:,} items draw"
                f" {draws:,} times; at most {DRAWS_MAX:,} and {RESAMPLES_MAX:,} resamples are drawn"
                " for one answer"
            )
        n_shared = seen.n_shared(earlier, later, basis)
        return compared(seen.task, first, second, n_shared=n_shared, how=how)

    return await aside(told)


async def leaks(
    found: Surveyed, *, permutations: int = leakage.PERMUTATIONS, seed: int = 0
) -> Leakage:
    """Whether the ground truth can be read off ids, file names, sources or attributes."""
    if not 1 <= permutations <= PERMUTATIONS_MAX:
        raise TooMuchToCount(f"ask for 1 to {PERMUTATIONS_MAX:,} permutations, not {permutations}")
    seen = found.survey

    def told() -> Leakage:
        return leakage.leakage(
            described(seen.items),
            seen.truth,
            seen.categories,
            permutations=permutations,
            seed=seed,
            left_out=seen.sample(EVERY_ITEM, Basis.GROUND_TRUTH).left_out,
        )

    return await aside(told)


async def alike(
    pool: asyncpg.Pool, project_id: str, *, distance: int, position: int | None = None
) -> tuple[HoldsFor, Duplicates]:
    """Items that are alike, with the ground truth of every task. Raises TooMuchToCount."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        await require_small(view)
        items = await load_items(view)
        given = await splits_of(view)
        wording = await wordings(view, items)
        truths = {task: await truths_of(view, task) for task in view.terms.tasks}

    def told() -> Duplicates:
        known: dict[str, Texts] = {task: _in_order(items, one) for task, one in truths.items()}
        found = candidates(items, wording, known)
        found = msgspec.structs.replace(found, splits=in_force(items, given))
        return duplicates(found, distance=distance)

    try:
        return view.holds_for, await aside(told)
    except TooManyAlike as many:
        raise TooMuchToCount(str(many)) from None


async def truths_of(view: Snapshot, task: TaskName) -> Truths:
    """Ids, categories and absences, page by page, so that the event loop is free in between."""
    found: Truths = ([], [], [])
    after = ""
    while True:
        (page,) = await view.connection.fetch(
            _SQL.truths, *view.key, view.terms.edition, task, view.position, after, PAGE_TRUTHS
        )
        found[0].extend(page["items"])
        found[1].extend(page["categories"])
        found[2].extend(page["absences"])
        if len(page["items"]) < PAGE_TRUTHS:
            return found
        after = page["items"][-1]


def _in_order(items: ItemColumns, truths: Truths) -> list[str | None]:
    ids, categories, _ = truths
    known = dict(zip(ids, categories, strict=True))
    return [known.get(item) for item in items.items]


async def wordings(view: Snapshot, items: ItemColumns) -> list[str | None]:
    """A digest of each item's own text, page by page: texts are not held all at once."""
    found: dict[int, str] = {}
    positions = items.position.tolist()
    for begin in range(0, len(positions), PAGE_TEXTS):
        page = await view.connection.fetch(
            _SQL.texts, view.rows.project_id, positions[begin : begin + PAGE_TEXTS]
        )
        texts = [row["inline_text"] for row in page]
        digests = await asyncio.to_thread(_each(wording_of), texts)
        found.update(zip((row["position"] for row in page), digests, strict=True))
    return [found.get(position) for position in positions]


def _each(compute: Callable[[str], Answer]) -> Callable[[Sequence[str]], list[Answer]]:
    return lambda texts: [compute(one) for one in texts]


async def require_small(view: Snapshot, task: TaskName = NO_TASK) -> None:
    """Raises TooMuchToCount."""
    (row,) = await view.connection.fetch(
        _SQL.sizes, *view.key, view.position, task, ITEMS_MAX + 1, ANSWERS_MAX + 1
    )
    for name, most in (("items", ITEMS_MAX), ("answers", ANSWERS_MAX)):
        if row[name] > most:
            raise TooMuchToCount(
                f"the project has more than {most:,} {name}; so many are not counted for one answer"
            )
