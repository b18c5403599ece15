"""What holds of a batch at a position, as a certificate records it.

Pure: from the batch's material and the waivers of then, so the same whoever computes it.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

import msgspec

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.certificate import (
    Assessment,
    Certification,
    Finding,
    Judgment,
    Result,
    Versions,
)
from labeltrail.events.streams.certificate import Waiver as RecordedWaiver
from labeltrail.projections.certificates.truths import Line, truth_lines, truths_digest
from labeltrail.projections.readiness import (
    Material,
    Readiness,
    RequirementVerdict,
    canonical,
    judged,
)
from labeltrail.projections.readiness.waiving import as_taken, recorded_waivers

ALGORITHMS = {"readiness": 1, "truth": 1, "truths_digest": 1}
"""A version rises when the same events would give other bytes: older certificates are recomputed
with the code that made them."""


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment, and what it is a digest of."""

    assessment: Assessment
    readiness: Readiness
    truths: list[Line]
    labelers: tuple[MemberId, ...]


def assessed(material: Material, known: Certification, moment: datetime) -> Assessed:
    """`known` holds the waivers; those that are in force at `moment` count."""
    waivers = recorded_waivers(material.rules.policy.current(), known, moment)
    readiness = judged(material, waivers=tuple(map(as_taken, waivers)))
    truths = list(truth_lines(material))
    rules = material.rules
    labelers = labelers_of(material)
    assessment = Assessment(
        position=material.position,
        moment=moment,
        versions=Versions(
            policy=rules.policy.in_force,
            taxonomy=rules.taxonomy.in_force,
            guideline_revision=rules.guideline.in_force,
            inference=rules.inference.in_force,
            standing=rules.standing.in_force,
            algorithms=ALGORITHMS,
        ),
        items=len(material.states),
        truths=sum(line[2] is not None for line in truths),
        annotators=len(labelers),
        judgment=Judgment(readiness.verdict.value),
        findings=tuple(_finding(one, waivers) for one in readiness.requirements),
        state_sha256=sha256(canonical(readiness)).hexdigest(),
        truths_sha256=truths_digest(truths),
    )
    return Assessed(assessment=assessment, readiness=readiness, truths=truths, labelers=labelers)


def labelers_of(material: Material) -> tuple[MemberId, ...]:
    """Everybody with a label in the batch, retracted ones too, and who called for them."""
    return tuple(
        sorted(
            {
                who
                for item in material.states.values()
                for label in item.labels.values()
                for who in (label.annotator, label.actor)
            }
        )
    )


def _finding(verdict: RequirementVerdict, waivers: list[RecordedWaiver]) -> Finding:
    result = Result(verdict.status.value)
    waiver = None
    if result is Result.WAIVED:
        waiver = next(one.waiver for one in waivers if one.requirement == verdict.requirement)
    interval = verdict.interval
    return Finding(
        place=verdict.place,
        requirement=verdict.requirement,
        result=result,
        observed=verdict.observed,
        n=verdict.n,
        low=interval.low if interval is not None else None,
        high=interval.high if interval is not None else None,
        waiver=waiver,
    )
