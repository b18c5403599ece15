"""What is loaded of annotators' answers at one moment, and whom events concern."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Sequence

import asyncpg

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, MemberId, TaskName
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.sql import load
from labeltrail.events.streams import policy, project, standing
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import facts, gold_facts
from labeltrail.events.streams.project import Role
from labeltrail.projections import store
from labeltrail.projections.fold import KeptItem, item_of
from labeltrail.projections.people.answers import Answered
from labeltrail.projections.snapshot import Snapshot

ANNOTATORS_MAX = 20
"""Whose answers are loaded together; in a thread, so that the event loop stays free."""
ITEMS_MAX = 100_000
"""So many items are looked at when a policy comes into force; others when they are labeled next."""
ITEMS_TOGETHER = 2_000
_OF_GOLD = (gold_facts.GoldActivated, gold_facts.GoldContested, gold_facts.GoldRetired)
_OF_LABELS = (facts.LabelRevised, facts.LabelRetracted, facts.LabelReviewed)

_SQL = load(__package__, "people.sql")


async def load_answers(
    view: Snapshot, tasks: Collection[TaskName], annotators: Collection[MemberId]
) -> dict[MemberId, list[Answered]]:
    """Of annotators who have some."""
    rows = await view.connection.fetch(
        _SQL.answers, *view.key, view.position, sorted(tasks), sorted(annotators)
    )
    return await asyncio.to_thread(_answers, rows)


def _answers(rows: Iterable[asyncpg.Record]) -> dict[MemberId, list[Answered]]:
    found: dict[MemberId, list[Answered]] = {}
    for row in rows:
        found.setdefault(MemberId(row["annotator"]), []).append(
            Answered(
                label_id=row["label_id"],
                task=row["task"],
                item_id=row["item_id"],
                repeat=row["repeat"],
                answer=row["independent"],
                is_retracted=row["is_retracted"],
                standing=row["standing"],
                submitted=row["submitted_position"],
                position=row["position"],
                occurred_at=row["occurred_at"],
                seconds=row["seconds_spent"],
                gold=row["gold"],
            )
        )
    return found


async def items_touched(view: Snapshot, events: Iterable[RecordedEvent]) -> dict[ItemId, KeptItem]:
    """The items that events of their own streams are about, as they stand."""
    names = {item_of(event) for event in events if event.stream.startswith(ITEM)}
    if not names:
        return {}
    return await store.load_items(view.connection, view.rows, names)


async def every_item(view: Snapshot) -> AsyncIterator[dict[ItemId, KeptItem]]:
    """All items in pages, by id, up to `ITEMS_MAX`."""
    after = ""
    for _ in range(ITEMS_MAX // ITEMS_TOGETHER):
        rows = await view.connection.fetch(_SQL.item_page, *view.key, after, ITEMS_TOGETHER)
        if not rows:
            return
        after = rows[-1]["item_id"]
        names = {ItemId(row["item_id"]) for row in rows}
        yield await store.load_items(view.connection, view.rows, names)


async def concerned(
    view: Snapshot, events: Sequence[RecordedEvent]
) -> dict[MemberId, RecordedEvent]:
    """The annotators whose figures may be others after these events, with the last event of each.

    A policy concerns everybody who labels, a gold those who labeled its item.
    """
    found: dict[MemberId, RecordedEvent] = {}
    resolved = [one for one in events if isinstance(one.fact, (*_OF_GOLD, *_OF_LABELS))]
    items = await items_touched(view, resolved)
    for event in events:
        fact = event.fact
        if isinstance(fact, facts.LabelSubmitted):
            found[fact.annotator] = event
        elif isinstance(fact, policy.PolicyPublished):
            members = view.rules.project.members.items()
            labeling = [one for one, member in members if Role.ANNOTATOR in member.roles]
            found.update(dict.fromkeys(labeling, event))
        elif isinstance(fact, (*_OF_GOLD, *_OF_LABELS)):
            held = items.get(item_of(event))
            for label in held.state.labels.values() if held is not None else ():
                if not isinstance(fact, _OF_LABELS) or label.label_id == fact.label_id:
                    found[label.annotator] = event
    return found


async def admissions(view: Snapshot) -> dict[MemberId, RecordedEvent]:
    """The event that began each member's present standing: they joined, or were reinstated."""
    streams = (project.STREAM, standing.STREAM)
    recorded = await read_streams(
        view.connection, view.rows.project_id, streams, up_to=view.position
    )
    found: dict[MemberId, RecordedEvent] = {}
    for event in sorted(recorded, key=lambda one: one.position):
        match event.fact:
            case project.ProjectCreated() as fact:
                found[fact.manager] = event
            case project.MemberAdded() as fact:
                found[fact.member] = event
            case standing.AnnotatorReinstated() as fact:
                found[fact.annotator] = event
    return found


async def golds_held(view: Snapshot, task: TaskName) -> dict[str, int]:
    """How many golds of a task wait or are in force, by category."""
    rows = await view.connection.fetch(_SQL.golds_held, *view.key, view.position, task)
    return {row["category"]: row["n"] for row in rows}
