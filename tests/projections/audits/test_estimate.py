"""Error rates of audits: intervals as published, as others compute them, and what is left out."""

from __future__ import annotations

import doctest
from decimal import Decimal
from fractions import Fraction
from math import comb, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, ItemId, MemberId, TaskName
from labeltrail.events.streams.audits import (
    AuditPlan,
    AuditPlanned,
    ItemAudited,
    SampledItem,
    StratifiedBy,
    Stratum,
)
from labeltrail.events.values import CannotTell, Choice, Value
from labeltrail.projections.annotators.proportions import normal_quantile, wilson
from labeltrail.projections.audits import estimate, sampling
from labeltrail.projections.audits.estimate import audit_result, clopper_pearson, stratified
from labeltrail.projections.statistics.score import Status


def test_worked_examples() -> None:
    for module in (estimate, sampling):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("wrong", "n", "low", "high"),
    [
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0000, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_clopper_and_pearson_as_newcombe_prints_them(
    wrong: int, n: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 5."""
    assert [round(end, 4) for end in clopper_pearson(wrong, n)] == [low, high]


@pytest.mark.reference
@pytest.mark.parametrize("method", ["beta", "wilson"])
def test_intervals_of_one_stratum_are_those_of_statsmodels(method: str) -> None:
    proportion = pytest.importorskip("statsmodels.stats.proportion")
    for n in (1, 7, 40, 400):
        for wrong in sorted({0, 1, n // 3, n - 1, n}):
            for level in (0.9, 0.95, 0.99):
                judge = proportion.proportion_confint(wrong, n, alpha=1 - level, method=method)
                if method == "beta":
                    found = clopper_pearson(wrong, n, level=level)
                else:
                    found = stratified([(5, wrong, n)], level=level)[1:]
                assert found == pytest.approx(judge, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 40), st.data())
def test_exact_ends_leave_as_much_in_each_tail(n: int, drawn: st.DataObject) -> None:
    """The definition: at the low end so many wrong or more are as rare as the tail, and so on."""
    wrong = drawn.draw(st.integers(0, n))
    low, high = clopper_pearson(wrong, n)

    def at_least(k: int, p: float) -> float:
        return sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))

    if wrong > 0:
        assert at_least(wrong, low) == pytest.approx(0.025, abs=1e-6)
    if wrong < n:
        assert 1 - at_least(wrong + 1, high) == pytest.approx(0.025, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.integers(1, 60).flatmap(
            lambda n: st.tuples(st.integers(1, 500), st.integers(0, n), st.just(n))
        ),
        min_size=1,
        max_size=5,
    )
)
def test_stratified_rate_is_what_a_second_reading_of_the_paper_gives(
    parts: list[tuple[int, int, int]],
) -> None:
    total = Fraction(sum(weight for weight, _, _ in parts))
    value, low, high = stratified(parts)
    exact = sum((weight / total * Fraction(x, n) for weight, x, n in parts), Fraction(0))
    assert value == pytest.approx(float(exact))
    z = normal_quantile(0.95)
    p = [x / n for _, x, n in parts]
    if all(x in (0, n) for _, x, n in parts):
        p = [(x + z**2 / 2) / (n + z**2) for _, x, n in parts]
    v = [one * (1 - one) / n for one, (_, _, n) in zip(p, parts, strict=True)]
    w = [float(weight / total) for weight, _, _ in parts]
    above = sqrt(sum(a * a * b for a, b in zip(w, v, strict=True)))
    narrow = z * above / sum(a * sqrt(b) for a, b in zip(w, v, strict=True))
    ends = []
    for _, x, n in parts:
        middle = (x + narrow**2 / 2) / (n + narrow**2)
        reach = narrow / (n + narrow**2) * sqrt(x * (n - x) / n + narrow**2 / 4)
        ends.append((middle - reach, middle + reach))
    assert low == pytest.approx(sum(a * e[0] for a, e in zip(w, ends, strict=True)), abs=1e-9)
    assert high == pytest.approx(sum(a * e[1] for a, e in zip(w, ends, strict=True)), abs=1e-9)
    assert 0 <= low <= value + 1e-9
    assert value <= high + 1e-9 <= 1 + 2e-9


@pytest.mark.parametrize("k", [2, 3, 10])
def test_equal_strata_are_one(k: int) -> None:
    _, low, high = stratified([(1, 3, 50)] * k)
    assert (low, high) == pytest.approx(wilson(3 * k, 50 * k), abs=1e-9)


def sampled(item: str, accepted: str, stratum: str) -> SampledItem:
    return SampledItem(item_id=ItemId(item), stratum=stratum, accepted=accepted)


def planned(*sample: SampledItem, **items: int) -> AuditPlanned:
    keys = sorted({one.stratum for one in sample} | set(items))
    return AuditPlanned(
        plan=AuditPlan(
            task=TaskName("t"),
            batch_id=None,
            position=9,
            items=sum(items.values()),
            stratified_by=StratifiedBy.CLASS,
            strata=tuple(
                Stratum(
                    key=key, items=items[key], sampled=sum(one.stratum == key for one in sample)
                )
                for key in keys
            ),
            seed=1,
            level=Decimal("0.95"),
            expected_error=Decimal("0.05"),
            half_width=Decimal("0.1"),
            algorithm="stratified_sample",
            algorithm_version=1,
        ),
        sample=sample,
    )


def verdict(item: str, value: Value | str) -> ItemAudited:
    said = Choice(class_id=ClassId(value)) if isinstance(value, str) else value
    return ItemAudited(
        item_id=ItemId(item),
        auditor=MemberId("ruth"),
        value=said,
        taxonomy_version=1,
        guideline_revision=1,
    )


PLAN = planned(
    sampled("i1", "cat", "cat"),
    sampled("i2", "cat", "cat"),
    sampled("i3", "dog", "dog"),
    sampled("i4", "dog", "dog"),
    cat=90,
    dog=10,
)


def test_rate_of_all_weighs_strata_as_the_population_has_them() -> None:
    verdicts = [
        verdict("i1", "cat"),
        verdict("i2", "cat"),
        verdict("i3", "cat"),
        verdict("i4", "dog"),
    ]
    found = audit_result(PLAN, verdicts)
    assert found.overall.value == pytest.approx(0.9 * 0 + 0.1 * 0.5)
    assert (found.overall.wrong, found.overall.audited) == (1, 4)
    assert found.overall.interval is not None
    assert found.overall.interval.method == "stratified_wilson"
    assert [(one.key, one.value) for one in found.classes] == [("cat", 0.0), ("dog", 0.5)]
    assert [(one.item, one.accepted, one.audited) for one in found.mistakes] == [
        ("i3", "dog", "cat")
    ]
    assert found.strata_left_out == ()


def test_nothing_audited_is_no_rate() -> None:
    found = audit_result(PLAN, [])
    assert found.overall.value is None
    assert found.overall.status is Status.INSUFFICIENT_EVIDENCE
    assert found.overall.reason == estimate.NOTHING
    assert (found.overall.sampled, found.overall.audited) == (4, 0)
    assert found.strata_left_out == ("cat", "dog")


def test_cannot_tell_decides_nothing() -> None:
    found = audit_result(PLAN, [verdict("i1", CannotTell()), verdict("i2", "cat")])
    cat = found.classes[0]
    assert (cat.audited, cat.undecided, cat.wrong, cat.value) == (1, 1, 0, 0.0)


def test_stratum_that_nobody_audited_is_told_and_plays_no_part() -> None:
    found = audit_result(PLAN, [verdict("i1", "dog"), verdict("i2", "cat")])
    assert found.overall.value == 0.5
    assert found.strata_left_out == ("dog",)
    assert found.overall.interval is not None
    assert found.overall.interval.method == "clopper_pearson"


def test_order_of_verdicts_plays_no_part() -> None:
    verdicts = [verdict("i1", "dog"), verdict("i3", "cat"), verdict("i4", "dog")]
    assert audit_result(PLAN, verdicts) == audit_result(PLAN, verdicts[::-1])
