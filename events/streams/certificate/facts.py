"""What can happen between a batch that is judged and a release of it.

Every fact says what it rests on: the position, the versions of rules and algorithms, the numbers,
and digests over all that was judged, so that anybody computes it again and compares.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.streams.policy.requirements import Requirement


class Result(StrEnum):
    """What became of a requirement. Neither of the middle ones is a pass."""

    PASS = "pass"
    FAIL = "fail"
    UNDEFINED = "undefined"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    WAIVED = "waived"


class Judgment(StrEnum):
    """What became of the batch: READY only when all that blocks passes or is waived."""

    READY = "ready"
    NOT_READY = "not_ready"
    UNDECIDED = "undecided"


class Finding(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One requirement, by its place in the policy from 0: `observed` on `n` cases.

    `low` and `high` are the interval, where there is one; `waiver` lets it pass.
    """

    place: int
    requirement: Requirement
    result: Result
    observed: Decimal | None
    n: int
    low: Decimal | None = None
    high: Decimal | None = None
    waiver: UUID | None = None


class Versions(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Of all that a verdict rests on beside labels. `algorithms` by name."""

    policy: int
    taxonomy: int
    guideline_revision: int
    inference: int
    standing: int
    algorithms: dict[str, int]


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The batch as it stood at `position`, which was recorded at `moment`.

    moment          waivers that end later count
    state_sha256    over the canonical bytes of the whole verdict
    truths_sha256   over what is true of every item, and what is not, with its origin
    """

    position: int
    moment: datetime
    versions: Versions
    items: int
    truths: int
    annotators: int
    judgment: Judgment
    findings: tuple[Finding, ...]
    state_sha256: str
    truths_sha256: str


class SealedTree(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A signed checkpoint over the first `size` events of the project. `root` in hexadecimal."""

    origin: str
    size: int
    root: str


class Relaxation(StrEnum):
    """A separation of duties that the policy let go of."""

    CERTIFIER_LABELED_BATCH = "certifier_labeled_batch"


class BatchCertified(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The batch is ready, as anybody can compute from the ledger up to the position.

    `number` counts the certificates of the batch from 1.
    """

    number: int
    certified_by: MemberId
    assessment: Assessment
    checkpoint: SealedTree
    relaxations: tuple[Relaxation, ...] = ()


class WaiverProposed(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wants a requirement to pass for a time; it takes a second person."""

    requirement: Requirement
    place: int
    policy_version: int
    until: datetime
    proposed_by: MemberId
    reason: PersonalText


class CertificateWaived(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The requirement, worded as it is here, does not stand in the way until then.

    The id of the waiver is that of the proposal, or, where one person was enough, of this event.
    """

    requirement: Requirement
    place: int
    policy_version: int
    until: datetime
    waived_by: MemberId
    reason: PersonalText
    proposal: UUID | None = None
    proposed_by: MemberId | None = None


class WaiverWithdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """The waiver, or the proposal of one, counts no more."""

    waiver: UUID
    withdrawn_by: MemberId
    reason: PersonalText


class RevocationCause(StrEnum):
    """What undermined a certificate."""

    LABEL = "label"
    REVIEW = "review"
    ADJUDICATION = "adjudication"
    ESCALATION = "escalation"
    GOLD = "gold"
    ITEMS = "items"
    """Items joined the batch, or one was changed as such."""
    INFERENCE = "inference"
    TAXONOMY = "taxonomy"
    GUIDELINE = "guideline"
    POLICY = "policy"
    MEMBERS = "members"
    STANDING = "standing"
    """Somebody was suspended or reinstated, which changed whose votes count."""
    WAIVER = "waiver"
    """A waiver ended or was withdrawn."""
    OTHER_EVIDENCE = "other_evidence"
    """An audit, a split or another batch that a requirement compares with."""
    BY_HAND = "by_hand"


class Turned(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A requirement of another result than when it was certified; None where there was none."""

    place: int
    requirement: Requirement
    before: Result | None
    after: Result
    observed_before: Decimal | None
    observed_after: Decimal | None


class Undermined(msgspec.Struct, frozen=True, kw_only=True):
    """What a later event did to a certificate, found at `position`.

    `items` are those of which something else is true than was certified, at most a few;
    `items_changed` counts them all.
    """

    position: int
    cause: RevocationCause
    judgment: Judgment
    turned: tuple[Turned, ...]
    items: tuple[ItemId, ...]
    items_changed: int
    sentence: str


class CertificateRevoked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The certificate holds no more: by a rule, with what it found, or by hand with a reason."""

    number: int
    certificate: UUID
    cause: RevocationCause
    found: Undermined | None = None
    revoked_by: MemberId | None = None
    reason: PersonalText | None = None


class BatchReleased(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of the batch's items is given out, as the manifest with this digest lists it.

    The manifest follows from the ledger up to the assessment's position. `number` counts the
    releases of the batch from 1; `certificate` is that of the batch by its number.
    """

    number: int
    certificate: int
    released_by: MemberId
    assessment: Assessment
    checkpoint: SealedTree
    manifest_format: str
    manifest_sha256: str


CertificateFact = (
    BatchCertified
    | WaiverProposed
    | CertificateWaived
    | WaiverWithdrawn
    | CertificateRevoked
    | BatchReleased
)
