"""What is to be told to the outside, kept with the rows that it is about.

A message is written in the transaction of its page, so it is there exactly when the rows are. Only
the generation of answers writes any: what a rebuild folds it tells nobody. It tells one thing, when
it is done: that answers differ from what they were. Messages of a project are told in the order of
their positions, each at least once (`backend/delivery.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

import asyncpg
import msgspec

from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.projections.edition_versions import EditionRows
from labeltrail.projections.fold import PROJECT_SCOPE, Folded
from labeltrail.projections.progress import Progress

GROUND_TRUTH_CHANGED = "ground_truth_changed"
TERMS_APPLIED = "terms_applied"
"""Answers hold for a new policy or taxonomy from now on."""
ANSWERS_REBUILT = "answers_rebuilt"
"""A rebuild came to other rows than there were: any answer may have changed, past ones too."""

_SQL = load(__package__, "outbox.sql")


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """`scope` is a batch id, or empty for the whole project; `items` how many it is about."""

    project_id: str
    position: int
    kind: str
    scope: str
    items: int
    attempts: int = 0
    failure: str | None = None
    is_dead: bool = False
    written_at: datetime | None = None

    @property
    def key(self) -> str:
        """The same at every attempt, and no other message has it. ASCII: it travels in a header.

        Rows may be rebuilt at one position more than once.
        """
        parts = [self.project_id, str(self.position), self.kind, self.scope]
        if self.kind == ANSWERS_REBUILT and self.written_at is not None:
            parts.append(self.written_at.isoformat())
        return "/".join(quote(part, safe="") for part in parts)


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """
    messages      not told yet, nor given up
    given_up      told to nobody unless somebody asks for it
    oldest_at     when the oldest of `messages` was written
    oldest_seconds_ago  the same on the database's clock; 0 where there is none
    """

    messages: int
    given_up: int
    oldest_at: datetime | None
    oldest_seconds_ago: float


async def put(
    connection: Connection,
    claimed: Progress,
    later: Progress,
    folded: Folded,
    rows: EditionRows,
) -> None:
    """Keep what a page has to tell, inside its transaction."""
    if not claimed.is_current:
        return
    found = messages(claimed, later, folded, rows)
    if found:
        rows_of = [(one.position, one.kind, one.scope, one.items) for one in found]
        columns = [list(column) for column in zip(*rows_of, strict=True)]
        await connection.execute(_SQL.put, claimed.project_id, *columns)


async def put_rebuilt(connection: Connection, project_id: str, position: int) -> None:
    """Keep inside the change-over's transaction that answers are others now."""
    await connection.execute(_SQL.put_rebuilt, project_id, position, ANSWERS_REBUILT, PROJECT_SCOPE)


def messages(
    claimed: Progress, later: Progress, folded: Folded, rows: EditionRows
) -> list[Message]:
    """One for each scope whose items' ground truth changed, and one for new terms."""
    items: dict[str, set[str]] = {}
    positions: dict[str, int] = {}
    for truth in rows.truths:
        for scope in (PROJECT_SCOPE, *folded.kept.items[truth.item_id].batches):
            items.setdefault(scope, set()).add(truth.item_id)
            positions[scope] = max(positions.get(scope, 0), truth.position)
    found = [
        Message(
            project_id=claimed.project_id,
            position=positions[scope],
            kind=GROUND_TRUTH_CHANGED,
            scope=scope,
            items=len(changed),
        )
        for scope, changed in sorted(items.items())
    ]
    if later.terms().edition != claimed.terms().edition:
        applied = Message(
            project_id=claimed.project_id,
            position=later.position,
            kind=TERMS_APPLIED,
            scope=PROJECT_SCOPE,
            items=0,
        )
        found.append(applied)
    return found


async def want(pool: asyncpg.Pool, receiver: str) -> None:
    """From now on messages are kept for somebody."""
    await pool.execute(_SQL.want, receiver)


async def end(pool: asyncpg.Pool) -> None:
    """Forget what waits, and keep nothing more."""
    await pool.execute(_SQL.end)


async def take(pool: asyncpg.Pool, *, hold_for: timedelta) -> list[Message]:
    """The next message of each project that has one due; for so long nobody else takes it."""
    return [_message(row) for row in await pool.fetch(_SQL.take, hold_for)]


async def told(pool: asyncpg.Pool, one: Message) -> None:
    """Unless the same has become true again since: then it is told once more."""
    await pool.execute(_SQL.told, *_key(one), one.written_at)


async def failed(
    pool: asyncpg.Pool, one: Message, failure: str, again_in: timedelta | None
) -> None:
    """Try again after a while; None: never, unless somebody asks for it."""
    wait = again_in or timedelta(0)
    await pool.execute(_SQL.failed, *_key(one), wait, failure, again_in is None)


async def untold(pool: asyncpg.Pool, *, limit: int) -> list[Message]:
    """What failed, the given up first."""
    rows = await pool.fetch(_SQL.untold, limit)
    return [
        msgspec.structs.replace(_message(row), failure=row["failure"], is_dead=row["is_dead"])
        for row in rows
    ]


async def waiting(connection: Connection) -> Waiting:
    """How much is still to be told, and since when."""
    row = await connection.fetchrow(_SQL.waiting)
    assert row is not None
    return Waiting(
        messages=row["messages"],
        given_up=row["given_up"],
        oldest_at=row["oldest_at"],
        oldest_seconds_ago=row["oldest_seconds_ago"],
    )


async def retry(pool: asyncpg.Pool) -> int:
    """Try again what was given up; how many those are."""
    return int((await pool.execute(_SQL.retry)).split()[-1])


def _key(one: Message) -> tuple[str, int, str, str]:
    return (one.project_id, one.position, one.kind, one.scope)


def _message(row: asyncpg.Record) -> Message:
    return Message(
        project_id=row["project_id"],
        position=row["position"],
        kind=row["kind"],
        scope=row["scope"],
        items=row["items"],
        attempts=row["attempts"],
        written_at=row["written_at"],
    )
