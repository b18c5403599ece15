"""What can be asked for about certificates, waivers and releases.

What was judged arrives as data, with the position it holds for; the append is bound to that by the
versions of all streams it was judged from.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import BatchId, MemberId
from labeltrail.events.streams.certificate.facts import Assessment, SealedTree, Undermined


class CertifyBatch(msgspec.Struct, frozen=True, kw_only=True):
    """`labelers` is everybody with a label in the batch."""

    batch_id: BatchId
    assessment: Assessment
    checkpoint: SealedTree
    labelers: tuple[MemberId, ...]


class WaiveRequirement(msgspec.Struct, frozen=True, kw_only=True):
    """`place` of the requirement in this version of the policy, from 0."""

    batch_id: BatchId
    place: int
    policy_version: int
    until: datetime
    reason: PersonalText


class ApproveWaiver(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId
    waiver: UUID


class WithdrawWaiver(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId
    waiver: UUID
    reason: PersonalText


class RevokeCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """By a rule with what it found, or by hand with a reason."""

    batch_id: BatchId
    number: int
    found: Undermined | None = None
    reason: PersonalText | None = None


class ReleaseBatch(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId
    assessment: Assessment
    checkpoint: SealedTree
    manifest_format: str
    manifest_sha256: str


CertificateCommand = (
    CertifyBatch
    | WaiveRequirement
    | ApproveWaiver
    | WithdrawWaiver
    | RevokeCertificate
    | ReleaseBatch
)
