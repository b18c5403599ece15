"""What is told of certificates, waivers and releases."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate import (
    Assessment,
    BatchCertified,
    BatchReleased,
    CertificateRevoked,
    CertificateWaived,
    Finding,
    Result,
    SealedTree,
    WaiverProposed,
    WaiverWithdrawn,
)
from labeltrail.events.streams.policy import Requirement
from labeltrail.projections.sentences import told

FINDINGS_MAX = 5
DIGEST_CHARACTERS = 12


@told.register
def _(fact: BatchCertified, event: RecordedEvent) -> str:
    relaxed = ", who labeled in it, as the policy allows," if fact.relaxations else ""
    return (
        f"{fact.certified_by}{relaxed} certified batch {_batch(event)} (certificate"
        f" {fact.number}): {_assessment(fact.assessment)}. {_sealed(fact.checkpoint)}."
    )


@told.register
def _(fact: WaiverProposed, event: RecordedEvent) -> str:
    return (
        f"{fact.proposed_by} proposed to waive {_asked(fact.requirement)} of policy version"
        f" {fact.policy_version} for batch {_batch(event)} until {fact.until.isoformat()}."
    )


@told.register
def _(fact: CertificateWaived, event: RecordedEvent) -> str:
    proposed = f", as {fact.proposed_by} proposed" if fact.proposed_by is not None else ""
    return (
        f"{fact.waived_by} waived {_asked(fact.requirement)} of policy version"
        f" {fact.policy_version} for batch {_batch(event)} until"
        f" {fact.until.isoformat()}{proposed}."
    )


@told.register
def _(fact: WaiverWithdrawn, event: RecordedEvent) -> str:
    return f"{fact.withdrawn_by} withdrew waiver {fact.waiver} of batch {_batch(event)}."


@told.register
def _(fact: CertificateRevoked, event: RecordedEvent) -> str:
    if fact.found is None:
        return f"{fact.revoked_by} revoked certificate {fact.number} of batch {_batch(event)}."
    return f"Certificate {fact.number} of batch {_batch(event)} was revoked. {fact.found.sentence}"


@told.register
def _(fact: BatchReleased, event: RecordedEvent) -> str:
    found = fact.assessment
    return (
        f"{fact.released_by} released batch {_batch(event)} (release {fact.number}, under"
        f" certificate {fact.certificate}) as of position {found.position}: {found.items} items,"
        f" {found.truths} truths, manifest {fact.manifest_sha256[:DIGEST_CHARACTERS]}."
        f" {_sealed(fact.checkpoint)}."
    )


def _assessment(found: Assessment) -> str:
    versions = found.versions
    shown = "; ".join(_finding(one) for one in found.findings[:FINDINGS_MAX])
    more = len(found.findings) - FINDINGS_MAX
    rest = f"; and {more} more" if more > 0 else ""
    return (
        f"{found.items} items as of position {found.position}, under policy version"
        f" {versions.policy}, taxonomy version {versions.taxonomy} and guideline revision"
        f" {versions.guideline_revision}: {shown}{rest}"
    )


def _finding(one: Finding) -> str:
    value = f" {one.observed.normalize():f}" if one.observed is not None else ""
    result = "" if one.result is Result.PASS else f" ({one.result.replace('_', ' ')})"
    return f"{_asked(one.requirement)}{value}{result}"


def _asked(one: Requirement) -> str:
    task = f" of {one.task}" if one.task is not None else ""
    return f"{one.metric.replace('_', ' ')}{task}"


def _sealed(tree: SealedTree) -> str:
    return f"Sealed with {tree.size} events, root {tree.root[:DIGEST_CHARACTERS]}"


def _batch(event: RecordedEvent) -> str:
    return event.stream.removeprefix(certificate.PREFIX)
