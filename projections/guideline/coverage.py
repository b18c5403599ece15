"""How much went by each revision and clause: labels, reviews, resolutions and adjudications.

Counted in the ledger itself, as of any position. A label counts as it stands there, under the
revision and with the clauses of its last answers, unless it was retracted; what others decided
counts as it was decided.
"""

from __future__ import annotations

import asyncpg
import msgspec

from labeltrail.events.sql import load
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.errors import LedgerTooLong
from labeltrail.projections.guideline.life import life
from labeltrail.projections.snapshot import snapshot

EVENTS_MAX = 2_000_000
"""Of a ledger that is counted when somebody asks."""

_SQL = load(__package__, "coverage.sql")


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """So many decisions of each kind."""

    labels: int = 0
    reviews: int = 0
    resolutions: int = 0
    adjudications: int = 0

    @property
    def decisions(self) -> int:
        return self.labels + self.reviews + self.resolutions + self.adjudications


class ClauseCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """Of one clause of a revision, those that cite it."""

    number: str
    title: str
    cited: Cited


class RevisionCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """`made` under the revision, whether they cite a clause or not; every clause, in order."""

    revision: int
    is_published: bool
    made: Cited
    clauses: tuple[ClauseCoverage, ...]


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """`before` any guideline was in force; `revisions` by number, drafts among them."""

    holds_for: HoldsFor
    before: Cited
    revisions: tuple[RevisionCoverage, ...]


_FIELDS = {
    "label": "labels",
    "review": "reviews",
    "resolution": "resolutions",
    "adjudication": "adjudications",
}


async def coverage(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    position: int | None = None,
    events_max: int = EVENTS_MAX,
) -> Coverage:
    """Raises ReadError."""
    async with snapshot(pool, project_id, position=position) as view:
        if view.position > events_max:
            raise LedgerTooLong(view.position, events_max)
        known = await life(view.connection, project_id, view.position)
        rows = await view.connection.fetch(_SQL.cited, project_id, view.position)
    counted: dict[tuple[int, str | None], dict[str, int]] = {}
    for row in rows:
        of_one = counted.setdefault((row["revision"], row["clause"]), {})
        of_one[_FIELDS[row["act"]]] = row["decisions"]

    def cited(revision: int, clause: str | None = None) -> Cited:
        return Cited(**counted.get((revision, clause), {}))

    return Coverage(
        holds_for=view.holds_for,
        before=cited(0),
        revisions=tuple(
            RevisionCoverage(
                revision=one.number,
                is_published=one.published_position is not None,
                made=cited(one.number),
                clauses=tuple(
                    ClauseCoverage(
                        number=clause.number,
                        title=clause.title,
                        cited=cited(one.number, clause.number),
                    )
                    for clause in one.clauses
                ),
            )
            for one in known.revisions
        ),
    )
