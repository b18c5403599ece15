"""The rule that revokes certificates: by `system`, caused by exactly the event that undermined one.

What undermines a certificate is said in `undermining.py`. A look costs one read of the short
certificate streams; only where something happened to a certified batch, or a waiver that it rests
on has ended, are its items read and judged again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger import read
from labeltrail.events.streams import batch, certificate, item, rules
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.events.streams.certificate import Certificate, RevokeCertificate
from labeltrail.events.streams.policy import AutomaticRule, PolicyPublished
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.certificates.after import concerns, first_end
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.readiness.material import KEPT_APART, referred
from labeltrail.projections.snapshot import Snapshot

ITEMS_PAGE = 500


class RevokesCertificates(Automatic):
    rule = AutomaticRule.REVOKE_CERTIFICATES

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        asked: list[Asked] = []
        for batch_id, gathering in (await _certified(view)).items():
            one = gathering.certification(batch_id).in_force
            if one is not None:
                found = await self._asked(view, batch_id, one, gathering, events, now)
                asked += [found] if found is not None else []
        return asked

    async def wakes_at(self, view: Snapshot, now: datetime) -> datetime | None:
        ends = [
            until
            for batch_id, gathering in (await _certified(view)).items()
            for until in _ends(gathering, batch_id)
            if until > now
        ]
        return min(ends, default=None)

    async def _asked(
        self,
        view: Snapshot,
        batch_id: BatchId,
        one: Certificate,
        gathering: Gathering,
        events: Sequence[RecordedEvent],
        now: datetime,
    ) -> Asked | None:
        has_ended = any(until <= now for until in _ends(gathering, batch_id))
        later = [event for event in events if event.position > one.fact.assessment.position]
        if not later and not has_ended:
            return None
        streams = await _streams(view, batch_id)
        if not has_ended and not any(
            concerns(event) and _is_of(event.stream, streams) for event in later
        ):
            return None
        everything = await _events(view, streams)
        seen = later[0].position - 1 if later else view.position
        if any(event.type == PolicyPublished.__name__ for event in later):
            seen = one.fact.assessment.position  # until then the rule may have been watched or off
        ended = await asyncio.to_thread(first_end, one, batch_id, everything, seen=seen, now=now)
        if ended is None:
            return None
        number = one.fact.number
        return Asked(
            rule=self.rule,
            cause=ended.cause,
            key=f"{batch_id} {number}",
            command=RevokeCertificate(batch_id=batch_id, number=number, found=ended.found),
            why=ended.found.sentence,
        )


async def _certified(view: Snapshot) -> dict[BatchId, Gathering]:
    """The certificates and waivers of every batch that was ever certified."""
    project_id = view.holds_for.project_id
    found = await read.read_prefixed(view.connection, project_id, CERTIFICATE, up_to=view.position)
    certified: dict[BatchId, Gathering] = {}
    for stream, events in found.items():
        gathering = Gathering()
        gathering.take(events)
        certified[BatchId(stream.removeprefix(CERTIFICATE))] = gathering
    return certified


def _ends(gathering: Gathering, batch_id: BatchId) -> list[datetime]:
    """When the waivers end that the certificate in force rests on."""
    known = gathering.certification(batch_id)
    findings = known.in_force.fact.assessment.findings if known.in_force is not None else ()
    used = (known.waivers.get(one.waiver) for one in findings if one.waiver is not None)
    return [one.until for one in used if one is not None]


async def _streams(view: Snapshot, batch_id: BatchId) -> dict[str, None]:
    """Of the rules, the certificates, the batch and those it is compared with, and their items."""
    project_id = view.holds_for.project_id
    gathering = Gathering()
    compared = {one for policy in view.rules.policy.versions for one in referred(policy)}
    batches = [batch.PREFIX + one for one in sorted({batch_id, *compared})]
    gathering.take(
        await read.read_streams(view.connection, project_id, batches, up_to=view.position)
    )
    items = (
        item.PREFIX + one
        for each in batches
        for one in gathering.batch(BatchId(each.removeprefix(batch.PREFIX))).item_ids
    )
    own = certificate.PREFIX + batch_id
    return dict.fromkeys((*rules.STREAMS, own, *batches, *items))


def _is_of(stream: str, streams: dict[str, None]) -> bool:
    return stream in streams or stream.startswith(KEPT_APART)


async def _events(view: Snapshot, streams: dict[str, None]) -> list[RecordedEvent]:
    """All of them up to the view, in order of position."""
    project_id, found = view.holds_for.project_id, list[RecordedEvent]()
    names = list(streams)
    for start in range(0, len(names), ITEMS_PAGE):
        some = names[start : start + ITEMS_PAGE]
        found += await read.read_streams(view.connection, project_id, some, up_to=view.position)
    for prefix in KEPT_APART:
        by_stream = await read.read_prefixed(
            view.connection, project_id, prefix, up_to=view.position
        )
        found += [event for events in by_stream.values() for event in events]
    found.sort(key=lambda event: event.position)
    return found
