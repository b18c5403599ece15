"""Answers about people at one moment: feedback, exposure to gold, golds in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import GoldId, ItemId, MemberId, TaskName
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.sql import load
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.events.streams.policy import people_of
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import ReadError, TaskUnknown
from labeltrail.projections.people.contesting import Doubting, GoldVotes, InDoubt, in_doubt
from labeltrail.projections.people.feedback import Feedback, feedback
from labeltrail.projections.snapshot import Snapshot, snapshot

FEEDBACK_ITEMS_MAX = 100
EXPOSURES_MAX = 1_000
VOTES_MAX = 100_000
"""Rows of golds and categories that are compared for doubt."""

_SQL = load(__package__, "people.sql")


class TooManyGolds(ReadError):
    def __init__(self, task: str) -> None:
        super().__init__(
            f"the golds of {task!r} have more than {VOTES_MAX:,} values voted for; ask as of an"
            " earlier position, or retire what is not needed"
        )


class FeedbackPage(msgspec.Struct, frozen=True, kw_only=True):
    """Whole items: `last_item` is where the next page begins, None on an empty one."""

    holds_for: HoldsFor
    told: tuple[Feedback, ...]
    last_item: ItemId | None
    has_more: bool


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """Labels of one annotator on an item with gold; `is_exposed` past the policy's number."""

    gold_id: GoldId
    item_id: ItemId
    task: TaskName
    status: GoldStatus
    annotator: MemberId
    labels: int
    first_position: int
    last_position: int
    is_exposed: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.item_id, self.task, self.annotator)


class ExposurePage(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    rows: tuple[Exposure, ...]
    has_more: bool


class DoubtedGolds(msgspec.Struct, frozen=True, kw_only=True):
    holds_for: HoldsFor
    golds: tuple[InDoubt, ...]


async def own_feedback(
    pool: asyncpg.Pool,
    project_id: str,
    annotator: MemberId,
    *,
    limit: int,
    after: ItemId | None = None,
    position: int | None = None,
) -> FeedbackPage:
    """What was decided about one's own labels, of the next `limit` items, at most
    FEEDBACK_ITEMS_MAX."""
    wanted = min(limit, FEEDBACK_ITEMS_MAX)
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        rows = await view.connection.fetch(
            _SQL.feedback_items,
            *view.key,
            view.position,
            annotator,
            after,
            view.terms.edition,
            wanted + 1,
        )
        items = [ItemId(row["item_id"]) for row in rows[:wanted]]
        told = await _told(view, items, annotator)
        return FeedbackPage(
            holds_for=view.holds_for,
            told=tuple(told),
            last_item=items[-1] if items else None,
            has_more=len(rows) > wanted,
        )


async def _told(view: Snapshot, items: Sequence[ItemId], annotator: MemberId) -> list[Feedback]:
    if not items:
        return []
    policy = view.rules.policy.current()
    shows_gold = policy is not None and people_of(policy).shows_gold
    streams = [ITEM + item_id for item_id in items]
    events = await read_streams(view.connection, view.rows.project_id, streams, up_to=view.position)
    by_stream: dict[str, list[RecordedEvent]] = {stream: [] for stream in streams}
    for event in events:
        by_stream[event.stream].append(event)
    return [
        one
        for item_id in items
        for one in feedback(item_id, by_stream[ITEM + item_id], annotator, shows_gold=shows_gold)
    ]


async def exposures(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    limit: int,
    task: TaskName | None = None,
    annotator: MemberId | None = None,
    only_exposed: bool = False,
    after: tuple[str, str, str] | None = None,
    position: int | None = None,
) -> ExposurePage:
    """Who has labeled which gold that is in force or contested, by item, task and annotator."""
    wanted = min(limit, EXPOSURES_MAX)
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        policy = view.rules.policy.current()
        most = None if policy is None else people_of(policy).exposures_max
        if only_exposed and most is None:
            return ExposurePage(holds_for=view.holds_for, rows=(), has_more=False)
        least = most + 1 if only_exposed and most is not None else 1
        rows = await view.connection.fetch(
            _SQL.exposures,
            *view.key,
            view.position,
            task,
            annotator,
            *(after or (None, None, None)),
            least,
            wanted + 1,
        )
        return ExposurePage(
            holds_for=view.holds_for,
            rows=tuple(_exposure(row, most) for row in rows[:wanted]),
            has_more=len(rows) > wanted,
        )


def _exposure(row: asyncpg.Record, most: int | None) -> Exposure:
    return Exposure(
        gold_id=GoldId(row["gold_id"]),
        item_id=ItemId(row["item_id"]),
        task=TaskName(row["task"]),
        status=GoldStatus(row["status"]),
        annotator=MemberId(row["annotator"]),
        labels=row["labels"],
        first_position=row["first_position"],
        last_position=row["last_position"],
        is_exposed=most is not None and row["labels"] > most,
    )


async def doubted_golds(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    asked: Doubting,
    *,
    position: int | None = None,
) -> DoubtedGolds:
    """Golds in force that annotators agree against. Raises TaskUnknown, TooManyGolds."""
    async with snapshot(pool, project_id, position=position, is_for_lists=True) as view:
        if task not in view.terms.tasks:
            raise TaskUnknown(task, view.terms.tasks)
        rows = await view.connection.fetch(
            _SQL.doubtful_golds,
            *view.key,
            view.position,
            task,
            sorted(view.terms.dropped),
            VOTES_MAX + 1,
        )
        if len(rows) > VOTES_MAX:
            raise TooManyGolds(task)
        found: dict[UUID, GoldVotes] = {}
        labels: dict[UUID, dict[str, Sequence[UUID]]] = {}
        for row in rows:
            by_category = labels.setdefault(row["gold_id"], {})
            by_category[row["category"]] = row["labels"]
            found[row["gold_id"]] = GoldVotes(
                item_id=ItemId(row["item_id"]),
                gold_id=GoldId(row["gold_id"]),
                gold=row["gold"],
                labels=by_category,
            )
        return DoubtedGolds(holds_for=view.holds_for, golds=tuple(in_doubt(found.values(), asked)))
