"""How far each project's read model is, and who may move it on.

A worker claims a generation: it gets a lease that runs out by itself, and a fence number that no
other claim has. Every write names position and fence in the transaction of the rows, so a
worker that slept through its lease changes nothing when it wakes up.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import uuid4

import asyncpg
import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.ledger.errors import FAULTS, LedgerError
from labeltrail.events.ledger.read import Connection
from labeltrail.events.sql import load
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import attestation
from labeltrail.projections.schema import FOLD_VERSION
from labeltrail.projections.store import Generation
from labeltrail.projections.terms import Terms, terms_of

LEASE_SECONDS = 30.0

_SQL = load(__package__, "progress.sql")
_log = logging.getLogger(__name__)
_encode_rules = msgspec.msgpack.Encoder(order="sorted").encode
NO_RULES = _encode_rules(Rules())
"""What a generation at position 0 keeps as its rules."""
_rules_decoder = msgspec.msgpack.Decoder(Rules)


class LeaseLost(Exception):
    """Another worker took over, or the generation is gone: nothing was written."""


class Refold(msgspec.Struct, frozen=True, kw_only=True):
    """New terms on their way through all items: those up to `after` hold for them already.

    `position` is where they came into force.
    """

    policy_version: int
    taxonomy_version: int
    position: int
    after: ItemId = ItemId("")
    items: int = 0


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """The event that this code could not fold. The projection goes on when newer code can."""

    position: int
    reason: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """
    position          every event up to it is folded in
    rules             the project's rules at that position
    policy_version    what answers hold for; `rules` may know newer versions, being refolded
    taxonomy_version  the same for the taxonomy
    row_sum           over all row versions that hold under any terms (`attestation.py`)
    edition_sum       over those of the edition of answers
    refold_sum        over those of the edition being made
    fence             of the last claim
    folded_at         when a page was last written
    lease_seconds     how long a page may take before others may claim the project
    """

    project_id: str
    generation: int
    is_current: bool
    fold_version: int
    position: int
    rules: Rules
    policy_version: int
    taxonomy_version: int
    refold: Refold | None
    row_sum: bytes
    edition_sum: bytes
    refold_sum: bytes
    fence: int
    stopped: Stop | None
    folded_at: datetime
    lease_seconds: float = LEASE_SECONDS

    @property
    def rows(self) -> Generation:
        return Generation(self.project_id, self.generation)

    def terms(self) -> Terms:
        """The terms that answers hold under."""
        runs, standing = self.rules.inference.in_force, self.rules.standing.in_force
        if self._is_refolding_no_version:
            # A refold brings one thing that is new: here a recorded run, or who votes.
            is_standing = self.refold is not None and self.rules.standing.changed_votes_at(
                self.refold.position
            )
            runs, standing = runs - (not is_standing), standing - is_standing
        return terms_of(self.rules, self.policy_version, self.taxonomy_version, runs, standing)

    def refold_terms(self) -> Terms | None:
        """The terms that a refold is bringing."""
        if self.refold is None:
            return None
        return terms_of(
            self.rules,
            self.refold.policy_version,
            self.refold.taxonomy_version,
            self.rules.inference.in_force,
            self.rules.standing.in_force,
        )

    @property
    def _is_refolding_no_version(self) -> bool:
        """Whether a refold brings neither another policy nor another taxonomy."""
        return self.refold is not None and (
            (self.policy_version, self.taxonomy_version)
            == (self.refold.policy_version, self.refold.taxonomy_version)
        )

    @property
    def state_sha(self) -> str:
        """What the read model holds at the position, to be compared with another's."""
        edition = self.policy_version + self.taxonomy_version
        return attestation.state_sha(
            self.fold_version, self.position, edition, self.row_sum, self.edition_sum
        )


async def enrol(pool: asyncpg.Pool) -> None:
    """Make the progress of projects that have none."""
    await pool.execute(_SQL.enrol, FOLD_VERSION, NO_RULES)


async def current(connection: Connection, project_id: str) -> Progress | None:
    """None for a project that no projection has seen."""
    row = await connection.fetchrow(_SQL.current, project_id)
    return of_row(row) if row is not None else None


async def claim(
    pool: asyncpg.Pool, project_id: str, *, lease_seconds: float = LEASE_SECONDS
) -> Progress | None:
    """The lease of the current generation; None when somebody holds it."""
    lease = timedelta(seconds=lease_seconds)
    row = await pool.fetchrow(_SQL.claim, project_id, uuid4(), lease)
    if row is None:
        return None
    return msgspec.structs.replace(of_row(row), lease_seconds=lease_seconds)


async def advance(connection: Connection, former: Progress, later: Progress) -> None:
    """Move on inside the transaction that writes the rows. Raises LeaseLost."""
    refold = later.refold
    moved = await connection.fetchval(
        _SQL.advance,
        former.project_id,
        former.generation,
        former.position,
        former.fence,
        later.position,
        _encode_rules(later.rules) if later.rules is not former.rules else None,
        later.policy_version,
        later.taxonomy_version,
        refold.policy_version if refold else None,
        refold.taxonomy_version if refold else None,
        refold.position if refold else None,
        refold.after if refold else None,
        refold.items if refold else 0,
        later.row_sum,
        later.edition_sum,
        later.refold_sum,
        timedelta(seconds=former.lease_seconds),
        f"{1000 * former.lease_seconds:.0f}",
    )
    if moved is None:
        raise LeaseLost(f"generation {former.generation} of {former.project_id} moved on")


async def stop(pool: asyncpg.Pool, claimed: Progress, stopped: Stop) -> None:
    """Record why the projection cannot go on. Raises LeaseLost."""
    moved = await pool.fetchval(
        _SQL.stop,
        claimed.project_id,
        claimed.generation,
        claimed.position,
        claimed.fence,
        stopped.position,
        stopped.reason,
    )
    if moved is None:
        raise LeaseLost(f"generation {claimed.generation} of {claimed.project_id} moved on")


async def release(pool: asyncpg.Pool, claimed: Progress) -> None:
    """Let others claim at once."""
    await pool.execute(_SQL.release, claimed.project_id, claimed.generation, claimed.fence)


@contextlib.asynccontextmanager
async def renewing(pool: asyncpg.Pool, claimed: Progress) -> AsyncIterator[None]:
    """Hold a claim on meanwhile, beside work that may take longer than a lease.

    A claim that is lost nevertheless is found out by whoever writes next.
    """

    async def renew() -> None:
        lease = timedelta(seconds=claimed.lease_seconds)
        key = (claimed.project_id, claimed.generation, claimed.fence)
        is_ours = True
        while is_ours:
            await asyncio.sleep(claimed.lease_seconds / 3)
            try:
                is_ours = await pool.fetchval(_SQL.renew, *key, lease) is not None
            except (*FAULTS, LedgerError) as fault:
                _log.warning("a lease waits for the database: %s", fault)

    holding = asyncio.create_task(renew())
    try:
        yield
    finally:
        holding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await holding


def refold_of(row: asyncpg.Record) -> Refold | None:
    """The refold that a row of progress tells of."""
    if row["refold_policy_version"] is None:
        return None
    return Refold(
        policy_version=row["refold_policy_version"],
        taxonomy_version=row["refold_taxonomy_version"],
        position=row["refold_position"],
        after=ItemId(row["refold_after"]),
        items=row["refold_items"],
    )


def stop_of(row: asyncpg.Record) -> Stop | None:
    """The stop that a row of progress tells of."""
    if row["stopped_position"] is None:
        return None
    return Stop(position=row["stopped_position"], reason=row["stopped_reason"])


def of_row(row: asyncpg.Record) -> Progress:
    """The progress that a row with all its columns tells of."""
    return Progress(
        project_id=row["project_id"],
        generation=row["generation"],
        is_current=row["is_current"],
        fold_version=row["fold_version"],
        position=row["position"],
        rules=_rules_decoder.decode(row["rules"]),
        policy_version=row["policy_version"],
        taxonomy_version=row["taxonomy_version"],
        refold=refold_of(row),
        row_sum=row["row_sum"],
        edition_sum=row["edition_sum"],
        refold_sum=row["refold_sum"],
        fence=row["fence"],
        stopped=stop_of(row),
        folded_at=row["folded_at"],
    )
