"""Batches of owl recordings that are certified, waived and released: facts for the tests."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.streams.certificate import (
    ApproveWaiver,
    Assessment,
    BatchCertified,
    BatchReleased,
    CertificateRevoked,
    CertificateWaived,
    CertifyBatch,
    Finding,
    Judgment,
    Relaxation,
    ReleaseBatch,
    Result,
    RevocationCause,
    RevokeCertificate,
    SealedTree,
    Turned,
    Undermined,
    Versions,
    WaiveRequirement,
    WaiverProposed,
    WaiverWithdrawn,
    WithdrawWaiver,
)
from labeltrail.events.streams.policy import Comparison, Metric, Requirement, Severity
from tests.events.history import DAWN
from tests.events.owls import INES, LENA, MIRA, OSKAR, SPECIES, TOMEK, event_id, words

APRIL = BatchId("april")
COVERED = Requirement(
    metric=Metric.COVERAGE, comparison=Comparison.AT_LEAST, threshold=Decimal("0.9")
)
AGREED = Requirement(
    metric=Metric.ALPHA_NOMINAL,
    comparison=Comparison.AT_LEAST,
    threshold=Decimal("0.8"),
    task=SPECIES,
)
HARMLESS = Requirement(
    metric=Metric.OPEN_ESCALATIONS,
    comparison=Comparison.AT_MOST,
    threshold=Decimal(0),
    severity=Severity.WARN,
)
REQUIREMENTS = (COVERED, AGREED, HARMLESS)
ROOT = "4d" * 32
CHECKPOINT = SealedTree(origin="owls.example.org/owls", size=40, root=ROOT)
UNTIL = DAWN + timedelta(days=30)

PASSED = Finding(place=0, requirement=COVERED, result=Result.PASS, observed=Decimal("0.97"), n=212)
AGREES = Finding(
    place=1,
    requirement=AGREED,
    result=Result.PASS,
    observed=Decimal("0.8125"),
    n=206,
    low=Decimal("0.77"),
    high=Decimal("0.85"),
)


def assessment(
    *findings: Finding, judgment: Judgment = Judgment.READY, truths: str = "7a" * 32
) -> Assessment:
    return Assessment(
        position=40,
        moment=DAWN,
        versions=Versions(
            policy=1,
            taxonomy=1,
            guideline_revision=1,
            inference=0,
            standing=0,
            algorithms={"readiness": 1, "truth": 1, "truths_digest": 1},
        ),
        items=212,
        truths=206,
        annotators=3,
        judgment=judgment,
        findings=findings or (PASSED, AGREES),
        state_sha256="5e" * 32,
        truths_sha256=truths,
    )


def certify(
    found: Assessment | None = None, labelers: tuple[MemberId, ...] = (LENA, OSKAR, TOMEK)
) -> CertifyBatch:
    return CertifyBatch(
        batch_id=APRIL,
        assessment=found or assessment(),
        checkpoint=CHECKPOINT,
        labelers=labelers,
    )


def certified(number: int = 1, *relaxations: Relaxation) -> BatchCertified:
    return BatchCertified(
        number=number,
        certified_by=MIRA,
        assessment=assessment(),
        checkpoint=CHECKPOINT,
        relaxations=relaxations,
    )


def release(found: Assessment | None = None) -> ReleaseBatch:
    return ReleaseBatch(
        batch_id=APRIL,
        assessment=found or assessment(),
        checkpoint=CHECKPOINT,
        manifest_format="labeltrail.release.v1",
        manifest_sha256="3f" * 32,
    )


PROPOSED = WaiverProposed(
    requirement=AGREED,
    place=1,
    policy_version=1,
    until=UNTIL,
    proposed_by=INES,
    reason=words(),
)
WAIVED = CertificateWaived(
    requirement=AGREED,
    place=1,
    policy_version=1,
    until=UNTIL,
    waived_by=MIRA,
    reason=words(),
    proposal=event_id(7),
    proposed_by=INES,
)
WITHDRAWN = WaiverWithdrawn(waiver=event_id(7), withdrawn_by=MIRA, reason=words(2))
FOUND = Undermined(
    position=41,
    cause=RevocationCause.LABEL,
    judgment=Judgment.NOT_READY,
    turned=(
        Turned(
            place=1,
            requirement=AGREED,
            before=Result.PASS,
            after=Result.FAIL,
            observed_before=Decimal("0.8125"),
            observed_after=Decimal("0.79"),
        ),
    ),
    items=(ItemId("rec-0412"),),
    items_changed=1,
    sentence="A label undermined certificate 1: alpha nominal of species turned to fail.",
)
REVOKED = CertificateRevoked(
    number=1,
    certificate=event_id(8),
    cause=RevocationCause.LABEL,
    found=FOUND,
    revoked_by=MIRA,
    reason=words(3),
)
RELEASED = BatchReleased(
    number=1,
    certificate=1,
    released_by=MIRA,
    assessment=assessment(),
    checkpoint=CHECKPOINT,
    manifest_format="labeltrail.release.v1",
    manifest_sha256="3f" * 32,
)
WAIVER_ID = UUID(int=0x3A1)
WITH_WAIVER = Finding(
    place=1,
    requirement=AGREED,
    result=Result.WAIVED,
    observed=Decimal("0.7125"),
    n=206,
    low=Decimal("0.67"),
    high=Decimal("0.75"),
    waiver=WAIVER_ID,
)
EXAMPLES = (
    BatchCertified(
        number=2,
        certified_by=TOMEK,
        assessment=assessment(PASSED, WITH_WAIVER),
        checkpoint=CHECKPOINT,
        relaxations=(Relaxation.CERTIFIER_LABELED_BATCH,),
    ),
    PROPOSED,
    WAIVED,
    WITHDRAWN,
    REVOKED,
    RELEASED,
)
"""One of every event, with everything given that can be given."""

COMMANDS = (
    certify(),
    WaiveRequirement(batch_id=APRIL, place=1, policy_version=1, until=UNTIL, reason=words()),
    ApproveWaiver(batch_id=APRIL, waiver=WAIVER_ID),
    WithdrawWaiver(batch_id=APRIL, waiver=WAIVER_ID, reason=words(2)),
    RevokeCertificate(batch_id=APRIL, number=1, reason=words(3)),
    release(),
)
