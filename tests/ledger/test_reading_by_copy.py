"""Replay by COPY: the same events as any other read, in order and byte for byte."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import TypeVar

import asyncpg
import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.envelope import RecordedEvent, leaf_v1
from labeltrail.events.identifiers import MemberId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent
from labeltrail.events.ledger.replay import (
    OrderBroken,
    ReplayedFact,
    _event,
    _events,
    _Lines,
    replay,
    replay_recorded,
)
from labeltrail.events.streams.item import facts
from tests.ledger.conftest import NINE_FIFTEEN

Submission = Callable[..., Append]

BODIES = (
    b'{"annotator":"observer-1","value":3}',
    b'{"b":1,"a":  2 ,"a":3}',
    b'{"text":"a \\"quoted\\" word, a \\\\ and a \\n, \\ud83e\\ude7a, \\u0000, \\ud800"}',
    b'{\n\t"text":\r\n "really\\tbroken over lines"\n}',
    '{"text":"Grüße, 你好, e\u0301 é 🩺 \u2028"}'.encode(),
    b'{"number":1.10e+2,"zero":-0.0,"huge":123456789012345678901234567890}',
    b"[" * 3_000 + b"]" * 3_000,
    b'"' + b"\\\\" * 100_000 + b'"',
)
T = TypeVar("T")
STREAMS = ("item/patient-7", 'item/"7"', "item/a\\b", "item/\t7", "item/患者-7", "item/🩺")


@pytest.fixture
async def odd(ledger: Ledger, project: str, submission: Submission) -> str:
    """What the ledger takes and a careless reader breaks."""
    for place, body in enumerate(BODIES):
        append = submission(f"item/{place}", body=body, actor='o"1\\', trace_id="a\\b\nc")
        assert isinstance(await ledger.append(project, append), Appended)
    for stream in STREAMS:
        assert isinstance(await ledger.append(project, submission(stream, None)), Appended)
    for year in (1, 1969, 9998):
        moment = datetime(year, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
        append = submission(f"item/of-{year}", occurred_at=moment)
        assert isinstance(await ledger.append(project, append), Appended)
    return project


async def collected(pages: AsyncIterator[list[T]]) -> list[T]:
    return [one async for page in pages for one in page]


async def note(pages: AsyncIterator[list[ReplayedFact]], seen: list[int]) -> None:
    async for page in pages:
        seen += [one.position for one in page]


@pytest.mark.parametrize("page_events", [1, 3, 1_000])
async def test_events_are_those_of_any_other_read(
    database_url: str, pool: asyncpg.Pool, odd: str, page_events: int
) -> None:
    expected = await read.read_project(pool, odd, after=0, limit=1_000)
    settings = {"timezone": "Asia/Kolkata", "datestyle": "SQL, DMY"}
    async with asyncpg.create_pool(database_url, min_size=1, server_settings=settings) as elsewhere:
        found = await collected(replay_recorded(elsewhere, odd, page_events=page_events))
    assert [msgspec.structs.asdict(one) for one in found] == [
        msgspec.structs.asdict(one) for one in expected
    ]
    assert all(type(one.body) is bytes for one in found)
    assert all(leaf_v1(one) == one.leaf for one in found)
    assert {one.recorded_at.utcoffset() for one in found} == {NINE_FIFTEEN.utcoffset()}


async def test_range_ends_where_it_should(pool: asyncpg.Pool, odd: str) -> None:
    found = await collected(replay_recorded(pool, odd, after=2, up_to=7, page_events=2))
    assert [one.position for one in found] == [3, 4, 5, 6, 7]
    assert await collected(replay_recorded(pool, odd, after=99)) == []
    assert await collected(replay_recorded(pool, "nowhere")) == []


async def test_page_is_one_list_of_the_size_asked_for(pool: asyncpg.Pool, odd: str) -> None:
    sizes = [len(page) async for page in replay_recorded(pool, odd, page_events=8)]
    assert sizes == [8, 8, 1]


async def record(ledger: Ledger, project: str, *events: NewEvent) -> None:
    for place, event in enumerate(events):
        append = Append(
            command_id=event.event_id,
            request_sha=bytes(32),
            correlation_id=event.event_id,
            trace_id=None,
            expected={event.stream: 0},
            events=(event,),
        )
        assert isinstance(await ledger.append(project, append), Appended), place


def told(submission: Submission, place: int, fact: msgspec.Struct, type_name: str = "") -> NewEvent:
    event: NewEvent = submission(f"item/{place}", body=catalogue.encode(fact)).events[0]
    return msgspec.structs.replace(event, type=type_name or type(fact).__name__)


def skipped(annotator: str) -> facts.ItemSkipped:
    reason = facts.SkipReason.UNUSABLE_ITEM
    return facts.ItemSkipped(annotator=MemberId(annotator), reason=reason)


async def test_facts_are_typed_as_the_event_types_them(
    ledger: Ledger, pool: asyncpg.Pool, project: str, submission: Submission
) -> None:
    given = [
        facts.ItemRegistered(modality=facts.Modality.TEXT, text='"\\ \n\t \u2028 🩺'),
        skipped('o"1\\'),
        skipped("observer-2"),
    ]
    await record(ledger, project, *(told(submission, *one) for one in enumerate(given)))
    found = await collected(replay(pool, project, page_events=2))
    events = await read.read_project(pool, project, after=0, limit=10)
    assert [one.fact for one in found] == given
    assert [columns(one) for one in found] == [columns(one) for one in events]


def columns(event: ReplayedFact | RecordedEvent) -> list[object]:
    names = [*ReplayedFact.__struct_fields__, "type"]
    return [getattr(event, name) for name in names]


async def test_unknown_type_stops_the_facts_where_it_stands_and_nothing_before(
    ledger: Ledger, pool: asyncpg.Pool, project: str, submission: Submission
) -> None:
    events = [told(submission, place, skipped(f"observer-{place}")) for place in range(4)]
    events[2] = told(submission, 2, skipped("observer-2"), "ItemDreamedOf")
    await record(ledger, project, *events)
    seen: list[int] = []
    with pytest.raises(UnknownEventType, match="ItemDreamedOf"):
        await note(replay(pool, project), seen)
    assert seen == [1, 2]
    whole = await collected(replay_recorded(pool, project))
    assert [one.type for one in whole] == [*["ItemSkipped"] * 2, "ItemDreamedOf", "ItemSkipped"]


async def test_fact_of_the_wrong_shape_stops_the_facts_too(
    ledger: Ledger, pool: asyncpg.Pool, project: str, submission: Submission
) -> None:
    wrong = submission("item/1", body=b'{"annotator":7}').events[0]
    await record(ledger, project, told(submission, 0, skipped("observer-1")), wrong)
    seen: list[int] = []
    with pytest.raises(msgspec.ValidationError, match="Expected `str`, got `int`"):
        await note(replay(pool, project), seen)
    assert seen == [1]


@pytest.mark.parametrize("gone", [1, 4, 12])
async def test_position_that_was_taken_out_is_named(
    pool: asyncpg.Pool, odd: str, gone: int
) -> None:
    async with pool.acquire() as owner:
        await owner.execute("ALTER TABLE ledger.events DISABLE TRIGGER rows_are_never_changed")
        await owner.execute("DELETE FROM ledger.events WHERE position = $1", gone)
    with pytest.raises(OrderBroken, match=rf"position {gone}\b"):
        await collected(replay_recorded(pool, odd, page_events=5))


async def test_chunks_may_end_anywhere() -> None:
    """Also between the two halves of a doubled backslash and in the middle of a character."""
    line = (
        '["p",1,"item/ü\\\\\\\\",1,"00000000-0000-0000-0000-000000000001","ItemSkipped",1,'
        '"2024-03-01T09:15:00+00:00","2024-03-01T09:15:00+00:00","o",'
        '"00000000-0000-0000-0000-000000000001",null,"00000000-0000-0000-0000-000000000001",null,'
        '{"a":"\\\\n \\\\\\\\ 🩺"},"AAAA"]\n'
    ).encode()
    text = line * 3
    for end in range(len(text)):
        lines = _Lines(_events, _event)
        await lines.take(text[:end])
        await lines.take(text[end:])
        assert [one.body for one in lines.found] == ['{"a":"\\n \\\\ 🩺"}'.encode()] * 3
        assert lines.found[0].stream == "item/ü\\"
