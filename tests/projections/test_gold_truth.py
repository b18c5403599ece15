"""Gold decides what is true before anything else, while it is in force."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.events.streams.policy import Policy
from labeltrail.events.values import Choice
from labeltrail.projections.bitemporal import in_order, item_by
from labeltrail.projections.contribution import share, share_after
from labeltrail.projections.difference import Period, TruthChange, item_difference
from labeltrail.projections.explanation import ground_truth
from labeltrail.projections.readings import first_readings
from labeltrail.projections.truth import Absence, Absent, InForce, Origin, Outcome, outcome
from tests.projections.herbarium import GENUS, TREES, condition, genus, grade, tree
from tests.projections.sheet import Sheet, terms

PAIR = terms(genus(*TREES), condition(1, 2, 3, 4), policy=Policy(overlap=2, quorum=2))


def of(sheet: Sheet) -> Outcome:
    return outcome(sheet.item, GENUS, PAIR)


def sentence(sheet: Sheet) -> str:
    return ground_truth(sheet.item, GENUS, PAIR).explanation.sentence


def is_(name: str, origin: Origin = Origin.GOLD) -> InForce:
    value = tree(name)[GENUS].value
    assert isinstance(value, Choice)
    return InForce(origin=origin, category=name, value=value)


def golden() -> Sheet:
    sheet = Sheet()
    sheet.activate_gold(sheet.propose_gold(tree("birch")))
    return sheet


def test_gold_is_true_of_an_item_that_nobody_labeled() -> None:
    assert of(golden()) == is_("birch")
    assert (
        sentence(golden())
        == "greta proposed birch as gold on 1847-04-03 and ines approved it on 1847-04-03."
    )


def test_proposal_is_not_in_force() -> None:
    sheet = Sheet()
    sheet.propose_gold(tree("birch"))
    assert of(sheet) == Absent(reason=Absence.NO_LABELS)


def test_gold_stands_above_adjudication_review_and_votes() -> None:
    sheet = golden()
    label = sheet.label("noor", tree("alder"))
    sheet.label("jiri", tree("alder"))
    sheet.review(label, Verdict.APPROVED)
    assert of(sheet) == is_("birch")
    sheet.adjudicate(tree("willow"))
    assert of(sheet) == is_("birch")


def test_contested_gold_gives_way_and_the_explanation_says_so() -> None:
    sheet = golden()
    sheet.label("noor", tree("alder"))
    sheet.label("jiri", tree("alder"))
    (gold_id,) = sheet.item.golds
    sheet.contest_gold(gold_id)
    assert of(sheet) == is_("alder", Origin.CONSENSUS)
    assert sentence(sheet).startswith(
        "The gold birch of greta is not in force, since tomas contested it. alder has 2 of 2"
    )
    found = ground_truth(sheet.item, GENUS, PAIR).explanation
    assert (found.gold, found.contested_gold) == (None, gold_id)


def test_contested_gold_returns_when_it_is_proposed_and_approved_again() -> None:
    sheet = golden()
    (gold_id,) = sheet.item.golds
    sheet.contest_gold(gold_id)
    again = sheet.activate_gold(sheet.propose_gold(tree("birch"), "tomas"))
    found = ground_truth(sheet.item, GENUS, PAIR)
    assert (found.outcome, found.explanation.gold) == (is_("birch"), again)
    assert found.explanation.contested_gold is None


def test_correction_counts_from_its_approval_on() -> None:
    sheet = golden()
    correction = sheet.propose_gold(tree("willow"))
    assert of(sheet) == is_("birch")
    sheet.activate_gold(correction)
    assert of(sheet) == is_("willow")


def test_retired_gold_leaves_what_else_is_true() -> None:
    sheet = golden()
    (gold_id,) = sheet.item.golds
    sheet.retire_gold(gold_id)
    assert of(sheet) == Absent(reason=Absence.NO_LABELS)
    assert "contested" not in sentence(sheet)


def test_gold_outside_the_taxonomy_is_no_truth() -> None:
    narrow = terms(genus("alder", "willow"), policy=Policy(overlap=2, quorum=2))
    found = outcome(golden().item, GENUS, narrow)
    assert found == Absent(reason=Absence.OUTSIDE_TAXONOMY, origin=Origin.GOLD)


def test_gold_of_one_task_says_nothing_of_another() -> None:
    sheet = Sheet()
    sheet.activate_gold(sheet.propose_gold(grade(3)))
    assert of(sheet) == Absent(reason=Absence.NO_LABELS)


def test_gold_is_not_shown_so_later_answers_stay_independent() -> None:
    sheet = golden()
    sheet.label("noor", tree("alder"))
    sheet.label("jiri", tree("birch"))
    readings, exclusions = first_readings(sheet.item, GENUS, PAIR)
    assert (readings, exclusions) == ({"noor": "alder", "jiri": "birch"}, {})


@pytest.mark.parametrize("step", ["propose", "activate", "contest", "retire", "correct"])
def test_share_after_each_event_of_gold_is_the_share_from_scratch(step: str) -> None:
    sheet = Sheet()
    sheet.label("noor", tree("alder") | grade(2))
    sheet.label("jiri", tree("birch"))
    gold_id = sheet.propose_gold(tree("birch"))
    acts: dict[str, Callable[[], object]] = {
        "propose": lambda: sheet.propose_gold(grade(3)),
        "activate": lambda: sheet.activate_gold(gold_id),
        "contest": lambda: sheet.contest_gold(gold_id),
        "retire": lambda: sheet.retire_gold(gold_id),
        "correct": lambda: sheet.activate_gold(sheet.propose_gold(tree("willow"))),
    }
    if step not in ("propose", "activate"):
        sheet.activate_gold(gold_id)
    former, known = sheet.item, share(sheet.item, PAIR)
    acts[step]()
    assert share_after(former, known, sheet.item, PAIR) == share(sheet.item, PAIR)


def test_gold_as_had_happened_by_any_time_can_be_folded() -> None:
    """Whatever sources say of when: nothing happens to a gold before its proposal."""
    sheet = golden()
    (gold_id,) = sheet.item.golds
    sheet.contest_gold(gold_id)
    correction = sheet.activate_gold(sheet.propose_gold(tree("willow")))
    early = sheet.events[0].occurred_at
    backdated = [
        msgspec.structs.replace(event, occurred_at=early) if place in (2, 3, 5) else event
        for place, event in enumerate(sheet.events)
    ]
    for events in (sheet.events, backdated):
        for moment in in_order(events):
            item_by(events, moment.at)
        known = item_by(events, in_order(events)[-1].at)
        assert known.golds[correction].status is GoldStatus.ACTIVE
    assert sheet.item.golds[gold_id].status is GoldStatus.SUPERSEDED


def test_difference_names_the_approval_that_changed_the_truth() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("alder"))
    sheet.label("jiri", tree("alder"))
    gold_id = sheet.propose_gold(tree("birch"))
    before = len(sheet.events) - 1
    sheet.activate_gold(gold_id)
    approved = len(sheet.events)
    period = Period(earlier=before, later=approved, terms=((before, PAIR),))
    found = item_difference(ItemId("sheet/1847-03"), period, sheet.events)
    assert found is not None
    (changed,) = (one for one in found.truths if one.task == GENUS)
    assert (changed.change, changed.positions) == (TruthChange.CHANGED, (approved,))
