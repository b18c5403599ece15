"""Tells a receiver over HTTP what the read models have to tell: at least once, in order.

Each message is one POST of JSON with an `Idempotency-Key` that is the same at every attempt. Any
answer of 200 to 299 means that it arrived. A message that fails, for whatever reason, is tried
again, later each time, and holds up the later ones of its project alone; after many attempts it is
given up and they go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from functools import partial

import asyncpg
import httpx
import msgspec

from labeltrail.events.ledger.errors import FAULTS, LedgerError
from labeltrail.projections import outbox, reads
from labeltrail.projections.errors import ReadError, ReplayTooLong
from labeltrail.projections.outbox import Message
from labeltrail.projections.parking import reason_of
from labeltrail.projections.statistics.errors import TooMuchAsked

POLL_SECONDS = 1.0
ANSWER_SECONDS_MAX = 10.0
ATTEMPT_SECONDS_MAX = 30.0
"""All in all: an answer that trickles in is never too late for its next byte."""
ANSWER_BYTES_MAX = 65_536
"""So much of an answer is read, so that the connection can be used again; nothing more."""
HOLD_SECONDS = 60.0
ATTEMPTS_MAX = 15
BACK_OFF_SECONDS_MAX = 600.0
FAILURE_CHARACTERS_MAX = 300

_log = logging.getLogger(__name__)


class Delivery:
    """One receiver's messages. Any number of processes may deliver at once."""

    def __init__(self, pool: asyncpg.Pool, url: str, *, poll_seconds: float = POLL_SECONDS) -> None:
        self._pool = pool
        self._url = url
        self._poll_seconds = poll_seconds

    async def run_forever(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; messages under way are finished first."""
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS_MAX) as client:
            is_wanted = False
            while not stop.is_set():
                is_more = False
                try:
                    if not is_wanted:
                        await outbox.want(self._pool, "url")
                        is_wanted = True
                    is_more = await self.deliver(client)
                except (*FAULTS, LedgerError) as fault:
                    _log.warning("messages wait for the database: %s", fault)
                if not is_more:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), self._poll_seconds)

    async def deliver(self, client: httpx.AsyncClient) -> bool:
        """The next message of each project; whether there were any."""
        taken = await outbox.take(self._pool, hold_for=timedelta(seconds=HOLD_SECONDS))
        told = (self._deliver(client, one) for one in taken)
        for fault in await asyncio.gather(*told, return_exceptions=True):
            if fault is not None:
                raise fault
        return bool(taken)

    async def _deliver(self, client: httpx.AsyncClient, one: Message) -> None:
        """Raises the faults of the database alone: they say nothing of the message."""
        try:
            body = await self._body(one)
        except (*FAULTS, LedgerError):
            raise
        except Exception as fault:
            await self._failed(one, fault)
            return
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS_MAX):
                await self._post(client, one, body)
        except Exception as fault:
            await self._failed(one, fault)
        else:
            await outbox.told(self._pool, one)

    async def _post(self, client: httpx.AsyncClient, one: Message, body: bytes) -> None:
        headers = {"Idempotency-Key": one.key, "Content-Type": "application/json"}
        async with client.stream("POST", self._url, content=body, headers=headers) as answer:
            answer.raise_for_status()
            size = 0
            async for part in answer.aiter_raw():
                size += len(part)
                if size > ANSWER_BYTES_MAX:
                    break

    async def _body(self, one: Message) -> bytes:
        """Also the verdict as of the position, so that the same message says the same again; null
        where judging takes more than one answer may.
        """
        asked = partial(
            reads.scopes, self._pool, one.project_id, [one.scope], position=one.position
        )
        try:
            answer = (await asked()).get(one.scope)
        except (ReplayTooLong, TooMuchAsked):
            answer = (await asked(with_readiness=False)).get(one.scope)
        judged = answer.judged if answer is not None else None
        told = {
            "kind": one.kind,
            "project": one.project_id,
            "batch": one.scope or None,
            "position": one.position,
            "items": one.items,
            "verdict": judged.verdict.name if judged is not None else None,
        }
        return msgspec.json.encode(told)

    async def _failed(self, one: Message, fault: Exception) -> None:
        if not isinstance(fault, httpx.HTTPError | TimeoutError | ReadError):
            _log.error("message %s cannot be told", one.key, exc_info=fault)
        said = reason_of(fault).splitlines()[0][:FAILURE_CHARACTERS_MAX]
        reason = said.encode(errors="backslashreplace").decode()
        seconds = min(2.0**one.attempts, BACK_OFF_SECONDS_MAX)
        again_in = timedelta(seconds=seconds) if one.attempts < ATTEMPTS_MAX else None
        if again_in is None:
            _log.error(
                "message %s is given up after %s attempts: %s", one.key, one.attempts, reason
            )
        await outbox.failed(self._pool, one, reason, again_in)
