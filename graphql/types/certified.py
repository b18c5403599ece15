"""What batches and projects say of certificates, waivers and releases: read from the ledger."""

from collections.abc import Sequence
from typing import TypeVar

import strawberry

from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger import read
from labeltrail.events.streams import certificate
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.events.streams.certificate import Certification
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import blind
from labeltrail.graphql.reading import holds_for, position_of, rules_seen
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.asof import AsOf, AsOfInput, OccurredBy
from labeltrail.graphql.types.certificate import (
    Certificate,
    CertificateConnection,
    Waiver,
    WaiverConnection,
)
from labeltrail.graphql.types.paging import Edge, Pages
from labeltrail.graphql.types.release import Release, ReleaseConnection, ReleaseDifference
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.sums import sees_known_sums
from labeltrail.graphql.types.timeline import TimelineConnection, timeline
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.releases.difference import release_difference
from labeltrail.projections.releases.releasing import released

Row = TypeVar("Row")
Of = tuple[BatchId, Row]
"""Of a batch."""

HIDDEN = "Null, with the error BLIND, while there is an item there that you may still label."


@strawberry.type
class CertifiedBatch(Scoped):
    """Not a type of the schema: the fields of a batch, whose id is `sums_of`."""

    sums_of: strawberry.Private[str]
    past: strawberry.Private[int | None] = None

    @strawberry.field(description=f"The certificate in force, if there is one. {HIDDEN}")
    async def certificate(self, as_of: AsOfInput | None = None) -> Certificate | None:
        batch_id = _own(self)
        position = await _position(self, as_of)
        if not await sees_known_sums(self.scope, batch_id, "the certificate"):
            return None
        found = (await _certification(self.scope, batch_id, position)).in_force
        return Certificate.of(self.scope, batch_id, found) if found is not None else None

    @strawberry.field(description=f"All certificates, revoked ones too, in order. {HIDDEN}")
    async def certificates(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> CertificateConnection | None:
        batch_id, pages = _own(self), (first, after, last, before)
        position = await _position(self, as_of)
        if not await sees_known_sums(self.scope, batch_id, "its certificates"):
            return None
        known = await _certification(self.scope, batch_id, position)
        rows = [(batch_id, one) for one in known.certificates]
        return await _certificates(self.scope, rows, pages, position, batch_id)

    @strawberry.field(description=f"Waivers and proposals of waivers, in order. {HIDDEN}")
    async def waivers(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> WaiverConnection | None:
        batch_id, pages = _own(self), (first, after, last, before)
        position = await _position(self, as_of)
        if not await sees_known_sums(self.scope, batch_id, "its waivers"):
            return None
        known = await _certification(self.scope, batch_id, position)
        wanted = paging.asked(self.scope, f"waivers {batch_id}", *pages, position=position)
        rows = list(known.waivers.values())
        shown = paging.held(rows, wanted, lambda row: (str(row.waiver),))
        return WaiverConnection(
            **paging.parts(
                wanted,
                shown,
                lambda row: (str(row.waiver),),
                lambda row: Waiver.of(self.scope, batch_id, row),
                Edge[Waiver],
            ),
            as_of=await _as_of(self.scope, position),
        )

    @strawberry.field(description=f"All releases, in order. {HIDDEN}")
    async def releases(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> ReleaseConnection | None:
        batch_id, pages = _own(self), (first, after, last, before)
        position = await _position(self, as_of)
        if not await sees_known_sums(self.scope, batch_id, "its releases"):
            return None
        known = await _certification(self.scope, batch_id, position)
        rows = [(batch_id, one, known.revocation_of(one)) for one in known.releases]
        return await _releases(self.scope, rows, pages, position, batch_id)

    @strawberry.field(
        description="What happened to its certificates, waivers and releases, in order; not for who"
        " labels as well."
    )
    async def certificate_timeline(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
        occurred_by: OccurredBy = None,
    ) -> TimelineConnection | None:
        if not self.scope.sight.sees_all:
            raise blind("what happened to its certificates")
        stream, pages = CERTIFICATE + self.sums_of, (first, after, last, before)
        position = await _position(self, as_of)
        return await timeline(self.scope, stream, pages, position, occurred_by)

    @strawberry.field(
        description="What is other in one release of the batch than in an earlier one; null where"
        " there is no such release; not for who labels as well."
    )
    async def release_difference(self, earlier: int, later: int) -> ReleaseDifference | None:
        if not self.scope.sight.sees_all:
            raise blind("what was released")
        batch_id = _own(self)
        one, other = [
            await released(self.scope.pool, self.scope.project_id, batch_id, number)
            for number in (earlier, later)
        ]
        if one is None or other is None:
            return None
        found = release_difference(
            one.manifest,
            other.manifest,
            one.release.fact.assessment,
            other.release.fact.assessment,
        )
        return ReleaseDifference.of(
            self.scope,
            Release.of(self.scope, batch_id, one.release, one.revocation),
            Release.of(self.scope, batch_id, other.release, other.revocation),
            found,
        )


@strawberry.type
class CertifiedProject(Scoped):
    """Not a type of the schema: the fields of a project."""

    @strawberry.field(
        description=f"Certificates of all batches, revoked ones too, in order. {HIDDEN}"
    )
    async def certificates(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> CertificateConnection | None:
        position = await position_of(self.scope, as_of)
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "its certificates"):
            return None
        known = await _every(self.scope, position)
        rows = [(batch_id, one) for batch_id, each in known for one in each.certificates]
        rows.sort(key=lambda row: row[1].position)
        return await _certificates(self.scope, rows, (first, after, last, before), position, "")

    @strawberry.field(description=f"Releases of all batches, in order. {HIDDEN}")
    async def releases(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        as_of: AsOfInput | None = None,
    ) -> ReleaseConnection | None:
        position = await position_of(self.scope, as_of)
        if not await sees_known_sums(self.scope, PROJECT_SCOPE, "its releases"):
            return None
        known = await _every(self.scope, position)
        rows = [
            (batch_id, one, each.revocation_of(one))
            for batch_id, each in known
            for one in each.releases
        ]
        rows.sort(key=lambda row: row[1].position)
        return await _releases(self.scope, rows, (first, after, last, before), position, "")


def _own(of: CertifiedBatch) -> BatchId:
    return BatchId(of.sums_of)


async def _position(of: CertifiedBatch, as_of: AsOfInput | None) -> int | None:
    """What a field is asked as of: the batch's own moment when it does not say."""
    return of.past if as_of is None else await position_of(of.scope, as_of)


async def _certification(scope: Scope, batch_id: BatchId, position: int | None) -> Certification:
    stream = CERTIFICATE + batch_id
    events = await read.read_streams(scope.pool, scope.project_id, (stream,), up_to=position)
    return certificate.fold(events)


async def _every(scope: Scope, position: int | None) -> list[tuple[BatchId, Certification]]:
    found = await read.read_prefixed(scope.pool, scope.project_id, CERTIFICATE, up_to=position)
    return [
        (BatchId(stream.removeprefix(CERTIFICATE)), certificate.fold(events))
        for stream, events in found.items()
    ]


async def _as_of(scope: Scope, position: int | None) -> AsOf:
    return AsOf.of(scope, await holds_for(scope, await rules_seen(scope, position)))


async def _certificates(
    scope: Scope,
    rows: Sequence[Of[certificate.Certificate]],
    pages: Pages,
    position: int | None,
    owner: str,
) -> CertificateConnection:
    wanted = paging.asked(scope, f"certificates {owner}", *pages, position=position)
    shown = paging.held(rows, wanted, lambda row: (str(row[1].event),))
    return CertificateConnection(
        **paging.parts(
            wanted,
            shown,
            lambda row: (str(row[1].event),),
            lambda row: Certificate.of(scope, *row),
            Edge[Certificate],
        ),
        as_of=await _as_of(scope, position),
    )


async def _releases(
    scope: Scope,
    rows: Sequence[tuple[BatchId, certificate.Release, certificate.Revocation | None]],
    pages: Pages,
    position: int | None,
    owner: str,
) -> ReleaseConnection:
    wanted = paging.asked(scope, f"releases {owner}", *pages, position=position)
    shown = paging.held(rows, wanted, lambda row: (str(row[1].event),))
    return ReleaseConnection(
        **paging.parts(
            wanted,
            shown,
            lambda row: (str(row[1].event),),
            lambda row: Release.of(scope, *row),
            Edge[Release],
        ),
        as_of=await _as_of(scope, position),
    )
