"""Every command of a group has its own outcome, as if they had come one after the other."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
import pytest

from labeltrail.events.ledger.append import (
    Append,
    Appended,
    Conflict,
    Duplicate,
    KeyReused,
    Ledger,
    Limits,
    Outcome,
    ProjectMissing,
)
from labeltrail.events.ledger.errors import AppendRefused, LedgerFault
from labeltrail.events.ledger.read import find_command, head, read_project, read_stream

Submission = Callable[..., Append]


async def together(ledger: Ledger, project: str, *appends: Append) -> list[Outcome]:
    """In one group: all are queued before the first round starts."""
    return list(await asyncio.gather(*(ledger.append(project, append) for append in appends)))


async def test_first_append_begins_at_position_one(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    outcome = await ledger.append(project, submission(events=3))
    assert isinstance(outcome, Appended)
    assert (outcome.first_position, outcome.last_position) == (1, 3)
    events = await read_project(pool, project, after=0, limit=10)
    assert [(event.position, event.version) for event in events] == [(1, 1), (2, 2), (3, 3)]
    assert events[-1].recorded_at == outcome.recorded_at


async def test_project_is_opened_once(ledger: Ledger) -> None:
    assert await ledger.open_project("rte", "lab")
    assert not await ledger.open_project("rte", "lab")
    assert not await ledger.open_project("rte", "another tenant")


async def test_project_that_was_never_opened_takes_nothing(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    outcomes = await together(ledger, "misspelt", submission(), submission("item/patient-8"))
    assert outcomes == [ProjectMissing(), ProjectMissing()]
    assert await head(pool, "misspelt") == 0


async def test_moved_on_stream_is_a_conflict_that_names_it(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    await ledger.append(project, submission(events=2))
    conflict = await ledger.append(project, submission(version=1))
    assert conflict == Conflict(stream="item/patient-7", expected=1, actual=2)
    assert await head(pool, project) == 2


async def test_stream_that_was_only_read_must_not_have_moved_either(
    ledger: Ledger, project: str, submission: Submission
) -> None:
    await ledger.append(project, submission("guideline", events=2))
    stale = submission(also_read={"guideline": 1})
    assert await ledger.append(project, stale) == Conflict(stream="guideline", expected=1, actual=2)
    fresh = submission(also_read={"guideline": 2, "policy": 0})
    assert isinstance(await ledger.append(project, fresh), Appended)


async def test_stream_that_is_not_expected_may_be_at_any_version(
    ledger: Ledger, project: str, submission: Submission
) -> None:
    for _ in range(3):
        assert isinstance(await ledger.append(project, submission(version=None)), Appended)


async def test_resend_gets_the_first_answer_and_is_not_stored_again(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    sent = submission(events=2)
    await ledger.append(project, submission("item/patient-1"))
    assert isinstance(await ledger.append(project, sent), Appended)
    assert await ledger.append(project, sent) == Duplicate(first_position=2, last_position=3)
    assert await head(pool, project) == 3
    found = await find_command(pool, project, sent.command_id)
    assert found is not None
    assert (found.request_sha, found.last_position) == (sent.request_sha, 3)


async def test_other_request_under_the_same_command_id_is_refused(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    sent = submission(value=1)
    await ledger.append(project, sent)
    changed = submission(value=2, command_id=sent.command_id, version=1)
    assert await ledger.append(project, changed) == KeyReused(first_position=1)
    assert await head(pool, project) == 1


async def test_command_ids_of_two_projects_are_apart(
    ledger: Ledger, project: str, submission: Submission
) -> None:
    await ledger.open_project("rte", "lab")
    sent = submission()
    assert isinstance(await ledger.append(project, sent), Appended)
    assert isinstance(await ledger.append("rte", sent), Appended)


async def test_conflict_does_not_use_up_the_command_id(
    ledger: Ledger, project: str, submission: Submission
) -> None:
    await ledger.append(project, submission())
    refused = submission(value=3)
    assert isinstance(await ledger.append(project, refused), Conflict)
    mended = submission(value=3, version=1, command_id=refused.command_id)
    assert isinstance(await ledger.append(project, mended), Appended)


async def test_later_commands_of_a_group_see_the_earlier_ones(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    first, second = submission(), submission(version=1, value=2)
    outcomes = await together(
        ledger,
        project,
        first,
        submission(value=4),  # expects version 0 too
        second,
        first,  # a resend that overtook the answer
        submission(value=9, command_id=second.command_id),
        submission("item/patient-8", also_read={"item/patient-7": 1}),
        submission("item/patient-8", also_read={"item/patient-7": 2}, events=2),
    )
    assert [type(outcome) for outcome in outcomes] == [
        *(Appended, Conflict, Appended, Duplicate, KeyReused, Conflict, Appended)
    ]
    assert outcomes[1] == Conflict(stream="item/patient-7", expected=0, actual=1)
    assert outcomes[3] == Duplicate(first_position=1, last_position=1)
    assert outcomes[4] == KeyReused(first_position=2)
    assert outcomes[5] == Conflict(stream="item/patient-7", expected=1, actual=2)
    events = await read_project(pool, project, after=0, limit=10)
    assert [(event.stream, event.version) for event in events] == [
        ("item/patient-7", 1),
        ("item/patient-7", 2),
        ("item/patient-8", 1),
        ("item/patient-8", 2),
    ]


async def test_twin_of_a_command_in_conflict_is_tried_on_its_own(
    ledger: Ledger, project: str, submission: Submission
) -> None:
    refused = submission(version=5)
    taken = submission(version=0, command_id=refused.command_id)
    outcomes = await together(ledger, project, refused, taken, refused)
    assert [type(outcome) for outcome in outcomes] == [Conflict, Appended, Duplicate]


async def test_body_is_kept_byte_for_byte(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    body = ' {"b":1.0,\t"a": 12345678901234567890123, "b":2, "é\\u0000":"\u2028🦄"}\n'.encode()
    await ledger.append(project, submission(body=body))
    [event] = await read_stream(pool, project, "item/patient-7", limit=1)
    assert event.body == body


BROKEN: dict[str, dict[str, object]] = {
    "body is no JSON": {"body": b'{"value":'},
    "body is no UTF-8": {"body": b'"\xff"'},
    "body over one mebibyte": {"body": b'"' + b"x" * 1_048_576 + b'"'},
    "zero byte in a name": {"stream": "item/\x00"},
    "half a character in a name": {"stream": "item/\ud800"},
    "empty stream": {"stream": ""},
    "endless stream": {"stream": "item/" + "x" * 1_000},
    "no actor": {"actor": ""},
    "time without end": {"occurred_at": datetime.max.replace(tzinfo=UTC)},
    "time that is none": {"occurred_at": "yesterday"},
    "one event id twice": {"events": 2, "event_id": uuid4()},
}


@pytest.mark.parametrize("fault", BROKEN)
async def test_refused_append_fails_alone(
    fault: str, ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    outcomes = await asyncio.gather(
        *(ledger.append(project, submission(f"item/patient-{n}")) for n in range(5)),
        ledger.append(project, submission(**BROKEN[fault])),
        *(ledger.append(project, submission(f"item/patient-{n}")) for n in range(5, 10)),
        return_exceptions=True,
    )
    refusal = outcomes.pop(5)
    assert isinstance(refusal, AppendRefused), refusal
    assert all(isinstance(outcome, Appended) for outcome in outcomes)
    assert await head(pool, project) == 10


async def test_refusal_names_the_rule(ledger: Ledger, project: str, submission: Submission) -> None:
    with pytest.raises(AppendRefused) as refused:
        await ledger.append(project, submission(actor=""))
    assert refused.value.rule == "actor_is_short_and_not_empty"
    used = uuid4()
    await ledger.append(project, submission(event_id=used))
    with pytest.raises(AppendRefused) as refused:
        await ledger.append(project, submission("item/patient-8", event_id=used))
    assert refused.value.rule == "event_id_is_used_once"


async def test_command_without_events_and_with_too_many_is_refused(
    pool: asyncpg.Pool, project: str, submission: Submission
) -> None:
    ledger = Ledger(pool, Limits(group_events_max=10))
    for events in (0, 11):
        with pytest.raises(AppendRefused, match="1 to 10 fit"):
            await ledger.append(project, submission(events=events))
    assert isinstance(await ledger.append(project, submission(events=10)), Appended)
    await ledger.aclose()


async def test_recorded_at_rises_though_the_clock_goes_back(
    ledger: Ledger, project: str, pool: asyncpg.Pool, submission: Submission
) -> None:
    await ledger.append(project, submission())
    ahead = datetime.now(UTC).replace(microsecond=999_998) + timedelta(hours=1)
    await pool.execute(
        """
        INSERT INTO ledger.events
        SELECT project_id, 2, stream, 2, gen_random_uuid(), type, schema_version, occurred_at, $1,
               actor, command_id, causation_id, correlation_id, trace_id, body, leaf
        FROM ledger.events
        """,
        ahead,
    )
    outcome = await ledger.append(project, submission(version=2, events=3))
    assert isinstance(outcome, Appended)
    assert outcome.recorded_at == ahead + timedelta(microseconds=3)
    times = [event.recorded_at for event in await read_project(pool, project, after=0, limit=9)]
    assert times == sorted(set(times))


@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
async def test_older_snapshot_is_refused(
    isolation: str, project: str, database_url: str, submission: Submission
) -> None:
    settings = {"default_transaction_isolation": isolation}
    async with asyncpg.create_pool(database_url, min_size=1, server_settings=settings) as pool:
        ledger = Ledger(pool)
        with pytest.raises(LedgerFault, match=f"READ COMMITTED, not {isolation.upper()}"):
            await ledger.append(project, submission())
        await ledger.aclose()
