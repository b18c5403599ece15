"""Seals every project in time, beside whoever appends: every few seconds, or after many events.

Guarantees: what is sealed fits what was published before, or the project takes no more appends.
A fault of the database, of the key or of an anchor is told, seen in `status` and waited out;
nothing here ever makes an append wait. Many processes may seal one database.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator

import asyncpg
import msgspec
from opentelemetry import metrics

from labeltrail.backend.sealing.anchor_file import AnchorFile
from labeltrail.backend.sealing.anchoring import Anchoring
from labeltrail.backend.sealing.signing_key import (
    public_key_of,
    signing_key,
    signing_key_file,
)
from labeltrail.backend.sealing.watch import Watch
from labeltrail.backend.settings import Settings, SettingsError, variable
from labeltrail.events.ledger.checkpoints import (
    Epoch,
    SealedCheckpoint,
    Standing,
    every_standing,
)
from labeltrail.events.ledger.epochs import resume
from labeltrail.events.ledger.errors import (
    FAULTS,
    AppendRefused,
    LedgerError,
    LedgerFault,
    LedgerNotMigrated,
)
from labeltrail.events.ledger.seal import SealRefused, TreeChanged, record_key, seal

BACK_OFF_SECONDS_MAX = 30.0
LOOK_SHARE = 10
"""It rests ten times as long as it took to look at all projects."""

KEY, DATABASE, FILE, PROJECT = "signing key", "database", "anchor file", "project"
ANCHORS = "anchors"

_log = logging.getLogger(__name__)
_meter = metrics.get_meter("labeltrail.sealing")
_unsealed = _meter.create_gauge(
    "labeltrail.ledger.unsealed",
    unit="{event}",
    description="Events that no checkpoint covers yet, by project.",
)
_age = _meter.create_gauge(
    "labeltrail.ledger.sealed.age",
    unit="s",
    description="Time since the last checkpoint, by project.",
)
_stopped = _meter.create_gauge(
    "labeltrail.ledger.stopped",
    unit="{project}",
    description="Projects that take no appends since they do not fit what was published.",
)


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """A project is sealed after so many events, and otherwise when so many seconds have passed."""

    poll_seconds: float = 1.0
    every_seconds: float = 5.0
    events_max: int = 4_096


class SealingStatus(msgspec.Struct, frozen=True, kw_only=True):
    """As of the last round of this process. `faults` by what is at fault."""

    unsealed: int
    stopped: tuple[str, ...]
    faults: dict[str, str]


class Sealer:
    """Seals the projects of one database. Belongs to one event loop."""

    def __init__(
        self, pool: asyncpg.Pool, settings: Settings, *, rhythm: Rhythm | None = None
    ) -> None:
        path = settings.anchor_file
        file = None if path is None else AnchorFile(path, settings.origin)
        self._pool = pool
        self._instance = settings.origin
        self._key_file = signing_key_file(settings)
        self._rhythm = rhythm or Rhythm()
        self._watch = Watch(pool, file)
        self._anchoring = Anchoring(pool, file, settings.anchor_command)
        self._standings: list[Standing] = []
        self._looking_seconds = 0.0
        self._round = asyncio.Event()
        self._faults: dict[str, str] = {}

    @property
    def status(self) -> SealingStatus:
        return SealingStatus(
            unsealed=sum(one.unsealed for one in self._standings),
            stopped=tuple(one.project_id for one in self._standings if one.stopped is not None),
            faults={**self._faults, **self._anchoring.faults},
        )

    async def check(self) -> None:
        """Before anything is appended: stop every project that does not fit what was published.

        Raises SettingsError when the anchor file cannot be read.
        """
        try:
            await self._watch.refresh(public_key_of(self._key_file))
            await self._watch.check_all()
        except LedgerNotMigrated:
            return  # then nothing can be appended either
        except OSError as error:
            raise SettingsError(f"{variable('anchor_file')} cannot be read: {error}") from None

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Until `stop` is set. What an anchor has not taken by then it is given by the next one."""
        publishing = asyncio.create_task(self._publish_forever(), name="anchors")
        try:
            await self._seal_until(stop)
        finally:
            publishing.cancel()
            await asyncio.wait([publishing])

    async def seal_due(self) -> None:
        """One round over all projects."""
        started = asyncio.get_running_loop().time()
        self._standings = await every_standing(self._pool)
        self._looking_seconds = asyncio.get_running_loop().time() - started
        _stopped.set(sum(one.stopped is not None for one in self._standings))
        with self._noted(FILE, OSError):
            await self._watch.refresh(public_key_of(self._key_file))
        with self._noted(KEY, SealRefused):
            for one in self._standings:
                _tell(one)
                if one.stopped is not None or not await self._watch.fits_by_size(one):
                    continue
                if self._is_due(one):
                    # What is wrong with one project leaves the others alone.
                    with self._noted(f"{PROJECT} {one.project_id}", AppendRefused, LedgerFault):
                        await self.seal(one.project_id)
        self._round.set()

    async def seal(self, project_id: str) -> SealedCheckpoint | None:
        """Seal a project now. None when all is sealed, or when it does not fit and is stopped.

        Raises SealRefused, and what the database raises.
        """
        if not await self._watch.fits(project_id):
            return None
        key = await signing_key(self._pool, self._key_file)
        try:
            sealed = await seal(self._pool, project_id, key, instance=self._instance)
        except TreeChanged as change:
            await self._watch.stop(project_id, str(change), change.note)
            return None
        if sealed is not None:
            self._watch.sealed(sealed)
        return sealed

    async def resume(self, project_id: str, *, reason: str, opened_by: str) -> Epoch:
        """Let a stopped project go on in a new epoch, which the key states.

        Raises NotStopped and SealRefused.
        """
        known = await self._watch.history(project_id)
        key = await signing_key(self._pool, self._key_file)
        await record_key(self._pool, 1, key.public_key().public_bytes_raw(), None)
        return await resume(
            self._pool,
            project_id,
            known,
            key,
            instance=self._instance,
            reason=reason,
            opened_by=opened_by,
        )

    async def anchored(self, project_id: str) -> tuple[int, int] | None:
        """The furthest epoch and size in the anchor file; None without such a file."""
        return await self._watch.reached(project_id)

    async def publish(self) -> dict[str, str]:
        """Bring all that is sealed to the anchors now, and say which could not be reached."""
        await self._anchoring.publish(await every_standing(self._pool))
        return self._anchoring.faults

    async def _seal_until(self, stop: asyncio.Event) -> None:
        pause = self._rhythm.poll_seconds
        while not stop.is_set():
            with self._noted(DATABASE, *FAULTS, LedgerError):
                await self.seal_due()
            if self._faults:
                pause = min(2 * pause, BACK_OFF_SECONDS_MAX)
            else:
                # With thousands of projects to look at, it looks less often.
                pause = max(self._rhythm.poll_seconds, LOOK_SHARE * self._looking_seconds)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)

    async def _publish_forever(self) -> None:
        pause = self._rhythm.poll_seconds
        while True:
            await self._round.wait()
            self._round.clear()
            with self._noted(ANCHORS, Exception):
                await self._anchoring.publish(self._standings)
            if self._anchoring.faults:
                pause = min(2 * pause, BACK_OFF_SECONDS_MAX)
                await asyncio.sleep(pause)
            else:
                pause = self._rhythm.poll_seconds

    def _is_due(self, one: Standing) -> bool:
        if one.unsealed >= self._rhythm.events_max:
            return True
        ago = one.sealed_seconds_ago
        return one.unsealed > 0 and (ago is None or ago >= self._rhythm.every_seconds)

    @contextlib.contextmanager
    def _noted(self, what: str, *faults: type[Exception]) -> Iterator[None]:
        """Faults of the block are kept in the status, and told when they are new."""
        try:
            yield
        except faults as fault:
            reason = str(fault) or type(fault).__name__
            if self._faults.get(what) != reason:
                _log.warning("sealing waits for the %s: %s", what, reason)
            self._faults[what] = reason
        else:
            self._faults.pop(what, None)


def _tell(one: Standing) -> None:
    attributes = {"labeltrail.project": one.project_id}
    _unsealed.set(one.unsealed, attributes)
    if one.sealed_seconds_ago is not None:
        _age.set(one.sealed_seconds_ago, attributes)
