"""Watches whether the ledger still is the one that was published, and stops it where it is not.

What was published is the furthest checkpoint in the anchor file and, while the process lives,
the furthest that it sealed itself: so a database that is set back under a running server is found
too. Where it was set back before, every anchored checkpoint is compared that the fork leaves in
force. Notes in the file that no known key has signed are told and not believed.
"""

from __future__ import annotations

import asyncio
import logging

import asyncpg

from labeltrail.backend.sealing.anchor_file import AnchorFile
from labeltrail.events.ledger.binding import is_signed, keys_in_use, trust
from labeltrail.events.ledger.checkpoints import SealedCheckpoint, Standing, signing_keys
from labeltrail.events.ledger.epochs import Published, misfit, published, stop

_log = logging.getLogger(__name__)


class Watch:
    """Of one database by one process."""

    def __init__(self, pool: asyncpg.Pool, file: AnchorFile | None) -> None:
        self._pool = pool
        self._file = file
        self._known: dict[str, Published] = {}
        self._compared: dict[str, int] = {}

    async def refresh(self, own_key: bytes | None) -> None:
        """Take in what the file says by now; the own key is trusted beside those recorded.

        Raises OSError.
        """
        if self._file is None:
            return
        await asyncio.to_thread(self._file.refresh)
        fresh = [one for one in self._file.largest() if self._is_further(one)]
        if not fresh:
            return
        trusted = set(keys_in_use(await signing_keys(self._pool)))
        if own_key is not None:
            trusted.add(own_key)
        for one in fresh:
            if is_signed(one.note, trusted):
                self._known[one.origin.project_id] = one
            else:
                await asyncio.to_thread(self._file.doubt, one)
                _log.warning(
                    "the anchor file has a checkpoint of %s that no known key has signed",
                    one.origin,
                )

    def sealed(self, checkpoint: SealedCheckpoint) -> None:
        """Remember what this process has sealed."""
        found = published(checkpoint.note)
        if self._is_further(found):
            self._known[checkpoint.project_id] = found

    async def check_all(self) -> None:
        """Stop every project that does not fit what was published of it."""
        for project_id in list(self._known):
            await self.fits(project_id)

    async def fits_by_size(self, standing: Standing) -> bool:
        """As `fits`, but roots are compared only where size or epoch is not as expected."""
        found = self._known.get(standing.project_id)
        if found is None or (found.origin.epoch == standing.epoch and found.size <= standing.head):
            return True
        return await self.fits(standing.project_id)

    async def fits(self, project_id: str) -> bool:
        """Whether the project is what was published; when it is not, it takes no more appends."""
        found = self._known.get(project_id)
        if found is None:
            return True
        for one in [found, *await self._earlier(project_id)]:
            reason = await misfit(self._pool, one)
            if reason is not None:
                await self.stop(project_id, reason, one.note)
                return False
        return True

    async def _earlier(self, project_id: str) -> list[Published]:
        """What was anchored before the last fork: to be compared by each process once."""
        if self._file is None:
            return []
        trusted = await trust(self._pool, project_id)
        last = max(trusted.forks, default=1)
        if self._compared.get(project_id, 1) >= last:
            return []
        history = await asyncio.to_thread(self._file.history, project_id)
        self._compared[project_id] = last
        earlier = (one for one in history if one.origin.epoch < last)
        return [one for one in earlier if is_signed(one.note, trusted.keys)]

    async def stop(self, project_id: str, reason: str, published_note: str | None) -> None:
        if await stop(self._pool, project_id, reason, published_note):
            _log.critical(
                "project %s takes no more appends: %s; restore the newest backup, "
                "or `labeltrail audit resume`",
                project_id,
                reason,
            )

    async def history(self, project_id: str) -> list[Published]:
        """Every published checkpoint of a project that is known."""
        known = self._known.get(project_id)
        kept = [] if known is None else [known]
        if self._file is None:
            return kept
        return kept + await asyncio.to_thread(self._file.history, project_id)

    async def reached(self, project_id: str) -> tuple[int, int] | None:
        """The furthest epoch and size in the file; None without a file."""
        if self._file is None:
            return None
        await asyncio.to_thread(self._file.refresh)
        return self._file.reached(project_id)

    def _is_further(self, one: Published) -> bool:
        known = self._known.get(one.origin.project_id)
        if known is None:
            return True
        return (known.origin.epoch, known.size) < (one.origin.epoch, one.size)
