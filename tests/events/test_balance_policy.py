"""Quotas, costs, splits and models in a policy: what contradicts itself is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.policy import (
    Comparison,
    Metric,
    PolicyPublished,
    PublishPolicy,
    Requirement,
)
from labeltrail.events.streams.policy.quotas import ErrorCost, Quota, QuotaScope
from labeltrail.events.streams.policy.splitting import Splitting
from labeltrail.events.streams.policy.validation import SoleLabeler
from labeltrail.events.streams.taxonomy import TaxonomyPublished
from labeltrail.events.values import NumberRule, Task, TaskKind
from tests.events.history import History
from tests.events.owls import LENIENT, QUALITY, SPECIES, TASKS, archive

TAWNY, LITTLE = ClassId("tawny"), ClassId("little")
WEIGHT = Task(
    name=TaskName("weight"),
    kind=TaskKind.NUMERIC,
    question="How heavy?",
    classes=(),
    rule=NumberRule(unit="g"),
)


ASKED = Requirement(
    metric=Metric.SOLE_LABELER_VALIDATED,
    comparison=Comparison.AT_LEAST,
    threshold=Decimal(1),
    task=SPECIES,
)


def publish(**sections: Any) -> PublishPolicy:
    policy = msgspec.structs.replace(LENIENT, **sections)
    return PublishPolicy(policy=policy, change_note="Classes get their share")


def quota(**changed: Any) -> Quota:
    return msgspec.structs.replace(Quota(task=SPECIES, class_id=TAWNY, items_min=50), **changed)


def cost(**changed: Any) -> ErrorCost:
    plain = ErrorCost(task=SPECIES, truth=TAWNY, said=LITTLE, cost=Decimal(5))
    return msgspec.structs.replace(plain, **changed)


def test_sections_are_published_with_the_policy() -> None:
    command = publish(
        quotas=(quota(share_min=Decimal("0.2")), quota(scope=QuotaScope.PROJECT)),
        costs=(cost(), cost(said=None)),
        splitting=Splitting(grouped_by="recorder"),
        sole_labelers=(SoleLabeler(task=SPECIES, threshold=Decimal("0.9")),),
        requirements=(ASKED,),
    )
    archive().when(command).then(
        PolicyPublished(policy_version=2, policy=command.policy, change_note=command.change_note)
    )


def test_policy_without_sections_keeps_its_bytes() -> None:
    fact = PolicyPublished(policy_version=1, policy=LENIENT, change_note="x")
    body = catalogue.encode(fact)
    for section in (b"quotas", b"costs", b"splitting", b"sole_labelers"):
        assert section not in body


@pytest.mark.parametrize(
    ("changed", "rule", "at"),
    [
        ({"task": TaskName("age")}, Rule.TASK_UNKNOWN, ("task",)),
        ({"class_id": ClassId("barn")}, Rule.CLASS_UNKNOWN, ("class_id",)),
        ({"items_min": None}, Rule.NOTHING_GIVEN, ()),
        ({"items_min": -1}, Rule.NUMBER_OUT_OF_RANGE, ("items_min",)),
        ({"items_max": 10**10}, Rule.NUMBER_OUT_OF_RANGE, ("items_max",)),
        ({"share_min": Decimal("1.1")}, Rule.NUMBER_OUT_OF_RANGE, ("share_min",)),
        ({"share_max": Decimal("0.1234567")}, Rule.NUMBER_OUT_OF_RANGE, ("share_max",)),
        ({"share_max": Decimal("NaN")}, Rule.NUMBER_OUT_OF_RANGE, ("share_max",)),
        ({"items_max": 49}, Rule.POLICY_CONTRADICTORY, ()),
        (
            {"share_min": Decimal("0.5"), "share_max": Decimal("0.4")},
            Rule.POLICY_CONTRADICTORY,
            (),
        ),
    ],
)
def test_quota_that_cannot_be(
    changed: dict[str, Any], rule: Rule, at: tuple[str | int, ...]
) -> None:
    command = publish(quotas=(quota(**changed),))
    archive().when(command).refuses(rule, ("policy", "quotas", 0, *at))


def test_quota_is_stated_once() -> None:
    command = publish(quotas=(quota(), quota(items_min=60)))
    archive().when(command).refuses(Rule.DUPLICATE_GIVEN, ("policy", "quotas", 1))


def test_shares_wanted_are_no_more_than_all() -> None:
    half = Decimal("0.6")
    command = publish(quotas=(quota(share_min=half), quota(class_id=LITTLE, share_min=half)))
    archive().when(command).refuses(
        Rule.POLICY_CONTRADICTORY, ("policy", "quotas", 1, "share_min"), "more than all"
    )


def test_numbers_have_no_quotas() -> None:
    command = publish(quotas=(quota(task=WEIGHT.name),))
    _with_weight().when(command).refuses(
        Rule.POLICY_CONTRADICTORY, ("policy", "quotas", 0, "task"), "numeric"
    )


@pytest.mark.parametrize(
    ("changed", "rule", "at"),
    [
        ({"task": TaskName("age")}, Rule.TASK_UNKNOWN, "task"),
        ({"truth": ClassId("barn")}, Rule.CLASS_UNKNOWN, "truth"),
        ({"said": ClassId("barn")}, Rule.CLASS_UNKNOWN, "said"),
        ({"said": TAWNY}, Rule.POLICY_CONTRADICTORY, "said"),
        ({"cost": Decimal(-1)}, Rule.NUMBER_OUT_OF_RANGE, "cost"),
        ({"cost": Decimal("Infinity")}, Rule.NUMBER_OUT_OF_RANGE, "cost"),
    ],
)
def test_cost_that_cannot_be(changed: dict[str, Any], rule: Rule, at: str) -> None:
    command = publish(costs=(cost(**changed),))
    archive().when(command).refuses(rule, ("policy", "costs", 0, at))


def test_cost_of_an_error_is_stated_once() -> None:
    command = publish(costs=(cost(), cost()))
    archive().when(command).refuses(Rule.DUPLICATE_GIVEN, ("policy", "costs", 1))


def test_groups_have_a_name() -> None:
    command = publish(splitting=Splitting(grouped_by=" "))
    archive().when(command).refuses(
        Rule.IDENTIFIER_MALFORMED, ("policy", "splitting", "grouped_by")
    )


@pytest.mark.parametrize(
    ("changed", "rule", "at"),
    [
        ({"task": TaskName("age")}, Rule.TASK_UNKNOWN, "task"),
        ({"task": WEIGHT.name}, Rule.TASK_UNKNOWN, "task"),
        ({"threshold": Decimal("1.2")}, Rule.NUMBER_OUT_OF_RANGE, "threshold"),
        ({"level": Decimal(1)}, Rule.NUMBER_OUT_OF_RANGE, "level"),
        ({"level": Decimal(2)}, Rule.NUMBER_OUT_OF_RANGE, "level"),
        ({"items_min": 0}, Rule.NUMBER_OUT_OF_RANGE, "items_min"),
    ],
)
def test_validation_that_cannot_be(changed: dict[str, Any], rule: Rule, at: str) -> None:
    plain = SoleLabeler(task=SPECIES, threshold=Decimal("0.9"))
    command = publish(sole_labelers=(msgspec.structs.replace(plain, **changed),))
    _with_weight().when(command).refuses(rule, ("policy", "sole_labelers", 0, at))


@pytest.mark.parametrize(
    "asked", [(), (msgspec.structs.replace(ASKED, task=QUALITY),)], ids=["none", "another task"]
)
def test_validation_that_no_requirement_asks_for_holds_nobody_back(
    asked: tuple[Requirement, ...],
) -> None:
    wanted = (SoleLabeler(task=SPECIES, threshold=Decimal("0.9")),)
    at = ("policy", "sole_labelers", 0)
    idle = archive().when(publish(sole_labelers=wanted, requirements=asked))
    idle.refuses(Rule.POLICY_CONTRADICTORY, at, "add the requirement SOLE_LABELER_VALIDATED")
    archive().when(publish(sole_labelers=wanted, requirements=(*asked, ASKED))).admitted()


def test_validation_is_stated_once_a_task() -> None:
    one = SoleLabeler(task=QUALITY, threshold=Decimal("0.9"))
    command = publish(sole_labelers=(one, one))
    archive().when(command).refuses(Rule.DUPLICATE_GIVEN, ("policy", "sole_labelers", 1))


def _with_weight() -> History:
    return archive(
        TaxonomyPublished(taxonomy_version=2, tasks=(*TASKS, WEIGHT), change_note="Weighed, too")
    )
