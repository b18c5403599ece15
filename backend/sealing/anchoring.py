"""Brings checkpoints to the anchors, again and again until they are there. Appends never wait.

Where the file was left off is read from the file itself; the command is given the last checkpoint
of every project once after the start, since nobody else knows what it has taken.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import asyncpg

from labeltrail.backend.sealing.anchor_command import AnchorFailed, give
from labeltrail.backend.sealing.anchor_file import AnchorFile
from labeltrail.events.ledger.checkpoints import Standing, checkpoints, latest
from labeltrail.events.ledger.epochs import published

CHECKPOINTS_PER_WRITE = 1_000
FILE, COMMAND = "anchor file", "anchor command"

_log = logging.getLogger(__name__)


class Anchoring:
    """The anchors of one process. `faults` holds what keeps one of them from being up to date."""

    def __init__(self, pool: asyncpg.Pool, file: AnchorFile | None, command: str | None) -> None:
        self._pool = pool
        self._file = file
        self._command = command
        self._written: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {}
        self._given: dict[str, tuple[int, int]] = {}
        self.faults: dict[str, str] = {}

    async def publish(self, standings: Iterable[Standing]) -> None:
        """Bring what is sealed to every anchor; what fails is told and left for the next time."""
        sealed = [one for one in standings if one.sealed_size]
        try:
            for one in sealed:
                await self._write(one)
            self._mended(FILE)
        except OSError as error:
            self._failed(FILE, str(error))
        try:
            for one in sealed:
                await self._give(one)
            self._mended(COMMAND)
        except (AnchorFailed, OSError) as error:
            self._failed(COMMAND, str(error))

    async def _write(self, one: Standing) -> None:
        file, point = self._file, (one.epoch, one.sealed_size)
        if file is None or (after := file.reached(one.project_id)) >= point:
            return
        if self._written.get(one.project_id) == (point, after):
            return  # what is missing was sealed under another origin
        while page := await checkpoints(
            self._pool, one.project_id, after=after, limit=CHECKPOINTS_PER_WRITE
        ):
            await asyncio.to_thread(file.append, [published(each.note) for each in page])
            after = (page[-1].epoch, page[-1].tree_size)
        self._written[one.project_id] = (point, file.reached(one.project_id))

    async def _give(self, one: Standing) -> None:
        point = (one.epoch, one.sealed_size)
        if self._command is None or self._given.get(one.project_id) == point:
            return
        checkpoint = await latest(self._pool, one.project_id)
        if checkpoint is not None:
            await give(self._command, checkpoint.note)
            self._given[one.project_id] = (checkpoint.epoch, checkpoint.tree_size)

    def _failed(self, anchor: str, reason: str) -> None:
        if self.faults.get(anchor) != reason:
            _log.warning("the %s is behind and will be tried again: %s", anchor, reason)
        self.faults[anchor] = reason

    def _mended(self, anchor: str) -> None:
        if self.faults.pop(anchor, None) is not None:
            _log.warning("the %s is up to date again", anchor)
