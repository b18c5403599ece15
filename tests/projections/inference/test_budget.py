"""Work is bounded before it begins, and a fit that nobody waits for ends within an iteration."""

from __future__ import annotations

import time
from itertools import count

import msgspec
import numpy as np
import pytest

from labeltrail.projections.inference import (
    PARAMETERS,
    BradleyTerry,
    DawidSkene,
    Glad,
    Mace,
    Method,
    OneCoinDawidSkene,
    Stopped,
    TooMuchWork,
    infer,
    infer_sets,
)
from labeltrail.projections.inference.budget import WORK_MAX, Stop, work
from labeltrail.projections.inference.parameters import Parameters
from labeltrail.projections.inference.votes import Votes
from labeltrail.projections.statistics.table import ReadingTable

FOUR = [("night", "ann", "owl"), ("night", "bob", "bat"), ("dawn", "ann", "owl"),
        ("dawn", "bob", "owl")]  # fmt: skip
EIGHT = [*FOUR, *((f"{item} after", who, said) for item, who, said in FOUR)]
TOO_LONG = Mace(restarts=1_000, iterations_max=10_000, tolerance=0)
PREFERRED = '["bat","owl","first"]'


def of_size(n_votes: int, n_items: int, n_annotators: int, n_categories: int) -> Votes:
    """Only the numbers matter to the bound."""
    nothing = np.zeros(0, dtype=np.int32)
    return Votes(
        item=np.broadcast_to(np.int32(0), (n_votes,)),
        annotator=nothing,
        category=nothing,
        starts=np.zeros(0, dtype=np.int64),
        gold=nothing,
        items=np.broadcast_to(np.int64(0), (n_items,)),
        annotators=np.broadcast_to(np.int64(0), (n_annotators,)),
        names=(),
        n_categories=n_categories,
    )


def after(calls: int) -> Stop:
    counted = count()
    return lambda: next(counted) >= calls


def test_restarts_times_iterations_are_refused_before_they_begin() -> None:
    began = time.monotonic()
    with pytest.raises(TooMuchWork, match="fewer restarts or iterations"):
        infer(ReadingTable.of(EIGHT), Method.MACE, TOO_LONG)
    assert time.monotonic() - began < 1


def test_sets_are_bounded_over_all_their_classes() -> None:
    classes = [f"class {n:03}" for n in range(100)]
    table = ReadingTable.of([(item, who, "[]") for item, who, _ in EIGHT])
    long = Mace(restarts=50, iterations_max=1_000, tolerance=0)
    with pytest.raises(TooMuchWork):
        infer_sets(table, classes, Method.MACE, long)


@pytest.mark.parametrize("method", Method)
def test_defaults_pass_on_two_million_labels(method: Method) -> None:
    votes = of_size(2_000_000, 400_000, 200, 20)
    assert work(votes, PARAMETERS[method]()) <= WORK_MAX


def test_twenty_iterations_pass_on_a_million_labels() -> None:
    for parameters in (DawidSkene(iterations_max=20), OneCoinDawidSkene(iterations_max=20)):
        assert work(of_size(1_000_000, 1_000_000, 1_000, 100), parameters) <= WORK_MAX


def test_ten_thousand_classes_on_ten_thousand_items_are_too_many_for_a_hundred_iterations() -> None:
    for parameters in (OneCoinDawidSkene(), Mace()):
        assert work(of_size(20_000, 10_000, 2, 10_000), parameters) > WORK_MAX


STOPPABLE: list[tuple[Method, Parameters]] = [
    (Method.DAWID_SKENE, DawidSkene(iterations_max=10_000, tolerance=0)),
    (Method.ONE_COIN_DAWID_SKENE, OneCoinDawidSkene(iterations_max=10_000, tolerance=0)),
    (Method.MACE, Mace(restarts=10, iterations_max=10_000, tolerance=0)),
    (Method.GLAD, Glad(iterations_max=10_000, tolerance=0)),
]


@pytest.mark.parametrize(("method", "parameters"), STOPPABLE)
@pytest.mark.parametrize("calls", [0, 1, 7])
def test_a_fit_that_nobody_waits_for_ends(
    method: Method, parameters: Parameters, calls: int
) -> None:
    with pytest.raises(Stopped):
        infer(ReadingTable.of(EIGHT), method, parameters, stop=after(calls))


def test_comparisons_that_nobody_waits_for_end() -> None:
    table = ReadingTable.of([("night", "ann", PREFERRED)])
    with pytest.raises(Stopped):
        infer(table, Method.BRADLEY_TERRY, BradleyTerry(), stop=after(0))


def test_being_asked_whether_to_stop_changes_nothing() -> None:
    table = ReadingTable.of(EIGHT)
    for method in (Method.DAWID_SKENE, Method.MACE, Method.GLAD, Method.AUTOMATIC):
        asked = msgspec.structs.replace(PARAMETERS[method](), quorum=1)
        plain = infer(table, method, asked)
        assert infer(table, method, asked, stop=lambda: False).result_digest == plain.result_digest
