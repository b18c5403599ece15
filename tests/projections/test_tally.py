"""Sums of per-item shares: exact in any order, undone exactly, equal bytes for equal content."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.ballots import ballots
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Answer, Answers, CannotTell
from labeltrail.projections.contribution import (
    Exclusion,
    Share,
    difference,
    first_readings,
    growth,
    share,
    share_after,
)
from labeltrail.projections.growth_sum import total
from labeltrail.projections.tally import (
    Tally,
    change_from_bytes,
    change_to_bytes,
    from_bytes,
    to_bytes,
)
from labeltrail.projections.truth import consensus, outcome
from labeltrail.projections.unreviewed import heard
from tests.projections.herbarium import CONDITION, GENUS, TREES, condition, genus, grade, tree
from tests.projections.sheet import Sheet, terms

TERMS = terms(
    genus(*TREES), condition(1, 2, 3, 4), policy=Policy(overlap=2, quorum=2, models_vote=False)
)
PEOPLE = ("noor", "emeka", "sofia", "leafnet-2")


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet with some labels, some of them reviewed or taken back."""
    sheet = Sheet()
    for person in draw(st.lists(st.sampled_from(PEOPLE), unique=True)):
        answers: Answers = {}
        if draw(st.booleans()):
            answers |= tree(draw(st.sampled_from(TREES)))
        if draw(st.booleans()):
            answers |= grade(draw(st.integers(1, 4)))
        kind = MemberKind.MODEL if person == "leafnet-2" else MemberKind.PERSON
        label = sheet.label(person, answers or {GENUS: Answer(value=CannotTell())}, kind=kind)
        match draw(st.sampled_from(("leave", "leave", "retract", "approve", "reject"))):
            case "retract":
                sheet.retract(label)
            case "approve":
                sheet.review(label, Verdict.APPROVED)
            case "reject":
                sheet.review(label, Verdict.REJECTED)
    if draw(st.booleans()):
        sheet.escalate()
    return sheet


def contribution(sheet: Sheet) -> Tally:
    return share(sheet.item, TERMS).tally()


def tallies() -> st.SearchStrategy[list[Tally]]:
    return st.lists(sheets().map(contribution), max_size=6)


@given(tallies(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_any_order_and_any_grouping_give_the_same_bytes(
    parts: list[Tally], random_: Random
) -> None:
    whole = Tally.total(parts)
    shuffled = list(parts)
    random_.shuffle(shuffled)
    one_by_one = Tally()
    for part in shuffled:
        one_by_one = one_by_one.plus(part)
    middle = len(parts) // 2
    halves = Tally.total(parts[:middle]).plus(Tally.total(parts[middle:]))
    assert to_bytes(one_by_one) == to_bytes(whole) == to_bytes(halves)


@given(tallies())
@settings(max_examples=60, deadline=None)
def test_minus_undoes_plus_to_the_byte(parts: list[Tally]) -> None:
    whole = Tally.total(parts)
    for part in parts:
        without = whole.minus(part)
        assert to_bytes(without.plus(part)) == to_bytes(whole)
    nothing = whole
    for part in parts:
        nothing = nothing.minus(part)
    assert to_bytes(nothing) == to_bytes(Tally())


@given(tallies())
@settings(max_examples=60, deadline=None)
def test_bytes_hold_all_of_it(parts: list[Tally]) -> None:
    whole = Tally.total(parts)
    assert from_bytes(to_bytes(whole)) == whole
    assert to_bytes(from_bytes(to_bytes(whole))) == to_bytes(whole)
    for change in (whole, whole.negated(), whole.minus(whole), Tally()):
        assert change_from_bytes(change_to_bytes(change)) == change
    assert change_to_bytes(Tally()) == b"{}"


@given(st.lists(sheets(), min_size=2, max_size=4))
@settings(max_examples=40, deadline=None)
def test_replacing_an_item_is_minus_the_old_plus_the_new(versions: list[Sheet]) -> None:
    kept = contribution(versions[0])
    for former, later in pairwise(versions):
        kept = kept.minus(contribution(former)).plus(contribution(later))
    assert to_bytes(kept) == to_bytes(contribution(versions[-1]))


@given(sheets(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_share_after_each_event_is_the_share_from_scratch_and_grows_the_tally_by_its_difference(
    sheet: Sheet, is_decided: bool
) -> None:
    if is_decided and sheet.item.labels:
        sheet.adjudicate(tree("birch"))
        sheet.reopen(next(iter(sheet.item.labels)))
    former, known, kept = Item(), share(Item(), TERMS), Tally()
    before: Share | None = None
    for event in sheet.events:
        item = state.evolve(former, event)
        now = share_after(former, known, item, TERMS)
        assert now == share(item, TERMS)
        grown = difference(before, now)
        assert growth(before, now).to_bytes() == change_to_bytes(grown)
        if before is not None:
            assert grown == now.tally().minus(before.tally())
        kept = kept.plus(grown)
        former, known, before = item, now, now
    assert to_bytes(kept) == to_bytes(contribution(sheet))


@given(st.lists(sheets(), max_size=5))
@settings(max_examples=60, deadline=None)
def test_growths_summed_by_how_often_they_occur_are_the_sum_of_each(some: list[Sheet]) -> None:
    growths = []
    for sheet in some:
        former, known = Item(), share(Item(), TERMS)
        for event in sheet.events:
            item = state.evolve(former, event)
            now = share_after(former, known, item, TERMS)
            growths.append(growth(known if former.version else None, now))
            former, known = item, now
    assert total(growths) == Tally.total(one.tally() for one in growths)
    whole = Tally.total(contribution(sheet) for sheet in some)
    assert to_bytes(total(growths)) == to_bytes(whole)


@given(sheets(), st.sampled_from((True, False)))
@settings(max_examples=150, deadline=None)
def test_one_pass_over_an_unreviewed_item_hears_what_the_general_way_hears(
    sheet: Sheet, models_vote: bool
) -> None:
    some = terms(
        genus(*TREES[:2]),
        condition(1, 2, 3, 4),
        policy=Policy(overlap=2, quorum=2, models_vote=models_vote),
    )
    for task in some.tasks:
        found = heard(sheet.item, task, some)
        if found is None:
            assert sheet.item.revealed_position is not None
            continue
        assert (found.readings, found.exclusions) == first_readings(sheet.item, task, some)
        cast = ballots(sheet.item, task, models_vote=models_vote)
        assert (found.votes or []) == list(cast.values())
        assert consensus(found.votes, task, some) == outcome(sheet.item, task, some)


def test_repeats_are_heard_in_the_general_way() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("alder"))
    assert heard(sheet.item, GENUS, TERMS) is not None
    sheet.label("noor", tree("birch"), repeat=2)
    assert heard(sheet.item, GENUS, TERMS) is None


def test_share_of_a_task_that_nobody_spoke_of_is_not_made_anew() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("alder"))
    former, known = sheet.item, share(sheet.item, TERMS)
    sheet.label("emeka", grade(2))
    now = share_after(former, known, sheet.item, TERMS)
    assert now.tasks[GENUS] is known.tasks[GENUS]
    assert now.tasks[CONDITION] != known.tasks[CONDITION]


def test_correction_of_another_task_than_the_label_answers_counts_for_that_task() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("alder"))
    former, known = sheet.item, share(sheet.item, TERMS)
    sheet.review(label, Verdict.CORRECTED, answers=grade(3))
    assert share_after(former, known, sheet.item, TERMS) == share(sheet.item, TERMS)


def test_agreement_takes_first_readings_before_anything_was_revealed() -> None:
    sheet = Sheet()
    first = sheet.label("noor", tree("birch"))
    sheet.label("noor", tree("alder"), repeat=2)
    sheet.label("leafnet-2", tree("birch"), kind=MemberKind.MODEL)
    gone = sheet.label("emeka", tree("alder"))
    sheet.retract(gone)
    sheet.label("greta", {GENUS: Answer(value=CannotTell())})
    sheet.review(first, Verdict.APPROVED)
    sheet.label("jiri", tree("birch"))
    readings, exclusions = first_readings(sheet.item, GENUS, TERMS)
    assert readings == {"noor": "birch"}
    assert exclusions == {
        Exclusion.REPEAT: 1,
        Exclusion.MODEL: 1,
        Exclusion.RETRACTED: 1,
        Exclusion.CANNOT_TELL: 1,
        Exclusion.AFTER_REVIEW: 1,
    }


def test_revision_after_a_review_keeps_the_answer_from_before_for_agreement() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.review(label, Verdict.REJECTED)
    sheet.revise(label, tree("alder"))
    readings, _ = first_readings(sheet.item, GENUS, TERMS)
    assert readings == {"noor": "birch"}


def test_revision_before_any_review_replaces_the_reading() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.revise(label, tree("alder"))
    assert first_readings(sheet.item, GENUS, TERMS)[0] == {"noor": "alder"}


def test_revision_of_who_could_see_others_keeps_the_answer_from_before_for_agreement() -> None:
    sheet = Sheet()
    label = sheet.label("noor", tree("birch"))
    sheet.label("emeka", tree("alder"))
    former, known = sheet.item, share(sheet.item, TERMS)
    sheet.revise(label, tree("alder"), saw_others=True)
    assert first_readings(sheet.item, GENUS, TERMS)[0] == {"noor": "birch", "emeka": "alder"}
    assert heard(sheet.item, GENUS, TERMS) is None
    now = share(sheet.item, TERMS)
    assert share_after(former, known, sheet.item, TERMS) == now
    assert sorted(now.tasks[GENUS].standing.values) == ["alder", "birch"]


def test_class_that_the_taxonomy_dropped_is_counted_by_cause() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("willow"))
    narrow = terms(genus("alder", "birch"))
    readings, exclusions = first_readings(sheet.item, GENUS, narrow)
    assert (readings, exclusions) == ({}, {Exclusion.CLASS_NOT_IN_TAXONOMY: 1})


@pytest.mark.parametrize(
    ("grades", "nominal", "ordinal"),
    [
        ((1, 1), 0, 0),
        ((1, 2), 1_000_000, 1_000_000),
        ((1, 4), 1_000_000, 9_000_000),
        ((1, 1, 2), 1_000_000, 1_000_000),
        ((1, 2, 4), 1_500_000, (1 + 9 + 4) * 500_000),
    ],
)
def test_weight_of_an_item_is_its_share_in_disagreement(
    grades: tuple[int, ...], nominal: int, ordinal: int
) -> None:
    sheet = Sheet()
    for place, rank in enumerate(grades):
        sheet.label(f"annotator-{place}", grade(rank))
    found = share(sheet.item, TERMS).tasks[CONDITION]
    assert (found.nominal_weight, found.ordinal_weight) == (nominal, ordinal)
