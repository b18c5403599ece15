"""Requirements that can be judged are published; what contradicts itself is refused, and where."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from labeltrail.events.limits import (
    REQUIREMENT_DEPTH_MAX,
    REQUIREMENT_PARTS_MAX,
    REQUIREMENTS_MAX,
    SEED_MAX,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.policy import (
    MEASURABLE,
    OF_A_TASK,
    Bound,
    Coefficient,
    Comparison,
    IntervalBy,
    Metric,
    Policy,
    PublishPolicy,
    Requirement,
    Scope,
)
from labeltrail.projections.statistics.coefficient import Coefficient as Computed
from labeltrail.projections.statistics.resampling import RESAMPLES_MAX, RESAMPLES_MIN
from tests.events.owls import LENIENT, QUALITY, SPECIES, archive

LEAST, MOST = Comparison.AT_LEAST, Comparison.AT_MOST
AGREE = {"metric": Metric.AGREEMENT, "task": SPECIES, "coefficient": Coefficient.GWET_AC1}
GOLD = {"metric": Metric.GOLD_ACCURACY, "task": SPECIES}
NUMBER, AGAINST = Rule.NUMBER_OUT_OF_RANGE, Rule.POLICY_CONTRADICTORY


def demand(**more: Any) -> Requirement:
    plain = {"metric": Metric.COVERAGE, "comparison": LEAST, "threshold": Decimal("0.9")}
    return Requirement(**{**plain, **more})


def agree(*requirements: Requirement) -> PublishPolicy:
    policy: Policy = msgspec.structs.replace(LENIENT, requirements=requirements)
    return PublishPolicy(policy=policy, change_note="After the meeting of 3 April")


@pytest.mark.parametrize("metric", Metric)
def test_every_metric_is_described_and_can_be_demanded(metric: Metric) -> None:
    asks = MEASURABLE[metric]
    wanted = demand(
        metric=metric,
        comparison=MOST,
        threshold=Decimal(1),
        task=SPECIES if asks.of_task else None,
        coefficient=Coefficient.FLEISS_KAPPA if metric is Metric.AGREEMENT else None,
        reference="night-1" if asks.needs_reference else None,
        parts=(demand(),) if metric is Metric.PARTS_PASSED else (),
    )
    archive().when(agree(wanted)).admitted()
    assert asks.of_task == (metric in OF_A_TASK)


def test_coefficients_and_resamples_are_those_that_are_computed() -> None:
    assert {one.value for one in Coefficient} == {one.value for one in Computed}
    assert RESAMPLES_MIN <= 50 < 10_000 <= RESAMPLES_MAX


@pytest.mark.parametrize(
    "wanted",
    [
        {**AGREE, "scope": Scope.EACH_CLASS, "bound": Bound.INTERVAL},
        {**AGREE, "category": "tawny"},
        {**AGREE, "scope": Scope.EACH_ANNOTATOR},
        {**AGREE, "scope": Scope.EACH_SLICE, "attribute": "forest"},
        {**AGREE, "attribute": "forest", "attribute_value": "beech"},
        {**GOLD, "scope": Scope.EACH_CLASS, "bound": Bound.INTERVAL, "level": Decimal("0.9")},
        {**GOLD, "scope": Scope.EACH_TASK, "task": None},
        {"bound": Bound.INTERVAL},
        {
            "metric": Metric.ALPHA_ORDINAL,
            "task": QUALITY,
            "bound": Bound.INTERVAL,
            "interval_by": IntervalBy.BOOTSTRAP,
        },
        {
            "metric": Metric.PARTS_PASSED,
            "threshold": Decimal(1),
            "parts": (demand(), demand(**GOLD)),
        },
    ],
)
def test_requirement_that_can_be_judged_is_published(wanted: dict[str, Any]) -> None:
    archive().when(agree(demand(**wanted))).admitted()


@pytest.mark.parametrize(
    ("wanted", "rule", "field"),
    [
        ({"threshold": Decimal("1.01")}, AGAINST, "threshold"),
        ({"comparison": MOST, "threshold": Decimal(-1)}, AGAINST, "threshold"),
        ({"level": Decimal(1)}, NUMBER, "level"),
        ({"level": Decimal("NaN")}, NUMBER, "level"),
        ({"resamples": 49}, NUMBER, "resamples"),
        ({"resamples": 10_001}, NUMBER, "resamples"),
        ({"seed": -1}, NUMBER, "seed"),
        ({"seed": SEED_MAX + 1}, NUMBER, "seed"),
        ({"scope": Scope.EACH_TASK}, AGAINST, "scope"),
        ({**GOLD, "scope": Scope.EACH_TASK}, AGAINST, "task"),
        ({"scope": Scope.EACH_CLASS}, AGAINST, "scope"),
        ({"category": "tawny"}, AGAINST, "category"),
        ({**GOLD, "category": "tawny", "scope": Scope.EACH_CLASS}, AGAINST, "category"),
        ({**GOLD, "category": "eagle"}, Rule.CLASS_UNKNOWN, "category"),
        ({"scope": Scope.EACH_ANNOTATOR}, AGAINST, "scope"),
        ({"annotator": "ida"}, AGAINST, "annotator"),
        ({**GOLD, "annotator": "ida", "scope": Scope.EACH_ANNOTATOR}, AGAINST, "annotator"),
        ({"scope": Scope.EACH_SLICE}, AGAINST, "attribute"),
        ({"scope": Scope.EACH_SLICE, "attribute": "a" * 201}, NUMBER, "attribute"),
        (
            {"scope": Scope.EACH_SLICE, "attribute": "forest", "attribute_value": "beech"},
            AGAINST,
            "attribute_value",
        ),
        ({"attribute": "forest"}, AGAINST, "attribute_value"),
        ({"attribute_value": "beech"}, AGAINST, "attribute"),
        (
            {
                "metric": Metric.DUPLICATE_ITEMS,
                "comparison": MOST,
                "attribute": "forest",
                "attribute_value": "beech",
            },
            AGAINST,
            "attribute",
        ),
        ({"coefficient": Coefficient.GWET_AC1}, AGAINST, "coefficient"),
        ({"metric": Metric.AGREEMENT, "task": SPECIES}, AGAINST, "coefficient"),
        ({**AGREE, "coefficient": Coefficient.ICC_2_1}, AGAINST, "coefficient"),
        ({**AGREE, "coefficient": Coefficient.KENDALL_TAU_B}, AGAINST, "coefficient"),
        (
            {
                **AGREE,
                "task": QUALITY,
                "coefficient": Coefficient.ICC_1_1,
                "scope": Scope.EACH_CLASS,
            },
            AGAINST,
            "coefficient",
        ),
        (
            {"metric": Metric.CLASS_ITEMS, "task": SPECIES, "bound": Bound.INTERVAL},
            Rule.INTERVAL_NOT_AVAILABLE,
            "bound",
        ),
        (
            {**AGREE, "coefficient": Coefficient.LIGHT_KAPPA, "bound": Bound.INTERVAL},
            Rule.INTERVAL_NOT_AVAILABLE,
            "interval_by",
        ),
        (
            {"metric": Metric.ALPHA_ORDINAL, "task": QUALITY, "bound": Bound.INTERVAL},
            Rule.INTERVAL_NOT_AVAILABLE,
            "interval_by",
        ),
        (
            {**AGREE, "scope": Scope.EACH_ANNOTATOR, "bound": Bound.INTERVAL},
            Rule.INTERVAL_NOT_AVAILABLE,
            "interval_by",
        ),
        ({"reference": "night-1"}, AGAINST, "reference"),
        ({"metric": Metric.DISTRIBUTION_SHIFT, "task": SPECIES}, AGAINST, "reference"),
        ({"parts": (demand(),)}, AGAINST, "parts"),
        ({"metric": Metric.PARTS_PASSED, "threshold": Decimal(1)}, AGAINST, "parts"),
        (
            {"metric": Metric.PARTS_PASSED, "threshold": Decimal(2), "parts": (demand(),)},
            AGAINST,
            "threshold",
        ),
        (
            {
                "metric": Metric.PARTS_PASSED,
                "threshold": Decimal(1),
                "parts": (demand(),) * (REQUIREMENT_PARTS_MAX + 1),
            },
            Rule.TOO_MANY,
            "parts",
        ),
    ],
)
def test_requirement_that_contradicts_itself_is_refused_where_it_does(
    wanted: dict[str, Any], rule: Rule, field: str
) -> None:
    path = ("policy", "requirements", 0, field)
    archive().when(agree(demand(**wanted))).refuses(rule, path)


def test_fault_in_a_part_is_told_by_its_path() -> None:
    tree = demand(
        metric=Metric.PARTS_PASSED,
        threshold=Decimal(1),
        parts=(demand(), demand(metric=Metric.GOLD_ACCURACY, task="weather")),
    )
    path = ("policy", "requirements", 0, "parts", 1, "task")
    archive().when(agree(tree)).refuses(Rule.TASK_UNKNOWN, path)


def test_parts_go_so_deep_and_are_so_many_and_no_more() -> None:
    def nested(depth: int) -> Requirement:
        if depth == 0:
            return demand()
        parts = (nested(depth - 1),)
        return demand(metric=Metric.PARTS_PASSED, threshold=Decimal(1), parts=parts)

    archive().when(agree(nested(REQUIREMENT_DEPTH_MAX - 1))).admitted()
    path = ("policy", "requirements", *(0, "parts") * REQUIREMENT_DEPTH_MAX)
    archive().when(agree(nested(REQUIREMENT_DEPTH_MAX))).refuses(Rule.TOO_MANY, path)
    many = demand(metric=Metric.PARTS_PASSED, threshold=Decimal(1), parts=(demand(),) * 40)
    three = (many,) * (REQUIREMENTS_MAX // 40 + 1)
    archive().when(agree(*three)).refuses(Rule.TOO_MANY, ("policy", "requirements"))


def test_old_requirements_keep_their_bytes() -> None:
    plain = b'{"metric":"coverage","comparison":"at_least","threshold":"0.9"}'
    read = msgspec.json.decode(plain, type=Requirement)
    assert msgspec.json.encode(read) == plain
