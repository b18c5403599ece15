"""Envelope version 1 is the same for ever, in Python, in SQL and in a stored row."""

import json
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec
import pytest

from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.envelope import RecordedEvent, envelope_v1, leaf_v1
from labeltrail.events.ledger.append import Append, Ledger
from labeltrail.events.ledger.read import read_project

GOLDEN = json.loads((Path(__file__).parent / "golden/envelope_v1.json").read_text())
MENDING = "version 1 is frozen: restore it and write version 2 beside it"
COLUMNS = RecordedEvent.__struct_fields__[:-1]  # all but the leaf

vectors = pytest.mark.parametrize("vector", GOLDEN, ids=[vector["name"] for vector in GOLDEN])


def recorded(vector: dict[str, object]) -> RecordedEvent:
    fields = {name: vector[name] for name in COLUMNS}
    fields["body"] = str(vector["body"]).encode()
    fields["leaf"] = bytes.fromhex(str(vector["leaf"]))
    return msgspec.convert(fields, RecordedEvent, builtin_types=[bytes])


@vectors
def test_golden_vector_in_python(vector: dict[str, object]) -> None:
    assert envelope_v1(recorded(vector)).hex() == vector["envelope"], MENDING
    assert leaf_v1(recorded(vector)).hex() == vector["leaf"], MENDING


@vectors
async def test_golden_vector_in_sql(vector: dict[str, object], pool: asyncpg.Pool) -> None:
    event = recorded(vector)
    parameters = ", ".join(f"${number}" for number in range(1, len(COLUMNS) + 1))
    leaf = await pool.fetchval(
        f"SELECT ledger.leaf_v1({parameters})", *(getattr(event, name) for name in COLUMNS)
    )
    assert leaf.hex() == vector["leaf"], MENDING


@vectors
async def test_golden_vector_survives_being_stored(
    vector: dict[str, object], pool: asyncpg.Pool
) -> None:
    event = recorded(vector)
    names = ", ".join(event.__struct_fields__)
    parameters = ", ".join(f"${number}" for number in range(1, len(COLUMNS)))
    await pool.execute(
        f"INSERT INTO ledger.events ({names}) VALUES "
        f"({parameters}, convert_from(${len(COLUMNS)}, 'UTF8')::json, ${len(COLUMNS) + 1})",
        *(getattr(event, name) for name in event.__struct_fields__),
    )
    [stored] = await read_project(pool, event.project_id, after=event.position - 1, limit=2)
    assert stored == event
    assert leaf_v1(stored) == stored.leaf


def test_layout_spelled_out_by_hand() -> None:
    event = recorded(GOLDEN[1])  # no cause and no trace
    assert (event.causation_id, event.trace_id) == (None, None)

    def field(content: bytes) -> bytes:
        return len(content).to_bytes(4, "big") + content

    days = (datetime(2024, 3, 1, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days
    at_nine_fifteen = (days * 86_400 + 9 * 3_600 + 15 * 60) * 1_000_000
    assert envelope_v1(event) == (
        field(b"labeltrail.event.v1")
        + field(b"patients-1979")
        + field(struct.pack(">q", 1))
        + field(b"item/patient-7")
        + field(struct.pack(">q", 1))
        + field(UUID("018c1d3a-5b00-7c21-9a41-3f5e8d6b7a10").bytes)
        + field(b"LabelSubmitted")
        + field(struct.pack(">q", 1))
        + field(struct.pack(">q", at_nine_fifteen))
        + field(struct.pack(">q", at_nine_fifteen + 123_456))
        + field(b"observer-1")
        + field(UUID("018c1d3a-5aff-7d00-8f00-2b1c9e4d5f60").bytes)
        + b"\xff\xff\xff\xff"
        + field(UUID("018c1d39-0000-7000-8000-00000000000b").bytes)
        + b"\xff\xff\xff\xff"
        + field(sha256(b'{"annotator":"observer-1","value":{"fitness":1}}').digest())
    )


def test_vectors_differ_in_every_leaf() -> None:
    same_moment = "another zone names the same moment"
    assert recorded(next(v for v in GOLDEN if v["name"] == same_moment)).occurred_at == datetime(
        2024, 3, 1, 9, 15, tzinfo=UTC
    )
    leaves = [vector["leaf"] for vector in GOLDEN if vector["name"] != same_moment]
    assert len(set(leaves)) == len(leaves)


@pytest.mark.parametrize("column", COLUMNS)
def test_leaf_commits_to_every_column(column: str) -> None:
    event = recorded(GOLDEN[0])
    value = getattr(event, column)
    another: dict[type, Callable[[], object]] = {
        str: lambda: value + "x",
        int: lambda: value + 1,
        bytes: lambda: value + b" ",
        UUID: lambda: UUID(int=value.int + 1),
        datetime: lambda: value + timedelta(microseconds=1),
    }
    changed = msgspec.structs.replace(event, **{column: another[type(value)]()})
    assert leaf_v1(changed) != leaf_v1(event)


def test_leaf_does_not_depend_on_the_zone_of_a_time() -> None:
    event = recorded(GOLDEN[0])
    elsewhere = timezone(timedelta(hours=5, minutes=30))
    moved = msgspec.structs.replace(event, recorded_at=event.recorded_at.astimezone(elsewhere))
    assert leaf_v1(moved) == leaf_v1(event)


async def test_appended_events_carry_their_leaf(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Callable[..., Append]
) -> None:
    await ledger.append(project, submission(events=3, trace_id="4bf92f3577b34da6a3ce929d0e0e4736"))
    await ledger.append(project, submission("item/\u2028\U0001f984", actor="\u00e9"))
    events = await read_project(pool, project, after=0, limit=10)
    assert len(events) == 4
    for event in events:
        assert event.leaf == leaf_v1(event)


def test_unknown_type_is_read_but_has_no_fact() -> None:
    event = msgspec.structs.replace(recorded(GOLDEN[0]), type="LabelTeleported")
    with pytest.raises(UnknownEventType, match="LabelTeleported"):
        _ = event.fact
