"""What stands in the stream of a batch's certificates: certificates, waivers and releases."""

from datetime import datetime
from uuid import UUID

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.certificate import facts
from labeltrail.events.streams.policy.requirements import Requirement


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """`event` is that of the revocation, `cause` the one that it answers, if there is one."""

    event: UUID
    position: int
    recorded_at: datetime
    cause: UUID | None
    fact: facts.CertificateRevoked


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    event: UUID
    position: int
    recorded_at: datetime
    fact: facts.BatchCertified
    revocation: Revocation | None = None

    @property
    def is_in_force(self) -> bool:
        return self.revocation is None


class Waiver(msgspec.Struct, frozen=True, kw_only=True):
    """`waived_by` is None while a second person is waited for.

    `event` is the last that said something of it: who proposed, approved or withdrew.
    `called_by` proposed it, or called for who did.
    """

    waiver: UUID
    event: UUID
    position: int
    requirement: Requirement
    place: int
    policy_version: int
    until: datetime
    reason: PersonalText
    proposed_by: MemberId
    waived_by: MemberId | None
    waived_position: int | None
    withdrawn_by: MemberId | None = None
    called_by: MemberId

    def is_in_force(self, moment: datetime) -> bool:
        """It holds up to its end, and then not."""
        return self.waived_by is not None and self.withdrawn_by is None and moment < self.until


class Release(msgspec.Struct, frozen=True, kw_only=True):
    event: UUID
    position: int
    recorded_at: datetime
    fact: facts.BatchReleased


class Certification(msgspec.Struct, frozen=True, kw_only=True):
    """All of a batch, in order."""

    certificates: tuple[Certificate, ...] = ()
    waivers: dict[UUID, Waiver] = {}
    releases: tuple[Release, ...] = ()

    @property
    def in_force(self) -> Certificate | None:
        """The last certificate, unless it was revoked."""
        last = self.certificates[-1] if self.certificates else None
        return last if last is not None and last.is_in_force else None

    def certificate(self, number: int) -> Certificate | None:
        is_known = 1 <= number <= len(self.certificates)
        return self.certificates[number - 1] if is_known else None

    def revocation_of(self, release: Release) -> Revocation | None:
        """Of the certificate that it was released under."""
        under = self.certificate(release.fact.certificate)
        return under.revocation if under is not None else None

    def waiver_of(self, requirement: Requirement, moment: datetime) -> Waiver | None:
        """The one in force then that ends last."""
        found = [
            one
            for one in self.waivers.values()
            if one.requirement == requirement and one.is_in_force(moment)
        ]
        return max(found, key=lambda one: (one.until, one.position), default=None)


def fold(events: list[RecordedEvent]) -> Certification:
    """After these events of the stream, in order."""
    state = Certification()
    for event in events:
        state = evolve(state, event)
    return state


def evolve(state: Certification, event: RecordedEvent) -> Certification:
    match event.fact:
        case facts.BatchCertified() as fact:
            certificate = Certificate(
                event=event.event_id,
                position=event.position,
                recorded_at=event.recorded_at,
                fact=fact,
            )
            certificates = (*state.certificates, certificate)
            return msgspec.structs.replace(state, certificates=certificates)
        case facts.CertificateRevoked() as fact:
            return _revoked(state, event, fact)
        case facts.WaiverProposed() | facts.CertificateWaived() as fact:
            waiver = _waiver(state, event, fact)
            return msgspec.structs.replace(state, waivers={**state.waivers, waiver.waiver: waiver})
        case facts.WaiverWithdrawn() as fact:
            waiver = msgspec.structs.replace(
                state.waivers[fact.waiver], event=event.event_id, withdrawn_by=fact.withdrawn_by
            )
            return msgspec.structs.replace(state, waivers={**state.waivers, waiver.waiver: waiver})
        case facts.BatchReleased() as fact:
            release = Release(
                event=event.event_id,
                position=event.position,
                recorded_at=event.recorded_at,
                fact=fact,
            )
            return msgspec.structs.replace(state, releases=(*state.releases, release))
        case _:
            message = f"{event.type} at position {event.position} is no event of a certificate"
            raise TypeError(message)


def _revoked(
    state: Certification, event: RecordedEvent, fact: facts.CertificateRevoked
) -> Certification:
    revocation = Revocation(
        event=event.event_id,
        position=event.position,
        recorded_at=event.recorded_at,
        cause=event.causation_id,
        fact=fact,
    )
    certificates = tuple(
        msgspec.structs.replace(one, revocation=revocation)
        if one.fact.number == fact.number
        else one
        for one in state.certificates
    )
    return msgspec.structs.replace(state, certificates=certificates)


def _waiver(
    state: Certification,
    event: RecordedEvent,
    fact: facts.WaiverProposed | facts.CertificateWaived,
) -> Waiver:
    is_waived = isinstance(fact, facts.CertificateWaived)
    if isinstance(fact, facts.CertificateWaived) and fact.proposal is not None:
        return msgspec.structs.replace(
            state.waivers[fact.proposal],
            event=event.event_id,
            waived_by=fact.waived_by,
            waived_position=event.position,
        )
    who = fact.waived_by if isinstance(fact, facts.CertificateWaived) else fact.proposed_by
    return Waiver(
        waiver=event.event_id,
        event=event.event_id,
        position=event.position,
        requirement=fact.requirement,
        place=fact.place,
        policy_version=fact.policy_version,
        until=fact.until,
        reason=fact.reason,
        proposed_by=who,
        called_by=MemberId(event.actor),
        waived_by=who if is_waived else None,
        waived_position=event.position if is_waived else None,
    )
