"""Who is given an item, and who is not: seats, leases, caps, rests, gold and repeats."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from labeltrail.events.identifiers import (
    SYSTEM,
    AssignmentId,
    ClassId,
    EventId,
    GoldId,
    ItemId,
    MemberId,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item.assignment_facts import (
    AssignmentReleased,
    ItemAssigned,
    Purpose,
    ReleaseReason,
)
from labeltrail.events.streams.item.commands import SkipItem
from labeltrail.events.streams.item.facts import (
    ItemAdjudicated,
    LabelRetracted,
    RetractReason,
    SkipReason,
)
from labeltrail.events.streams.item.gold_facts import GoldActivated, GoldProposed
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.project import MemberKind, MemberRolesChanged, Role
from labeltrail.events.streams.work import HeldItem, WorkTaken
from labeltrail.events.values import Choice
from tests.events.history import DAWN, ITEM, History, happened
from tests.events.owls import (
    BIRDNET,
    INES,
    LENA,
    LENIENT,
    MIRA,
    OSKAR,
    SPECIES,
    TOMEK,
    label_id,
    labeled,
    owl,
    submit,
    with_policy,
    words,
)
from tests.events.shifts import (
    FOURTH,
    LEASE,
    MINUTE,
    NEXT,
    THIRD,
    WANDA,
    assigning,
    claim,
    claimed,
    last_event_id,
    shift,
)

ALONE = assigning(msgspec.structs.replace(LENIENT, overlap=1, quorum=1))
PAIRS = assigning(open_max=9)


def test_item_is_given_until_the_lease_ends() -> None:
    given = ItemAssigned(
        annotator=OSKAR,
        repeat=1,
        number=1,
        purpose=Purpose.WORK,
        assigned_at=DAWN,
        lease_until=DAWN + LEASE,
        policy_version=1,
    )
    work = WorkTaken(
        number=1,
        taken_at=DAWN,
        done=0,
        held=(HeldItem(item_id=ITEM, repeat=1, lease_until=DAWN + LEASE),),
        session_began_at=DAWN,
        session_items=1,
    )
    told = Emitted[msgspec.Struct](fact=work, after=0, stream="work/oskar")
    shift(PAIRS).when(claim(), by=OSKAR).then(given, told)


def test_without_the_section_nothing_is_given_and_anybody_labels() -> None:
    with_policy(LENIENT).when(claim(), by=OSKAR).refuses(
        Rule.NOTHING_IS_ASSIGNED, saying="publish one"
    )
    with_policy(LENIENT).when(submit(owl("tawny")), by=OSKAR).admitted()


def test_nobody_claims_for_another() -> None:
    asked = claim(by=LENA)
    shift(PAIRS).when(asked, by=OSKAR).refuses(Rule.CLAIM_FOR_ANOTHER, ("annotator",), "lena")


def test_item_that_nobody_registered_is_unknown() -> None:
    shift(PAIRS).when(claim(item_id=ItemId("rec-9")), by=OSKAR).refuses(
        Rule.ITEM_UNKNOWN, ("item_id",)
    )


def test_no_more_hold_an_item_than_are_wanted() -> None:
    held = claimed(claimed(shift(PAIRS)), by=LENA)
    held.when(claim(by=WANDA), by=WANDA).refuses(
        Rule.ITEM_FULL, ("item_id",), "0 have labeled it and 2 hold it"
    )


def test_labels_have_seats_too_whether_assigned_or_not() -> None:
    one_label = shift(PAIRS, labeled(1, LENA, owl("tawny")))
    both = claimed(one_label)
    both.when(claim(by=WANDA), by=WANDA).refuses(Rule.ITEM_FULL, ("item_id",), "1 have labeled")


def test_retracted_label_gives_its_seat_up() -> None:
    retracted = LabelRetracted(label_id=label_id(1), reason=RetractReason.MISTAKE)
    history = shift(ALONE, labeled(1, LENA, owl("tawny")), retracted)
    claimed(history)


def test_models_that_do_not_vote_have_no_seat() -> None:
    history = shift(ALONE, labeled(1, BIRDNET, owl("tawny"), kind=MemberKind.MODEL))
    claimed(history)


@pytest.mark.parametrize("later", [LEASE, 3 * LEASE])
def test_lease_that_ran_out_holds_nothing_and_is_ended_by_who_comes_next(later: timedelta) -> None:
    history = claimed(shift(ALONE))
    gone = AssignmentReleased(
        assignment=AssignmentId(last_event_id(history, ItemAssigned)),
        annotator=OSKAR,
        reason=ReleaseReason.EXPIRED,
        released_by=SYSTEM,
    )
    outcome = history.when(claim(by=LENA), by=LENA, later=later)
    assert outcome.decision is not None
    facts = outcome.admitted().events()[-3:]
    assert [one.type for one in facts] == ["AssignmentReleased", "ItemAssigned", "WorkTaken"]
    assert facts[0].fact == gone


def test_lease_holds_to_its_last_moment() -> None:
    history = claimed(shift(ALONE))
    history.when(claim(by=LENA), by=LENA, later=LEASE - timedelta(microseconds=1)).refuses(
        Rule.ITEM_FULL, ("item_id",)
    )


def test_nobody_gets_what_they_hold_skipped_or_labeled() -> None:
    held = claimed(shift(PAIRS))
    held.when(claim(2, held=(ITEM,)), by=OSKAR).refuses(Rule.ITEM_ALREADY_HELD, ("item_id",))
    skipped = held.when(SkipItem(item_id=ITEM, reason=SkipReason.OTHER), by=OSKAR).admitted()
    skipped.when(claim(2, held=(ITEM,)), by=OSKAR).refuses(Rule.ITEM_ALREADY_SKIPPED, ("item_id",))
    done = held.when(submit(owl("tawny")), by=OSKAR).admitted()
    done.when(claim(2, held=(ITEM,)), by=OSKAR).refuses(Rule.ITEM_ALREADY_LABELED, ("item_id",))


def test_what_an_expert_decided_wants_nobody() -> None:
    decided = ItemAdjudicated(
        adjudicator=INES,
        answers=owl("tawny"),
        judged=(EventId(label_id(1)),),
        rationale=words(),
        taxonomy_version=1,
        guideline_revision=1,
    )
    history = shift(PAIRS, labeled(1, LENA, owl("tawny")), decided)
    history.when(claim(), by=OSKAR).refuses(Rule.ITEM_WANTS_NOBODY, ("item_id",), "expert")


def test_open_claims_are_capped_and_freed_by_labels_skips_and_time() -> None:
    two = assigning(open_max=2)
    history = claimed(claimed(shift(two)), number=2, item_id=NEXT, held=(ITEM,))
    third = claim(3, THIRD, held=(ITEM, NEXT))
    history.when(third, by=OSKAR).refuses(Rule.HOLDS_ENOUGH, saying="at most 2")
    labels = history.when(submit(owl("tawny")), by=OSKAR).admitted()
    labels.when(third, by=OSKAR).admitted()
    skips = history.when(SkipItem(item_id=NEXT, reason=SkipReason.OTHER), by=OSKAR).admitted()
    skips.when(third, by=OSKAR).admitted()
    history.when(third, by=OSKAR, later=LEASE).admitted()


def test_items_in_all_are_capped_by_what_was_labeled_or_is_held() -> None:
    few = assigning(items_max=1, open_max=5)
    held = claimed(shift(few))
    second = claim(2, NEXT, held=(ITEM,))
    held.when(second, by=OSKAR).refuses(Rule.WORK_CAPPED, saying="at most 1")
    done = held.when(submit(owl("tawny")), by=OSKAR).admitted()
    done.when(second, by=OSKAR).refuses(Rule.WORK_CAPPED)
    skipped = held.when(SkipItem(item_id=ITEM, reason=SkipReason.OTHER), by=OSKAR).admitted()
    skipped.when(second, by=OSKAR).admitted()


def test_count_of_done_items_is_carried_from_claim_to_claim() -> None:
    few = assigning(items_max=2)
    history = claimed(shift(few)).when(submit(owl("tawny")), by=OSKAR).admitted()
    history = claimed(history, number=2, item_id=NEXT, held=(ITEM,))
    label = msgspec.structs.replace(submit(owl("little")), item_id=NEXT)
    history = history.when(label, by=OSKAR).admitted()
    history.when(claim(3, THIRD, held=(NEXT,)), by=OSKAR).refuses(Rule.WORK_CAPPED)


@pytest.mark.parametrize(("number", "held"), [(1, (ITEM,)), (3, (ITEM,))])
def test_claim_on_an_old_view_of_ones_work_is_decided_anew(
    number: int, held: tuple[ItemId, ...]
) -> None:
    history = claimed(shift(PAIRS))
    asked = claim(number, NEXT, held=held)
    history.when(asked, by=OSKAR).refuses(Rule.WORK_MOVED_ON, ("number",))


@pytest.mark.parametrize(
    ("section", "is_decided"),
    [
        ({"open_max": 2}, True),
        ({"open_max": 1}, False),
        ({"open_max": 2, "items_max": 1}, False),
        ({"open_max": 2, "session_items_max": 5}, False),
    ],
)
def test_what_one_held_before_is_looked_at_wherever_it_may_matter(
    section: dict[str, int], is_decided: bool
) -> None:
    outcome = claimed(shift(assigning(**section))).when(claim(2, NEXT), by=OSKAR)
    if is_decided:
        outcome.admitted()
    else:
        outcome.refuses(Rule.WORK_MOVED_ON, ("number",))


def test_after_so_many_items_a_rest_is_due_and_then_work_goes_on() -> None:
    short = assigning(session_items_max=2, open_max=5, rest_minutes=10)
    history = claimed(claimed(shift(short)), number=2, item_id=NEXT, held=(ITEM,))
    third = claim(3, THIRD, held=(ITEM, NEXT))
    history.when(third, by=OSKAR, later=9 * MINUTE).refuses(
        Rule.ANNOTATOR_RESTS, saying="rest until 2024-04-02T05:40"
    )
    rested = history.when(third, by=OSKAR, later=10 * MINUTE).admitted()
    rested.when(claim(4, FOURTH, held=(ITEM, NEXT, THIRD)), by=OSKAR, later=11 * MINUTE).admitted()


def test_after_so_many_minutes_without_a_rest_one_is_due() -> None:
    short = assigning(session_minutes_max=15, open_max=5, rest_minutes=10)
    history = claimed(shift(short))
    history = claimed(history, number=2, item_id=NEXT, held=(ITEM,), later=8 * MINUTE)
    third = claim(3, THIRD, held=(ITEM, NEXT))
    history.when(third, by=OSKAR, later=14 * MINUTE).admitted()
    history.when(third, by=OSKAR, later=15 * MINUTE).refuses(
        Rule.ANNOTATOR_RESTS, saying="rest until 2024-04-02T05:48"
    )
    history.when(third, by=OSKAR, later=18 * MINUTE).admitted()


def disputed(policy_overlap: int = 2, **section: object) -> History:
    policy = assigning(msgspec.structs.replace(LENIENT, overlap=policy_overlap), **section)
    return shift(policy, labeled(1, LENA, owl("tawny")), labeled(2, TOMEK, owl("little")))


def test_tie_asks_for_one_more_annotator_and_no_two() -> None:
    history = claimed(disputed(extra_annotators_max=2))
    given = next(one.fact for one in history.events() if one.type == "ItemAssigned")
    assert isinstance(given, ItemAssigned)
    assert given.purpose is Purpose.EXTRA
    history.when(claim(by=WANDA), by=WANDA).refuses(Rule.ITEM_FULL, ("item_id",), "3 annotators")


def test_extra_annotators_have_a_bound() -> None:
    disputed().when(claim(), by=OSKAR).refuses(Rule.ITEM_FULL, ("item_id",))
    history = claimed(disputed(extra_annotators_max=1))
    third = history.when(submit(owl("long-eared")), by=OSKAR).admitted()
    third.when(claim(by=WANDA), by=WANDA).refuses(Rule.ITEM_FULL, ("item_id",))


@pytest.mark.parametrize(("agreement_min", "is_wanted"), [("0.66", False), ("0.67", True)])
def test_agreement_that_is_enough_asks_for_nobody(agreement_min: str, is_wanted: bool) -> None:
    history = disputed(3, extra_annotators_max=1, agreement_min=agreement_min)
    full = history.and_given(labeled(3, MIRA, owl("little")))
    outcome = full.when(claim(), by=OSKAR)
    if is_wanted:
        outcome.admitted()
    else:
        outcome.refuses(Rule.ITEM_FULL, ("item_id",))


GOLDEN = (
    happened(
        GoldProposed(
            proposed_by=INES,
            task=SPECIES,
            value=Choice(class_id=ClassId("tawny")),
            taxonomy_version=1,
            guideline_revision=1,
            source="Sonogram atlas",
        ),
        label_id(90),
    ),
    GoldActivated(
        gold=GoldId(label_id(90)),
        approved_by=MIRA,
        task=SPECIES,
        value=Choice(class_id=ClassId("tawny")),
        taxonomy_version=1,
        guideline_revision=1,
    ),
)


def test_gold_goes_to_everybody_once_whatever_the_overlap() -> None:
    seeded = assigning(LENIENT, gold_percent=10)
    history = shift(seeded, *GOLDEN)
    for annotator in (OSKAR, LENA, WANDA):
        history = claimed(history, by=annotator, purpose=Purpose.GOLD)
    done = history.when(submit(owl("little")), by=OSKAR).admitted()
    again = claim(2, purpose=Purpose.GOLD, held=(ITEM,))
    done.when(again, by=OSKAR).refuses(Rule.ITEM_ALREADY_LABELED, ("item_id",))


def test_gold_that_is_seeded_is_given_out_as_gold_only() -> None:
    shift(assigning(gold_percent=10), *GOLDEN).when(claim(), by=OSKAR).refuses(
        Rule.ITEM_WANTS_NOBODY, ("item_id",), "gold only"
    )
    claimed(shift(assigning(), *GOLDEN))


@pytest.mark.parametrize("setter", [INES, MIRA])
def test_who_set_a_gold_is_not_scored_by_it(setter: MemberId) -> None:
    also = MemberRolesChanged(member=setter, roles=(Role.MANAGER, Role.ANNOTATOR))
    history = shift(assigning(gold_percent=10), *GOLDEN, also)
    history.when(claim(by=setter, purpose=Purpose.GOLD), by=setter).refuses(
        Rule.ITEM_WANTS_NOBODY, ("item_id",)
    )


def repeated(distance: int, **section: object) -> History:
    """Oskar has labeled the first recording, and was given another one since."""
    policy = assigning(repeat_percent=10, repeat_distance=distance, open_max=5, **section)
    history = claimed(shift(policy)).when(submit(owl("tawny")), by=OSKAR).admitted()
    return claimed(history, number=2, item_id=NEXT, held=(ITEM,))


def test_own_label_is_repeated_after_the_distance_and_takes_no_seat() -> None:
    again = claim(3, purpose=Purpose.REPEAT, held=(NEXT,))
    repeated(3).when(again, by=OSKAR).refuses(Rule.NO_REPEAT_DUE, ("item_id",))
    history = repeated(2).when(again, by=OSKAR).admitted()
    assignment = next(
        one.fact for one in reversed(history.events()) if isinstance(one.fact, ItemAssigned)
    )
    assert (assignment.purpose, assignment.repeat) == (Purpose.REPEAT, 2)
    claimed(history, by=LENA)
    named = msgspec.structs.replace(
        submit(owl("tawny")), assignment_id=last_event_id(history, ItemAssigned)
    )
    label = history.when(named, by=OSKAR).admitted().events()[-1].fact
    assert getattr(label, "repeat", None) == 2


def test_nothing_is_repeated_that_was_never_labeled() -> None:
    history = repeated(1)
    again = claim(3, THIRD, purpose=Purpose.REPEAT, held=(NEXT,))
    history.when(again, by=OSKAR).refuses(Rule.NO_REPEAT_DUE, ("item_id",))
