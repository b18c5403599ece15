"""Costs of errors: exact means, and alpha with costs as distances."""

from __future__ import annotations

import doctest
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.streams.policy.quotas import ErrorCost
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.slices import costs as costing
from labeltrail.projections.slices.costs import Costs, expected_cost, weighed_alpha
from labeltrail.projections.statistics.coefficient import Coefficient
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.score import Distance, ReasonCode, Status
from labeltrail.projections.statistics.table import ReadingTable

NAMES = ("a", "b", "c")


def task(kind: TaskKind = TaskKind.MULTICLASS) -> Task:
    classes = tuple(
        ClassDefinition(
            class_id=ClassId(one),
            definition=one,
            rank=place + 1 if kind is TaskKind.ORDINAL else None,
        )
        for place, one in enumerate(NAMES)
    )
    return Task(name=TaskName("t"), kind=kind, question="?", classes=classes)


def cost(truth: str, said: str | None, value: str, of: str = "t") -> ErrorCost:
    return ErrorCost(
        task=TaskName(of),
        truth=ClassId(truth),
        said=ClassId(said) if said is not None else None,
        cost=Decimal(value),
    )


def test_worked_example() -> None:
    assert doctest.testmod(costing).failed == 0


def test_pair_goes_before_class_and_class_before_one() -> None:
    found = Costs(task(), [cost("a", "b", "7"), cost("a", None, "3"), cost("b", None, "9", "u")])
    told = [found.of("a", said) for said in NAMES]
    assert [str(one) for one in told] == ["0", "7", "3"]
    assert [str(one) for one in (found.of("b", "a"), found.dearest("a"))] == ["1", "7"]


def test_classes_of_an_ordinal_task_are_named_by_rank() -> None:
    found = Costs(task(TaskKind.ORDINAL), [cost("a", "c", "4")])
    assert [str(one) for one in (found.of("1", "3"), found.of("3", "1"))] == ["4", "1"]


def test_class_that_is_gone_costs_nothing_of_its_own() -> None:
    assert Costs(task(), [cost("z", None, "4"), cost("a", "z", "5")]).of("a", "b") == 1


cells = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), st.integers(0, 40), max_size=9
)
stated = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from([*NAMES, None])).filter(
        lambda pair: pair[0] != pair[1]
    ),
    st.integers(0, 50),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(cells, stated)
def test_expected_cost_is_the_mean_over_single_items(
    counted: dict[tuple[str, str], int], wanted: dict[tuple[str, str | None], int]
) -> None:
    matrix = Costs(task(), [cost(t, s, str(n)) for (t, s), n in wanted.items()])
    found = expected_cost(matrix, counted)
    each = [
        0 if truth == said else wanted.get((truth, said), wanted.get((truth, None), 1))
        for (truth, said), n in counted.items()
        for _ in range(n)
    ]
    assert found.items == len(each)
    if not each:
        assert (found.value, found.status) == (None, Status.INSUFFICIENT_EVIDENCE)
        return
    assert found.value == Fraction(sum(each), len(each))
    assert sum((one.cost for one in found.classes), Fraction(0)) == sum(each)
    assert found.errors == sum(n for (t, s), n in counted.items() if t != s)
    assert found.weighted_error is not None
    assert 0 <= found.weighted_error <= 1


def test_all_wrong_as_dear_as_can_be_is_one() -> None:
    matrix = Costs(task(), [cost("a", "b", "7")])
    assert expected_cost(matrix, {("a", "b"): 3, ("b", "a"): 2}).weighted_error == 1
    assert expected_cost(matrix, {("a", "a"): 3}).weighted_error == 0


def test_errors_that_cost_nothing_weigh_nothing() -> None:
    matrix = Costs(task(), [cost("a", None, "0")])
    assert expected_cost(matrix, {("a", "b"): 3}).weighted_error == 0


def test_interval_is_the_same_again_and_holds_the_value() -> None:
    matrix = Costs(task(), [cost("a", "b", "7")])
    counted = {("a", "b"): 5, ("a", "a"): 60, ("b", "c"): 9}
    first = expected_cost(matrix, counted, resamples=200, seed=3)
    again = expected_cost(matrix, dict(reversed(counted.items())), resamples=200, seed=3)
    assert first == again
    assert first.interval is not None
    assert first.value is not None
    assert first.interval.low < first.value < first.interval.high


def readings(*rows: str) -> ReadingTable:
    """Each row an item, each letter what an annotator says."""
    return ReadingTable.of(
        [(f"i{n}", f"p{k}", c) for n, row in enumerate(rows) for k, c in enumerate(row)], NAMES
    )


def test_equal_costs_are_nominal_alpha() -> None:
    table = readings("aa", "ab", "bb", "cc", "ca", "bb")
    nominal = compute(table, Coefficient.KRIPPENDORFF_ALPHA)
    found = weighed_alpha(table, Costs(task(), []))
    assert found.value == pytest.approx(nominal.value)
    assert found.distance is Distance.CUSTOM


@pytest.mark.reference
def test_costs_as_distances_are_those_of_the_judge() -> None:
    judge = pytest.importorskip("krippendorff")
    np = pytest.importorskip("numpy")
    table = readings("aab", "aba", "bbb", "ccc", "cab", "bbc", "aaa")
    matrix = Costs(task(), [cost("a", "b", "7"), cost("c", None, "3")])
    said = np.array(
        [
            [NAMES.index(row[k]) for row in ("aab", "aba", "bbb", "ccc", "cab", "bbc", "aaa")]
            for k in range(3)
        ],
        dtype=float,
    )

    def metric(v1: object, v2: object, **_: object) -> object:
        return np.vectorize(
            lambda x, y: float(
                (matrix.of(NAMES[int(x)], NAMES[int(y)]) + matrix.of(NAMES[int(y)], NAMES[int(x)]))
                / 2
            )
        )(v1, v2)

    wanted = judge.alpha(
        reliability_data=said, level_of_measurement=metric, value_domain=[0.0, 1.0, 2.0]
    )
    assert weighed_alpha(table, matrix).value == pytest.approx(wanted)


def test_dearer_disagreement_lowers_alpha() -> None:
    table = readings("aa", "ab", "bb", "cc", "cc", "bb", "ac")
    dear = weighed_alpha(table, Costs(task(), [cost("a", "b", "9"), cost("b", "a", "9")]))
    plain = weighed_alpha(table, Costs(task(), []))
    assert dear.value is not None
    assert plain.value is not None
    assert dear.value < plain.value


def test_no_variation_is_undefined_with_costs_too() -> None:
    found = weighed_alpha(readings("aa", "aa"), Costs(task(), []))
    assert found.reason is not None
    assert found.reason.code is ReasonCode.NO_VARIATION
