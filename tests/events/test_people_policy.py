"""What a policy may demand of people, and what of it contradicts itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.limits import (
    ANSWERS_WATCHED_MAX,
    PROPOSED_PER_CLASS_MAX,
    SUSPENSION_RULES_MAX,
    TEST_ITEMS_MAX,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.policy import Bound, People, PublishPolicy
from labeltrail.events.streams.policy.people import GoldProposing, Signal, SuspensionRule
from tests.events.owls import LENIENT, SPECIES, archive
from tests.events.people import BELOW_HALF, OWL_TEST, STRICT

PROPOSING = GoldProposing(
    task=SPECIES, annotators_min=3, agreement_min=Decimal("0.9"), per_class_max=20
)


def publishing(people: People) -> PublishPolicy:
    return PublishPolicy(policy=replace(LENIENT, people=people), change_note="As agreed in May")


def test_whole_section_is_admitted() -> None:
    whole = replace(STRICT, gold_proposals=(PROPOSING,), exposures_max=3, grace_answers=20)
    archive().when(publishing(whole)).admitted()


def test_what_reaches_the_limits_is_admitted() -> None:
    items = tuple(ItemId(f"i{n}") for n in range(TEST_ITEMS_MAX))
    long = replace(BELOW_HALF, last=ANSWERS_WATCHED_MAX, answers_min=ANSWERS_WATCHED_MAX)
    whole = replace(
        STRICT,
        tests=(replace(OWL_TEST, items=items, answers_min=TEST_ITEMS_MAX),),
        suspensions=(long,) * SUSPENSION_RULES_MAX,
        gold_proposals=(replace(PROPOSING, per_class_max=PROPOSED_PER_CLASS_MAX),),
        grace_answers=ANSWERS_WATCHED_MAX,
        exposures_max=ANSWERS_WATCHED_MAX,
    )
    archive().when(publishing(whole)).admitted()


def watching(signal: Signal, threshold: str, **more: Any) -> SuspensionRule:
    given = {"last": 20, "answers_min": 5, **more}
    return SuspensionRule(signal=signal, threshold=Decimal(threshold), **given)


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"task": TaskName("plumage")}, Rule.TASK_UNKNOWN, ("task",)),
        ({"items": ()}, Rule.NOTHING_GIVEN, ("items",)),
        ({"items": (ItemId("a"), ItemId("a"))}, Rule.DUPLICATE_GIVEN, ("items", 1)),
        ({"items": (ItemId(" a"),)}, Rule.IDENTIFIER_MALFORMED, ("items", 0)),
        (
            {"items": tuple(ItemId(f"i{n}") for n in range(TEST_ITEMS_MAX + 1))},
            Rule.TOO_MANY,
            ("items",),
        ),
        ({"accuracy_min": Decimal("1.1")}, Rule.NUMBER_OUT_OF_RANGE, ("accuracy_min",)),
        ({"accuracy_min": Decimal("NaN")}, Rule.NUMBER_OUT_OF_RANGE, ("accuracy_min",)),
        ({"answers_min": 6}, Rule.NUMBER_OUT_OF_RANGE, ("answers_min",)),
        ({"answers_min": 0}, Rule.NUMBER_OUT_OF_RANGE, ("answers_min",)),
    ],
)
def test_test_that_nobody_can_take_is_refused(
    changes: dict[str, Any], rule: Rule, field: tuple[str | int, ...]
) -> None:
    people = replace(STRICT, tests=(replace(OWL_TEST, **changes),))
    path = ("policy", "people", "tests", 0, *field)
    archive().when(publishing(people)).refuses(rule, path)


def test_task_has_one_test_and_one_rule_of_proposals() -> None:
    twice = replace(STRICT, tests=(OWL_TEST, OWL_TEST))
    archive().when(publishing(twice)).refuses(
        Rule.DUPLICATE_GIVEN, ("policy", "people", "tests", 1)
    )
    twice = replace(STRICT, gold_proposals=(PROPOSING, PROPOSING))
    archive().when(publishing(twice)).refuses(
        Rule.DUPLICATE_GIVEN, ("policy", "people", "gold_proposals", 1)
    )


@pytest.mark.parametrize(
    ("suspension", "rule", "field"),
    [
        (replace(BELOW_HALF, task=TaskName("plumage")), Rule.TASK_UNKNOWN, "task"),
        (replace(BELOW_HALF, threshold=Decimal(2)), Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        (replace(BELOW_HALF, last=0), Rule.NUMBER_OUT_OF_RANGE, "last"),
        (replace(BELOW_HALF, last=ANSWERS_WATCHED_MAX + 1), Rule.NUMBER_OUT_OF_RANGE, "last"),
        (replace(BELOW_HALF, answers_min=21), Rule.NUMBER_OUT_OF_RANGE, "answers_min"),
        (watching(Signal.DRIFT, "1"), Rule.TASK_UNKNOWN, "task"),
        (watching(Signal.STRAIGHT_LINING, "8"), Rule.TASK_UNKNOWN, "task"),
        (watching(Signal.DRIFT, "1.5", task=SPECIES), Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        (watching(Signal.DRIFT, "0", task=SPECIES), Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        (watching(Signal.PACE, "2", task=SPECIES), Rule.POLICY_CONTRADICTORY, "task"),
        (watching(Signal.PACE, "-1"), Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        (watching(Signal.REJECTION_RATE, "0.5", task=SPECIES), Rule.POLICY_CONTRADICTORY, "task"),
        (
            watching(Signal.PACE, "2", bound=Bound.INTERVAL),
            Rule.INTERVAL_NOT_AVAILABLE,
            "bound",
        ),
    ],
)
def test_suspension_that_says_nothing_is_refused(
    suspension: SuspensionRule, rule: Rule, field: str
) -> None:
    people = replace(STRICT, suspensions=(suspension,))
    archive().when(publishing(people)).refuses(rule, ("policy", "people", "suspensions", 0, field))


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"task": TaskName("plumage")}, Rule.TASK_UNKNOWN, "task"),
        ({"annotators_min": 1}, Rule.NUMBER_OUT_OF_RANGE, "annotators_min"),
        ({"agreement_min": Decimal("0.5")}, Rule.NUMBER_OUT_OF_RANGE, "agreement_min"),
        ({"agreement_min": Decimal("1.1")}, Rule.NUMBER_OUT_OF_RANGE, "agreement_min"),
        ({"per_class_max": PROPOSED_PER_CLASS_MAX + 1}, Rule.NUMBER_OUT_OF_RANGE, "per_class_max"),
        ({"per_class_max": 0}, Rule.NUMBER_OUT_OF_RANGE, "per_class_max"),
        ({"share": Decimal(-1)}, Rule.NUMBER_OUT_OF_RANGE, "share"),
        ({"seed": -1}, Rule.NUMBER_OUT_OF_RANGE, "seed"),
    ],
)
def test_proposing_that_half_could_stop_is_refused(
    changes: dict[str, Any], rule: Rule, field: str
) -> None:
    people = replace(STRICT, gold_proposals=(replace(PROPOSING, **changes),))
    archive().when(publishing(people)).refuses(
        rule, ("policy", "people", "gold_proposals", 0, field)
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"grace_answers": -1}, "grace_answers"), ({"exposures_max": 0}, "exposures_max")],
)
def test_numbers_have_their_limits(changes: dict[str, Any], field: str) -> None:
    archive().when(publishing(replace(STRICT, **changes))).refuses(
        Rule.NUMBER_OUT_OF_RANGE, ("policy", "people", field)
    )


def test_only_so_many_rules_suspend() -> None:
    many = replace(STRICT, suspensions=(BELOW_HALF,) * (SUSPENSION_RULES_MAX + 1))
    archive().when(publishing(many)).refuses(Rule.TOO_MANY, ("policy", "people", "suspensions"))
