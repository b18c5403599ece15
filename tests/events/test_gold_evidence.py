"""What speaks against a gold, who may end it, and which values nobody can know together."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labeltrail.events.constraints import Constraint
from labeltrail.events.identifiers import SYSTEM, ClassId, GoldId, LabelId, MemberId
from labeltrail.events.limits import LABELS_CITED_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item.facts import LabelRetracted, RetractReason
from labeltrail.events.streams.item.gold_commands import (
    ActivateGold,
    ContestGold,
    ProposeGold,
    RetireGold,
)
from labeltrail.events.streams.item.gold_facts import (
    AgainstGold,
    ContestReason,
    GoldActivated,
    GoldContested,
    GoldProposed,
    GoldRetired,
    RetireReason,
)
from labeltrail.events.streams.policy import People, Policy
from labeltrail.events.streams.project import MemberRolesChanged, Role
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import Choice, Rating, Value
from tests.events.history import ITEM, History, happened
from tests.events.owls import (
    DESK,
    INES,
    LENA,
    LENIENT,
    MIRA,
    OSKAR,
    QUALITY,
    SPECIES,
    TASKS,
    TOMEK,
    archive,
    clarity,
    event_id,
    label_id,
    labeled,
    owl,
    with_policy,
    words,
)
from tests.events.people import STRICT, SUSPENDED

GOLD = GoldId(event_id(1))
TAWNY, LITTLE = Choice(class_id=ClassId("tawny")), Choice(class_id=ClassId("little"))
TWO = replace(LENIENT, people=People(two_persons=True))
VOTES = (
    labeled(1, OSKAR, owl("little")),
    labeled(2, LENA, owl("little")),
    labeled(3, TOMEK, owl("tawny")),
)


def active(value: Value = TAWNY, *, under: Policy = LENIENT) -> History:
    """Gold by Ines and Mira, in force."""
    proposed = GoldProposed(
        proposed_by=INES,
        task=SPECIES,
        value=value,
        taxonomy_version=1,
        guideline_revision=1,
        rationale=words(),
    )
    activated = GoldActivated(
        gold=GOLD,
        approved_by=MIRA,
        task=SPECIES,
        value=value,
        taxonomy_version=1,
        guideline_revision=1,
    )
    return with_policy(under).and_given(
        happened(proposed, GOLD, actor="ines"), happened(activated, event_id(2))
    )


def contest(*labels: LabelId, **more: Any) -> ContestGold:
    given = {"item_id": ITEM, "gold_id": GOLD, "reason": ContestReason.WRONG_VALUE, **more}
    return ContestGold(labels=labels, **given)


def contested(by: MemberId = INES, actor: str | None = None) -> Any:
    fact = GoldContested(gold=GOLD, contested_by=by, task=SPECIES, reason=ContestReason.WRONG_VALUE)
    return happened(fact, event_id(3), actor=actor or by)


RETIRE = RetireGold(item_id=ITEM, gold_id=GOLD, reason=RetireReason.WRONG_VALUE)


def test_contest_cites_labels_that_agree_against_the_gold_and_counts_the_votes() -> None:
    against = AgainstGold(value=LITTLE, against=2, votes=3, labels=(label_id(1), label_id(2)))
    active().and_given(*VOTES).when(contest(label_id(1), label_id(2)), by=INES).then(
        GoldContested(
            gold=GOLD,
            contested_by=INES,
            task=SPECIES,
            reason=ContestReason.WRONG_VALUE,
            evidence=against,
        ),
        cause=GOLD,
    )


def test_contest_without_labels_stays_a_doubt() -> None:
    active().when(contest(), by=INES).then(contested().fact, cause=GOLD)


def test_labels_that_agree_with_the_gold_are_no_evidence() -> None:
    history = active().and_given(*VOTES)
    history.when(contest(label_id(3)), by=INES).refuses(
        Rule.EVIDENCE_NOT_AGAINST, ("labels",), "one other value"
    )
    history.when(contest(label_id(1), label_id(3)), by=INES).refuses(
        Rule.EVIDENCE_NOT_AGAINST, ("labels",)
    )


def test_labels_that_disagree_with_each_other_are_no_evidence() -> None:
    two = (labeled(1, OSKAR, owl("little")), labeled(2, LENA, owl("long-eared")))
    active().and_given(*two).when(contest(label_id(1), label_id(2)), by=INES).refuses(
        Rule.EVIDENCE_NOT_AGAINST, ("labels",)
    )


def test_label_that_says_nothing_of_the_task_is_none_to_cite() -> None:
    history = active().and_given(labeled(1, OSKAR, clarity(3)))
    history.when(contest(label_id(1)), by=INES).refuses(Rule.LABEL_UNKNOWN, ("labels", 0))
    history.when(contest(label_id(9)), by=INES).refuses(Rule.LABEL_UNKNOWN, ("labels", 0))


def test_label_that_was_taken_back_is_none_to_cite() -> None:
    gone = LabelRetracted(label_id=label_id(1), reason=RetractReason.WRONG_ITEM)
    active().and_given(*VOTES, gone).when(contest(label_id(1)), by=INES).refuses(
        Rule.LABEL_UNKNOWN, ("labels", 0), "stands"
    )


def test_only_so_many_labels_are_cited() -> None:
    many = tuple(label_id(n) for n in range(LABELS_CITED_MAX + 1))
    active().when(contest(*many), by=INES).refuses(Rule.TOO_MANY, ("labels",))
    active().when(contest(*many[1:]), by=INES).refuses(Rule.LABEL_UNKNOWN, ("labels", 0))


def test_votes_that_the_policy_drops_are_not_counted_as_evidence() -> None:
    strict = replace(LENIENT, people=replace(STRICT, tests=()))
    history = active(under=strict).and_given(*VOTES, SUSPENDED)
    found = history.when(contest(label_id(1), label_id(2)), by=INES)
    against = AgainstGold(value=LITTLE, against=1, votes=2, labels=(label_id(1), label_id(2)))
    found.then(
        GoldContested(
            gold=GOLD,
            contested_by=INES,
            task=SPECIES,
            reason=ContestReason.WRONG_VALUE,
            evidence=against,
        ),
        cause=GOLD,
    )


def test_retiring_gold_takes_a_contest_by_another_where_the_policy_wants_two() -> None:
    history = active(under=TWO)
    history.when(RETIRE).refuses(Rule.RETIREMENT_TAKES_TWO, ("gold_id",), "contest it")
    doubted = history.and_given(contested(INES))
    doubted.when(RETIRE, by=INES).refuses(
        Rule.RETIREMENT_TAKES_TWO, ("retired_by",), "another person"
    )
    doubted.when(RETIRE).then(
        GoldRetired(gold=GOLD, retired_by=MIRA, task=SPECIES, reason=RetireReason.WRONG_VALUE),
        cause=GOLD,
    )


def test_who_called_for_the_doubter_retires_nothing() -> None:
    doubted = active(under=TWO).and_given(contested(INES, actor="mira"))
    doubted.when(RETIRE).refuses(Rule.RETIREMENT_TAKES_TWO, ("retired_by",))
    both = MemberRolesChanged(member=MIRA, roles=(Role.MANAGER, Role.SERVICE))
    doubted.and_given(both).when(RETIRE).refuses(Rule.RETIREMENT_TAKES_TWO, ("retired_by",))
    through_desk = active(under=TWO).and_given(contested(INES, actor=DESK))
    through_desk.when(RETIRE, by=MIRA, via=DESK).admitted()


def test_one_person_retires_gold_where_the_policy_is_silent_and_ends_a_proposal_anywhere() -> None:
    active().when(RETIRE).admitted()
    waiting = GoldProposed(
        proposed_by=INES,
        task=SPECIES,
        value=TAWNY,
        taxonomy_version=1,
        guideline_revision=1,
        rationale=words(),
    )
    history = with_policy(TWO).and_given(happened(waiting, GOLD, actor="ines"))
    history.when(RETIRE, by=INES).admitted()


def proposing(**more: Any) -> ProposeGold:
    given = {"item_id": ITEM, "task": SPECIES, "value": TAWNY, **more}
    return ProposeGold(**given)


def test_rule_proposes_gold_with_its_source_and_a_person_approves() -> None:
    by_rule = proposing(source="9 of 10 annotators agree")
    fact = GoldProposed(
        proposed_by=SYSTEM,
        task=SPECIES,
        value=TAWNY,
        taxonomy_version=1,
        guideline_revision=1,
        source="9 of 10 annotators agree",
    )
    archive().when(by_rule, by=SYSTEM).then(fact)
    waiting = archive(happened(fact, GOLD, actor=SYSTEM))
    activate = ActivateGold(item_id=ITEM, gold_id=GOLD, value=TAWNY)
    waiting.when(activate, by=INES).admitted()


def test_person_gives_a_rationale_and_a_rule_its_source() -> None:
    archive().when(proposing(source="Atlas"), by=INES).refuses(
        Rule.NOTHING_GIVEN, ("rationale",), "say why"
    )
    archive().when(proposing(), by=SYSTEM).refuses(Rule.NOTHING_GIVEN, ("source",))


def test_rule_proposes_no_gold_where_there_was_one() -> None:
    by_rule = proposing(source="9 of 10 annotators agree")
    active().when(by_rule, by=SYSTEM).refuses(Rule.GOLD_EXISTS, ("task",))


HEARD = Constraint(
    constraint_id="tawny-is-heard",
    tasks=(SPECIES, QUALITY),
    expression='answers["species"] != "little" || answers["quality"] == 3',
    message="a little owl is only named when the call is clear",
)


@pytest.fixture
def constrained() -> History:
    """A taxonomy that knows which values go together."""
    second = TaxonomyPublished(
        taxonomy_version=2, tasks=TASKS, change_note="Little owls", constraints=(HEARD,)
    )
    return archive(second)


def test_gold_of_one_task_leaves_the_others_open(constrained: History) -> None:
    constrained.when(proposing(value=LITTLE, rationale=words()), by=INES).admitted()


def test_gold_keeps_the_constraints_beside_golds_of_other_tasks(constrained: History) -> None:
    faint = GoldProposed(
        proposed_by=INES,
        task=QUALITY,
        value=Rating(rank=2),
        taxonomy_version=2,
        guideline_revision=1,
        rationale=words(),
    )
    known = GoldActivated(
        gold=GOLD,
        approved_by=MIRA,
        task=QUALITY,
        value=Rating(rank=2),
        taxonomy_version=2,
        guideline_revision=1,
    )
    history = constrained.and_given(
        happened(faint, GOLD, actor="ines"), happened(known, event_id(2))
    )
    history.when(proposing(value=LITTLE, rationale=words()), by=INES).refuses(
        Rule.CONSTRAINT_VIOLATED, ("value",), "only named when the call is clear"
    )
    history.when(proposing(rationale=words()), by=INES).admitted()


def test_system_retires_nothing() -> None:
    active().when(RETIRE, by=SYSTEM).refuses(Rule.ACTOR_NOT_MEMBER)


def test_annotator_who_agrees_against_a_gold_does_not_contest_it() -> None:
    history = active().and_given(*VOTES)
    history.when(contest(label_id(1)), by=OSKAR).refuses(Rule.ROLE_MISSING)
    history.when(contest(label_id(1)), by=TOMEK).refuses(
        Rule.GOLD_SETTER_LABELED_ITEM, ("contested_by",)
    )
