"""The events of a part of a project, in the order in which a bundle holds them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg

from labeltrail.backend.audit.layout import Scope
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger import read
from labeltrail.events.streams import batch, item, rules
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.events.streams.policy import PolicyPublished
from labeltrail.projections.readiness.material import KEPT_APART, referred

PAGE_EVENTS = 512
STREAMS_PAGE = 64


async def part(
    pool: asyncpg.Pool, project_id: str, scope: Scope, subject: str, size: int
) -> AsyncIterator[RecordedEvent]:
    """The subject's stream, and after a batch's those of its items, some items at a time.

    With certificates: first the rules, the certificates and what stands apart, then the batches.
    """
    own = (item.PREFIX if scope is Scope.ITEM else batch.PREFIX) + subject
    batches = [own]
    if scope is Scope.CERTIFICATE:
        named: set[BatchId] = set()
        streams = (*rules.STREAMS, CERTIFICATE + subject)
        for event in await read.read_streams(pool, project_id, streams, up_to=size):
            if event.type == PolicyPublished.__name__:
                assert isinstance(event.fact, PolicyPublished), "so its type says"
                named |= referred(event.fact.policy)
            yield event
        for prefix in KEPT_APART:
            found = await read.read_prefixed(pool, project_id, prefix, up_to=size)
            for events in found.values():
                for event in events:
                    yield event
        batches += [batch.PREFIX + one for one in sorted(named - {subject})]
    joined: dict[str, None] = {}
    for stream in batches:
        async for event in _stream(pool, project_id, stream, size):
            if event.type == batch.ItemsAddedToBatch.__name__ and scope is not Scope.ITEM:
                assert isinstance(event.fact, batch.ItemsAddedToBatch), "so its type says"
                joined |= dict.fromkeys(item.PREFIX + one for one in event.fact.item_ids)
            yield event
    pages = list(joined)
    for start in range(0, len(pages), STREAMS_PAGE):
        page = pages[start : start + STREAMS_PAGE]
        for event in await read.read_streams(pool, project_id, page, up_to=size):
            yield event


async def _stream(
    pool: asyncpg.Pool, project_id: str, stream: str, size: int
) -> AsyncIterator[RecordedEvent]:
    version = 0
    while page := await read.read_stream(
        pool, project_id, stream, after_version=version, limit=PAGE_EVENTS
    ):
        for event in page:
            if event.position <= size:
                yield event
        version = page[-1].version
