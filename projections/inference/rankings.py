"""Preferences and rankings of each item become one, by the strengths of its candidates.

Guarantees: an item's outcome rests on its own comparisons; strengths over all items are told
beside. Candidates of equal strength (to the millionth) share a place only where every comparison
of them was a draw; if some preferred one and some the other, that is a tie, an outcome.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.comparisons import Comparisons, pairs
from labeltrail.projections.inference.digests import input_digest, signed
from labeltrail.projections.inference.inferred import (
    OUTCOMES,
    Convergence,
    Inferred,
    Outcome,
    Strengths,
)
from labeltrail.projections.inference.model import Ballots, Fitted
from labeltrail.projections.inference.orders import ItemOrders, orders_of, overall_strengths
from labeltrail.projections.inference.parameters import BradleyTerry, Method
from labeltrail.projections.inference.quantised import decimal, millionths
from labeltrail.projections.inference.votes import NONE, Integers, Votes
from labeltrail.projections.statistics.table import Codes, ReadingTable

VERSION = 1


def compared(
    table: ReadingTable,
    known: Mapping[str, str],
    parameters: BradleyTerry,
    seed: int,
    stop: Stop = never,
) -> Inferred:
    """The seed plays no part. Raises ValueNotComparable, TableTooLarge and Stopped."""
    for value in known.values():
        pairs(value)
    votes = Votes.of(msgspec.structs.replace(table, categories=()), {})
    compare = Comparisons.of(table)
    overall = overall_strengths(compare, parameters, stop)
    orders = orders_of(table, compare, parameters, stop)
    categories = tuple(
        sorted({*table.categories, *known.values(), *filter(None, orders.found.values())})
    )
    outcome, category = _outcomes(table, known, orders, categories, parameters.quorum)
    weight = np.where(np.bincount(table.annotator, minlength=len(table.annotators)) > 0, 1e6, NONE)
    return signed(
        Inferred(
            asked=Method.BRADLEY_TERRY,
            method=Method.BRADLEY_TERRY,
            choice=f"{Method.BRADLEY_TERRY} was asked for.",
            version=VERSION,
            parameters=parameters,
            seed=seed,
            items=table.items,
            annotators=table.annotators,
            categories=categories,
            outcome=outcome,
            category=category,
            posterior=np.zeros((len(table.items), 0), dtype=np.int32),
            entropy=np.zeros(len(table.items), dtype=np.int32),
            n_votes_of=table.values_per_item(),
            n_answers=np.bincount(table.annotator, minlength=len(table.annotators)),
            accuracy=_accuracy(table, compare, orders),
            ability=None,
            weight=weight.astype(np.int64),
            confusion=None,
            class_prior=np.zeros(0, dtype=np.int64),
            convergence=Convergence(
                iterations=len(overall.objective),
                is_converged=overall.is_converged,
                objective=tuple(decimal(each) for each in millionths(overall.objective)),
                restart=None,
            ),
            n_gold=len(known),
            input_digest=input_digest(table, votes, known),
            result_digest=b"",
            fitted=Fitted(
                posterior=np.zeros((votes.n_items, 0)),
                class_prior=np.zeros(0),
                weight=np.ones(votes.n_annotators),
                model=Ballots(np.ones(votes.n_annotators), len(table.categories)),
            ),
            strengths=Strengths(
                candidates=compare.candidates,
                pooled=millionths(overall.strength[0]),
                pooled_error=millionths(overall.standard_error[0]),
                starts=orders.starts,
                candidate=orders.candidate.astype(np.int32),
                strength=orders.strength,
                error=orders.error,
            ),
        ),
        votes,
    )


def _outcomes(
    table: ReadingTable,
    known: Mapping[str, str],
    orders: ItemOrders,
    categories: tuple[str, ...],
    quorum: int,
) -> tuple[npt.NDArray[np.int8], Codes]:
    code = {category: n for n, category in enumerate(categories)}
    outcome = np.full(len(table.items), OUTCOMES.index(Outcome.NO_VOTES), dtype=np.int8)
    category = np.full(len(table.items), NONE, dtype=np.int32)
    n_votes = table.values_per_item()
    for place, found in orders.found.items():
        if n_votes[place] < quorum:
            outcome[place] = OUTCOMES.index(Outcome.BELOW_QUORUM)
        elif found is None:
            outcome[place] = OUTCOMES.index(Outcome.TIE)
        else:
            outcome[place], category[place] = OUTCOMES.index(Outcome.DECIDED), code[found]
    for place, item in enumerate(table.items) if known else ():
        if item in known:
            outcome[place], category[place] = OUTCOMES.index(Outcome.GOLD), code[known[item]]
    return outcome, category


def _accuracy(table: ReadingTable, compare: Comparisons, orders: ItemOrders) -> Integers:
    """Of each annotator: the share of comparisons that go as the item's strengths do; a draw, of
    votes or of strengths, counts as half."""
    n = len(table.annotators)
    goes = np.sign(orders.ahead) + 1
    agreeing = np.where((goes == 1) | (compare.half_wins == 1), 1, 2 * (goes == compare.half_wins))
    annotator = table.annotator[compare.row]
    halves = np.bincount(annotator, weights=agreeing, minlength=n)
    total = np.bincount(annotator, minlength=n)
    shares = np.divide(halves / 2, total, out=np.zeros(n), where=total > 0)
    return np.where(total > 0, millionths(shares), NONE)
