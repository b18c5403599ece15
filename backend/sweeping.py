"""Words that a killed process left without an event do not stay: a server sweeps them by itself.

Several servers may sweep at once; each deletes what the others have not. A fault is logged and
the next turn tries again: no answer depends on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging

import asyncpg

from labeltrail.events.directory import erasure

SWEEP_EVERY_SECONDS = 900.0

_log = logging.getLogger(__name__)


class Sweeper:
    """Sweeps all when it starts, and from time to time what has grown old since."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._looked_until = erasure.EVER

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        while not stop.is_set():
            await self._sweep()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SWEEP_EVERY_SECONDS)

    async def _sweep(self) -> None:
        try:
            swept = await erasure.sweep(self._pool, since=self._looked_until)
        except Exception:
            _log.warning("words without an event could not be swept", exc_info=True)
            return
        self._looked_until = swept.looked_until
        if swept.texts:
            _log.info("swept %d texts that no event refers to", swept.texts)
