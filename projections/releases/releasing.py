"""From a certified batch to its release, and from a release back to its manifest.

What is released is what is true as of a sealed position, judged once more there: a certificate that
later events undermined releases nothing, whether or not it was revoked by then.
"""

from __future__ import annotations

import asyncio

import asyncpg
import msgspec

from labeltrail.events.decisions import Command
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger import read
from labeltrail.events.requests import Result
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate import Certification, Release, ReleaseBatch, Revocation
from labeltrail.projections.certificates.certifying import Moment, Seal, Wanted, carried
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.certificates.loading import gathered
from labeltrail.projections.readiness import Material
from labeltrail.projections.releases import manifest
from labeltrail.projections.releases.manifest import Manifest


class ManifestDiffers(Exception):
    """The ledger does not come to the manifest that was released; the message says which."""


class Released(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A release with its manifest, computed again and equal, and what that was computed from.

    `revocation` of its certificate, as of now.
    """

    batch_id: BatchId
    release: Release
    revocation: Revocation | None
    manifest: Manifest
    content: bytes
    material: Material
    gathering: Gathering


async def release(pool: asyncpg.Pool, executor: Executor, seal: Seal, wanted: Wanted) -> Result:
    """Raises what the ledger raises."""

    async def made(moment: Moment) -> Command:
        return ReleaseBatch(
            batch_id=wanted.batch_id,
            assessment=moment.found.assessment,
            checkpoint=moment.checkpoint,
            manifest_format=manifest.FORMAT,
            manifest_sha256=await asyncio.to_thread(_digest, wanted, moment),
        )

    return await carried(pool, executor, seal, wanted, certificate.BatchReleased, made)


def _digest(wanted: Wanted, moment: Moment) -> str:
    """Empty where no certificate is in force: the decision then refuses the release."""
    one = moment.gathered.certification(wanted.batch_id).in_force
    if one is None:
        return ""
    found = manifest.manifest_of(
        wanted.project_id,
        moment.material,
        moment.gathered,
        one,
        moment.found.assessment,
        moment.checkpoint,
    )
    return manifest.digest(manifest.to_bytes(found))


async def certification(
    pool: asyncpg.Pool, project_id: str, batch_id: BatchId, position: int | None = None
) -> Certification:
    """All certificates, waivers and releases of a batch, up to a position."""
    stream = certificate.PREFIX + batch_id
    return certificate.fold(await read.read_streams(pool, project_id, (stream,), up_to=position))


async def released(
    pool: asyncpg.Pool, project_id: str, batch_id: BatchId, number: int | None = None
) -> Released | None:
    """By its number, or the last one; None where there is none. Raises ManifestDiffers."""
    known = await certification(pool, project_id, batch_id)
    wanted = len(known.releases) if number is None else number
    if not 1 <= wanted <= len(known.releases):
        return None
    one = known.releases[wanted - 1]
    position = one.fact.assessment.position
    found = await gathered(pool, project_id, batch_id, position)
    revoked = known.revocation_of(one)
    return await asyncio.to_thread(_released, project_id, batch_id, one, revoked, found)


def _released(
    project_id: str,
    batch_id: BatchId,
    one: Release,
    revoked: Revocation | None,
    found: Gathering,
) -> Released:
    fact = one.fact
    title = f"release {fact.number} of batch {batch_id!r}"
    by = found.certification(batch_id).certificate(fact.certificate)
    if by is None or fact.manifest_format != manifest.FORMAT:
        raise ManifestDiffers(f"{title} is of another version of Labeltrail")
    material = found.material(batch_id, fact.assessment.position)
    made = manifest.manifest_of(project_id, material, found, by, fact.assessment, fact.checkpoint)
    content = manifest.to_bytes(made)
    if manifest.digest(content) != fact.manifest_sha256:
        raise ManifestDiffers(f"{title} has another manifest, computed again")
    return Released(
        batch_id=batch_id,
        release=one,
        revocation=revoked,
        manifest=made,
        content=content,
        material=material,
        gathering=found,
    )
