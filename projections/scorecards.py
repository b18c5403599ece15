"""Scorecards of a project's annotators, as of a position: what is loaded for them, and computed.

All of one answer comes from one snapshot; the computing is done in a thread, after the connection
was given back. A task with more than ANSWERS_MAX answers is refused, not cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
import numpy as np

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.sql import load
from labeltrail.events.streams import guideline
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.events.values import Task
from labeltrail.projections.annotators.card import Scorecard, Terms, scorecard
from labeltrail.projections.annotators.drift import Revision
from labeltrail.projections.annotators.material import Material, Truths, Voting, prepared
from labeltrail.projections.annotators.own import OwnCard, own_card
from labeltrail.projections.answers import HoldsFor, Window
from labeltrail.projections.aside import aside
from labeltrail.projections.columns.readings import NONE, Mask, Readings
from labeltrail.projections.columns.rows import load_readings
from labeltrail.projections.errors import ReadError, TaskUnknown
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.gold.judging import JudgedBy, judges, judging
from labeltrail.projections.gold.rows import load_gold
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.statistics.table import Codes

ANSWERS_MAX = 2_000_000
CARDS_MAX = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_SQL = load(__package__, "scorecards.sql")


class TooManyAnswers(ReadError):
    def __init__(self, task: str) -> None:
        super().__init__(
            f"task {task!r} has more than {ANSWERS_MAX:,} answers; scorecards are made of so many"
            " at once and no more"
        )


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which labels a card is made of. What they are held against comes from all labels.

    `occurred_from` is within, `occurred_to` is the first moment after; None: no bound.
    """

    task: TaskName
    batch_id: BatchId | None = None
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    guideline_revision: int | None = None
    terms: Terms = Terms()

    def chosen(self, readings: Readings) -> Mask:
        """Rows of readings that were loaded for the batch already."""
        rows = np.ones(len(readings.item), dtype=np.bool_)
        if self.occurred_from is not None:
            rows &= readings.occurred_at >= _microseconds(self.occurred_from)
        if self.occurred_to is not None:
            rows &= readings.occurred_at < _microseconds(self.occurred_to)
        if self.guideline_revision is not None:
            rows &= readings.guideline_revision == self.guideline_revision
        return rows


class CardRow(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A card beside the columns that its charts name rows of."""

    card: Scorecard
    readings: Readings
    categories: tuple[str, ...]


class Cards(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """`annotators`: everybody with a label in the question, by id; `rows`: those of the page."""

    holds_for: HoldsFor
    annotators: tuple[MemberId, ...]
    rows: tuple[CardRow, ...]
    has_more: bool


class OwnRow(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What somebody reads of their own work."""

    holds_for: HoldsFor
    card: OwnCard
    categories: tuple[str, ...]


class Loaded(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a snapshot says; texts beside each other, not yet codes."""

    holds_for: HoldsFor
    readings: Readings
    task: Task
    voting: Voting
    decided: dict[str, str]
    gold: GoldColumns
    sources: dict[str, str]
    revisions: tuple[Revision, ...]


async def scorecards(
    pool: asyncpg.Pool,
    project_id: str,
    asked: Asked,
    window: Window[MemberId],
    *,
    position: int | None = None,
) -> Cards:
    """A page of cards, in the order of annotators' ids. Raises ReadError, see above."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as seen:
        loaded = await load_for(seen, asked)
    return await aside(_page, loaded, asked, window)


async def scorecard_of(
    pool: asyncpg.Pool,
    project_id: str,
    asked: Asked,
    annotator: MemberId,
    *,
    position: int | None = None,
) -> Cards:
    """One annotator's card, or no row for whoever has no label in the question."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as seen:
        loaded = await load_for(seen, asked)
    return await aside(_page, loaded, asked, None, only=annotator)


async def own_scorecard(
    pool: asyncpg.Pool, project_id: str, task: TaskName, annotator: MemberId
) -> OwnRow | None:
    """Whose labels they are, now; None before the first. Raises ReadError, see above."""
    async with snapshot(pool, project_id, is_for_lists=True) as seen:
        loaded = await load_for(seen, Asked(task=task))
    return await aside(_own, loaded, annotator)


async def load_for(seen: Snapshot, asked: Asked) -> Loaded:
    """What cards of a task are made of. Raises TaskUnknown, TooManyAnswers, ReadingsNotFolded."""
    task = seen.terms.tasks.get(asked.task)
    if task is None:
        raise TaskUnknown(asked.task, seen.terms.tasks)
    n = await seen.connection.fetchval(
        _SQL.answers, *seen.key, asked.task, seen.position, ANSWERS_MAX + 1
    )
    if n > ANSWERS_MAX:
        raise TooManyAnswers(asked.task)
    (decided,) = await seen.connection.fetch(
        _SQL.decided, *seen.key, seen.terms.edition, asked.task, seen.position
    )
    (sources,) = await seen.connection.fetch(_SQL.sources, *seen.key, seen.position)
    policy = seen.terms.policy
    return Loaded(
        holds_for=seen.holds_for,
        readings=await load_readings(seen, asked.task, batch_id=asked.batch_id),
        task=task,
        voting=Voting()
        if policy is None
        else Voting(
            quorum=policy.quorum,
            is_majority=policy.truth_method is TruthMethod.MAJORITY,
            models_vote=policy.models_vote,
            dropped=frozenset(seen.terms.dropped),
        ),
        decided=dict(zip(decided["items"], decided["categories"], strict=True)),
        gold=await load_gold(seen, asked.task),
        sources=dict(zip(sources["items"], sources["sources"], strict=True)),
        revisions=await _revisions(seen),
    )


async def _revisions(seen: Snapshot) -> tuple[Revision, ...]:
    events = await read_streams(
        seen.connection, seen.rows.project_id, [guideline.STREAM], up_to=seen.position
    )
    return tuple(
        Revision(
            revision=event.fact.guideline_revision,
            published_at=_microseconds(event.occurred_at),
            position=event.position,
        )
        for event in events
        if isinstance(event.fact, guideline.GuidelinePublished)
    )


def _page(
    loaded: Loaded,
    asked: Asked,
    window: Window[MemberId] | None,
    *,
    only: MemberId | None = None,
) -> Cards:
    material, chosen = material_of(loaded, asked)
    readings = loaded.readings
    everybody = [readings.annotators[code] for code in np.unique(readings.annotator[chosen])]
    wanted = [one for one in everybody if one == only]
    has_more = False
    if window is not None:
        wanted, has_more = _within(everybody, window)
    source = _codes(readings.items, loaded.sources)
    place = {one: code for code, one in enumerate(readings.annotators)}
    return Cards(
        holds_for=loaded.holds_for,
        annotators=tuple(MemberId(one) for one in everybody),
        rows=tuple(
            CardRow(
                card=scorecard(
                    material,
                    place[one],
                    asked.terms,
                    revisions=loaded.revisions,
                    source=source,
                ),
                readings=readings,
                categories=material.categories,
            )
            for one in wanted
        ),
        has_more=has_more,
    )


def _own(loaded: Loaded, annotator: MemberId) -> OwnRow | None:
    if annotator not in loaded.readings.annotators:
        return None
    material, _ = material_of(loaded, Asked(task=loaded.task.name))
    card = own_card(material, loaded.readings.annotators.index(annotator))
    return OwnRow(holds_for=loaded.holds_for, card=card, categories=material.categories)


def material_of(loaded: Loaded, asked: Asked) -> tuple[Material, Mask]:
    """What the cards are made of, and the rows asked about."""
    readings = loaded.readings
    named = (readings.answerable, loaded.decided.values(), loaded.gold.values)
    categories = categories_of(loaded.task, *named)
    place = {category: n for n, category in enumerate(categories)}
    decided = [place.get(loaded.decided.get(item, ""), NONE) for item in readings.items]
    truths = Truths(
        decided=np.array(decided, dtype=np.int32),
        gold_then=judges(readings, loaded.gold, JudgedBy.THEN, categories),
        gold_today=judges(readings, loaded.gold, JudgedBy.TODAY, categories),
        is_own=judging(readings, loaded.gold, JudgedBy.TODAY).is_own,
    )
    chosen = asked.chosen(readings)
    material = prepared(readings, categories, truths, chosen=chosen, voting=loaded.voting)
    return material, chosen


def categories_of(task: Task, *named: Iterable[str]) -> tuple[str, ...]:
    """The taxonomy's, or where its answers are no short list, those that anybody names."""
    if task.has_open_categories:
        return tuple(sorted({category for each in named for category in each}))
    return task.categories()


def _within(everybody: Sequence[str], window: Window[MemberId]) -> tuple[list[str], bool]:
    found = [
        one
        for one in everybody
        if (window.after is None or one > window.after)
        and (window.before is None or one < window.before)
    ]
    size = min(window.limit, CARDS_MAX)
    kept = found[max(0, len(found) - size) :] if window.is_backward else found[:size]
    return kept, len(found) > len(kept)


def _codes(items: Sequence[str], texts: dict[str, str]) -> Codes:
    """Each item's source as a code; 0 where there is none."""
    place = {text: n for n, text in enumerate(sorted(set(texts.values())), 1)}
    return np.array([place.get(texts.get(item, ""), 0) for item in items], dtype=np.int32)


def _microseconds(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(microseconds=1)
