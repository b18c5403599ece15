"""`infer`: votes in, truth out, by the method asked for.

Guarantees: pure and deterministic; cold start, so that nothing but votes, gold, method, parameters
and seed plays a part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference.budget import Stop, check_work, never
from labeltrail.projections.inference.choice import chosen
from labeltrail.projections.inference.dawid_skene import dawid_skene
from labeltrail.projections.inference.digests import input_digest, signed
from labeltrail.projections.inference.glad import glad
from labeltrail.projections.inference.inferred import OUTCOMES, Convergence, Inferred, Outcome
from labeltrail.projections.inference.mace import mace
from labeltrail.projections.inference.majority import majority
from labeltrail.projections.inference.model import Fitted
from labeltrail.projections.inference.one_coin import one_coin
from labeltrail.projections.inference.parameters import (
    BradleyTerry,
    Majority,
    Method,
    Parameters,
    Rule,
    checked,
)
from labeltrail.projections.inference.quantised import (
    MILLION,
    decimal,
    entropy_millionths,
    leading,
    millionths,
    posterior_millionths,
)
from labeltrail.projections.inference.rankings import compared
from labeltrail.projections.inference.votes import (
    ANSWERS_CELLS_MAX,
    NONE,
    Integers,
    Votes,
    gold_codes,
)
from labeltrail.projections.inference.weighted import weighted_vote
from labeltrail.projections.statistics.table import Codes, ReadingTable


class Approach(msgspec.Struct, frozen=True):
    """`version` rises whenever the same input could give another result."""

    fit: Callable[[Votes, Any, int, Stop], Fitted]
    version: int


APPROACHES: Mapping[Method, Approach] = {
    Method.MAJORITY: Approach(majority, 1),
    Method.WEIGHTED_VOTE: Approach(weighted_vote, 1),
    Method.ONE_COIN_DAWID_SKENE: Approach(one_coin, 1),
    Method.DAWID_SKENE: Approach(dawid_skene, 1),
    Method.MACE: Approach(mace, 1),
    Method.GLAD: Approach(glad, 1),
}


def infer(
    table: ReadingTable,
    method: Method = Method.AUTOMATIC,
    parameters: Parameters | None = None,
    seed: int = 0,
    gold: Mapping[str, str] | None = None,
    *,
    stop: Stop = never,
) -> Inferred:
    """The truth of every item of the table, as far as its votes tell.

    `parameters`: the method's defaults if None. `gold`: known categories by item id, which hold
    whatever the votes say; of items that the table does not list, they are left aside. `stop` is
    looked at between iterations.
    Raises an InferenceError (see `errors`) when the question does not fit the table.

    >>> votes = [("leaf", "ann", "oak"), ("leaf", "bob", "oak"), ("leaf", "cy", "elm"),
    ...          ("bark", "ann", "oak"), ("bark", "bob", "elm")]
    >>> inferred = infer(ReadingTable.of(votes), Method.MAJORITY)
    >>> inferred.of("leaf").category, inferred.of("leaf").probability
    ('oak', Decimal('0.666667'))
    >>> inferred.of("bark").category, str(inferred.of("bark").outcome), inferred.of("bark").leaders
    (None, 'TIE', ('elm', 'oak'))
    """
    known = {item: gold[item] for item in table.items if item in gold} if gold else {}
    asked = checked(method, parameters)
    if isinstance(asked, BradleyTerry):
        return compared(table, known, asked, seed, stop)
    votes = Votes.of(table, known)
    taken, taking, choice = chosen(method, asked, votes)
    check_work(votes, taking)
    approach = APPROACHES[taken]
    fitted = approach.fit(votes, taking, seed, stop)
    posterior = _spread(posterior_millionths(fitted.posterior), table, votes, known)
    outcome, category = _outcomes(posterior, table, votes, taking, known)
    entropy = np.zeros(len(table.items), dtype=np.int32)
    entropy[votes.items] = entropy_millionths(fitted.posterior)
    told = Inferred(
        asked=method,
        method=taken,
        choice=choice,
        version=approach.version,
        parameters=taking,
        seed=seed,
        items=table.items,
        annotators=table.annotators,
        categories=table.categories,
        outcome=outcome,
        category=category,
        posterior=posterior,
        entropy=entropy,
        n_votes_of=table.values_per_item(),
        n_answers=np.bincount(table.annotator, minlength=len(table.annotators)),
        accuracy=_of_all(_accuracy(votes, fitted), table, votes),
        ability=None if fitted.ability is None else _of_all(fitted.ability, table, votes),
        weight=_of_all(fitted.weight, table, votes),
        confusion=_confusion(table, votes, fitted),
        class_prior=millionths(fitted.class_prior),
        convergence=Convergence(
            iterations=fitted.fit.iterations,
            is_converged=fitted.fit.is_converged,
            objective=tuple(decimal(each) for each in millionths(fitted.fit.objective)),
            restart=fitted.fit.restart,
        ),
        n_gold=len(known),
        input_digest=input_digest(table, votes, known),
        result_digest=b"",
        fitted=fitted,
    )
    return signed(told, votes)


def _spread(quantised: Codes, table: ReadingTable, votes: Votes, known: Mapping[str, str]) -> Codes:
    """The posterior of every item: known where gold is, 0 where nobody voted."""
    if len(votes.items) == len(table.items):
        return quantised
    posterior = np.zeros((len(table.items), len(table.categories)), dtype=np.int32)
    posterior[votes.items] = quantised
    gold = gold_codes(table, known)
    places = np.flatnonzero(gold != NONE)
    posterior[places] = 0
    posterior[places, gold[places]] = MILLION
    return posterior


def _outcomes(
    posterior: Codes,
    table: ReadingTable,
    votes: Votes,
    parameters: Parameters,
    known: Mapping[str, str],
) -> tuple[npt.NDArray[np.int8], Codes]:
    leader, is_tied = leading(posterior)
    n_votes = table.values_per_item()
    gold = gold_codes(table, known)
    outcome = np.full(len(table.items), OUTCOMES.index(Outcome.DECIDED), dtype=np.int8)
    if isinstance(parameters, Majority) and parameters.rule is Rule.ABSOLUTE_MAJORITY:
        is_short = posterior.max(axis=1, initial=0) * 2 <= MILLION
        outcome[is_short] = OUTCOMES.index(Outcome.NO_MAJORITY)
    outcome[is_tied] = OUTCOMES.index(Outcome.TIE)
    outcome[n_votes < parameters.quorum] = OUTCOMES.index(Outcome.BELOW_QUORUM)
    outcome[n_votes == 0] = OUTCOMES.index(Outcome.NO_VOTES)
    outcome[gold != NONE] = OUTCOMES.index(Outcome.GOLD)
    category = np.where(outcome == OUTCOMES.index(Outcome.DECIDED), leader, np.int32(NONE))
    return outcome, np.where(gold != NONE, gold, category)


def _accuracy(votes: Votes, fitted: Fitted) -> npt.NDArray[np.float64]:
    likely = fitted.posterior.ravel()[votes.chosen()]
    right = np.bincount(votes.annotator, weights=likely, minlength=votes.n_annotators)
    return right / np.bincount(votes.annotator, minlength=votes.n_annotators)


def _of_all(numbers: npt.NDArray[np.float64], table: ReadingTable, votes: Votes) -> Integers:
    """Of every annotator of the table, NONE for who has no answers."""
    found = np.full(len(table.annotators), NONE, dtype=np.int64)
    found[votes.annotators] = millionths(numbers)
    return found


def _confusion(table: ReadingTable, votes: Votes, fitted: Fitted) -> Integers | None:
    k = votes.n_categories
    if len(table.annotators) * k * k > ANSWERS_CELLS_MAX:
        return None
    counted = np.asarray(votes.matrix().T @ fitted.posterior).reshape(votes.n_annotators, k, k)
    confusion = np.zeros((len(table.annotators), k, k), dtype=np.int64)
    confusion[votes.annotators] = millionths(counted.transpose(0, 2, 1))
    return confusion
