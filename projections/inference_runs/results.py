"""What comes out of a run, as its events say it.

Pure. An outcome is told anew where the value, the reason for none, or the whole percent of the
probability is another than the last run said: a policy that wants a least probability, in whole
percents, then finds the same by what was recorded as by the run itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

import msgspec
import numpy as np

from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.inference.commands import ItemOutcome
from labeltrail.events.streams.inference.facts import AnnotatorWeight, RunResult
from labeltrail.events.streams.item.inferred import NoOutcome, TruthInferred, VoteEvidence
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.events.values import Task, Value, category, value_of_category
from labeltrail.projections.inference import OUTCOMES, Inferred, InferredItem, Outcome
from labeltrail.projections.statistics.table import ReadingTable

VOTES_TOLD_MAX = 20
"""Of an item's votes, with their weight of evidence; the others are counted."""

REASONS: Mapping[Outcome, NoOutcome] = {
    Outcome.TIE: NoOutcome.TIE,
    Outcome.NO_MAJORITY: NoOutcome.NO_MAJORITY,
    Outcome.BELOW_QUORUM: NoOutcome.BELOW_QUORUM,
    Outcome.NO_VOTES: NoOutcome.NO_VOTES,
}
_PERCENT = 10_000
"""In millionths."""


class Word(msgspec.Struct, frozen=True, gc=False):
    """What a run says of an item, as far as it decides what is true; `percent` rounded down."""

    category: str | None
    reason: NoOutcome | None
    percent: int | None


NO_VOTES = Word(None, NoOutcome.NO_VOTES, None)


def word_of(said: TruthInferred) -> Word:
    if said.reason is NoOutcome.NO_VOTES:
        return NO_VOTES
    percent = int(100 * said.probability) if said.probability is not None else None
    return Word(category(said.value) if said.value is not None else None, said.reason, percent)


def words(inferred: Inferred) -> Iterator[Word]:
    """Of each item, in order."""
    names, reasons = inferred.categories, [REASONS.get(one) for one in OUTCOMES]
    columns = (inferred.outcome.tolist(), inferred.category.tolist(), _percents(inferred))
    for outcome, code, percent in zip(*columns, strict=True):
        if OUTCOMES[outcome] is Outcome.NO_VOTES:
            yield NO_VOTES
        else:
            yield Word(names[code] if code >= 0 else None, reasons[outcome], percent)


def _percents(inferred: Inferred) -> list[int | None]:
    """Of the leaders' probability. Comparisons have strengths in place of posteriors."""
    if inferred.posterior.shape[1]:
        found: list[int | None] = (inferred.posterior.max(axis=1) // _PERCENT).tolist()
        return found
    told = (inferred.at(place).probability for place in range(len(inferred.items)))
    return [int(100 * one) if one is not None else None for one in told]


def result_of(inferred: Inferred) -> RunResult:
    objective = inferred.convergence.objective
    annotators = [inferred.annotator(place) for place in range(len(inferred.annotators))]
    counts = {str(one).lower(): n for one, n in inferred.counts().items() if n}
    return RunResult(
        applied=TruthMethod[inferred.method.name],
        algorithm=str(inferred.method).lower(),
        algorithm_version=inferred.version,
        outcomes=counts,
        digest=inferred.result_digest.hex(),
        iterations=inferred.convergence.iterations,
        has_converged=inferred.convergence.is_converged,
        objective=objective[-1] if objective else None,
        annotators=tuple(
            AnnotatorWeight(
                annotator=MemberId(one.annotator),
                labels=one.n_answers,
                weight=one.weight,
                accuracy=one.accuracy,
            )
            for one in annotators
        ),
    )


def changed(
    inferred: Inferred,
    table: ReadingTable,
    task: Task,
    before: Mapping[str, Word],
    scope: Collection[str] | None,
) -> list[ItemOutcome]:
    """The items that the run says something new of, by id.

    `before` is what was said of items by the run that it follows; `scope` the items that the run
    is about, None for all: those with a word and without votes now have lost them.
    """
    values: dict[str, Value | None] = {}
    starts = np.concatenate(([0], np.cumsum(table.values_per_item()))).tolist()
    found: list[ItemOutcome] = []
    for place, (item, word) in enumerate(zip(inferred.items, words(inferred), strict=True)):
        if word != before.get(item):
            one = inferred.at(place)
            votes = _evidence(inferred, table, place, one, slice(*starts[place : place + 2]))
            found.append(_outcome(one, task, values, votes))
    voted = set(inferred.items)
    for item, word in before.items():
        if item not in voted and word != NO_VOTES and (scope is None or item in scope):
            found.append(
                ItemOutcome(
                    item_id=ItemId(item), value=None, reason=NoOutcome.NO_VOTES, probability=None
                )
            )
    return sorted(found, key=lambda outcome: outcome.item_id)


def _outcome(
    one: InferredItem,
    task: Task,
    values: dict[str, Value | None],
    votes: list[VoteEvidence],
) -> ItemOutcome:
    return ItemOutcome(
        item_id=ItemId(one.item),
        value=_value(one.category, task, values),
        reason=REASONS.get(one.outcome),
        probability=one.probability,
        against=_next_best(one),
        votes=tuple(votes[:VOTES_TOLD_MAX]),
        votes_more=max(0, len(votes) - VOTES_TOLD_MAX),
    )


def _value(found: str | None, task: Task, values: dict[str, Value | None]) -> Value | None:
    if found is None:
        return None
    if found not in values:
        value = value_of_category(task, found)
        values[found] = None if isinstance(value, Rejection) else value
    return values[found]


def _next_best(one: InferredItem) -> str | None:
    """The most probable category beside the first; by id among equals."""
    leader = one.category if one.category is not None else min(one.leaders, default=None)
    others = [(-share, name) for name, share in one.posterior.items() if name != leader]
    return min(others)[1] if leader is not None and len(one.posterior) > 1 else None


def _evidence(
    inferred: Inferred, table: ReadingTable, place: int, one: InferredItem, rows: slice
) -> list[VoteEvidence]:
    """How much each vote adds to the value against the next best, heaviest first."""
    leader = one.category if one.category is not None else min(one.leaders, default=None)
    against = _next_best(one)
    annotators, said = table.annotator[rows], table.category[rows]
    evidence: list[Decimal | None] = [None] * len(said)
    if leader is not None and against is not None:
        names = table.categories
        adds = inferred.fitted.model.evidence(place, annotators, said)
        apart = adds[:, names.index(leader)] - adds[:, names.index(against)]
        evidence = [Decimal(round(1_000_000 * each)).scaleb(-6) for each in apart.tolist()]
    told = [
        VoteEvidence(
            annotator=MemberId(table.annotators[who]),
            category=table.categories[what],
            evidence=weight,
        )
        for who, what, weight in zip(annotators.tolist(), said.tolist(), evidence, strict=True)
    ]
    return sorted(told, key=_heaviest_first)


def _heaviest_first(vote: VoteEvidence) -> tuple[Decimal, str]:
    weight = vote.evidence if vote.evidence is not None else Decimal(0)
    return (-abs(weight), vote.annotator)
