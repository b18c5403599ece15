"""Waivers that were recorded, as verdicts take them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate import Certification
from labeltrail.events.streams.certificate import Waiver as RecordedWaiver
from labeltrail.events.streams.policy import Policy
from labeltrail.projections.readiness.judging import readiness_of, waived
from labeltrail.projections.readiness.verdicts import Readiness, Waiver


def certified(events: Iterable[RecordedEvent]) -> Certification:
    """What the events of a batch's certificate stream come to."""
    known = Certification()
    for event in events:
        known = certificate.evolve(known, event)
    return known


def recorded_waivers(
    policy: Policy | None, known: Certification, moment: datetime
) -> list[RecordedWaiver]:
    """Of each requirement the one in force then that ends last, in the policy's order."""
    asked = policy.requirements if policy is not None else ()
    found = (known.waiver_of(one, moment) for one in dict.fromkeys(asked))
    return [one for one in found if one is not None]


def as_taken(waiver: RecordedWaiver) -> Waiver:
    """The sentence states what the events state: who, until when; why is kept outside the log."""
    two = waiver.waived_by != waiver.proposed_by
    who = f"{waiver.proposed_by} and {waiver.waived_by}" if two else waiver.proposed_by
    until = waiver.until.isoformat(timespec="seconds")
    sentence = f"waived by {who} until {until} (reason: text {waiver.reason.text_id})"
    return Waiver(requirement=waiver.requirement, sentence=sentence)


def waivers_of(
    policy: Policy | None, known: Certification, moment: datetime | None
) -> tuple[Waiver, ...]:
    """In force at a moment; none before anything was recorded."""
    if moment is None:
        return ()
    return tuple(as_taken(one) for one in recorded_waivers(policy, known, moment))


def with_waivers(
    found: Readiness, waivers: Sequence[Waiver], policy: Policy | None, version: int
) -> Readiness:
    """Readiness under a policy version, as it is when these waivers are in force."""
    if not waivers:
        return found
    verdicts = waived(found.requirements, waivers)
    return readiness_of(verdicts, policy, f"policy version {version}")
