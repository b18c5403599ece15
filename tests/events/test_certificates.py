"""Who certifies, waives, revokes and releases a batch, and what stands in the way."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from labeltrail.events import catalogue
from labeltrail.events.identifiers import SYSTEM, BatchId, MemberId
from labeltrail.events.limits import CERTIFIED_ITEMS_MAX, WAIVER_DAYS_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import batch, certificate
from labeltrail.events.streams.certificate import (
    ApproveWaiver,
    CertificateRevoked,
    CertificateWaived,
    Judgment,
    Relaxation,
    Result,
    RevocationCause,
    RevokeCertificate,
    WaiveRequirement,
    WithdrawWaiver,
)
from labeltrail.events.streams.certificate.decide import moved_on, not_sealed
from labeltrail.events.streams.policy import Policy, PolicyPublished, PublishPolicy
from labeltrail.events.streams.policy.certification import Certification
from labeltrail.events.streams.policy.demands import Demands
from labeltrail.events.streams.policy.people import People
from labeltrail.events.streams.project import MemberRolesChanged, Role
from labeltrail.events.streams.taxonomy import PilotBasis, PilotPassed
from tests.events.certificates import (
    AGREED,
    AGREES,
    APRIL,
    FOUND,
    HARMLESS,
    PASSED,
    PROPOSED,
    RELEASED,
    REQUIREMENTS,
    UNTIL,
    WITH_WAIVER,
    assessment,
    certified,
    certify,
    release,
)
from tests.events.history import DAWN, Happened, History, happened
from tests.events.owls import DESK, INES, LENA, LENIENT, MIRA, OSKAR, TOMEK, with_policy, words

AS_WAIVED = CertificateWaived(
    requirement=AGREED,
    place=1,
    policy_version=1,
    until=UNTIL,
    waived_by=INES,
    reason=words(),
)
WAIVERS = Certification(waivers=(Role.ADJUDICATOR, Role.MANAGER))
TWO = replace(WAIVERS, waiver_two_persons=True)
WAIVE = WaiveRequirement(batch_id=APRIL, place=1, policy_version=1, until=UNTIL, reason=words())
BY_HAND = RevokeCertificate(batch_id=APRIL, number=1, reason=words(3))
PROPOSAL = UUID(int=900)
APPROVE = ApproveWaiver(batch_id=APRIL, waiver=PROPOSAL)

PILOT_PASSED = PilotPassed(
    batch_id=APRIL,
    taxonomy_version=1,
    policy_version=1,
    basis=PilotBasis.CERTIFIED,
    position=9,
    items=60,
    items_overlapped=60,
    passed_by=MIRA,
)


def recorded(
    fact: certificate.CertificateFact, event_id: UUID | None = None, *, actor: str = INES
) -> Happened:
    return Happened(fact, event_id, actor, stream=certificate.PREFIX + APRIL)


def april(
    *past: certificate.CertificateFact | Happened, section: Certification | None = None
) -> History:
    policy = replace(LENIENT, requirements=REQUIREMENTS)
    if section is not None:
        policy = replace(policy, certification=section)
    return under(policy, *past)


def under(policy: Policy, *past: certificate.CertificateFact | Happened) -> History:
    opened = batch.BatchOpened(title="April nights", batch_kind=batch.BatchKind.PRODUCTION)
    told = (one if isinstance(one, Happened) else recorded(one) for one in past)
    return with_policy(policy, opened, *told)


def proposed() -> History:
    return april(recorded(PROPOSED, PROPOSAL), section=TWO)


# Certifying


def test_manager_certifies_a_batch_that_is_ready() -> None:
    april().when(certify()).then(certified())


def test_batch_that_nobody_opened_is_not_certified() -> None:
    unknown = replace(certify(), batch_id=BatchId("may"))
    april().when(unknown).refuses(Rule.BATCH_UNKNOWN, ("batch_id",), "open it")


def test_batch_that_is_not_ready_is_not_certified_and_what_fails_is_named() -> None:
    failing = replace(AGREES, result=Result.FAIL)
    found = assessment(PASSED, failing, judgment=Judgment.NOT_READY)
    saying = "alpha nominal of species (requirement 1): fail"
    april().when(certify(found)).refuses(Rule.BATCH_NOT_READY, ("batch_id",), saying)


def test_undefined_is_not_a_pass() -> None:
    unknown = replace(AGREES, result=Result.UNDEFINED, observed=None)
    found = assessment(PASSED, unknown, judgment=Judgment.UNDECIDED)
    april().when(certify(found)).refuses(Rule.BATCH_NOT_READY, ("batch_id",), "undefined")


def test_batch_of_which_nothing_is_demanded_is_not_ready() -> None:
    found = assessment(replace(PASSED, requirement=HARMLESS), judgment=Judgment.NOT_READY)
    april().when(certify(found)).refuses(Rule.BATCH_NOT_READY, ("batch_id",), "no requirement")


def test_waived_requirement_does_not_stand_in_the_way() -> None:
    found = assessment(PASSED, WITH_WAIVER)
    history = april(recorded(AS_WAIVED, WITH_WAIVER.waiver), section=WAIVERS)
    history.when(certify(found)).then(replace(certified(), assessment=found))


def test_who_labeled_in_the_batch_does_not_certify_it() -> None:
    mine = certify(labelers=(LENA, MIRA))
    april().when(mine).refuses(Rule.CERTIFIER_LABELED_BATCH, (), "mira labeled")


def test_service_that_brought_labels_of_the_batch_does_not_certify_for_another() -> None:
    mine = certify(labelers=(DESK, LENA))
    april().when(mine, via=DESK).refuses(Rule.CERTIFIER_LABELED_BATCH, (), "field-desk")


def test_policy_may_let_labelers_certify_and_that_is_recorded() -> None:
    relaxed = certified(1, Relaxation.CERTIFIER_LABELED_BATCH)
    history = april(section=Certification(labelers_certify=True))
    history.when(certify(labelers=(MIRA,))).then(relaxed)


def test_who_did_not_label_needs_no_relaxation_where_the_policy_has_one() -> None:
    history = april(section=Certification(labelers_certify=True))
    history.when(certify()).then(certified())


@pytest.mark.parametrize("who", [INES, TOMEK])
def test_only_roles_that_the_policy_names_certify(who: MemberId) -> None:
    april().when(certify(), by=who).refuses(Rule.ROLE_MISSING, (), "manager certifies")


def test_policy_may_let_adjudicators_certify() -> None:
    history = april(section=Certification(certifiers=(Role.ADJUDICATOR,)))
    history.when(certify(), by=INES).then(replace(certified(), certified_by=INES))


def test_annotator_never_certifies() -> None:
    april().when(certify(), by=OSKAR).refuses(Rule.ROLE_MISSING, (), "role")


def test_certificate_in_force_is_not_doubled() -> None:
    april(certified()).when(certify()).refuses(Rule.ALREADY_CERTIFIED, ("batch_id",), "in force")


def test_revoked_certificate_is_followed_by_the_next_number() -> None:
    history = april(certified(), revoked())
    history.when(certify()).then(certified(2))


def test_batch_has_as_many_items_as_an_append_can_look_up() -> None:
    largest = replace(assessment(), items=CERTIFIED_ITEMS_MAX)
    april().when(certify(largest)).then(replace(certified(), assessment=largest))
    larger = replace(largest, items=CERTIFIED_ITEMS_MAX + 1)
    april().when(certify(larger)).refuses(Rule.TOO_MANY, ("batch_id",), "20,000")


def test_what_cannot_be_sealed_or_stand_still_says_what_to_do() -> None:
    sealed, still = not_sealed(), moved_on(5)
    assert (sealed.rule, sealed.path) == (Rule.BATCH_NOT_SEALED, ("batch_id",))
    assert "labeltrail doctor" in sealed.message
    assert (still.rule, still.path) == (Rule.BATCH_MOVED_ON, ("batch_id",))
    assert "5 times in a row" in still.message


# Revoking


def revoked() -> CertificateRevoked:
    return CertificateRevoked(
        number=1, certificate=UUID(int=1), cause=RevocationCause.LABEL, found=FOUND
    )


def test_manager_revokes_by_hand_with_a_reason() -> None:
    one = UUID(int=77)
    by_hand = CertificateRevoked(
        number=1,
        certificate=one,
        cause=RevocationCause.BY_HAND,
        revoked_by=MIRA,
        reason=words(3),
    )
    april(recorded(certified(), one)).when(BY_HAND).then(by_hand, cause=one)


def test_revocation_by_hand_says_why() -> None:
    unsaid = replace(BY_HAND, reason=None)
    april(certified()).when(unsaid).refuses(Rule.NOTHING_GIVEN, ("reason",), "why")


def test_rule_revokes_with_what_it_found() -> None:
    one = UUID(int=77)
    by_rule = RevokeCertificate(batch_id=APRIL, number=1, found=FOUND)
    history = april(recorded(certified(), one))
    history.when(by_rule, by=SYSTEM).then(replace(revoked(), certificate=one))


def test_revoked_certificate_is_not_revoked_again() -> None:
    history = april(certified(), revoked())
    history.when(BY_HAND).refuses(Rule.CERTIFICATE_REVOKED, ("number",), "before")


def test_certificate_that_was_never_given_is_not_revoked() -> None:
    april().when(BY_HAND).refuses(Rule.CERTIFICATE_UNKNOWN, ("number",), "no certificate 1")


def test_adjudicator_does_not_revoke() -> None:
    april(certified()).when(BY_HAND, by=INES).refuses(Rule.ROLE_MISSING, (), "manager")


# Waiving


def test_role_that_the_policy_names_waives_a_requirement() -> None:
    april(section=WAIVERS).when(WAIVE, by=INES).then(AS_WAIVED)


def test_nobody_waives_where_the_policy_names_no_role() -> None:
    april().when(WAIVE).refuses(Rule.WAIVERS_NOT_ALLOWED, (), "name a role")


def test_role_that_the_policy_does_not_name_waives_nothing() -> None:
    history = april(section=Certification(waivers=(Role.ADJUDICATOR,)))
    history.when(WAIVE, by=MIRA).refuses(Rule.ROLE_MISSING, (), "adjudicator waives")


def test_waiver_names_the_policy_in_force() -> None:
    other = replace(WAIVE, policy_version=2)
    april(section=WAIVERS).when(other).refuses(Rule.POLICY_NOT_IN_FORCE, ("policy_version",))


@pytest.mark.parametrize("place", [-1, 3])
def test_waiver_names_a_requirement_that_there_is(place: int) -> None:
    other = replace(WAIVE, place=place)
    april(section=WAIVERS).when(other).refuses(Rule.REQUIREMENT_UNKNOWN, ("place",), "from 0")


def test_requirement_that_only_warns_needs_no_waiver() -> None:
    other = replace(WAIVE, place=2)
    april(section=WAIVERS).when(other).refuses(Rule.REQUIREMENT_DOES_NOT_BLOCK, ("place",))


@pytest.mark.parametrize("until", [DAWN, DAWN - timedelta(days=1), DAWN + timedelta(days=91)])
def test_waiver_ends_within_the_time_that_the_policy_sets(until: object) -> None:
    other = replace(WAIVE, until=until)
    april(section=WAIVERS).when(other).refuses(Rule.WAIVER_TOO_LONG, ("until",), "90 days")


def test_requirement_waived_as_long_is_not_waived_again() -> None:
    history = april(AS_WAIVED, section=WAIVERS)
    history.when(WAIVE).refuses(Rule.REQUIREMENT_WAIVED, ("place",), "already")


def test_waiver_may_be_prolonged() -> None:
    longer = replace(WAIVE, until=UNTIL + timedelta(days=1))
    history = april(AS_WAIVED, section=WAIVERS)
    history.when(longer, by=INES).then(replace(AS_WAIVED, until=longer.until))


def test_policy_with_two_persons_takes_a_proposal_first() -> None:
    april(section=TWO).when(WAIVE, by=INES).then(PROPOSED)


def test_two_persons_for_all_that_weakens_quality_holds_for_waivers() -> None:
    policy = replace(
        LENIENT,
        requirements=REQUIREMENTS,
        certification=WAIVERS,
        people=People(two_persons=True),
    )
    under(policy).when(WAIVE, by=INES).then(PROPOSED)


def test_second_person_approves_what_another_proposed() -> None:
    approved = replace(AS_WAIVED, waived_by=MIRA, proposal=PROPOSAL, proposed_by=INES)
    proposed().when(APPROVE, by=MIRA).then(approved, cause=PROPOSAL)


def test_who_proposed_a_waiver_does_not_approve_it() -> None:
    proposed().when(APPROVE, by=INES).refuses(Rule.APPROVER_PROPOSED_WAIVER, (), "somebody else")


def test_manager_who_is_a_service_too_does_not_approve_a_waiver_that_they_called_for() -> None:
    both = happened(MemberRolesChanged(member=MIRA, roles=(Role.MANAGER, Role.SERVICE)))
    history = april(both, recorded(PROPOSED, PROPOSAL, actor=MIRA), section=TWO)
    history.when(APPROVE, by=MIRA).refuses(Rule.APPROVER_PROPOSED_WAIVER, (), "somebody else")


def test_waiver_that_was_approved_is_not_approved_again() -> None:
    approved = replace(AS_WAIVED, waived_by=MIRA, proposal=PROPOSAL, proposed_by=INES)
    history = april(recorded(PROPOSED, PROPOSAL), approved, section=TWO)
    history.when(APPROVE, by=MIRA).refuses(Rule.WAIVER_NOT_PROPOSED, ("waiver",), "mira")


def test_proposal_that_has_ended_is_not_approved() -> None:
    late = timedelta(days=31)
    proposed().when(APPROVE, later=late).refuses(Rule.WAIVER_ENDED, ("waiver",), "anew")


def test_waiver_that_nobody_proposed_is_not_approved() -> None:
    april(section=TWO).when(APPROVE).refuses(Rule.WAIVER_UNKNOWN, ("waiver",))


def test_waiver_is_withdrawn_with_a_reason_and_once() -> None:
    withdraw = WithdrawWaiver(batch_id=APRIL, waiver=PROPOSAL, reason=words(2))
    fact = certificate.WaiverWithdrawn(waiver=PROPOSAL, withdrawn_by=TOMEK, reason=words(2))
    after = proposed().when(withdraw, by=TOMEK).then(fact, cause=PROPOSAL)
    after.when(withdraw, by=TOMEK).refuses(Rule.WAIVER_ENDED, ("waiver",), "before")


def test_waiver_counts_up_to_its_end_and_not_then() -> None:
    events = april(AS_WAIVED).events(certificate.PREFIX + APRIL)
    (waiver,) = certificate.fold(events).waivers.values()
    assert waiver.is_in_force(UNTIL - timedelta(microseconds=1))
    assert not waiver.is_in_force(UNTIL)


def test_waiver_says_nothing_of_a_requirement_worded_otherwise() -> None:
    state = certificate.fold(april(AS_WAIVED).events(certificate.PREFIX + APRIL))
    assert state.waiver_of(AGREED, DAWN) is not None
    assert state.waiver_of(replace(AGREED, items_min=30), DAWN) is None


# Releasing


def test_manager_releases_a_certified_batch() -> None:
    one = UUID(int=77)
    april(recorded(certified(), one)).when(release()).then(RELEASED, cause=one)


def test_release_of_an_uncertified_batch_is_refused() -> None:
    april().when(release()).refuses(Rule.BATCH_NOT_CERTIFIED, ("batch_id",), "certify it")


def test_release_of_a_batch_whose_certificate_was_revoked_is_refused() -> None:
    history = april(certified(), revoked())
    history.when(release()).refuses(Rule.BATCH_NOT_CERTIFIED, ("batch_id",), "revoked")


def test_release_under_a_certificate_that_fails_by_now_is_refused() -> None:
    failing = assessment(replace(AGREES, result=Result.FAIL), judgment=Judgment.NOT_READY)
    history = april(certified())
    history.when(release(failing)).refuses(Rule.CERTIFICATE_UNDERMINED, ("batch_id",), "fail")


def test_release_of_other_truths_than_were_certified_is_refused() -> None:
    other = release(assessment(truths="8b" * 32))
    april(certified()).when(other).refuses(Rule.CERTIFICATE_UNDERMINED, ("batch_id",), "anew")


def test_batch_may_be_released_again() -> None:
    one = UUID(int=77)
    history = april(recorded(certified(), one), RELEASED)
    history.when(release()).then(replace(RELEASED, number=2), cause=one)


def test_pilot_that_the_policy_demands_is_released_when_it_has_passed() -> None:
    opened = batch.BatchOpened(title="First sixty", batch_kind=batch.BatchKind.PILOT)
    one = UUID(int=77)
    past = (opened, recorded(certified(), one))
    demands = replace(LENIENT, requirements=REQUIREMENTS, demands=Demands(pilot=True))
    waits = with_policy(demands, *past)
    waits.when(release()).refuses(Rule.PILOT_NOT_PASSED, ("batch_id",), "let it pass")
    other = replace(PILOT_PASSED, batch_id=BatchId("may"))
    waits.and_given(other).when(release()).refuses(Rule.PILOT_NOT_PASSED, ("batch_id",))
    waits.and_given(PILOT_PASSED).when(release()).then(RELEASED, cause=one)
    with_policy(LENIENT, *past).when(release()).then(RELEASED, cause=one)


def test_reviewer_does_not_release() -> None:
    april(certified()).when(release(), by=TOMEK).refuses(Rule.ROLE_MISSING, (), "manager")


# The policy's section


@pytest.mark.parametrize(
    ("section", "rule", "field"),
    [
        (Certification(certifiers=()), Rule.NOTHING_GIVEN, "certifiers"),
        (Certification(waiver_days_max=0), Rule.NUMBER_OUT_OF_RANGE, "waiver_days_max"),
        (Certification(waiver_two_persons=True), Rule.POLICY_CONTRADICTORY, "waiver_two_persons"),
    ],
)
def test_section_that_cannot_be_applied_is_refused(
    section: Certification, rule: Rule, field: str
) -> None:
    published = publish(section)
    april().when(published).refuses(rule, ("policy", "certification", field))


def test_waivers_last_at_most_ten_years() -> None:
    longest = Certification(waiver_days_max=WAIVER_DAYS_MAX)
    april().when(publish(longest)).admitted()
    longer = replace(longest, waiver_days_max=WAIVER_DAYS_MAX + 1)
    at = ("policy", "certification", "waiver_days_max")
    april().when(publish(longer)).refuses(Rule.NUMBER_OUT_OF_RANGE, at, "3660 days")


def test_annotators_neither_certify_nor_waive() -> None:
    section = Certification(waivers=(Role.MANAGER, Role.ANNOTATOR))
    at = ("policy", "certification", "waivers", 1)
    april().when(publish(section)).refuses(Rule.POLICY_CONTRADICTORY, at, "annotator")


def publish(section: Certification) -> PublishPolicy:
    policy = replace(LENIENT, requirements=REQUIREMENTS, certification=section)
    return PublishPolicy(policy=policy, change_note="Who certifies")


def test_policy_without_the_section_keeps_its_bytes() -> None:
    published = PolicyPublished(policy_version=1, policy=LENIENT, change_note="As agreed")
    assert b"certification" not in catalogue.encode(published)
