"""What a process remembers of open work, and how it is read anew: never older than a moment."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, MemberId, ProjectId
from labeltrail.events.sql import load
from labeltrail.events.streams.item.seats import Wanting
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.work import WorkTaken
from labeltrail.projections import progress
from labeltrail.projections.progress import Progress
from labeltrail.projections.work.answers import Claim, Idle, Nothing, nothing
from labeltrail.projections.work.candidates import Candidate, Candidates

WINDOW_ITEMS = 2_000
"""Open items of a project, or of a batch, that a process knows at a time."""
OWN_ITEMS = 50
"""And beyond those, for one annotator who has been through them."""
WINDOWS_MAX = 1_000
FRESH_SECONDS = 1.0
"""So old a view may be before it is read anew for a claim."""
RELOAD_SECONDS_MIN = 0.1
GOLD_TRIES = 3

_SQL = load(__package__, "rows.sql")


class Shift(msgspec.Struct, kw_only=True):
    """One claim on its way."""

    claim: Claim
    rules: Rules
    wanting: Wanting
    last: WorkTaken | None = None
    passed: set[ItemId] = msgspec.field(default_factory=set)

    @property
    def annotator(self) -> MemberId:
        return self.claim.act.person

    @property
    def number(self) -> int:
        return self.last.number + 1 if self.last is not None else 1


class Window:
    """What a desk remembers of one scope: of all, or beyond that for one annotator."""

    def __init__(self, annotator: MemberId | None) -> None:
        self.annotator = annotator
        self.candidates = Candidates()
        self.lock = asyncio.Lock()


class Windows:
    """Those of one process."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._kept: OrderedDict[tuple[ProjectId, BatchId | None, MemberId | None], Window] = (
            OrderedDict()
        )

    async def gold(self, shift: Shift) -> list[ItemId]:
        """Gold for the annotator, what fewest have seen first."""
        shown = await progress.current(self._pool, shift.claim.project_id)
        if shown is None:
            return []
        rows = await self._pool.fetch(
            _SQL.gold, *_key(shown), shift.annotator, shift.claim.batch_id, GOLD_TRIES
        )
        return [row["item_id"] for row in rows]

    async def further(self, shift: Shift, window: Window) -> Window | Nothing:
        """A newer view, or one of this annotator's own; or nothing, and why."""
        if await self._read_anew(shift, window):
            return window
        if not window.candidates.is_all and window.annotator is None:
            own = await self.window(shift, shift.annotator)
            if own.candidates.pick(shift.annotator, 0, shift.passed) is not None:
                return own
            if await self._read_anew(shift, own):
                return own
            window = own
        return await self._nothing(shift, window)

    async def _nothing(self, shift: Shift, window: Window) -> Window | Nothing:
        """Why there is nothing; or the window anew, if it was read just before rows moved on."""
        shown = await progress.current(self._pool, shift.claim.project_id)
        position = shown.position if shown is not None else 0
        if shown is not None and position > window.candidates.position:
            await asyncio.sleep(RELOAD_SECONDS_MIN)
            await self._reload(shift, window)
            return window
        if shown is None or shown.policy_version < max(
            shift.rules.policy.in_force, shown.rules.policy.in_force
        ):
            message = "the newest policy is being applied; ask again in a moment"
            return nothing(Idle.CATCHING_UP, message, position=position)
        is_any = await self._pool.fetchval(_SQL.is_any, *_key(shown), shift.claim.batch_id)
        if is_any:
            message = "what is open is for others, or held by them; ask again later"
            return nothing(Idle.WAITING_FOR_OTHERS, message, position=position)
        message = "no item wants another annotator"
        return nothing(Idle.ALL_DONE, message, position=position)

    async def window(self, shift: Shift, annotator: MemberId | None) -> Window:
        """What is known of a scope, not older than a moment."""
        key = (shift.claim.project_id, shift.claim.batch_id, annotator)
        window = self._kept.get(key)
        if window is None:
            window = self._kept[key] = Window(annotator)
            if len(self._kept) > WINDOWS_MAX:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        if asyncio.get_running_loop().time() - window.candidates.loaded_at > FRESH_SECONDS:
            await self._reload(shift, window)
        return window

    async def _read_anew(self, shift: Shift, window: Window) -> bool:
        """Whether a newer view was had."""
        loop = asyncio.get_running_loop()
        if loop.time() - window.candidates.loaded_at < RELOAD_SECONDS_MIN:
            return False
        former = window.candidates.position
        await self._reload(shift, window)
        return window.candidates.position > former

    async def _reload(self, shift: Shift, window: Window) -> None:
        """Once for all who wait for it."""
        asked_at = asyncio.get_running_loop().time()
        async with window.lock:
            if window.candidates.loaded_at >= asked_at:
                return
            shown = await progress.current(self._pool, shift.claim.project_id)
            if shown is not None:
                await self._fill(shift, window, shown)

    async def _fill(self, shift: Shift, window: Window, shown: Progress) -> None:
        at = asyncio.get_running_loop().time()
        key = _key(shown)
        batch_id, annotator = shift.claim.batch_id, window.annotator
        limit = WINDOW_ITEMS if annotator is None else OWN_ITEMS
        rows = await self._pool.fetch(_SQL.open, *key, False, batch_id, annotator, limit)
        lapsed = await self._pool.fetch(_SQL.lapsed, *key, shift.claim.act.now, batch_id, limit)
        found = [*_candidates(rows), *_candidates(lapsed, is_lapsed=True)]
        window.candidates.load(found, position=shown.position, at=at, is_all=len(rows) < limit)


def _key(shown: Progress) -> tuple[str, int, int]:
    """Project, generation and edition of the rows that answers come from."""
    return shown.project_id, shown.generation, shown.terms().edition


def _candidates(rows: Iterable[asyncpg.Record], *, is_lapsed: bool = False) -> Iterable[Candidate]:
    """Whoever held by a lease that ran out may get the item again."""
    for row in rows:
        yield Candidate(
            item_id=row["item_id"],
            position=row["from_position"],
            free=row["free"],
            priority=row["priority"],
            done_by=set(row["done_by"]),
            held_by=set() if is_lapsed else set(row["held_by"]),
            returned_by=set(row["returned_by"]),
        )
