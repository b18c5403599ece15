"""Why an item has its category: what each vote adds, and what was likely before any vote.

Guarantees: nothing is left over. With a model, prior and weights of evidence are logarithms of
likelihood ratios, in nats, and their sum gives the posterior odds of the class that leads against
the next:

    log(P(leader | votes) / P(runner-up | votes)) = prior + sum over votes of
        log(P(vote | leader) / P(vote | runner-up))

Of votes that are counted, each adds its weight to what it is for, and the sums are as the shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

import msgspec
import numpy as np

from labeltrail.projections.inference.inferred import Inferred, InferredItem, Outcome
from labeltrail.projections.inference.model import Ballots
from labeltrail.projections.inference.quantised import decimal, millionths
from labeltrail.projections.inference.votes import Floats
from labeltrail.projections.statistics.table import ReadingTable


class Unit(StrEnum):
    """NATS: logarithms of likelihood ratios. VOTES: weights of votes."""

    NATS = "NATS"
    VOTES = "VOTES"


class VoteEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """
    for_leader   toward the leader against the runner-up; below 0 it speaks against the leader
    for_classes  what the vote adds for each class: log P(vote | class) in nats; votes, for the
                 classes that somebody voted for
    accuracy     expected share of the annotator's right answers
    """

    annotator: str
    category: str
    for_leader: Decimal
    for_classes: Mapping[str, Decimal]
    accuracy: Decimal | None


class InferenceExplanation(msgspec.Struct, frozen=True, kw_only=True):
    """
    leader, runner_up  classes by posterior; of equals, by place in the list (see `inferred`)
    prior        what the classes' shares add toward the leader against the runner-up
    prior_for_classes  the same for each class: log share, or no votes
    total        prior and all votes together: log odds, or votes ahead
    votes        in order of annotators
    sentence     for people
    """

    inferred: InferredItem
    unit: Unit
    leader: str | None
    runner_up: str | None
    prior: Decimal
    prior_for_classes: Mapping[str, Decimal]
    total: Decimal
    votes: tuple[VoteEvidence, ...]
    sentence: str


def explain(inferred: Inferred, table: ReadingTable, item: str) -> InferenceExplanation:
    """`table` is the one that was inferred from. Raises ItemNotInferred.

    Gold holds whatever was voted: its explanation tells what the votes alone would have said.
    """
    place = inferred.place(item)
    told = inferred.at(place)
    start, end = np.searchsorted(table.item, (place, place + 1)).tolist()
    annotators, said = table.annotator[start:end], table.category[start:end]
    model = inferred.fitted.model
    voted = np.searchsorted(np.flatnonzero(inferred.n_votes_of), place)
    voters = np.searchsorted(np.flatnonzero(inferred.n_answers), annotators)
    evidence = model.evidence(int(voted), voters.astype(np.int32), said)
    prior = model.prior()
    total = prior + np.add.reduce(evidence, axis=0)
    ranked = np.argsort(-total, kind="stable")[:2].tolist() if end > start else []
    leader, runner_up = (*ranked, None, None)[:2]
    names = table.categories
    shown = range(len(names)) if model.is_log else np.unique(said).tolist()

    def by_class(numbers: Floats) -> dict[str, Decimal]:
        return {names[code]: _decimal(numbers[code]) for code in shown}

    def ahead(numbers: Floats) -> Decimal:
        if leader is None:
            return Decimal(0)
        of_runner_up = 0.0 if runner_up is None else numbers[runner_up]
        return _decimal(numbers[leader] - of_runner_up)

    return InferenceExplanation(
        inferred=told,
        unit=Unit.NATS if model.is_log else Unit.VOTES,
        leader=None if leader is None else names[leader],
        runner_up=None if runner_up is None else names[runner_up],
        prior=ahead(prior),
        prior_for_classes=by_class(prior),
        total=ahead(total),
        votes=tuple(
            VoteEvidence(
                annotator=table.annotators[annotator],
                category=names[category],
                for_leader=ahead(row),
                for_classes=by_class(row),
                accuracy=_decimal_or_none(inferred, annotator),
            )
            for annotator, category, row in zip(
                annotators.tolist(), said.tolist(), evidence, strict=True
            )
        ),
        sentence=sentence(told, leader is not None and not isinstance(model, Ballots)),
    )


def sentence(told: InferredItem, is_modelled: bool) -> str:
    """One sentence for people."""
    votes = "1 vote" if told.n_votes == 1 else f"{told.n_votes} votes"
    sure = f"{100 * told.probability:.1f} %" if told.probability is not None else ""
    leaders = " and ".join(repr(each) for each in told.leaders)
    by = "by the annotators' reliability" if is_modelled else "by the weight of votes"
    if told.strengths:
        by = "by the strengths of its candidates"
    match told.outcome:
        case Outcome.DECIDED:
            return f"{told.category!r} at {sure} {by}, from {votes}."
        case Outcome.GOLD:
            return f"{told.category!r} is gold: it was known beforehand, whatever {votes} say."
        case Outcome.TIE:
            return f"No category: {leaders} lead with {sure} each {by}, from {votes}."
        case Outcome.NO_MAJORITY:
            return f"No category: {leaders} leads with {sure} {by}, no more than half."
        case Outcome.BELOW_QUORUM:
            return f"No category: {votes}, fewer than the quorum."
        case Outcome.NO_VOTES:
            return "No category: nobody has voted."


def _decimal(number: float) -> Decimal:
    return decimal(millionths(number).item())


def _decimal_or_none(inferred: Inferred, annotator: int) -> Decimal | None:
    return decimal(inferred.accuracy[annotator]) if inferred.n_answers[annotator] else None
