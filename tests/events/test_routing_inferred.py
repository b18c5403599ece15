"""Routing of what a run doubts: by the rules as they are ordered, once, and only its last word."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from labeltrail.events.identifiers import SYSTEM, EventId
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.item.commands import RegisterItem
from labeltrail.events.streams.item.facts import Modality
from labeltrail.events.streams.item.review_commands import RouteInferred
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    Policy,
    RoutingAction,
    RoutingRule,
    TruthMethod,
)
from tests.events.history import ITEM, History, given, happened
from tests.events.owls import (
    FOUNDED,
    INES,
    LENA,
    MIRA,
    OSKAR,
    REGISTERED,
    SPECIES,
    label_id,
    labeled,
    owl,
    with_policy,
    words,
)
from tests.events.reviewing import LITTLE_OWLS, asked, condition, reviewing, rule
from tests.events.runs import LATER_RUN, RUN, completed, computed, owl_inferred

DOUBT = condition(ConditionKind.PROBABILITY_BELOW, bound=Decimal("0.8"))
TIE = condition(ConditionKind.TIE)
BEECHES = condition(ConditionKind.ATTRIBUTE, "beech", attribute="forest")
ROUTE = RouteInferred(item_id=ITEM, task=SPECIES, run_id=RUN)
TAWNY, LITTLE = labeled(1, OSKAR, owl("tawny")), labeled(2, LENA, owl("little"))
DOUBTED = happened(owl_inferred(probability="0.79"))
COMPLETED = completed(computed())


def inferring(*rules: RoutingRule) -> Policy:
    return msgspec.structs.replace(reviewing(*rules), truth_method=TruthMethod.AUTOMATIC)


def under(*rules: RoutingRule) -> History:
    """A run under a policy with these rules is complete, and doubts the recording."""
    return with_policy(inferring(*rules), TAWNY, LITTLE, DOUBTED, COMPLETED)


def wished(rule_id: str = "r", **more: object) -> facts.ReviewRequested:
    """Caused by what made the rule ask, and by no fact beside it."""
    fact = asked(rule_id).fact
    assert isinstance(fact, facts.ReviewRequested)
    return msgspec.structs.replace(fact, **more)


def test_doubt_asks_for_a_review_and_names_rule_and_policy() -> None:
    history = under(rule(DOUBT, rule_id="doubted owls"))
    decision = history.when(ROUTE, by=SYSTEM).decision
    assert hasattr(decision, "facts"), decision
    (one,) = decision.facts
    assert one.after is None
    assert one.fact == wished("doubted owls", policy_version=1)


def test_first_rule_that_fires_decides() -> None:
    sure = condition(ConditionKind.PROBABILITY_BELOW, bound=Decimal("0.5"))
    rules = (
        rule(sure, rule_id="lost", action=RoutingAction.ESCALATE),
        rule(DOUBT, rule_id="doubted", action=RoutingAction.ADJUDICATE),
        rule(DOUBT, rule_id="later"),
    )
    decision = under(*rules).when(ROUTE, by=SYSTEM).decision
    assert hasattr(decision, "facts"), decision
    assert [one.fact for one in decision.facts] == [
        review_facts.AdjudicationRequested(
            rule="doubted", policy_version=1, requested_by=SYSTEM, task=SPECIES
        )
    ]


def test_rule_that_accepts_first_lets_nothing_follow() -> None:
    accepts = rule(DOUBT, rule_id="fine", action=RoutingAction.ACCEPT)
    under(accepts, rule(DOUBT)).when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE, (), "fine")


def test_rule_of_the_votes_that_fires_first_was_asked_when_they_moved() -> None:
    ties = rule(TIE, rule_id="ties", action=RoutingAction.ADJUDICATE)
    under(ties, rule(DOUBT)).when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE)


def test_doubt_of_a_tie_is_judged_on_the_votes_as_they_stand() -> None:
    under(rule(TIE, DOUBT)).when(ROUTE, by=SYSTEM).admitted()
    agreed = with_policy(
        inferring(rule(TIE, DOUBT)), TAWNY, labeled(2, LENA, owl("tawny")), DOUBTED, COMPLETED
    )
    agreed.when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE)


def test_attribute_of_the_item_counts_beside_the_doubt() -> None:
    under(rule(BEECHES, DOUBT)).when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE)
    elsewhere = msgspec.structs.replace(REGISTERED, attributes={"forest": "beech"})
    past = tuple(one for one in under(rule(BEECHES, DOUBT)).past if one.fact != REGISTERED)
    ahead = len(past) - 4
    beech = History(past[:ahead]).and_given(elsewhere)
    History((*beech.past, *past[ahead:])).when(ROUTE, by=SYSTEM).admitted()


@pytest.mark.parametrize("when", [(), (LITTLE_OWLS,), (LITTLE_OWLS, DOUBT), (BEECHES,)])
def test_rule_about_a_label_is_not_asked(when: tuple[Condition, ...]) -> None:
    under(rule(*when)).when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE)


def test_item_that_the_draw_leaves_out_is_not_routed() -> None:
    never = rule(DOUBT, rate=Decimal("0.0001"))
    under(never).when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE)


def test_what_waits_already_is_not_asked_for_again() -> None:
    grown = under(rule(DOUBT)).when(ROUTE, by=SYSTEM).admitted()
    grown.when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE, (), "waits already")


def test_probability_at_the_bound_is_no_doubt() -> None:
    sure = happened(owl_inferred(probability="0.80"))
    history = with_policy(inferring(rule(DOUBT)), TAWNY, LITTLE, sure, COMPLETED)
    history.when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE)


def test_later_word_counts_and_no_other() -> None:
    later = happened(owl_inferred(probability="0.70", run_id=LATER_RUN))
    told = under(rule(DOUBT)).and_given(later)
    told.when(ROUTE, by=SYSTEM).admitted()  # the later run is not complete
    whole = told.and_given(completed(computed(follows=RUN), LATER_RUN))
    whole.when(ROUTE, by=SYSTEM).refuses(Rule.RUN_SUPERSEDED, ("run_id",))
    newer = msgspec.structs.replace(ROUTE, run_id=LATER_RUN)
    whole.when(newer, by=SYSTEM).admitted()


def test_later_run_that_came_to_the_same_leaves_the_word() -> None:
    same = completed(computed(follows=RUN, items_changed=0), LATER_RUN)
    under(rule(DOUBT)).and_given(same).when(ROUTE, by=SYSTEM).admitted()


def test_run_of_another_method_neither_counts_nor_is_in_the_way() -> None:
    glad = computed(method=TruthMethod.GLAD)
    beside = under(rule(DOUBT)).and_given(
        happened(owl_inferred(probability="0.99", run_id=LATER_RUN, method=TruthMethod.GLAD)),
        completed(glad, LATER_RUN),
    )
    beside.when(ROUTE, by=SYSTEM).admitted()
    other = msgspec.structs.replace(ROUTE, run_id=LATER_RUN)
    beside.when(other, by=SYSTEM).refuses(Rule.RUN_SUPERSEDED, ("run_id",))


def test_run_that_is_not_complete_is_unknown() -> None:
    history = with_policy(inferring(rule(DOUBT)), TAWNY, LITTLE, DOUBTED)
    history.when(ROUTE, by=SYSTEM).refuses(Rule.RUN_UNKNOWN, ("run_id",))
    nobodys = msgspec.structs.replace(ROUTE, run_id=UUID(int=4))
    under(rule(DOUBT)).when(nobodys, by=SYSTEM).refuses(Rule.RUN_UNKNOWN, ("run_id",))


def test_item_that_an_expert_decided_is_left() -> None:
    decided = facts.ItemAdjudicated(
        adjudicator=INES,
        answers=owl("tawny"),
        judged=(EventId(label_id(1)), EventId(label_id(2))),
        rationale=words(),
        taxonomy_version=1,
        guideline_revision=1,
    )
    history = under(rule(DOUBT)).and_given(decided)
    history.when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE, (), "expert")


def test_without_a_policy_or_an_item_nothing_is_routed() -> None:
    given(*FOUNDED, REGISTERED).when(ROUTE, by=SYSTEM).refuses(Rule.NOTHING_TO_ROUTE, (), "policy")
    given(*FOUNDED).when(ROUTE, by=SYSTEM).refuses(Rule.ITEM_UNKNOWN, ("item_id",))


def test_nobody_but_the_system_asks() -> None:
    under(rule(DOUBT)).when(ROUTE, by=MIRA).refuses(Rule.ROLE_MISSING)
    command = RegisterItem(item_id=ITEM, modality=Modality.AUDIO)
    given(*FOUNDED).when(command, by=SYSTEM).refuses(Rule.ACTOR_NOT_MEMBER)
