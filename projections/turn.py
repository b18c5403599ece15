"""One worker's turn at one project: claim it, fold pages, give it back.

An event that cannot be folded is found by halving the page, so that all before it is folded. It is
tried a few times, later each time, unless what is wrong is plainly what it says: that stays so.
Then its stream is parked and the others go on (`parking.py`); where it may not be, the projection
stops there, loudly: position and reason are kept with the progress.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection

import asyncpg
import msgspec
from opentelemetry import trace

from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.ledger.errors import FAULTS, LedgerError
from labeltrail.projections import parking, progress
from labeltrail.projections.page import PageLimits, fold_page
from labeltrail.projections.parking import reason_of
from labeltrail.projections.progress import LeaseLost, Progress, Stop
from labeltrail.projections.recent import Recent
from labeltrail.projections.schema import FOLD_VERSION

PASSING = (*FAULTS, LedgerError)
"""Faults of the database or the way to it: to be tried again, nothing of the event."""
OF_THE_EVENT = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
    UnicodeError,
)
OF_ITS_CONTENT = (
    msgspec.MsgspecError,
    UnknownEventType,
    UnicodeError,
    asyncpg.DataError,
    asyncpg.ProgramLimitExceededError,
)
"""Bodies that cannot be decoded or stored: another attempt would read the same bytes."""
ATTEMPTS_MAX = 3
RETRY_SECONDS = 0.25
"""Before the second attempt, and twice as long before each later one: below a second in all."""

NO_LIMITS = PageLimits()

_log = logging.getLogger(__name__)
_tracer = trace.get_tracer("labeltrail.projections")


class CaughtUp(msgspec.Struct, frozen=True):
    """There was nothing more to fold."""

    progress: Progress


class Paused(msgspec.Struct, frozen=True):
    """The turn is over; there may be more."""

    progress: Progress


class Stopped(msgspec.Struct, frozen=True):
    """The next event cannot be folded by this code."""

    progress: Progress
    stop: Stop


class Busy(msgspec.Struct, frozen=True):
    """Another worker has the project, or code of another version keeps it."""


Outcome = CaughtUp | Paused | Stopped | Busy


async def take_turn(
    pool: asyncpg.Pool,
    project_id: str,
    *,
    limits: PageLimits = NO_LIMITS,
    pages_max: int | None = None,
    lease_seconds: float = progress.LEASE_SECONDS,
    is_ending: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Fold what the project's current generation lacks. Raises the faults in `PASSING`."""
    claimed = await progress.claim(pool, project_id, lease_seconds=lease_seconds)
    if claimed is None:
        return Busy()
    try:
        if claimed.fold_version != FOLD_VERSION:
            return Busy()
        return await fold_pages(
            pool, claimed, limits=limits, pages_max=pages_max, is_ending=is_ending
        )
    except LeaseLost:
        return Busy()
    finally:
        with contextlib.suppress(*PASSING):  # it runs out by itself
            await progress.release(pool, claimed)


async def fold_pages(
    pool: asyncpg.Pool,
    claimed: Progress,
    *,
    limits: PageLimits = NO_LIMITS,
    up_to: int | None = None,
    pages_max: int | None = None,
    is_ending: Callable[[], bool] = lambda: False,
) -> CaughtUp | Paused | Stopped:
    """Fold a claimed generation on. Raises LeaseLost and the faults in `PASSING`."""
    pages, events_max = 0, limits.events_max
    parked = {one.stream.stream for one in await parking.parked(pool, claimed.rows)}
    poison: Exception | None = None
    attempts, recent = 1, Recent()
    while (pages_max is None or pages < pages_max) and not is_ending():
        allowed = msgspec.structs.replace(limits, events_max=events_max)
        last = claimed.position if poison is not None else up_to
        try:
            later = await _traced_page(pool, claimed, allowed, last, parked, recent)
        except LeaseLost:
            raise
        except Exception as fault:
            recent.forget()
            if isinstance(fault, PASSING) and not isinstance(fault, OF_THE_EVENT):
                raise
            if events_max > 1:
                events_max //= 2
            elif poison is not None:
                return await _stop(pool, claimed, fault)
            elif attempts < ATTEMPTS_MAX and not isinstance(fault, OF_ITS_CONTENT):
                await _pause(claimed, attempts, fault)
                attempts += 1
            else:
                poison = fault  # a refold under way still goes to its end
            continue
        if later is claimed:
            if poison is None:
                return CaughtUp(claimed)
            stream = await parking.park_next(pool, claimed, parked, poison)
            if stream is None:
                return await _stop(pool, claimed, poison)
            parked.add(stream)
            poison, attempts = None, 1
            continue
        claimed, pages, attempts = later, pages + 1, 1
        events_max = min(limits.events_max, 2 * events_max)
    return Paused(claimed)


async def _pause(claimed: Progress, attempts: int, fault: Exception) -> None:
    """Before the next attempt; well within the lease."""
    _log.warning(
        "position %s of project %s could not be folded at attempt %s and is tried again: %s",
        claimed.position + 1,
        claimed.project_id,
        attempts,
        reason_of(fault),
    )
    await asyncio.sleep(min(RETRY_SECONDS * 2.0 ** (attempts - 1), claimed.lease_seconds / 10))


async def _traced_page(
    pool: asyncpg.Pool,
    claimed: Progress,
    limits: PageLimits,
    up_to: int | None,
    parked: Collection[str],
    recent: Recent,
) -> Progress:
    attributes = {"labeltrail.project": claimed.project_id}
    with _tracer.start_as_current_span("projection page", attributes=attributes) as span:
        later = await fold_page(pool, claimed, limits, up_to=up_to, skipped=parked, recent=recent)
        span.set_attribute("labeltrail.position", later.position)
        span.set_attribute("labeltrail.events", later.position - claimed.position)
        return later


async def _stop(pool: asyncpg.Pool, claimed: Progress, fault: Exception) -> Stopped:
    reason = reason_of(fault)
    stop = Stop(position=claimed.position + 1, reason=reason)
    await progress.stop(pool, claimed, stop)
    _log.error(
        "project %s cannot be folded beyond position %s: %s",
        claimed.project_id,
        claimed.position,
        reason,
        exc_info=fault,
    )
    return Stopped(claimed, stop)
