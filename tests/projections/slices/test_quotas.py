"""Quotas: what is missing is the least that would do, exactly."""

from __future__ import annotations

import doctest
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.streams.policy.quotas import Quota
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.slices import quotas
from labeltrail.projections.slices.classes import Classes
from labeltrail.projections.slices.quotas import QuotaStatus, of_counts, progress, worst

CAT = ClassId("cat")


def task(kind: TaskKind = TaskKind.MULTICLASS, **parents: str) -> Task:
    classes = tuple(
        ClassDefinition(
            class_id=ClassId(name),
            definition=name,
            rank=place if kind is TaskKind.ORDINAL else None,
            parent=ClassId(parents[name]) if name in parents else None,
        )
        for place, name in enumerate(("animal", "cat", "dog"))
    )
    return Task(name=TaskName("t"), kind=kind, question="?", classes=classes)


def quota(**wanted: Any) -> Quota:
    return Quota(task=TaskName("t"), class_id=CAT, **wanted)


def test_worked_example() -> None:
    assert doctest.testmod(quotas).failed == 0


shares = st.integers(0, 20).map(lambda n: Decimal(n) / 20)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.none() | st.integers(0, 40),
    st.none() | shares,
)
def test_what_is_missing_is_the_least_that_will_do(
    counted: tuple[int, int], items_min: int | None, share_min: Decimal | None
) -> None:
    have, items = counted
    assume(items or share_min is None)
    found = of_counts(quota(items_min=items_min, share_min=share_min), have, items)

    def will_do(x: int) -> bool:
        enough = have + x >= (items_min or 0)
        return enough and Fraction(have + x) >= Fraction(share_min or 0) * (items + x)

    naive = next((x for x in range(1_000) if will_do(x)), None)
    assert found.missing == naive
    assert (found.status is QuotaStatus.MISSING) == (naive != 0)


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 30).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.none() | st.integers(0, 40),
    st.none() | shares,
)
def test_what_is_over_is_the_least_to_take_out(
    counted: tuple[int, int], items_max: int | None, share_max: Decimal | None
) -> None:
    have, items = counted
    found = of_counts(quota(items_max=items_max, share_max=share_max), have, items)
    most = have if items_max is None else items_max

    def will_do(x: int) -> bool:
        share = Fraction(1 if share_max is None else share_max)
        return have - x <= most and Fraction(have - x) <= share * (items - x)

    assert found.over == next(x for x in range(have + 1) if will_do(x))
    assert (found.status is QuotaStatus.EXCEEDED) == (found.over != 0)


def test_share_of_nothing_is_undefined_and_never_zero() -> None:
    found = of_counts(quota(share_min=Decimal("0.1")), 0, 0)
    assert (found.status, found.share, found.missing) == (QuotaStatus.UNDEFINED, None, None)


def test_number_of_nothing_is_missing() -> None:
    found = of_counts(quota(items_min=3), 0, 0)
    assert (found.status, found.missing) == (QuotaStatus.MISSING, 3)
    assert found.filled == 0


def test_whole_share_cannot_be_reached_by_adding() -> None:
    found = of_counts(quota(share_min=Decimal(1)), 3, 4)
    assert (found.status, found.missing) == (QuotaStatus.MISSING, None)


def test_only_items_of_the_batch_count() -> None:
    truths = {"i1": "cat", "i2": "cat", "i3": "dog"}
    found = progress(quota(items_min=1), task(), truths, ["i2", "i3", "i9"], within="b")
    assert (found.have, found.items, found.within) == (1, 2, "b")


@pytest.mark.parametrize(
    ("kind", "truths", "have"),
    [
        (TaskKind.MULTILABEL, {"i1": '["cat","dog"]', "i2": "[]", "i3": '["dog"]'}, 1),
        (TaskKind.ORDINAL, {"i1": "1", "i2": "2"}, 1),
        (TaskKind.MULTICLASS, {"i1": "cat", "i2": "newt"}, 1),
        (TaskKind.NUMERIC, {"i1": "1"}, 0),
    ],
)
def test_what_holds_the_class(kind: TaskKind, truths: Mapping[str, str], have: int) -> None:
    assert progress(quota(items_min=1), task(kind), truths).have == have


def test_path_counts_for_each_class_on_it() -> None:
    classes = Classes(task(TaskKind.HIERARCHICAL, cat="animal"))
    assert classes.of("cat") == ("animal", "cat")
    assert classes.of("newt") == ()


def test_task_that_is_gone_is_undefined() -> None:
    assert progress(quota(items_min=1), None, {"i1": "cat"}).status is QuotaStatus.UNDEFINED


def test_the_worst_is_furthest_from_being_met() -> None:
    met = of_counts(quota(items_min=1), 2, 2)
    half = of_counts(quota(items_min=4), 2, 2)
    third = of_counts(quota(items_min=6), 2, 2)
    over = of_counts(quota(items_max=1), 2, 2)
    undefined = of_counts(quota(share_min=Decimal("0.1")), 0, 0)
    assert worst([met]) is None
    assert worst([met, over, half]) is half
    assert worst([half, third]) is third
    assert worst([half, undefined]) is undefined
