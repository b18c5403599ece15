"""Agreement asked for part by part, as of any position: any coefficient, of any part of a task.

Computed from all readings when it is asked for, aside, within limits (see `limits`). Every score
says what it rests on and which position it holds for; asked again as of that position, it is the
same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

import asyncpg
import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.groups import Group, groups
from labeltrail.projections.agreement.limits import (
    ANSWER,
    Limits,
    require_readings,
    require_work,
    work_of,
)
from labeltrail.projections.agreement.measures import (
    Measure,
    chance_of,
    natural,
    score,
    score_against_the_rest,
    score_of_item,
)
from labeltrail.projections.agreement.versions import MadeUnder, made_under
from labeltrail.projections.agreement.where import Where, chosen, parts_of
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.aside import aside_until
from labeltrail.projections.columns.items import ItemColumns
from labeltrail.projections.columns.readings import Mask, Readings
from labeltrail.projections.columns.rows import load_items, load_readings
from labeltrail.projections.errors import TaskUnknown
from labeltrail.projections.inference_runs import words
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.statistics.coefficient import IntervalAsked, IntervalMethod
from labeltrail.projections.statistics.errors import QuestionUnfit
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.statistics.score import Score
from labeltrail.projections.terms import Terms

PARTS_MAX = 100


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """
    measures      one score of each for every part; none named: see `natural`
    attribute     of items, whose values are the slices
    interval      around every score; None: none
    with_repeats  an annotator's later readings count as those of others
    limit, after  so many parts, after this many
    """

    task: TaskName
    measures: tuple[Measure, ...] = ()
    by: By = By.WHOLE
    attribute: str | None = None
    where: Where = Where()
    interval: IntervalAsked | None = None
    with_repeats: bool = False
    limit: int = PARTS_MAX
    after: int = 0


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """As `Group`, with a score for each measure. `n_values` on items with two values or more."""

    key: str
    other: str | None
    begins: datetime | None
    ends: datetime | None
    n_values: int
    scores: tuple[Score, ...]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """`versions` tells what all parts together rest on."""

    holds_for: HoldsFor
    parts: tuple[Part, ...]
    has_more: bool
    versions: tuple[MadeUnder, ...] = ()


async def agreement_report(
    pool: asyncpg.Pool,
    project_id: str,
    asked: Asked,
    *,
    position: int | None = None,
    limits: Limits = ANSWER,
) -> Report:
    """Raises ReadError, Overloaded, or a StatisticsError when the question does not fit the
    readings: TooMuchAsked when it goes beyond the limits.
    """
    async with snapshot(pool, project_id, position=position) as seen:
        task = seen.terms.tasks.get(asked.task)
        if task is None:
            raise TaskUnknown(asked.task, seen.terms.tasks)
        batch = asked.where.batch
        counted = await words.labels(seen, asked.task, batch, labels_max=limits.readings_max)
        require_readings(counted, limits)
        readings = await load_readings(seen, asked.task, batch_id=batch)
        by_item = asked.by in (By.SLICE, By.BATCH) or asked.where.slice is not None
        items = await load_items(seen) if by_item else None
    parts, versions = await aside_until(
        lambda stop: (
            report(readings, items, seen.terms, task, asked, limits=limits, stop=stop),
            made_under(
                readings, chosen(readings, items, asked.where), with_repeats=asked.with_repeats
            ),
        ),
        seconds_max=limits.seconds_max,
    )
    held = [
        msgspec.structs.replace(
            one,
            scores=tuple(
                msgspec.structs.replace(each, position=seen.position) for each in one.scores
            ),
        )
        for one in parts[: asked.limit]
    ]
    return Report(
        holds_for=seen.holds_for,
        parts=tuple(held),
        has_more=len(parts) > asked.limit,
        versions=versions,
    )


def report(
    readings: Readings,
    items: ItemColumns | None,
    terms: Terms,
    task: Task,
    asked: Asked,
    *,
    limits: Limits = ANSWER,
    stop: Stop | None = None,
) -> list[Part]:
    """The parts asked for, and one more if there is one. Pure. `stop` is looked at between parts,
    measures and resamples. Raises TooMuchAsked.
    """
    if not asked.measures:
        asked = msgspec.structs.replace(asked, measures=natural(task.kind, asked.by))
    if asked.by is By.SLICE and asked.attribute is None:
        raise QuestionUnfit("name the attribute whose values are the slices")
    if asked.by is By.ITEM and asked.interval is not None:
        raise QuestionUnfit("an item alone has no interval; ask without one")
    categories = categories_of(readings, terms, task)
    within = chosen(readings, items, asked.where)
    parts = None if items is None else parts_of(readings, items, asked.by, asked.attribute)
    is_of_sets = task.kind is TaskKind.MULTILABEL
    keys: Sequence[str] = [one.class_id for one in task.classes] if is_of_sets else categories
    require_work(_work(readings, within, asked, len(keys), len(parts or ())), limits)
    if asked.by is By.CATEGORY and is_of_sets:
        (whole,) = groups(readings, categories, By.WHOLE, within, with_repeats=asked.with_repeats)
        found: Iterator[Group] = (
            msgspec.structs.replace(whole, key=one, category=one) for one in keys
        )
    else:
        found = groups(
            readings, categories, asked.by, within, parts, with_repeats=asked.with_repeats
        )
    wanted = islice(found, asked.after, asked.after + asked.limit + 1)
    if asked.by is By.ITEM:
        return _of_items(wanted, readings, categories, within, task, asked, stop)
    return [
        _part(one, [_scored(one, each, task, asked, stop) for each in asked.measures])
        for one in wanted
    ]


def _work(readings: Readings, within: Mask, asked: Asked, classes: int, parts: int) -> int:
    can_be = asked.limit
    if asked.by is By.CATEGORY:
        can_be = classes
    elif asked.by in (By.SLICE, By.BATCH):
        can_be = parts
    wanted = asked.interval
    is_drawn = wanted is not None and wanted.method is IntervalMethod.BOOTSTRAP
    return work_of(
        readings,
        asked.by,
        within,
        parts_max=min(asked.limit, can_be),
        measures=len(asked.measures),
        resamples=wanted.resamples if wanted is not None and is_drawn else 1,
    )


def categories_of(readings: Readings, terms: Terms, task: Task) -> tuple[str, ...]:
    """The taxonomy's where they can be listed, else those of its kind that were given."""
    if not task.has_open_categories:
        return task.categories()
    known = terms.values[task.name]
    return tuple(one for one in readings.values if one in known)


def _of_items(
    wanted: Iterator[Group],
    readings: Readings,
    categories: Sequence[str],
    within: Mask,
    task: Task,
    asked: Asked,
    stop: Stop | None,
) -> list[Part]:
    (whole,) = groups(readings, categories, By.WHOLE, within, with_repeats=asked.with_repeats)
    wholes = [chance_of(whole.table, each, task, stop) for each in asked.measures]
    return [
        _part(
            one,
            [
                score_of_item(one.table, each, task, of_all, stop)
                for each, of_all in zip(asked.measures, wholes, strict=True)
            ],
        )
        for one in wanted
    ]


def _scored(group: Group, measure: Measure, task: Task, asked: Asked, stop: Stop | None) -> Score:
    if group.item_of_pair is not None:
        return score_against_the_rest(
            group.table, group.item_of_pair, measure, task, asked.interval, stop
        )
    return score(
        group.table, measure, task, category=group.category, interval=asked.interval, stop=stop
    )


def _part(group: Group, scores: Sequence[Score]) -> Part:
    values = group.table.values_per_item()
    return Part(
        key=group.key,
        other=group.other,
        begins=group.begins,
        ends=group.ends,
        n_values=int(values[values >= 2].sum()),
        scores=tuple(_with(one, group.exclusions) for one in scores),
    )


def _with(found: Score, exclusions: Mapping[str, int]) -> Score:
    counted = dict(found.exclusions)
    for cause, n in exclusions.items():
        counted[cause] = counted.get(cause, 0) + n
    return msgspec.structs.replace(found, exclusions=counted)
