"""Preferences and rankings: strengths that are always finite, ties that stay ties."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.inference import (
    BradleyTerry,
    Inferred,
    Method,
    Outcome,
    ValueNotComparable,
    explain,
    infer,
)
from labeltrail.projections.inference.comparisons import Comparisons, pairs
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference import naive
from tests.projections.inference.crowd import Row

FIRST, SECOND, TIE, BAD = (
    f'["draft a","draft b","{outcome}"]' for outcome in ("first", "second", "tie", "both_bad")
)


def said(*categories: str, item: str = "prompt") -> list[Row]:
    return [(item, f"reader {n}", category) for n, category in enumerate(categories)]


def inferred(rows: list[Row], parameters: BradleyTerry | None = None) -> Inferred:
    return infer(ReadingTable.of(rows), Method.BRADLEY_TERRY, parameters)


@pytest.mark.parametrize(
    ("votes", "outcome", "category"),
    [
        ([FIRST, FIRST, SECOND], Outcome.DECIDED, FIRST),
        ([SECOND], Outcome.DECIDED, SECOND),
        ([FIRST, TIE], Outcome.DECIDED, FIRST),
        ([FIRST, SECOND], Outcome.TIE, None),
        ([TIE, TIE, BAD], Outcome.DECIDED, TIE),
        ([BAD], Outcome.DECIDED, BAD),
        ([TIE, BAD], Outcome.TIE, None),
        ([FIRST, SECOND, TIE], Outcome.TIE, None),
    ],
)
def test_a_preference_follows_its_comparisons(
    votes: list[str], outcome: Outcome, category: str | None
) -> None:
    told = inferred(said(*votes)).of("prompt")
    assert (told.outcome, told.category) == (outcome, category)


def test_rankings_are_broken_into_pairs() -> None:
    votes = ['[["a"],["b"],["c"]]', '[["a"],["c"],["b"]]', '[["b"],["a"],["c"]]']
    told = inferred(said(*votes)).of("prompt")
    assert told.category == '[["a"],["b"],["c"]]'
    assert [one.candidate for one in told.strengths] == ["a", "b", "c"]
    assert told.leaders == ("a",)


def test_a_ranking_nobody_gave_may_be_the_one_of_all() -> None:
    votes = ['[["a"],["b","c"]]', '[["a","b"],["c"]]']
    told = inferred(said(*votes)).of("prompt")
    assert told.category == '[["a"],["b"],["c"]]'


def test_candidates_share_a_place_where_every_comparison_of_them_was_a_draw() -> None:
    told = inferred(said('[["a"],["b","c"]]', '[["a"],["b","c"]]')).of("prompt")
    assert told.category == '[["a"],["b","c"]]'


def test_opposite_rankings_are_a_tie_not_a_shared_place() -> None:
    told = inferred(said('[["a"],["b"]]', '[["b"],["a"]]')).of("prompt")
    assert (told.outcome, told.leaders) == (Outcome.TIE, ("a", "b"))


def test_who_always_wins_has_a_finite_strength() -> None:
    """Without a prior it would be infinite; the weaker the prior, the further it goes."""
    strong = inferred(said(*[FIRST] * 500))
    stronger = inferred(said(*[FIRST] * 500), BradleyTerry(prior_draws=0.01))
    found = [each.of("prompt").strengths[0] for each in (strong, stronger)]
    assert Decimal(1) < found[0].strength < found[1].strength < Decimal(20)
    assert all(one.standard_error > 0 for one in found)


def test_more_comparisons_make_strengths_surer() -> None:
    few = inferred(said(FIRST, SECOND, FIRST)).of("prompt").strengths[0]
    many = inferred(said(*[FIRST, SECOND, FIRST] * 20)).of("prompt").strengths[0]
    assert many.standard_error < few.standard_error


def test_candidates_never_compared_with_each_other_have_strengths_too() -> None:
    rows = said('["a","b","first"]', item="one") + said('["c","d","second"]', item="two")
    found = inferred(rows)
    assert found.strengths is not None
    overall = {one.candidate: one.strength for one in found.strengths.overall()}
    assert overall["a"] == overall["d"] > 0 > overall["b"] == overall["c"]


def test_gold_quorum_and_no_votes_are_outcomes_here_too() -> None:
    rows = [*said(FIRST, item="one"), *said(FIRST, FIRST, item="two"), *said(FIRST, item="three")]
    table = ReadingTable.of(rows)
    silenced = table.where(table.item != table.items.index("three"))
    found = infer(silenced, Method.BRADLEY_TERRY, BradleyTerry(quorum=2), gold={"one": SECOND})
    outcomes = {one: found.of(one).outcome for one in found.items}
    assert outcomes == {"one": Outcome.GOLD, "two": Outcome.DECIDED, "three": Outcome.NO_VOTES}
    assert found.of("one").category == SECOND
    below = infer(table, Method.BRADLEY_TERRY, BradleyTerry(quorum=2))
    assert below.of("one").outcome is Outcome.BELOW_QUORUM


def test_an_explanation_names_the_votes() -> None:
    rows = said(FIRST, FIRST, SECOND)
    told = explain(inferred(rows), ReadingTable.of(rows), "prompt")
    assert [vote.category for vote in told.votes] == [FIRST, FIRST, SECOND]
    assert "by the strengths of its candidates, from 3 votes" in told.sentence


@pytest.mark.parametrize("wrong", ["oak", '["b","a","first"]', '[["a"],["a"]]', "[]", '[["a"],[]]'])
def test_what_compares_nothing_is_refused(wrong: str) -> None:
    with pytest.raises(ValueNotComparable):
        inferred(said(wrong))


PAIR = st.tuples(st.sampled_from("abc"), st.sampled_from("def"), st.sampled_from(["first", "tie"]))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(votes=st.lists(PAIR, min_size=1, max_size=30))
def test_strengths_are_where_no_strength_can_be_bettered(votes: list[tuple[str, str, str]]) -> None:
    categories = [f'["{first}","{second}","{outcome}"]' for first, second, outcome in votes]
    rows = [(f"prompt {n}", "reader", category) for n, category in enumerate(categories)]
    found = inferred(rows)
    assert found.strengths is not None
    strength = {one.candidate: float(one.strength) for one in found.strengths.overall()}
    given_pairs = [pair for category in categories for pair in pairs(category)]
    slope = naive.bradley_terry_slope(given_pairs, strength, draws=1.0)
    assert max(map(abs, slope.values())) < 1e-4
    assert all(math.isfinite(each) for each in strength.values())


def test_comparisons_keep_to_their_readings() -> None:
    rows = [*said('[["a"],["b"],["c"]]', FIRST), *said(TIE, item="zzz")]
    compare = Comparisons.of(ReadingTable.of(rows))
    assert compare.row.tolist() == [0, 0, 0, 1, 2]
    assert compare.half_wins.tolist() == [2, 2, 2, 2, 1]
