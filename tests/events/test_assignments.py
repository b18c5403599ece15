"""Assignments end: by a label, a skip, their annotator, a manager, or time. And who needs one."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, AssignmentId, MemberId
from labeltrail.events.limits import (
    ASSIGNMENTS_PER_ITEM_MAX,
    CLAIM_MINUTES_MAX,
    CLAIM_SEED_MAX,
    CLAIMS_MAX,
    OPEN_CLAIMS_MAX,
    OVERLAP_MAX,
    PRIORITIES_MAX,
    PRIORITY_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import giving
from labeltrail.events.streams.item.assignment_facts import (
    AssignmentReleased,
    ItemAssigned,
    Purpose,
    ReleaseReason,
)
from labeltrail.events.streams.item.assignment_state import Assignment, Ending
from labeltrail.events.streams.item.commands import SkipItem, SubmitLabel
from labeltrail.events.streams.item.facts import LabelSubmitted, SkipReason
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import PublishPolicy
from labeltrail.events.streams.project import (
    MemberKind,
    MemberRemoved,
    MemberRolesChanged,
    Role,
)
from labeltrail.events.streams.standing.facts import AnnotatorSuspended, SuspensionCause
from tests.events.history import DAWN, ITEM, History
from tests.events.owls import (
    BIRDNET,
    LENA,
    LENIENT,
    MIRA,
    OSKAR,
    REGISTERED,
    archive,
    owl,
    submit,
    submitted,
)
from tests.events.shifts import (
    LEASE,
    MINUTE,
    assigning,
    claim,
    claimed,
    end,
    give_back,
    last_event_id,
    shift,
)

FREE = assigning()
BOUND = assigning(is_required=True)


def held(policy: msgspec.Struct = FREE) -> tuple[History, AssignmentId]:
    """Oskar holds the recording."""
    history = claimed(shift(policy))  # type: ignore[arg-type]  # a policy, as a default
    return history, AssignmentId(last_event_id(history, ItemAssigned))


def naming(assignment_id: UUID) -> SubmitLabel:
    label = submit(owl("tawny"))
    return msgspec.structs.replace(label, assignment_id=AssignmentId(assignment_id))


@pytest.mark.parametrize("is_named", [True, False])
def test_label_says_which_assignment_it_ends(is_named: bool) -> None:
    history, one_id = held(BOUND)
    label = naming(one_id) if is_named else submit(owl("tawny"))
    wanted = msgspec.structs.replace(submitted(OSKAR, owl("tawny")), assignment=one_id)
    after = history.when(label, by=OSKAR).then(wanted)
    after.when(give_back(), by=OSKAR).refuses(Rule.ASSIGNMENT_UNKNOWN, ("item_id",))


def test_label_without_an_assignment_is_refused_where_one_is_required() -> None:
    shift(BOUND).when(submit(owl("tawny")), by=OSKAR).refuses(
        Rule.ASSIGNMENT_REQUIRED, ("assignment_id",), "claim an item"
    )
    history, _ = held(BOUND)
    history.when(submit(owl("tawny")), by=LENA).refuses(
        Rule.ASSIGNMENT_REQUIRED, ("assignment_id",)
    )


def test_models_that_do_not_vote_need_none() -> None:
    label = shift(BOUND).when(submit(owl("tawny")), by=BIRDNET).admitted().events()[-1].fact
    assert isinstance(label, LabelSubmitted)
    assert label.member_kind is MemberKind.MODEL
    voting = msgspec.structs.replace(BOUND, models_vote=True)
    shift(voting).when(submit(owl("tawny")), by=BIRDNET).refuses(
        Rule.ASSIGNMENT_REQUIRED, ("assignment_id",)
    )


def test_label_names_an_own_assignment_that_is_open() -> None:
    history, one_id = held()
    history.when(naming(one_id), by=LENA).refuses(
        Rule.ASSIGNMENT_UNKNOWN, ("assignment_id",), "lena"
    )
    history.when(naming(UUID(int=1)), by=OSKAR).refuses(Rule.ASSIGNMENT_UNKNOWN, ("assignment_id",))
    returned = history.when(give_back(), by=OSKAR).admitted()
    returned.when(naming(one_id), by=OSKAR).refuses(
        Rule.ASSIGNMENT_ENDED, ("assignment_id",), "returned"
    )


@pytest.mark.parametrize("policy", [FREE, BOUND], ids=["free", "bound"])
def test_label_after_the_lease_does_not_name_it(policy: msgspec.Struct) -> None:
    history, one_id = held(policy)
    history.when(naming(one_id), by=OSKAR, later=LEASE).refuses(
        Rule.LEASE_EXPIRED, ("assignment_id",), "claim again"
    )
    history.when(naming(one_id), by=OSKAR, later=LEASE - MINUTE).admitted()


def test_late_label_that_names_nothing_stands_by_itself_where_none_is_required() -> None:
    history, _ = held(FREE)
    history.when(submit(owl("tawny")), by=OSKAR, later=LEASE).then(submitted(OSKAR, owl("tawny")))
    history, _ = held(BOUND)
    history.when(submit(owl("tawny")), by=OSKAR, later=LEASE).refuses(
        Rule.ASSIGNMENT_REQUIRED, ("assignment_id",)
    )


def test_skip_ends_the_assignment() -> None:
    history, one_id = held()
    skipped = history.when(SkipItem(item_id=ITEM, reason=SkipReason.OTHER), by=OSKAR).admitted()
    skipped.when(end(one_id), by=MIRA).refuses(Rule.ASSIGNMENT_ENDED, ("assignment_id",), "skipped")


def released(one_id: AssignmentId, reason: ReleaseReason, by: MemberId) -> AssignmentReleased:
    return AssignmentReleased(assignment=one_id, annotator=OSKAR, reason=reason, released_by=by)


def test_annotator_gives_an_item_back_and_may_claim_it_again() -> None:
    history, one_id = held()
    wanted = released(one_id, ReleaseReason.RETURNED, OSKAR)
    returned = history.when(give_back(), by=OSKAR).then(wanted, cause=one_id)
    claimed(returned, number=2, held=(ITEM,))


def test_nobody_gives_back_what_they_do_not_hold() -> None:
    history, _ = held()
    history.when(give_back(), by=LENA).refuses(Rule.ASSIGNMENT_UNKNOWN, ("item_id",), "lena")
    history.when(give_back(), by=OSKAR, later=LEASE).refuses(Rule.LEASE_EXPIRED, ("item_id",))


def test_manager_takes_an_item_back() -> None:
    history, one_id = held()
    wanted = released(one_id, ReleaseReason.RECALLED, MIRA)
    history.when(end(one_id), by=MIRA).then(wanted, cause=one_id)
    late = released(one_id, ReleaseReason.EXPIRED, MIRA)
    history.when(end(one_id), by=MIRA, later=LEASE).then(late, cause=one_id)


def test_system_ends_a_lease_once_it_ran_out_and_once() -> None:
    history, one_id = held()
    history.when(end(one_id), by=SYSTEM, later=LEASE - MINUTE).refuses(
        Rule.LEASE_RUNS, ("assignment_id",), "until"
    )
    wanted = released(one_id, ReleaseReason.EXPIRED, SYSTEM)
    ended = history.when(end(one_id), by=SYSTEM, later=LEASE).then(wanted, cause=one_id)
    ended.when(end(one_id), by=SYSTEM, later=LEASE).refuses(
        Rule.ASSIGNMENT_ENDED, ("assignment_id",)
    )
    history.when(end(UUID(int=3)), by=MIRA).refuses(Rule.ASSIGNMENT_UNKNOWN, ("assignment_id",))


@pytest.mark.parametrize(
    "barred",
    [
        AnnotatorSuspended(
            annotator=OSKAR,
            suspended_by=MIRA,
            cause=SuspensionCause.ABSENT,
            policy_version=1,
        ),
        MemberRemoved(member=OSKAR),
        MemberRolesChanged(member=OSKAR, roles=(Role.REVIEWER,)),
    ],
    ids=["suspended", "removed", "reviews only"],
)
def test_system_takes_back_what_somebody_holds_who_may_not_label(barred: msgspec.Struct) -> None:
    history, one_id = held()
    wanted = released(one_id, ReleaseReason.RECALLED, SYSTEM)
    history.and_given(barred).when(end(one_id), by=SYSTEM).then(wanted, cause=one_id)


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ({"lease_minutes": 0}, "lease_minutes"),
        ({"items_max": 0}, "items_max"),
        ({"open_max": 0}, "open_max"),
        ({"extra_annotators_max": OVERLAP_MAX - 1}, "extra_annotators_max"),
        ({"agreement_min": "0"}, "agreement_min"),
        ({"agreement_min": "0.005"}, "agreement_min"),
        ({"agreement_min": "1.01"}, "agreement_min"),
        ({"gold_percent": 101}, "gold_percent"),
        ({"repeat_percent": -1}, "repeat_percent"),
        ({"repeat_distance": 0}, "repeat_distance"),
        ({"session_minutes_max": 0}, "session_minutes_max"),
        ({"session_items_max": 0}, "session_items_max"),
        ({"rest_minutes": 0}, "rest_minutes"),
        ({"seed": -1}, "seed"),
    ],
)
def test_section_keeps_to_its_bounds(section: dict[str, object], field: str) -> None:
    published = PublishPolicy(policy=assigning(LENIENT, **section), change_note="Work is given out")
    archive().when(published).refuses(
        Rule.NUMBER_OUT_OF_RANGE, ("policy", "assignment", field), saying=""
    )


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("lease_minutes", CLAIM_MINUTES_MAX),
        ("items_max", CLAIMS_MAX),
        ("open_max", OPEN_CLAIMS_MAX),
        ("extra_annotators_max", OVERLAP_MAX - LENIENT.overlap),
        ("gold_percent", 100),
        ("repeat_percent", 100),
        ("repeat_distance", CLAIMS_MAX),
        ("session_minutes_max", CLAIM_MINUTES_MAX),
        ("session_items_max", CLAIMS_MAX),
        ("rest_minutes", CLAIM_MINUTES_MAX),
        ("seed", CLAIM_SEED_MAX),
    ],
)
def test_number_of_the_section_goes_so_high_and_no_higher(field: str, most: int) -> None:
    def publish(number: int) -> PublishPolicy:
        policy = assigning(LENIENT, **{field: number})
        return PublishPolicy(policy=policy, change_note="To the limit")

    archive().when(publish(most)).admitted()
    path = ("policy", "assignment", field)
    archive().when(publish(most + 1)).refuses(Rule.NUMBER_OUT_OF_RANGE, path)


@pytest.mark.parametrize("priority", [PRIORITY_MAX, -PRIORITY_MAX])
def test_priority_has_two_ends(priority: int) -> None:
    def publish(one: int) -> PublishPolicy:
        policy = assigning(batch_priorities={"april": one})
        return PublishPolicy(policy=policy, change_note="April first")

    archive().when(publish(priority)).admitted()
    path = ("policy", "assignment", "batch_priorities", "april")
    for beyond in (priority * 2, priority + priority // PRIORITY_MAX):
        archive().when(publish(beyond)).refuses(Rule.NUMBER_OUT_OF_RANGE, path)


def test_so_many_batches_have_a_priority() -> None:
    def publish(count: int) -> PublishPolicy:
        policy = assigning(batch_priorities={f"night-{number}": 1 for number in range(count)})
        return PublishPolicy(policy=policy, change_note="Nights in order")

    archive().when(publish(PRIORITIES_MAX)).admitted()
    path = ("policy", "assignment", "batch_priorities")
    archive().when(publish(PRIORITIES_MAX + 1)).refuses(Rule.TOO_MANY, path)


def test_item_is_given_out_so_often() -> None:
    def returned(count: int) -> Item:
        once = Assignment(
            annotator=LENA,
            repeat=1,
            number=1,
            purpose=Purpose.WORK,
            assigned_at=DAWN,
            lease_until=DAWN + LEASE,
            position=1,
            ending=Ending.RETURNED,
        )
        before = {AssignmentId(UUID(int=number)): once for number in range(count)}
        return Item(registered=REGISTERED, assignments=before)

    outcome = shift(FREE).when(claim(), by=OSKAR)
    rules = outcome.history.known(outcome.command).rules
    last = returned(ASSIGNMENTS_PER_ITEM_MAX - 1)
    given = giving.assign(last, claim(), outcome.act, rules, None, {})
    assert not isinstance(given, Rejection)
    full = returned(ASSIGNMENTS_PER_ITEM_MAX)
    refused = giving.assign(full, claim(), outcome.act, rules, None, {})
    assert isinstance(refused, Rejection)
    assert (refused.rule, refused.path) == (Rule.TOO_MANY, ("item_id",))


def test_section_does_not_contradict_itself() -> None:
    both = assigning(gold_percent=60, repeat_percent=41)
    archive().when(PublishPolicy(policy=both, change_note="Gold")).refuses(
        Rule.POLICY_CONTRADICTORY, ("policy", "assignment", "repeat_percent")
    )
    nameless = assigning(priority_attribute=" urgency")
    archive().when(PublishPolicy(policy=nameless, change_note="Urgent first")).refuses(
        Rule.IDENTIFIER_MALFORMED, ("policy", "assignment", "priority_attribute")
    )


def test_policy_with_a_section_is_published() -> None:
    archive().when(PublishPolicy(policy=FREE, change_note="Work is given out")).admitted()
    assert claim().item_id == ITEM
