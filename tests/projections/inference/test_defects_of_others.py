"""What libraries of others get wrong, each a test of ours."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from labeltrail.projections.inference import DawidSkene, Method, Outcome, infer
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, accuracy, crowd

CLASSIFY = [method for method in Method if method is not Method.BRADLEY_TERRY]


@pytest.mark.parametrize("method", CLASSIFY)
def test_a_tie_is_not_broken_by_how_frequent_its_classes_are(method: Method) -> None:
    """cleanlab documents the most frequent class and picks the least frequent, or any at random.

    Here votes are a plain matter of counting, so methods that weigh by class may well decide.
    """
    rows = [("tied", "ann", "common"), ("tied", "bob", "rare")]
    rows += [(f"other {n}", who, "common") for n in range(6) for who in ("cy", "di")]
    told = infer(ReadingTable.of(rows), method).of("tied")
    if method in (Method.MAJORITY, Method.WEIGHTED_VOTE, Method.MACE, Method.GLAD):
        assert (told.outcome, told.leaders) == (Outcome.TIE, ("common", "rare"))
    else:  # the class prior is part of the model, and the explanation shows its share
        assert told.category == "common"


@pytest.mark.parametrize("method", CLASSIFY)
def test_a_tie_is_not_broken_by_the_order_of_rows(method: Method) -> None:
    """crowd-kit's vote returns whichever label of a tie came first."""
    rows = [("night", "ann", "owl"), ("night", "bob", "nightjar")]
    for order in permutations(rows):
        told = infer(ReadingTable.of(order), method).of("night")
        assert (told.outcome, told.category) == (Outcome.TIE, None)


@pytest.mark.parametrize("method", CLASSIFY)
def test_a_tie_is_not_broken_by_the_order_of_classes_or_annotators(method: Method) -> None:
    rows, truth = crowd([0.8, 0.6, 0.6, 0.5], 30, seed=11)
    found = infer(ReadingTable.of(rows, SPECIES), method)
    turned = infer(ReadingTable.of(rows, SPECIES[::-1]), method)
    renamed = {"observer 1": "z", "observer 2": "y", "observer 3": "x", "observer 4": "w"}
    other = infer(ReadingTable.of([(i, renamed[a], c) for i, a, c in rows], SPECIES), method)
    for one in truth:
        assert found.of(one).category == turned.of(one).category
        assert found.of(one).outcome == turned.of(one).outcome
        if method is not Method.MACE:  # whose starting values go by annotators in order
            assert found.of(one).category == other.of(one).category


@pytest.mark.parametrize("method", Method)
def test_the_order_of_rows_changes_no_byte(method: Method) -> None:
    rows, _ = crowd([0.8, 0.6, 0.6, 0.5], 40, seed=12)
    if method is Method.BRADLEY_TERRY:
        code = {SPECIES[0]: "first", SPECIES[1]: "second", SPECIES[2]: "tie"}
        rows = [(one, who, f'["barn","church","{code[said]}"]') for one, who, said in rows]
    found = infer(ReadingTable.of(rows), method)
    shuffled = rows.copy()
    random.Random(12).shuffle(shuffled)
    again = infer(ReadingTable.of(shuffled), method)
    assert found.input_digest == again.input_digest
    assert found.result_digest == again.result_digest


def test_wawa_weighs_by_agreement_under_any_version_of_any_library() -> None:
    """crowd-kit's Wawa fails with scikit-learn 1.9."""
    rows, truth = crowd([0.95, 0.9, 0.4, 0.4], 60, seed=13)
    inferred = infer(ReadingTable.of(rows), Method.WEIGHTED_VOTE)
    plain = infer(ReadingTable.of(rows), Method.MAJORITY)
    assert accuracy(inferred, truth) > accuracy(plain, truth)


@pytest.mark.parametrize("method", CLASSIFY)
def test_one_item_or_one_class_crashes_nothing(method: Method) -> None:
    """crowd-kit's M-MSR crashes on one task or one label."""
    assert infer(ReadingTable.of([("night", "ann", "owl")]), method).of("night").category == "owl"


def test_gold_holds_in_every_iteration_where_first_error_rates_would_be_washed_out() -> None:
    """crowd-kit's initial_error feeds the first M-step only; the start decides which mode EM climbs
    to, so what is known must be told by gold."""
    wrong_but_united = [(f"night {n:02}", who, "owl") for n in range(20) for who in "abc"]
    right_and_alone = [(f"night {n:02}", "d", "nightjar") for n in range(20)]
    rows = wrong_but_united + right_and_alone
    table = ReadingTable.of(rows, ("nightjar", "owl"))
    untold = infer(table, Method.DAWID_SKENE, DawidSkene(iterations_max=100))
    assert untold.of("night 19").category == "owl"
    gold = {f"night {n:02}": "nightjar" for n in range(15)}
    told = infer(table, Method.DAWID_SKENE, DawidSkene(iterations_max=100), gold=gold)
    assert told.of("night 19").category == "nightjar"
