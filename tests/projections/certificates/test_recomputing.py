"""On random histories: a certificate computed again is equal, and its end is found exactly."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate import (
    Assessment,
    BatchCertified,
    BatchReleased,
    Certificate,
    CertificateWaived,
    Certification,
    Judgment,
    Result,
    SealedTree,
)
from labeltrail.events.streams.policy import Comparison, Metric, Policy
from labeltrail.projections.certificates import after
from labeltrail.projections.certificates.after import Ended, concerns, first_end
from labeltrail.projections.certificates.assessing import Assessed, assessed
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.certificates.recomputing import recomputed, sought
from labeltrail.projections.certificates.undermining import cause_of, undermined
from labeltrail.projections.readiness import material_of
from labeltrail.projections.releases import manifest
from tests.events.owls import words
from tests.projections.herbarium import GENUS, MAUD
from tests.projections.readiness.shelves import LOWER, UPPER, Shelves, at_random, demand

LATER = datetime(2030, 1, 1, tzinfo=UTC)
ANY = demand(Metric.COVERAGE, threshold="0")
AGREEING = demand(Metric.ALPHA_NOMINAL, threshold="0.2", task=GENUS)
IMPOSSIBLE = demand(Metric.COVERAGE, threshold="2")
FEW = demand(Metric.OPEN_ESCALATIONS, Comparison.AT_MOST, "3")
PLAIN = Policy(overlap=2, quorum=2, requirements=(ANY, AGREEING, FEW))
LENIENT = Policy(overlap=2, quorum=1, requirements=(ANY,))
STREAM = certificate.PREFIX + UPPER
READY = Judgment.READY
SEEDS = range(12)


def judged(events: list[RecordedEvent], position: int, known: Certification) -> Assessed:
    """From all raw events, as readiness takes them: the naive judge of what gathers by stream."""
    material = material_of(events, UPPER, up_to=position)
    assert material is not None
    return assessed(material, known, events[position - 1].recorded_at)


def sealed(position: int) -> SealedTree:
    return SealedTree(origin="herbarium.example.org/herbarium", size=position, root="0" * 64)


def certified(shelves: Shelves, position: int, known: Certification) -> Assessment:
    """A certificate of a position, appended at the end, whatever the verdict."""
    found = judged(shelves.events, position, known).assessment
    number = len(known_of(shelves.events).certificates) + 1
    shelves.append(
        STREAM,
        BatchCertified(
            number=number, certified_by=MAUD, assessment=found, checkpoint=sealed(position)
        ),
    )
    return found


def known_of(events: list[RecordedEvent]) -> Certification:
    return certificate.fold([event for event in events if event.stream == STREAM])


@pytest.mark.parametrize("seed", SEEDS)
def test_certificates_and_releases_computed_again_are_equal(seed: int) -> None:
    chance = random.Random(seed)
    shelves = at_random(seed, PLAIN)
    ends = sorted(chance.sample(range(40, len(shelves.events) + 1), 3))
    for position in ends:
        certified(shelves, position, Certification())
        shelves.append(STREAM, _revoked(shelves))
    last = len(shelves.events)
    certified(shelves, last, Certification())
    _release(shelves)
    events = shelves.events
    by_stream = sorted(events, key=lambda one: (one.stream, one.version))
    found = sought(by_stream)
    assert [one.fact.assessment.position for one in found.due] == [*ends, last, last + 1]
    for order in (events, sorted(by_stream, key=lambda one: one.position)):
        wanted = [one for one in order if found.concerns(one.stream)]
        answers = list(recomputed(found, wanted, manifest.check_manifest))
        assert [one.differs for one in answers] == [None] * 5


def _revoked(shelves: Shelves) -> certificate.CertificateRevoked:
    last = known_of(shelves.events).certificates[-1]
    return certificate.CertificateRevoked(
        number=last.fact.number,
        certificate=last.event,
        cause=certificate.RevocationCause.BY_HAND,
        revoked_by=MAUD,
    )


def _release(shelves: Shelves) -> None:
    position = len(shelves.events)
    gathering = Gathering()
    gathering.take(shelves.events)
    found = judged(shelves.events, position, Certification()).assessment
    one = gathering.certification(UPPER).in_force
    assert one is not None
    made = manifest.manifest_of(
        "herbarium", gathering.material(UPPER, position), gathering, one, found, sealed(position)
    )
    shelves.append(
        STREAM,
        BatchReleased(
            number=1,
            certificate=one.fact.number,
            released_by=MAUD,
            assessment=found,
            checkpoint=sealed(position),
            manifest_format=manifest.FORMAT,
            manifest_sha256=manifest.digest(manifest.to_bytes(made)),
        ),
    )


@pytest.mark.parametrize("field", ["state_sha256", "truths_sha256", "items", "moment", "findings"])
def test_what_was_recorded_otherwise_is_named(field: str) -> None:
    shelves = at_random(1, PLAIN)
    found = certified(shelves, len(shelves.events), Certification())
    lies: dict[str, object] = {
        "state_sha256": "0" * 64,
        "truths_sha256": "0" * 64,
        "items": found.items + 1,
        "moment": found.moment + timedelta(seconds=1),
        "findings": found.findings[:1],
    }
    fact = shelves.events[-1].fact
    assert isinstance(fact, BatchCertified)
    shelves.events.pop()
    lie = replace(fact, assessment=replace(found, **{field: lies[field]}))
    shelves._versions[STREAM] = 0
    shelves.append(STREAM, lie)
    (one,) = recomputed(sought(shelves.events), shelves.events)
    assert one.differs == field


def naive_end(shelves: Shelves, one: Certificate) -> tuple[object, int] | None:
    """Judge after every single event."""
    position = one.fact.assessment.position
    truths = judged(shelves.events, position, Certification()).truths
    for event in shelves.events[position:]:
        if not concerns(event) or event.stream == STREAM:
            continue
        now = judged(shelves.events, event.position, Certification())
        if undermined(one.fact.assessment, truths, now, cause_of(event), 1) is not None:
            return event.event_id, event.position
    return None


def end_of(shelves: Shelves, one: Certificate, seen: int) -> Ended | None:
    wanted = [event for event in shelves.events if event.stream != STREAM]
    return first_end(one, UPPER, wanted, seen=seen, now=LATER)


@pytest.mark.parametrize("policy", [PLAIN, LENIENT], ids=["plain", "lenient"])
@pytest.mark.parametrize("seed", SEEDS)
def test_first_event_that_undermines_a_certificate_is_found(seed: int, policy: Policy) -> None:
    shelves = at_random(seed, policy)
    position = random.Random(seed).randrange(30, len(shelves.events) - 12)
    found = certified(shelves, position, Certification())
    (one,) = known_of(shelves.events).certificates
    ready = replace(one, fact=replace(one.fact, assessment=replace(found, judgment=READY)))
    wanted = naive_end(shelves, ready)
    ended = end_of(shelves, ready, position)
    assert (ended and (ended.cause, ended.found.position)) == wanted
    if wanted is not None:
        again = end_of(shelves, ready, wanted[1] - 1)
        assert again == ended


def test_events_in_groups_come_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shelves = at_random(4, LENIENT)
    certified(shelves, 40, Certification())
    (one,) = known_of(shelves.events).certificates
    exact = end_of(shelves, one, 40)
    monkeypatch.setattr(after, "JUDGED_MAX", 3)
    assert end_of(shelves, one, 40) == exact
    assert exact is not None


def test_waiver_that_ends_between_events_is_named_and_not_the_event_after_it() -> None:
    shelves = at_random(2, Policy(overlap=2, quorum=2, requirements=(IMPOSSIBLE,)))
    position = len(shelves.events)
    until = shelves.events[-1].recorded_at + timedelta(minutes=3, seconds=30)
    waived = shelves.append(
        STREAM,
        CertificateWaived(
            requirement=IMPOSSIBLE,
            place=0,
            policy_version=1,
            until=until,
            waived_by=MAUD,
            reason=words(),
        ),
    )
    certified(shelves, position + 1, known_of(shelves.events))
    (one,) = known_of(shelves.events).certificates
    assert one.fact.assessment.judgment is READY
    assert [x.result for x in one.fact.assessment.findings] == [Result.WAIVED]
    for number in range(4):
        shelves.register(f"late-{number}", shelf=LOWER)
    seen = position + 2
    ended = first_end(one, UPPER, shelves.events, seen=seen, now=LATER)
    assert ended is not None
    assert (ended.cause, ended.found.turned[0].before) == (waived, Result.WAIVED)
    before = shelves.events[:seen]
    just_before, then = until - timedelta(microseconds=1), until
    assert first_end(one, UPPER, before, seen=seen, now=just_before) is None
    assert first_end(one, UPPER, before, seen=seen, now=then) is not None
