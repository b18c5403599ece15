"""Erasing what a person wrote: key and words go in one transaction, and that it was so stays.

Guarantees: afterwards nothing in the database gives the words back, whoever writes at the same
time; a second run finds nothing to do. The record names who asked, when, on which ground, and
which texts went: never what they said. Labels, reviews and all that was decided are no words and
stay, so no answer changes.

Backups made before, the server's write-ahead log and pages not yet vacuumed hold key and words for
a while longer. Where the instance has a key of its own (`ciphers.Keyring`), giving it a new one and
destroying the former makes all of those unreadable at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import asyncpg
import msgspec

from labeltrail.events import sql
from labeltrail.events.identifiers import MemberId, ProjectId, TenantId

ORPHAN_AGE_MIN = timedelta(hours=1)
"""Younger words may belong to a command that is being carried out."""
EVER = datetime.min.replace(tzinfo=UTC)
TENANTS_NAMED_MAX = 5
SWEPT_TEXTS_MAX = 5_000
"""So many are looked at in one transaction."""

_SQL = sql.load(__package__, "erasure.sql")


class Ground(StrEnum):
    """Why somebody is erased. A list, since free text would hold the next personal data."""

    REQUESTED = "requested"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    NO_LONGER_NEEDED = "no-longer-needed"
    UNLAWFUL = "unlawful"


class TextCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many texts of a kind (question, rationale, note) a project holds of somebody."""

    project_id: ProjectId
    kind: str
    texts: int


class Holdings(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a person: their key, since when, and their texts."""

    has_key: bool
    known_since: datetime | None
    texts: tuple[TextCount, ...]
    erased_at: datetime | None
    """Their last erasure before, if there was one."""


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """What was done. `erasure_id` is None when there was nothing to erase."""

    erasure_id: UUID | None
    erased_at: datetime | None
    texts: tuple[TextCount, ...]


async def holdings(pool: asyncpg.Pool, tenant: TenantId, person: MemberId) -> Holdings:
    """What an erasure would take away now."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        known_since = await connection.fetchval(_SQL.known_since, tenant, person)
        rows = await connection.fetch(_SQL.held, tenant, person)
        erased_at = await connection.fetchval(_SQL.last_erasure, tenant, person)
    return Holdings(
        has_key=known_since is not None,
        known_since=known_since,
        texts=_counts(rows),
        erased_at=erased_at,
    )


async def tenants(pool: asyncpg.Pool, person: MemberId) -> list[str]:
    """Some of the tenants in which somebody of this id wrote something that is kept."""
    rows = await pool.fetch(_SQL.tenants, person, TENANTS_NAMED_MAX)
    return [row["tenant_id"] for row in rows]


async def erase(
    pool: asyncpg.Pool,
    tenant: TenantId,
    person: MemberId,
    *,
    ground: Ground,
    requested_by: str,
) -> Erasure:
    """Destroy the person's key and words, and record that."""
    async with pool.acquire() as connection, connection.transaction():
        # From here on nobody keeps words under the key, and who did so before has committed.
        key_id = await connection.fetchval(_SQL.lock_key, tenant, person)
        if key_id is None:
            return Erasure(erasure_id=None, erased_at=None, texts=())
        recorded = await connection.fetchrow(_SQL.record, tenant, person, ground, requested_by)
        assert recorded is not None  # an INSERT returns its row
        await connection.execute(_SQL.erase_texts, key_id, recorded["erasure_id"])
        await connection.execute(_SQL.destroy_key, key_id)
        rows = await connection.fetch(_SQL.erased, recorded["erasure_id"])
    return Erasure(
        erasure_id=recorded["erasure_id"], erased_at=recorded["erased_at"], texts=_counts(rows)
    )


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """How many texts went, and from which moment on the next sweep need look."""

    texts: int
    looked_until: datetime


async def sweep(
    pool: asyncpg.Pool,
    *,
    age_min: timedelta = ORPHAN_AGE_MIN,
    since: datetime = EVER,
    texts_max: int = SWEPT_TEXTS_MAX,
) -> Swept:
    """Delete words, written since a moment, that no event refers to.

    A process that is killed between keeping words and recording their event leaves them; when
    its command is sent again, it brings them again.
    """
    started_at: datetime = await pool.fetchval(_SQL.now)
    swept, after = 0, (ProjectId(""), UUID(int=0))
    while True:
        row = await pool.fetchrow(_SQL.sweep, *after, texts_max, age_min, since)
        assert row is not None  # sums over no rows are a row
        swept += row["swept"]
        if row["looked_at"] < texts_max:
            return Swept(texts=swept, looked_until=started_at - age_min)
        after = (row["last_project"], row["last_text"])


def _counts(rows: Sequence[asyncpg.Record]) -> tuple[TextCount, ...]:
    return tuple(
        TextCount(project_id=row["project_id"], kind=row["kind"], texts=row["texts"])
        for row in rows
    )
