"""Sets of classes: every class its own question."""

from __future__ import annotations

from decimal import Decimal

import pytest

from labeltrail.projections.inference import (
    Majority,
    Method,
    Outcome,
    ParametersOfAnotherMethod,
    ValueNotASet,
    infer_sets,
)
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import Row

CLASSES = ("bark", "flower", "leaf")


def said(*sets: str, item: str = "sheet") -> list[Row]:
    return [(item, f"botanist {n}", each) for n, each in enumerate(sets)]


def table(rows: list[Row]) -> ReadingTable:
    return ReadingTable.of(rows)


def test_the_set_of_all_may_be_one_that_nobody_gave() -> None:
    rows = said('["bark","leaf"]', '["flower","leaf"]', '["bark","flower"]')
    told = infer_sets(table(rows), CLASSES, Method.MAJORITY).of("sheet")
    assert told.category == '["bark","flower","leaf"]'
    assert told.present["leaf"] == Decimal("0.666667")


def test_the_empty_set_is_a_truth() -> None:
    told = infer_sets(table(said("[]", "[]", '["leaf"]')), CLASSES, Method.MAJORITY).of("sheet")
    assert (told.outcome, told.category) == (Outcome.DECIDED, "[]")


def test_one_class_that_ties_leaves_the_set_open_and_says_which() -> None:
    rows = said('["bark","leaf"]', '["bark"]')
    told = infer_sets(table(rows), CLASSES, Method.MAJORITY).of("sheet")
    assert (told.outcome, told.category) == (Outcome.TIE, None)
    assert told.open_classes == ("leaf",)


def test_gold_sets_hold_for_every_class() -> None:
    rows = said('["bark"]', '["bark"]')
    gold = {"sheet": '["leaf"]'}
    told = infer_sets(table(rows), CLASSES, Method.MAJORITY, gold=gold).of("sheet")
    assert (told.outcome, told.category) == (Outcome.GOLD, '["leaf"]')


def test_quorum_holds_for_the_set() -> None:
    found = infer_sets(table(said('["bark"]')), CLASSES, Method.MAJORITY, Majority(quorum=2))
    assert found.of("sheet").outcome is Outcome.BELOW_QUORUM


@pytest.mark.parametrize("method", [Method.AUTOMATIC, Method.DAWID_SKENE, Method.MACE, Method.GLAD])
def test_models_know_who_overlooks_what(method: Method) -> None:
    """The third botanist never sees bark; where it is, two against one are right."""
    rows = []
    for n in range(60):
        truth = '["bark","leaf"]' if n % 2 else '["leaf"]'
        rows += said(truth, truth, '["leaf"]', item=f"sheet {n:02}")
    found = infer_sets(table(rows), CLASSES, method)
    assert found.of("sheet 01").category == '["bark","leaf"]'
    assert found.of("sheet 02").category == '["leaf"]'
    confusion = found.by_class["bark"].annotator(2).confusion
    assert confusion is not None
    assert confusion[1][0] > confusion[1][1]


@pytest.mark.parametrize("wrong", ["leaf", '["root"]', '{"leaf":1}'])
def test_what_is_no_set_of_the_classes_is_refused(wrong: str) -> None:
    with pytest.raises(ValueNotASet):
        infer_sets(table(said(wrong)), CLASSES)


def test_sets_are_not_compared_in_pairs() -> None:
    with pytest.raises(ParametersOfAnotherMethod):
        infer_sets(table(said("[]")), CLASSES, Method.BRADLEY_TERRY)


def test_no_votes_leave_every_class_open() -> None:
    whole = table(said('["bark"]') + said('["bark"]', item="other"))
    told = infer_sets(whole.where(whole.item == 0), CLASSES).of("sheet")
    assert told.outcome is Outcome.NO_VOTES
    assert told.open_classes == CLASSES
    assert told.present == {}
