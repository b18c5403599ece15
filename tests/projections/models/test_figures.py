"""How models did: figures by class, changes between versions, and whether one may label alone."""

from __future__ import annotations

import doctest
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.model import (
    Against,
    Confusion,
    Evaluated,
    Evaluation,
    Model,
    ModelRegistered,
)
from labeltrail.events.streams.model.decide import figures_of
from labeltrail.events.streams.policy import Bound
from labeltrail.events.streams.policy.validation import SoleLabeler, ValidationMetric
from labeltrail.events.streams.project import MemberKind
from labeltrail.projections.annotators.proportions import wilson
from labeltrail.projections.models import figures
from labeltrail.projections.models.figures import confusion_of, impact, performance
from labeltrail.projections.models.validation import ValidationStatus, validated

NAMES = ("a", "b", "c")
TASK = TaskName("t")


def evaluated(cells: dict[tuple[str, str | None], int]) -> Evaluated:
    confusion = tuple(Confusion(truth=t, said=s, items=n) for (t, s), n in cells.items() if n)
    return Evaluated(
        task=TASK,
        against=Against.GOLD,
        taxonomy_version=1,
        is_computed=True,
        items=sum(one.items for one in confusion),
        right=sum(one.items for one in confusion if one.truth == one.said),
        classes=figures_of(confusion),
        confusion=confusion,
    )


def model(*results: Evaluated, version: str = "1") -> Model:
    registered = ModelRegistered(name="m", version="1", model_kind=MemberKind.MODEL)
    return Model(
        versions=(registered, *([replace(registered, version=version)] if version != "1" else [])),
        evaluations=tuple(
            Evaluation(version="1", position=n, result=r) for n, r in enumerate(results)
        ),
    )


def test_worked_example() -> None:
    assert doctest.testmod(figures).failed == 0


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.integers(0, 40).map(str), st.sampled_from([*NAMES, None, "gone"])),
    st.dictionaries(st.integers(0, 40).map(str), st.sampled_from([*NAMES, "gone"])),
)
def test_confusion_counts_each_item_that_both_know_once(
    said: dict[str, str | None], truths: dict[str, str]
) -> None:
    found = confusion_of(said, truths, NAMES)
    both = [item for item in truths if truths[item] in NAMES and item in said]
    assert sum(one.items for one in found) == len(both)
    for one in found:
        naive = [
            item
            for item in both
            if truths[item] == one.truth
            and (said[item] if said[item] in NAMES else None) == one.said
        ]
        assert one.items == len(naive)


@pytest.mark.reference
def test_figures_by_class_are_those_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    cells = {
        ("a", "a"): 30,
        ("a", "b"): 5,
        ("b", "b"): 12,
        ("b", "c"): 1,
        ("c", "a"): 4,
        ("c", "c"): 9,
    }
    truth = [t for (t, _), n in cells.items() for _ in range(n)]
    said = [s for (_, s), n in cells.items() for _ in range(n)]
    found = performance(evaluated({(t, s): n for (t, s), n in cells.items()}))
    p, r, f, _ = metrics.precision_recall_fscore_support(truth, said, labels=list(NAMES))
    assert found.accuracy.value == pytest.approx(metrics.accuracy_score(truth, said))
    assert [one.precision.value for one in found.classes] == pytest.approx(list(p))
    assert [one.recall.value for one in found.classes] == pytest.approx(list(r))
    assert [one.f1 for one in found.classes] == pytest.approx(list(f))


def test_what_was_not_answered_is_wrong_in_recall_and_in_no_precision() -> None:
    found = performance(evaluated({("a", "a"): 3, ("a", None): 1}))
    assert (found.unanswered, found.accuracy.value) == (1, 0.75)
    assert found.classes[0].precision.value == 1
    assert found.classes[0].recall.value == 0.75


def test_class_that_is_never_called_has_no_precision() -> None:
    found = performance(evaluated({("a", "b"): 3}))
    (a, b) = found.classes
    assert (a.precision.value, a.recall.value, a.f1) == (None, 0, 0)
    assert (b.precision.value, b.recall.value) == (0, None)


def test_impact_is_after_minus_before_and_the_greatest_loss_comes_first() -> None:
    before = evaluated({("a", "a"): 40, ("b", "b"): 30, ("b", "a"): 10})
    after = evaluated(
        {("a", "a"): 30, ("a", "b"): 10, ("b", "b"): 38, ("b", "a"): 2, ("c", "c"): 5}
    )
    found = impact(before, after)
    assert [one.category for one in found.classes] == ["a", "b", "c"]
    assert found.classes[0].recall.value == pytest.approx(-0.25)
    assert found.classes[1].recall.value == pytest.approx(0.2)
    assert found.classes[2].recall.value is None  # it was not there before
    assert found.accuracy.interval is not None
    assert found.accuracy.interval.low < 0 < found.accuracy.interval.high


def wanted(**changed: Any) -> SoleLabeler:
    return replace(SoleLabeler(task=TASK, threshold=Decimal("0.9"), items_min=20), **changed)


GOOD = evaluated({("a", "a"): 98, ("a", "b"): 2, ("b", "b"): 19, ("b", "a"): 1, ("c", "c"): 3})


def test_lower_end_of_the_interval_is_held_against_the_threshold() -> None:
    found = validated(model(GOOD), wanted())
    low = wilson(120, 123)[0]
    assert found.observed == Decimal(round(low * 10**6)).scaleb(-6)
    assert found.status is ValidationStatus.PASS
    assert validated(model(GOOD), wanted(threshold=Decimal("0.97"))).status is ValidationStatus.FAIL


def test_point_is_held_where_the_policy_says_so() -> None:
    found = validated(model(GOOD), wanted(threshold=Decimal("0.97"), bound=Bound.POINT))
    assert (found.status, found.observed) == (ValidationStatus.PASS, Decimal("0.975610"))


@pytest.mark.parametrize(
    ("metric", "category", "n"),
    [(ValidationMetric.RECALL, "b", 20), (ValidationMetric.PRECISION, "b", 21)],
)
def test_worst_class_with_evidence_is_the_one_that_counts(
    metric: ValidationMetric, category: str, n: int
) -> None:
    found = validated(model(GOOD), wanted(metric=metric))
    assert (found.category, found.n) == (category, n)


def test_too_few_items_are_no_pass() -> None:
    found = validated(model(GOOD), wanted(items_min=200))
    assert (found.status, found.observed) == (ValidationStatus.INSUFFICIENT_EVIDENCE, None)
    few = validated(model(GOOD), wanted(items_min=101, metric=ValidationMetric.RECALL))
    assert (few.status, few.category, few.n) == (ValidationStatus.INSUFFICIENT_EVIDENCE, "a", 100)


def test_new_version_has_to_show_it_anew() -> None:
    assert validated(model(GOOD), wanted()).status is ValidationStatus.PASS
    later = validated(model(GOOD, version="2"), wanted())
    assert later.status is ValidationStatus.NOT_EVALUATED
    assert validated(Model(), wanted()).status is ValidationStatus.NOT_EVALUATED
