"""The first pass of a rebuild in parts, each in a process: the items are split among them.

Events of batches and rules go to every part. What comes out is what folding page by page gives,
to the byte: the digests of `rebuild.py` and the attestation are the same for any number of parts.
An event that has to be parked is left to folding page by page, so there is no first pass then.
"""

from __future__ import annotations

import asyncio
import logging
import math
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import asyncpg
import msgspec

from labeltrail.events.sql import load
from labeltrail.projections import attestation, progress
from labeltrail.projections.bulk import CHANGES, EDITIONS, STAMPS, insert
from labeltrail.projections.part import PartEnd
from labeltrail.projections.part_rows import Job, Unfoldable, fold_part
from labeltrail.projections.progress import Progress
from labeltrail.projections.together import joint_changes, stamp_rows

ITEMS_OF_A_PART_MAX = 50_000
"""About so many items are kept in memory by each process at a time."""
PARTS_MAX = 4_096

OnProgress = Callable[[int, int], None]
"""Called with the position reached and the position aimed at."""

_SQL = load(__package__, "parallel.sql")
_log = logging.getLogger(__name__)


class Processes(msgspec.Struct, frozen=True, kw_only=True):
    """How many, and where they find the database."""

    number: int
    database_url: str


async def first_pass(
    pool: asyncpg.Pool,
    built: Progress,
    former: Progress,
    processes: Processes,
    on_progress: OnProgress = lambda _reached, _aim: None,
) -> Progress | None:
    """An empty generation filled up to where the former one is; None when it cannot be in parts.

    Raises LeaseLost and the faults of a database.
    """
    items = await pool.fetchval(_SQL.number_of_items, former.project_id, former.generation)
    parts = max(processes.number, math.ceil(items / ITEMS_OF_A_PART_MAX))
    job = Job(
        database_url=processes.database_url,
        project_id=built.project_id,
        generation=built.generation,
        fence=built.fence,
        number=0,
        parts=min(parts, PARTS_MAX),
        up_to=former.position,
    )
    async with progress.renewing(pool, built):
        ends = await _ends(job, processes.number, on_progress)
    if ends is None:
        return None
    return await _put_together(pool, built, job, ends)


async def _ends(job: Job, processes: int, on_progress: OnProgress) -> list[PartEnd] | None:
    loop = asyncio.get_running_loop()
    executor = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
    try:
        jobs = [msgspec.structs.replace(job, number=number) for number in range(job.parts)]
        waiting = [loop.run_in_executor(executor, fold_part, one) for one in jobs]
        ends: list[PartEnd] = []
        for count, ended in enumerate(waiting, start=1):
            found = await ended
            if isinstance(found, Unfoldable):
                _log.warning("project %s is rebuilt page by page: %s", job.project_id, found.reason)
                return None
            ends.append(found)
            on_progress(job.up_to * count // job.parts, job.up_to)
        return ends
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


async def _put_together(
    pool: asyncpg.Pool, built: Progress, job: Job, ends: list[PartEnd]
) -> Progress:
    """Write what the parts say together; with the progress in one transaction."""
    rules = ends[0].rules
    later = msgspec.structs.replace(
        built,
        position=job.up_to,
        rules=rules,
        policy_version=rules.policy.in_force,
        taxonomy_version=rules.taxonomy.in_force,
        row_sum=attestation.together(one.row_sum for one in ends),
        edition_sum=attestation.together(one.edition_sum for one in ends),
    )
    stamps = await asyncio.to_thread(lambda: list(stamp_rows(ends)))
    async with pool.acquire() as connection, connection.transaction():
        await progress.advance(connection, built, later)
        await insert(connection, built.rows, "editions", EDITIONS, ends[0].editions)
        await insert(connection, built.rows, "tally_changes", CHANGES, joint_changes(ends))
        await insert(connection, built.rows, "tallies", STAMPS, stamps)
    return later
