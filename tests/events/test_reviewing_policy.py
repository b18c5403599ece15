"""A policy's section about reviews, and its order of truths, are checked when it is published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from labeltrail.events.limits import (
    CONDITIONS_MAX,
    REVIEW_CLAIM_MINUTES_MAX,
    ROUTING_NAMES_MAX,
    ROUTING_RULES_MAX,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    FourEyes,
    Origin,
    Policy,
    PolicyPublished,
    PublishPolicy,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from tests.events.owls import archive
from tests.events.reviewing import HALF, LITTLE_OWLS, condition, reviewing, rule

AT = ("policy", "reviewing")
SAMPLE = rule(rate=Decimal("0.05"), rule_id="one in twenty")
EVERYTHING = reviewing(
    rule(condition(ConditionKind.TIE), rule_id="ties", action=RoutingAction.ADJUDICATE),
    rule(condition(ConditionKind.AGREEMENT_BELOW, bound=HALF), rule_id="torn"),
    rule(condition(ConditionKind.CANNOT_TELL), rule_id="?", action=RoutingAction.ESCALATE, level=9),
    rule(LITTLE_OWLS, rule_id="rare", task="species"),
    rule(condition(ConditionKind.MEMBER_KIND, "model"), rule_id="machines"),
    rule(condition(ConditionKind.ATTRIBUTE, "new", attribute="moon"), rule_id="dark"),
    rule(condition(ConditionKind.FASTER_THAN, bound=Decimal("1.5")), rule_id="fast"),
    SAMPLE,
    rule(rule_id="the rest", action=RoutingAction.ACCEPT),
    seed=7,
    second_level_rate=Decimal("0.1"),
    claim_minutes=REVIEW_CLAIM_MINUTES_MAX,
    hides_annotators=True,
    relaxes=tuple(FourEyes),
    adjudicator_did_not_review=True,
)


def published(policy: Policy) -> PublishPolicy:
    return PublishPolicy(policy=policy, change_note="Reviews, as agreed in May")


def test_whole_section_is_published() -> None:
    archive().when(published(EVERYTHING)).then(
        PolicyPublished(
            policy_version=2, policy=EVERYTHING, change_note="Reviews, as agreed in May"
        )
    )


def refused(policy: Policy, broken: Rule, *path: str | int, saying: str = "") -> None:
    archive().when(published(policy)).refuses(broken, path, saying)


def of_condition(one: Condition, **more: Any) -> Policy:
    return reviewing(rule(one, **more))


WHEN = (*AT, "rules", 0, "when", 0)


@pytest.mark.parametrize("kind", list(ConditionKind))
def test_condition_says_what_its_kind_asks_for_and_no_more(kind: ConditionKind) -> None:
    bounded = {
        ConditionKind.AGREEMENT_BELOW,
        ConditionKind.PROBABILITY_BELOW,
        ConditionKind.CONFIDENCE_BELOW,
        ConditionKind.FASTER_THAN,
    }
    naming = {
        ConditionKind.CLASS: "little",
        ConditionKind.ANNOTATOR: "oskar",
        ConditionKind.MEMBER_KIND: "model",
        ConditionKind.ATTRIBUTE: "new",
    }
    asked: dict[str, Any] = {"bound": HALF} if kind in bounded else {}
    if kind in naming:
        asked["names"] = (naming[kind],)
    if kind is ConditionKind.ATTRIBUTE:
        asked["attribute"] = "moon"
    archive().when(published(of_condition(Condition(kind=kind, **asked)))).admitted()
    all_given: dict[str, Any] = {"bound": HALF, "names": ("little",), "attribute": "moon"}
    for name in ("bound", "names", "attribute"):
        left = {one: given for one, given in asked.items() if one != name}
        if name in asked:
            lacking = of_condition(Condition(kind=kind, **left))
            refused(lacking, Rule.NOTHING_GIVEN, *WHEN, name)
        else:
            more = of_condition(Condition(kind=kind, **asked, **{name: all_given[name]}))
            refused(more, Rule.POLICY_CONTRADICTORY, *WHEN, name, saying="leave it out")


@pytest.mark.parametrize("bound", ["0", "1.01", "-1", "NaN"])
def test_share_as_bound_lies_between_0_and_1(bound: str) -> None:
    below = condition(ConditionKind.AGREEMENT_BELOW, bound=Decimal(bound))
    refused(of_condition(below), Rule.NUMBER_OUT_OF_RANGE, *WHEN, "bound")


def test_class_is_one_of_the_taxonomy_and_of_the_rules_task() -> None:
    barn = condition(ConditionKind.CLASS, "little", "barn")
    refused(of_condition(barn), Rule.CLASS_UNKNOWN, *WHEN, "names", 1, saying="barn")
    of_quality = of_condition(LITTLE_OWLS, task="quality")
    refused(of_quality, Rule.CLASS_UNKNOWN, *WHEN, "names", 0, saying="quality")


def test_kind_of_member_is_one_there_is() -> None:
    robots = condition(ConditionKind.MEMBER_KIND, "robot")
    refused(of_condition(robots), Rule.POLICY_CONTRADICTORY, *WHEN, "names", 0, saying="model")


def test_name_is_given_once_and_not_too_many() -> None:
    twice = condition(ConditionKind.ANNOTATOR, "oskar", "oskar")
    refused(of_condition(twice), Rule.DUPLICATE_GIVEN, *WHEN, "names", 1)
    many = condition(ConditionKind.ANNOTATOR, *map(str, range(ROUTING_NAMES_MAX + 1)))
    refused(of_condition(many), Rule.TOO_MANY, *WHEN, "names")


@pytest.mark.parametrize(
    ("one", "broken", "path"),
    [
        (rule(LITTLE_OWLS, rule_id=""), Rule.IDENTIFIER_MALFORMED, "rule_id"),
        (rule(LITTLE_OWLS, task="moon"), Rule.TASK_UNKNOWN, "task"),
        (rule(LITTLE_OWLS, level=2), Rule.POLICY_CONTRADICTORY, "level"),
        (
            rule(LITTLE_OWLS, action=RoutingAction.ESCALATE, level=10),
            Rule.NUMBER_OUT_OF_RANGE,
            "level",
        ),
        (rule(LITTLE_OWLS, rate=Decimal("1.5")), Rule.NUMBER_OUT_OF_RANGE, "rate"),
        (rule(LITTLE_OWLS, rate=Decimal("0.0000001")), Rule.NUMBER_OUT_OF_RANGE, "rate"),
        (rule(LITTLE_OWLS, rate=Decimal(0)), Rule.POLICY_CONTRADICTORY, "rate"),
        (rule(*[LITTLE_OWLS] * (CONDITIONS_MAX + 1)), Rule.TOO_MANY, "when"),
    ],
)
def test_rule_that_makes_no_sense_is_refused(one: RoutingRule, broken: Rule, path: str) -> None:
    refused(reviewing(one), broken, *AT, "rules", 0, path)


def test_rules_have_ids_of_their_own() -> None:
    refused(reviewing(SAMPLE, SAMPLE), Rule.DUPLICATE_GIVEN, *AT, "rules", 1)


def test_rule_after_one_that_always_fires_is_refused() -> None:
    always = rule(rule_id="always")
    refused(reviewing(always, SAMPLE), Rule.POLICY_CONTRADICTORY, *AT, "rules", 1, saying="always")
    of_a_task = rule(rule_id="always", task="species")
    archive().when(published(reviewing(of_a_task, SAMPLE))).admitted()


@pytest.mark.parametrize(
    ("more", "broken", "path"),
    [
        ({"seed": -1}, Rule.NUMBER_OUT_OF_RANGE, ("seed",)),
        ({"second_level_rate": Decimal(2)}, Rule.NUMBER_OUT_OF_RANGE, ("second_level_rate",)),
        ({"claim_minutes": 0}, Rule.NUMBER_OUT_OF_RANGE, ("claim_minutes",)),
        (
            {"relaxes": (FourEyes.REVIEWER_IS_AUTHOR,) * 2},
            Rule.DUPLICATE_GIVEN,
            ("relaxes", 1),
        ),
        (
            {"rules": tuple(rule(LITTLE_OWLS, rule_id=str(n)) for n in range(51))},
            Rule.TOO_MANY,
            ("rules",),
        ),
    ],
)
def test_section_out_of_bounds_is_refused(
    more: dict[str, Any], broken: Rule, path: tuple[str | int, ...]
) -> None:
    assert ROUTING_RULES_MAX == 50
    policy = Policy(overlap=2, quorum=2, reviewing=Reviewing(**more))
    refused(policy, broken, *AT, *path)


def ordered(*order: Origin) -> Policy:
    return Policy(overlap=2, quorum=2, truth_order=order)


@pytest.mark.parametrize(
    ("order", "broken", "path"),
    [
        ((), Rule.NOTHING_GIVEN, ()),
        ((Origin.REVIEW, Origin.REVIEW), Rule.DUPLICATE_GIVEN, (1,)),
        ((Origin.REVIEW, Origin.GOLD), Rule.POLICY_CONTRADICTORY, (1,)),
    ],
)
def test_order_of_truths_that_makes_no_sense_is_refused(
    order: tuple[Origin, ...], broken: Rule, path: tuple[int, ...]
) -> None:
    refused(ordered(*order), broken, "policy", "truth_order", *path)


@pytest.mark.parametrize(
    "order",
    [tuple(Origin), (Origin.GOLD, Origin.REVIEW, Origin.ADJUDICATION), (Origin.ADJUDICATION,)],
)
def test_other_orders_are_published(order: tuple[Origin, ...]) -> None:
    archive().when(published(ordered(*order))).admitted()
