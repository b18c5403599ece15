"""Why this label: every vote's share adds up to the posterior, with nothing left over."""

from __future__ import annotations

import math

import numpy as np
import pytest

from labeltrail.projections.inference import (
    ItemNotInferred,
    Method,
    Outcome,
    Unit,
    explain,
    infer,
)
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.inference.crowd import SPECIES, crowd, item

MODELS = [Method.ONE_COIN_DAWID_SKENE, Method.DAWID_SKENE, Method.MACE, Method.GLAD]
VOTES = [Method.MAJORITY, Method.WEIGHTED_VOTE]
ROUNDING = 2e-5


def table() -> ReadingTable:
    rows, _ = crowd([0.9, 0.7, 0.6, 0.5], 30, seed=31)
    return ReadingTable.of([row for row in rows if row[0] != item(7)] + rows[7:8], SPECIES)


@pytest.mark.parametrize("method", MODELS)
def test_prior_and_votes_sum_to_the_posterior(method: Method) -> None:
    inferred = infer(table(), method)
    for one in inferred.items:
        told = explain(inferred, table(), one)
        joint = {
            each: float(told.prior_for_classes[each])
            + sum(float(vote.for_classes[each]) for vote in told.votes)
            for each in SPECIES
        }
        total = sum(math.exp(each) for each in joint.values())
        for each in SPECIES:
            expected = float(inferred.of(one).posterior[each])
            assert math.exp(joint[each]) / total == pytest.approx(expected, abs=ROUNDING)


@pytest.mark.parametrize("method", MODELS)
def test_evidence_for_the_leader_sums_to_the_log_odds(method: Method) -> None:
    inferred = infer(table(), method)
    for place, one in enumerate(inferred.items):
        told = explain(inferred, table(), one)
        assert told.unit is Unit.NATS
        summed = told.prior + sum((vote.for_leader for vote in told.votes), start=0)
        assert float(summed) == pytest.approx(float(told.total), abs=ROUNDING)
        ranked = np.sort(inferred.fitted.posterior[place])[::-1]
        assert float(told.total) == pytest.approx(math.log(ranked[0] / ranked[1]), abs=ROUNDING)


@pytest.mark.parametrize("method", VOTES)
def test_counted_votes_sum_to_the_shares(method: Method) -> None:
    inferred = infer(table(), method)
    for one in inferred.items:
        told = explain(inferred, table(), one)
        assert told.unit is Unit.VOTES
        summed = {
            each: sum(float(vote.for_classes.get(each, 0)) for vote in told.votes)
            for each in SPECIES
        }
        for each, share in inferred.of(one).posterior.items():
            assert summed[each] / sum(summed.values()) == pytest.approx(float(share), abs=ROUNDING)


def test_who_is_more_reliable_weighs_more() -> None:
    inferred = infer(table(), Method.ONE_COIN_DAWID_SKENE)
    best, worst = "observer 1", "observer 4"
    for one in inferred.items:
        votes = {vote.annotator: vote for vote in explain(inferred, table(), one).votes}
        if {best, worst} <= set(votes) and votes[best].category == votes[worst].category:
            assert abs(votes[best].for_leader) >= abs(votes[worst].for_leader)


@pytest.mark.parametrize(
    ("votes", "gold", "outcome", "sentence"),
    [
        (
            ["oak", "oak", "elm"],
            {},
            Outcome.DECIDED,
            "'oak' at 66.7 % by the weight of votes, from 3 votes.",
        ),
        (
            ["oak", "elm"],
            {},
            Outcome.TIE,
            (
                "No category: 'elm' and 'oak' lead with 50.0 % each by the weight of votes, "
                "from 2 votes."
            ),
        ),
        (
            ["oak", "elm"],
            {"leaf": "elm"},
            Outcome.GOLD,
            "'elm' is gold: it was known beforehand, whatever 2 votes say.",
        ),
    ],
)
def test_one_sentence_says_it(
    votes: list[str], gold: dict[str, str], outcome: Outcome, sentence: str
) -> None:
    rows = [("leaf", f"observer {n}", said) for n, said in enumerate(votes)]
    inferred = infer(ReadingTable.of(rows), Method.MAJORITY, gold=gold)
    told = explain(inferred, ReadingTable.of(rows), "leaf")
    assert (told.inferred.outcome, told.sentence) == (outcome, sentence)


def test_gold_is_explained_beside_what_the_votes_say() -> None:
    rows = [("leaf", who, "oak") for who in ("ann", "bob", "cy")]
    whole = ReadingTable.of(rows, ["elm", "oak"])
    inferred = infer(whole, Method.ONE_COIN_DAWID_SKENE, gold={"leaf": "elm"})
    told = explain(inferred, whole, "leaf")
    assert told.inferred.category == "elm"
    assert len(told.votes) == 3


def test_an_item_without_votes_says_so() -> None:
    whole = table()
    silenced = whole.where(whole.item != 3)
    told = explain(infer(silenced), silenced, whole.items[3])
    assert told.votes == ()
    assert told.leader is None
    assert told.sentence == "No category: nobody has voted."


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(ItemNotInferred, match="never seen"):
        explain(infer(table()), table(), "never seen")
