"""What is declared to rest on an item's own votes does; what is not may move with others' votes."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.inference import (
    PARAMETERS,
    Majority,
    Method,
    Parameters,
    Rule,
    WeightedVote,
    WeightsFrom,
    infer,
)
from labeltrail.projections.inference.incremental import INCREMENTAL, incremental
from labeltrail.projections.statistics.coefficient import Incremental
from labeltrail.projections.statistics.table import ReadingTable

CLASSES = ("bat", "moth", "owl")
PEOPLE = ("ann", "bob", "cy", "dee")
WEIGHTS = {"ann": 3.0, "bob": 1.0, "cy": 0.5}
votes = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(PEOPLE)),
    st.sampled_from(CLASSES),
    min_size=1,
)


def asked(method: Method) -> list[Parameters]:
    found = [PARAMETERS[method]()]
    if method is Method.MAJORITY:
        found.append(Majority(rule=Rule.ABSOLUTE_MAJORITY))
    if method is Method.WEIGHTED_VOTE:
        found.append(WeightedVote(weights_from=WeightsFrom.GIVEN, weights=WEIGHTS))
    return found


PER_ITEM = [
    (method, each)
    for method in Method
    for each in asked(method)
    if incremental(each) is Incremental.PER_ITEM
]


@settings(derandomize=True, max_examples=30, deadline=None)
@given(votes, st.randoms(use_true_random=False))
def test_an_item_alone_has_the_truth_that_it_has_among_others(
    said: dict[tuple[str, str], str], chance: Random
) -> None:
    rows = [(item, who, category) for (item, who), category in said.items()]
    chance.shuffle(rows)
    for method, parameters in PER_ITEM:
        whole = infer(ReadingTable.of(rows, CLASSES), method, parameters)
        for item in whole.items:
            own = ReadingTable.of([row for row in rows if row[0] == item], CLASSES)
            alone, among = infer(own, method, parameters).of(item), whole.of(item)
            assert (alone.outcome, alone.category) == (among.outcome, among.category)
            assert alone.posterior == among.posterior


def test_every_method_is_declared() -> None:
    assert set(INCREMENTAL) == set(Method)
    assert {method for method, _ in PER_ITEM} == {Method.MAJORITY, Method.WEIGHTED_VOTE}
