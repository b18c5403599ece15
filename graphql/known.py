"""Projects' rules as requests see them: never older than the request, folded once a change.

Roles decide what may be read, so each request compares the versions of the four rule streams,
four index look-ups, and reads the streams themselves only when one has moved.
"""

import asyncio
from collections import OrderedDict

import asyncpg
import msgspec

from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import ProjectId
from labeltrail.events.sql import load
from labeltrail.events.streams import rules
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.answers import HoldsFor

PROJECTS_MAX = 1_000
RECENT_SECONDS = 1.0

_SQL = load(__file__, "rules.sql")


class _Kept(msgspec.Struct):
    rules: Rules
    checked_at: float


class KnownRules:
    """Belongs to one process; every answer is checked against the database."""

    def __init__(self, pool: asyncpg.Pool, executor: Executor) -> None:
        self._pool = pool
        self._executor = executor
        self._kept: OrderedDict[ProjectId, _Kept] = OrderedDict()

    async def now(self, project_id: ProjectId) -> Rules:
        """The rules as they stand; those of a project that does not exist are empty."""
        started = asyncio.get_running_loop().time()
        kept = self._kept.get(project_id)
        if kept is not None:
            rows = await self._pool.fetch(_SQL.versions, project_id, rules.STREAMS)
            found = {**Rules().versions, **{row["stream"]: row["version"] for row in rows}}
            if found == kept.rules.versions:
                kept.checked_at = started
                return kept.rules
        folded = await self._executor.rules(project_id)
        if folded.project.title is not None:
            self._kept[project_id] = _Kept(folded, started)
            self._kept.move_to_end(project_id)
            if len(self._kept) > PROJECTS_MAX:
                self._kept.popitem(last=False)
        return folded

    async def standing(self, project_id: ProjectId, seen: Rules) -> HoldsFor:
        """Up to where rules that were seen as they stood have stood."""
        (row,) = await self._pool.fetch(
            _SQL.standing, project_id, list(seen.versions), list(seen.versions.values())
        )
        return HoldsFor(
            project_id=project_id,
            position=row["position"],
            recorded_at=row["recorded_at"],
            taxonomy_version=seen.taxonomy.in_force,
            guideline_revision=seen.guideline.in_force,
            policy_version=seen.policy.in_force,
            inference_version=seen.inference.in_force,
            standing_version=seen.standing.in_force,
        )

    async def recent(self, project_id: ProjectId) -> Rules:
        """The rules at most a second ago: for what an answer shows of one's own act."""
        kept = self._kept.get(project_id)
        if kept is not None:
            age = asyncio.get_running_loop().time() - kept.checked_at
            if age < RECENT_SECONDS:
                return kept.rules
        return await self.now(project_id)
