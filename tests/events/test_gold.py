"""Gold: one proposes, a second approves, and neither has labeled the item."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import ClassId, GoldId, MemberId, TaskName
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item import gold
from labeltrail.events.streams.item.facts import LabelRetracted, RetractReason
from labeltrail.events.streams.item.gold_commands import (
    ActivateGold,
    ContestGold,
    ImportGold,
    ProposeGold,
    RetireGold,
)
from labeltrail.events.streams.item.gold_facts import (
    ContestReason,
    GoldActivated,
    GoldContested,
    GoldProposed,
    GoldRetired,
    RetireReason,
)
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.events.streams.item.state import Item, fold
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.project import MemberAdded, MemberRolesChanged, Role
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import CannotTell, Choice, Rating, Value
from tests.events.history import ITEM, History, given, happened
from tests.events.owls import (
    DESK,
    FOUNDED,
    HOW_CLEAR,
    INES,
    LENA,
    MIRA,
    OSKAR,
    QUALITY,
    REGISTERED,
    RUTH,
    SPECIES,
    TOMEK,
    archive,
    event_id,
    label_id,
    labeled,
    owl,
    words,
)

GOLD, CORRECTION = GoldId(event_id(1)), GoldId(event_id(2))


def species(name: str) -> Choice:
    return Choice(class_id=ClassId(name))


TAWNY, LITTLE = species("tawny"), species("little")


def propose(value: Value = TAWNY, task: TaskName = SPECIES, **more: Any) -> ProposeGold:
    told: dict[str, Any] = {"task": task, "value": value, "rationale": words(), **more}
    return ProposeGold(item_id=ITEM, **told)


def proposed(value: Value = TAWNY, by: MemberId = INES, **more: Any) -> GoldProposed:
    told: dict[str, Any] = {"task": SPECIES, "rationale": words(), **more}
    return GoldProposed(
        proposed_by=by, value=value, taxonomy_version=1, guideline_revision=1, **told
    )


def activate(value: Value = TAWNY, which: GoldId = GOLD) -> ActivateGold:
    return ActivateGold(item_id=ITEM, gold_id=which, value=value)


def activated(
    value: Value = TAWNY, which: GoldId | None = GOLD, by: MemberId = MIRA
) -> GoldActivated:
    return GoldActivated(
        gold=which,
        approved_by=by,
        task=SPECIES,
        value=value,
        taxonomy_version=1,
        guideline_revision=1,
    )


CONTEST = ContestGold(item_id=ITEM, gold_id=GOLD, reason=ContestReason.WRONG_VALUE, note=words(2))
CONTESTED = GoldContested(
    gold=GOLD, contested_by=INES, task=SPECIES, reason=ContestReason.WRONG_VALUE, note=words(2)
)
RETIRE = RetireGold(item_id=ITEM, gold_id=GOLD, reason=RetireReason.EXPOSED)
RETIRED = GoldRetired(gold=GOLD, retired_by=MIRA, task=SPECIES, reason=RetireReason.EXPOSED)
PROPOSAL = happened(proposed(), GOLD, actor=INES)
ACTIVE = (PROPOSAL, activated())
IMPORT = ImportGold(
    item_id=ITEM, task=SPECIES, value=TAWNY, proposed_by=INES, source="benchmark-2023.csv"
)


def item(history: History) -> Item:
    return fold(history.events(f"item/{ITEM}"))


def test_proposal_is_kept_and_not_in_force() -> None:
    history = archive().when(propose(source="Sonogram atlas"), by=INES)
    grown = history.then(proposed(source="Sonogram atlas"))
    (held,) = item(grown).golds.values()
    assert (held.status, held.proposed_by, held.value) == (GoldStatus.PROPOSED, INES, TAWNY)


def test_second_person_puts_it_in_force() -> None:
    grown = archive(PROPOSAL).when(activate(), by=MIRA).then(activated(), cause=GOLD)
    held = item(grown).golds[GOLD]
    assert held.status is GoldStatus.ACTIVE
    assert held.approval is not None
    assert held.approval.approved_by == MIRA


def test_proposer_cannot_approve() -> None:
    archive(PROPOSAL).when(activate(), by=INES).refuses(
        Rule.APPROVER_PROPOSED_GOLD, ("approved_by",), "second person"
    )


def test_proposer_cannot_approve_through_a_service() -> None:
    archive(PROPOSAL).when(activate(), by=INES, via=DESK).refuses(
        Rule.APPROVER_PROPOSED_GOLD, ("approved_by",)
    )


def test_proposer_who_is_a_service_by_now_cannot_carry_the_approval() -> None:
    history = archive(PROPOSAL, MemberRolesChanged(member=INES, roles=(Role.SERVICE,)))
    history.when(activate(), by=MIRA, via=INES).refuses(
        Rule.APPROVER_PROPOSED_GOLD, ("approved_by",)
    )


def test_who_called_for_the_proposer_cannot_approve_once_they_are_no_service() -> None:
    called = happened(proposed(), GOLD, actor=DESK)
    history = archive(called, MemberRolesChanged(member=DESK, roles=(Role.MANAGER,)))
    history.when(activate(), by=DESK).refuses(Rule.APPROVER_PROPOSED_GOLD, ("approved_by",))


def test_service_carries_for_both() -> None:
    called = happened(proposed(), GOLD, actor=DESK)
    archive(called).when(activate(), by=MIRA, via=DESK).then(activated(), cause=GOLD)


@pytest.mark.parametrize(
    ("value", "task", "rule", "path"),
    [
        (species("barn"), SPECIES, Rule.CLASS_UNKNOWN, ("value", "class_id")),
        (Rating(rank=2), SPECIES, Rule.VALUE_KIND_MISMATCH, ("value",)),
        (Rating(rank=9), QUALITY, Rule.RANK_OFF_SCALE, ("value", "rank")),
        (CannotTell(), SPECIES, Rule.CANNOT_TELL_NOT_ALLOWED, ("value",)),
        (TAWNY, TaskName("colour"), Rule.TASK_UNKNOWN, ("task",)),
    ],
)
def test_value_answers_the_taxonomy_in_force(
    value: Value, task: TaskName, rule: Rule, path: tuple[str, ...]
) -> None:
    archive().when(propose(value, task), by=INES).refuses(rule, path)
    wanted = ImportGold(
        item_id=ITEM, task=task, value=value, proposed_by=INES, source="benchmark-2023.csv"
    )
    archive().when(wanted, by=MIRA, via=DESK).refuses(rule, path)


def test_gold_waits_for_a_taxonomy() -> None:
    given(*FOUNDED, REGISTERED).when(propose(), by=INES).refuses(Rule.TAXONOMY_MISSING)


def test_value_that_the_taxonomy_lost_is_not_approved() -> None:
    narrower = TaxonomyPublished(taxonomy_version=2, tasks=(HOW_CLEAR,), change_note="No species")
    archive(PROPOSAL, narrower).when(activate(), by=MIRA).refuses(Rule.TASK_UNKNOWN, ("task",))


def test_approval_names_the_value_that_was_proposed() -> None:
    archive(PROPOSAL).when(activate(LITTLE), by=MIRA).refuses(Rule.GOLD_VALUE_DIFFERS, ("value",))


@pytest.mark.parametrize("command", [activate(which=CORRECTION), CONTEST, RETIRE])
def test_gold_that_is_not_there_is_not_decided_about(command: Any) -> None:
    archive().when(command, by=MIRA).refuses(Rule.GOLD_UNKNOWN, ("gold_id",))


def test_approval_of_a_proposal_that_another_has_replaced_is_refused() -> None:
    later = happened(proposed(LITTLE), CORRECTION, actor=INES)
    history = archive(PROPOSAL, later)
    history.when(activate(), by=MIRA).refuses(Rule.GOLD_NOT_PROPOSED, ("gold_id",), "superseded")
    history.when(activate(LITTLE, CORRECTION), by=MIRA).admitted()


def test_gold_is_approved_once() -> None:
    archive(*ACTIVE).when(activate(), by=MIRA).refuses(
        Rule.GOLD_NOT_PROPOSED, ("gold_id",), "active"
    )


def test_contested_gold_is_out_of_force_and_names_its_approval_for_ever() -> None:
    grown = archive(*ACTIVE).when(CONTEST, by=INES).then(CONTESTED, cause=GOLD)
    held = item(grown).golds[GOLD]
    assert held.status is GoldStatus.CONTESTED
    assert held.approval is not None


@pytest.mark.parametrize("before", [(PROPOSAL,), (*ACTIVE, CONTESTED), (*ACTIVE, RETIRED)])
def test_only_gold_in_force_is_contested(before: tuple[Any, ...]) -> None:
    archive(*before).when(CONTEST, by=INES).refuses(
        Rule.GOLD_NOT_ACTIVE, ("gold_id",), "look again"
    )


@pytest.mark.parametrize("before", [(PROPOSAL,), ACTIVE, (*ACTIVE, CONTESTED)])
def test_gold_is_retired_once_from_anywhere(before: tuple[Any, ...]) -> None:
    grown = archive(*before).when(RETIRE, by=MIRA).then(RETIRED, cause=GOLD)
    grown.when(RETIRE, by=MIRA).refuses(Rule.GOLD_ENDED, ("gold_id",), "retired")


def test_correction_takes_force_by_approval_and_the_former_value_stays() -> None:
    correcting = happened(proposed(LITTLE, MIRA), CORRECTION, actor=MIRA)
    history = archive(*ACTIVE, correcting)
    assert item(history).golds[GOLD].status is GoldStatus.ACTIVE
    grown = history.when(activate(LITTLE, CORRECTION), by=INES).then(
        activated(LITTLE, CORRECTION, INES), cause=CORRECTION
    )
    golds = item(grown).golds
    assert [one.status for one in golds.values()] == [GoldStatus.SUPERSEDED, GoldStatus.ACTIVE]
    assert golds[GOLD].value == TAWNY


def test_contested_gold_returns_by_a_new_proposal_and_approval() -> None:
    again = happened(proposed(), CORRECTION, actor=INES)
    history = archive(*ACTIVE, CONTESTED, again)
    grown = history.when(activate(which=CORRECTION), by=MIRA).admitted()
    statuses = [one.status for one in item(grown).golds.values()]
    assert statuses == [GoldStatus.SUPERSEDED, GoldStatus.ACTIVE]


@pytest.mark.parametrize("via", [None, DESK])
@pytest.mark.parametrize(
    ("command", "place"),
    [
        (propose(), "proposed_by"),
        (activate(), "approved_by"),
        (CONTEST, "contested_by"),
        (RETIRE, "retired_by"),
    ],
)
def test_who_labeled_the_item_decides_nothing_about_its_gold(
    command: Any, place: str, via: MemberId | None
) -> None:
    history = archive(labeled(3, TOMEK, owl("tawny"), via=via), PROPOSAL)
    history.when(command, by=TOMEK, via=via).refuses(
        Rule.GOLD_SETTER_LABELED_ITEM, (place,), "another"
    )


def test_who_took_their_label_back_decides_nothing_still() -> None:
    gone = LabelRetracted(label_id=label_id(3), reason=RetractReason.MISTAKE)
    history = archive(labeled(3, TOMEK, owl("tawny")), gone)
    history.when(propose(), by=TOMEK).refuses(Rule.GOLD_SETTER_LABELED_ITEM, ("proposed_by",))


def test_caller_who_once_labeled_cannot_carry_a_proposal() -> None:
    oskar_is_a_service = MemberRolesChanged(member=OSKAR, roles=(Role.SERVICE,))
    history = archive(labeled(1, OSKAR, owl("tawny")), oskar_is_a_service)
    history.when(propose(), by=INES, via=OSKAR).refuses(
        Rule.GOLD_SETTER_LABELED_ITEM, ("proposed_by",)
    )


def test_who_may_still_label_learns_nothing_from_the_answer_to_a_proposal() -> None:
    """Whatever gold the item has, and whatever value is guessed: the same answer."""
    for before in ((), (PROPOSAL,), ACTIVE, (*ACTIVE, CONTESTED), (*ACTIVE, RETIRED)):
        for guess in (TAWNY, LITTLE):
            archive(*before).when(propose(guess), by=TOMEK).then(proposed(guess, TOMEK))


def test_manager_who_is_a_service_too_does_not_decide_what_they_called_for() -> None:
    both = MemberRolesChanged(member=MIRA, roles=(Role.MANAGER, Role.SERVICE))
    called = happened(proposed(), GOLD, actor=MIRA)
    archive(both, called).when(activate(), by=MIRA).refuses(
        Rule.APPROVER_PROPOSED_GOLD, ("approved_by",), "second person"
    )
    carried = labeled(1, LENA, owl("tawny"), via=MIRA)
    archive(both, carried, PROPOSAL).when(activate(), by=MIRA).refuses(
        Rule.GOLD_SETTER_LABELED_ITEM, ("approved_by",)
    )


def test_import_states_who_proposed_and_who_approved() -> None:
    expected = Emitted(fact=activated(which=None), after=0)
    grown = archive().when(IMPORT, by=MIRA, via=DESK)
    history = grown.then(proposed(rationale=None, source="benchmark-2023.csv"), expected)
    (held,) = item(history).golds.values()
    assert (held.status, held.proposed_by) == (GoldStatus.ACTIVE, INES)


def test_import_corrects_nothing() -> None:
    for before in ((PROPOSAL,), ACTIVE, (*ACTIVE, CONTESTED)):
        archive(*before).when(IMPORT, by=MIRA, via=DESK).refuses(
            Rule.GOLD_EXISTS, ("task",), "proposal"
        )
    archive(*ACTIVE, RETIRED).when(IMPORT, by=MIRA, via=DESK).admitted()


def test_import_needs_two_persons() -> None:
    archive().when(IMPORT, by=INES, via=DESK).refuses(
        Rule.APPROVER_PROPOSED_GOLD, ("approved_by",), "second"
    )


def test_importer_is_neither_of_them() -> None:
    archive().when(IMPORT, by=MIRA).refuses(Rule.IMPORTER_DECIDES_GOLD, ("approved_by",))
    both = MemberRolesChanged(member=DESK, roles=(Role.SERVICE, Role.MANAGER))
    told = ImportGold(item_id=ITEM, task=SPECIES, value=TAWNY, proposed_by=DESK, source="b.csv")
    archive(both).when(told, by=MIRA, via=DESK).refuses(
        Rule.IMPORTER_DECIDES_GOLD, ("proposed_by",)
    )


def test_proposer_of_an_import_is_held_to_the_rules_of_proposing() -> None:
    by_ruth = ImportGold(item_id=ITEM, task=SPECIES, value=TAWNY, proposed_by=RUTH, source="b.csv")
    archive().when(by_ruth, by=MIRA, via=DESK).refuses(Rule.ROLE_MISSING, ("proposed_by",))
    by_tomek = ImportGold(
        item_id=ITEM, task=SPECIES, value=TAWNY, proposed_by=TOMEK, source="b.csv"
    )
    history = archive(labeled(1, TOMEK, owl("tawny")))
    history.when(by_tomek, by=MIRA, via=DESK).refuses(
        Rule.GOLD_SETTER_LABELED_ITEM, ("proposed_by",)
    )


def test_approver_of_an_import_has_not_labeled() -> None:
    history = archive(labeled(1, TOMEK, owl("tawny")))
    history.when(IMPORT, by=TOMEK, via=DESK).refuses(
        Rule.GOLD_SETTER_LABELED_ITEM, ("approved_by",)
    )


def test_import_names_its_source() -> None:
    unnamed = ImportGold(item_id=ITEM, task=SPECIES, value=TAWNY, proposed_by=INES, source=" ")
    archive().when(unnamed, by=MIRA, via=DESK).refuses(Rule.TEXT_EMPTY, ("source",))


def test_only_a_service_imports_in_the_name_of_two() -> None:
    nora = MemberAdded(member=MemberId("nora"), roles=(Role.MANAGER,))
    archive(nora).when(IMPORT, by=MIRA, via="nora").refuses(Rule.ON_BEHALF_NOT_ALLOWED)


def test_proposals_of_an_item_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gold, "GOLDS_PER_ITEM_MAX", 1)
    archive(PROPOSAL).when(propose(), by=INES).refuses(Rule.TOO_MANY, ("item_id",))


def test_gold_reveals_nothing_so_later_answers_stay_independent() -> None:
    history = archive(*ACTIVE, labeled(1, LENA, owl("tawny")))
    (label,) = item(history).labels.values()
    assert label.independent == owl("tawny")


def test_gold_sends_nothing_to_review() -> None:
    history = archive(labeled(1, LENA, owl("little")), PROPOSAL)
    history.when(activate(), by=MIRA).then(activated(), cause=GOLD)
