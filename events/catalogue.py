"""Every event type ever shipped: its name, schema version and shape, and its bytes.

A recorded event keeps its meaning for ever. To change one, add a field with a default, or add an
event; or raise the type's number in SCHEMA_VERSIONS and say in `upcasting.py` how a body of the
old version reads as the new one. Stored bytes never change.
"""

from collections.abc import Callable

import msgspec

from labeltrail.events.streams import (
    audits,
    automation,
    batch,
    certificate,
    guideline,
    model,
    policy,
    precedent,
    project,
    splits,
    standing,
    taxonomy,
)
from labeltrail.events.streams.inference import facts as run_facts
from labeltrail.events.streams.item import (
    assignment_facts,
    benchmark,
    escalation_facts,
    facts,
    gold_facts,
    inferred,
    review_facts,
)
from labeltrail.events.streams.work import facts as work
from labeltrail.events.upcasting import lifted

EVENTS: dict[str, type[msgspec.Struct]] = {
    event.__name__: event
    for event in (
        project.ProjectCreated,
        project.MemberAdded,
        project.MemberDescribed,
        project.MemberRolesChanged,
        project.MemberRemoved,
        taxonomy.TaxonomyDrafted,
        taxonomy.TaxonomyReviewed,
        taxonomy.TaxonomyPublished,
        taxonomy.PilotPassed,
        guideline.GuidelineRevised,
        guideline.GuidelinePublished,
        guideline.GuidelineClauseClarified,
        policy.PolicyPublished,
        policy.PolicyProposed,
        policy.PolicyProposalRefused,
        policy.PolicyProposalWithdrawn,
        facts.ItemRegistered,
        facts.LabelSubmitted,
        facts.LabelRevised,
        facts.LabelRetracted,
        facts.ItemSkipped,
        facts.ReviewRequested,
        facts.LabelReviewed,
        facts.EscalationRaised,
        facts.EscalationResolved,
        facts.EscalationWithdrawn,
        escalation_facts.EscalationAssigned,
        escalation_facts.EscalationCommented,
        escalation_facts.EscalationLifted,
        facts.ItemAdjudicated,
        facts.AdjudicationReopened,
        review_facts.AdjudicationRequested,
        review_facts.EscalationRouted,
        review_facts.ReviewClaimed,
        review_facts.ReviewClaimReleased,
        review_facts.SecondLookTaken,
        assignment_facts.ItemAssigned,
        assignment_facts.AssignmentReleased,
        work.WorkTaken,
        gold_facts.GoldProposed,
        gold_facts.GoldActivated,
        gold_facts.GoldContested,
        gold_facts.GoldRetired,
        batch.BatchOpened,
        batch.ItemsAddedToBatch,
        batch.BatchClosed,
        certificate.BatchCertified,
        certificate.WaiverProposed,
        certificate.CertificateWaived,
        certificate.WaiverWithdrawn,
        certificate.CertificateRevoked,
        certificate.BatchReleased,
        run_facts.InferenceRecorded,
        inferred.TruthInferred,
        splits.ItemsSplit,
        benchmark.ItemFrozen,
        audits.AuditPlanned,
        audits.ItemAudited,
        model.ModelRegistered,
        model.ModelEvaluated,
        precedent.PrecedentRecorded,
        precedent.PrecedentFollowed,
        precedent.PrecedentSuperseded,
        run_facts.InferenceCompleted,
        standing.AnnotatorQualified,
        standing.AnnotatorSuspended,
        standing.AnnotatorReinstated,
        standing.AnnotatorNoted,
        automation.RuleApplied,
        automation.RuleObserved,
    )
}

SCHEMA_VERSIONS: dict[str, int] = dict.fromkeys(EVENTS, 1)
"""The version that each type is written at today."""

_today: dict[tuple[str, int], Callable[[bytes], msgspec.Struct]] = {}
"""Decoders of bodies as they are written today, each made when it is first asked for."""

_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="string")


class UnknownEventType(Exception):
    """The log holds an event that this code does not know: run newer code to read it."""

    def __init__(self, type_name: str, schema_version: int) -> None:
        super().__init__(f"no event type {type_name!r} at schema version {schema_version}")
        self.type_name = type_name
        self.schema_version = schema_version


def encode(fact: msgspec.Struct) -> bytes:
    """The fact's canonical body: JSON with sorted keys, the same bytes every time."""
    return _ENCODER.encode(fact)


def decode(type_name: str, schema_version: int, body: bytes) -> msgspec.Struct:
    """The fact that was recorded, lifted to today's shape. Raises UnknownEventType."""
    typed = _today.get((type_name, schema_version))
    if typed is not None:
        return typed(body)
    current = SCHEMA_VERSIONS.get(type_name)
    if current is None or not 1 <= schema_version <= current:
        raise UnknownEventType(type_name, schema_version)
    if schema_version < current:
        body = lifted(type_name, body, schema_version, current)
    if (type_name, current) not in _today:
        _today[type_name, current] = msgspec.json.Decoder(EVENTS[type_name]).decode
    return _today[type_name, current](body)
