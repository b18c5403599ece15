"""What was inferred: for each item a category or why there is none, and how far to trust whom.

Guarantees: every number is in millionths (see `quantised`), as are both digests' contents, and is
equal whatever the order of the readings, in every run and process. Two classes that are as likely
to the millionth are a tie; a tie, too few votes and no votes at all are outcomes, never a category.

What the digests rest on: votes sorted by id; sums in that order by NumPy's bincount, reduce and
SciPy's sparse products, without BLAS; exp and log, whose last bits may differ by processor and are
rounded away. Ids and lists go in as JSON, numbers as little-endian integers.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import starmap

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.inference.errors import ItemNotInferred
from labeltrail.projections.inference.model import Fitted
from labeltrail.projections.inference.parameters import Method, Parameters
from labeltrail.projections.inference.quantised import decimal, millionths
from labeltrail.projections.inference.votes import NONE, Integers
from labeltrail.projections.statistics.table import Codes


class Outcome(StrEnum):
    """Whether an item has a category, and if not, why. Below quorum, the posterior is still told.

    DECIDED: inferred. GOLD: known beforehand, votes or not. TIE: several classes lead with equally
    much. NO_MAJORITY: one leads with half of the votes or less, and more was asked for.
    """

    DECIDED = "DECIDED"
    GOLD = "GOLD"
    TIE = "TIE"
    NO_MAJORITY = "NO_MAJORITY"
    BELOW_QUORUM = "BELOW_QUORUM"
    NO_VOTES = "NO_VOTES"


OUTCOMES: tuple[Outcome, ...] = tuple(Outcome)
"""By code."""


class Convergence(msgspec.Struct, frozen=True, kw_only=True):
    """
    iterations   0 for a vote, which is counted once
    is_converged whether the last iteration gained less than the tolerance
    objective    by iteration, in nats: log-likelihood and log prior, or their lower bound (MACE);
                 never decreasing
    restart      the start that was kept, from 0; None where there is one
    """

    iterations: int
    is_converged: bool
    objective: tuple[Decimal, ...]
    restart: int | None


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """Of a candidate, by Bradley-Terry: log odds against one of strength 0."""

    candidate: str
    strength: Decimal
    standard_error: Decimal


class Strengths(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    candidates  sorted by id
    pooled, pooled_error  over all items, shape (n_candidates,), millionths
    starts      where each item's candidates begin, shape (n_items + 1,)
    candidate   code into `candidates`, sorted within an item
    strength, error  on that item alone, millionths, shape of `candidate`
    """

    candidates: tuple[str, ...]
    pooled: Integers
    pooled_error: Integers
    starts: Integers
    candidate: Codes
    strength: Integers
    error: Integers

    def overall(self) -> tuple[Strength, ...]:
        """In order of candidates."""
        columns = (self.candidates, self.pooled.tolist(), self.pooled_error.tolist())
        return tuple(starmap(_strength, zip(*columns, strict=True)))

    def of(self, place: int) -> tuple[Strength, ...]:
        """Of one item's candidates, the strongest first, equals by id."""
        part = slice(self.starts[place], self.starts[place + 1])
        names = [self.candidates[code] for code in self.candidate[part].tolist()]
        columns = (names, self.strength[part].tolist(), self.error[part].tolist())
        found = list(starmap(_strength, zip(*columns, strict=True)))
        return tuple(sorted(found, key=lambda one: -one.strength))


def _strength(candidate: str, strength: int, error: int) -> Strength:
    return Strength(candidate=candidate, strength=decimal(strength), standard_error=decimal(error))


class InferredItem(msgspec.Struct, frozen=True, kw_only=True):
    """
    category     when DECIDED or GOLD, else None
    leaders      the classes that lead, several in a tie; of Bradley-Terry, the candidates that do
    posterior    by class; empty without votes and gold, and with Bradley-Terry. Of votes: shares
    probability  of the leaders, each; of Bradley-Terry, that the first is preferred to the second
    entropy      of the posterior, in nats: 0 is certain
    strengths    with Bradley-Terry: of the item's candidates, the strongest first
    """

    item: str
    outcome: Outcome
    category: str | None
    leaders: tuple[str, ...]
    posterior: Mapping[str, Decimal]
    probability: Decimal | None
    entropy: Decimal | None
    n_votes: int
    strengths: tuple[Strength, ...] = ()


class InferredAnnotator(msgspec.Struct, frozen=True, kw_only=True):
    """
    accuracy     expected share of right answers, by the posteriors; None without answers
    ability      the method's own parameter: accuracy (Dawid-Skene), probability of knowing the
                 answer (MACE), ability in log odds (GLAD); None for votes
    weight       of a vote: as counted (votes), ability (GLAD), else how much an answer tells of
                 the truth, in nats: 0 is nothing
    confusion    expected answers, rows the true class, columns what was said; None where
                 annotators and classes are too many
    """

    annotator: str
    n_answers: int
    accuracy: Decimal | None
    ability: Decimal | None
    weight: Decimal | None
    confusion: tuple[tuple[Decimal, ...], ...] | None


class Inferred(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    asked, method   which was asked for, which was taken; `choice` says why, in a sentence
    version         rises whenever the same input could give another result
    outcome         codes into OUTCOMES, shape (n_items,), int8
    category        code into `categories` or NONE, shape (n_items,)
    posterior       millionths, shape (n_items, n_categories), int32; rounding may leave a row's
                    sum a few millionths off; rows of 0 without votes. (n_items, 0) with
                    Bradley-Terry, which has `strengths` instead
    entropy         millionths of a nat, shape (n_items,)
    n_votes_of      votes on each item, shape (n_items,)
    n_answers       of each annotator, shape (n_annotators,)
    accuracy, ability, weight  millionths, shape (n_annotators,), NONE without answers
    confusion       millionths, shape (n_annotators, true, said)
    class_prior     millionths, shape (n_categories,)
    input_digest    of votes and gold: items without either, and idle annotators, play no part
    result_digest   of method, version, parameters, seed, input digest and the results above
    fitted          what `explain` needs; in floats, not recorded. By voting item and annotator
    """

    asked: Method
    method: Method
    choice: str
    version: int
    parameters: Parameters
    seed: int
    items: tuple[str, ...]
    annotators: tuple[str, ...]
    categories: tuple[str, ...]
    outcome: npt.NDArray[np.int8]
    category: Codes
    posterior: Codes
    entropy: Codes
    n_votes_of: Integers
    n_answers: Integers
    accuracy: Integers
    ability: Integers | None
    weight: Integers
    confusion: Integers | None
    class_prior: Integers
    convergence: Convergence
    n_gold: int
    input_digest: bytes
    result_digest: bytes
    fitted: Fitted
    strengths: Strengths | None = None

    @property
    def n_votes(self) -> int:
        return int(self.n_votes_of.sum())

    def counts(self) -> dict[Outcome, int]:
        """How many items came out how."""
        found = np.bincount(self.outcome, minlength=len(OUTCOMES))
        return {outcome: int(found[code]) for code, outcome in enumerate(OUTCOMES)}

    def place(self, item: str) -> int:
        """Raises ItemNotInferred."""
        at = bisect_left(self.items, item)
        if at == len(self.items) or self.items[at] != item:
            raise ItemNotInferred(item)
        return at

    def of(self, item: str) -> InferredItem:
        """Raises ItemNotInferred."""
        return self.at(self.place(item))

    def at(self, place: int) -> InferredItem:
        has_votes = OUTCOMES[self.outcome[place]] is not Outcome.NO_VOTES
        row = self.posterior[place].tolist() if has_votes else []
        most = max(row, default=None)
        leaders = (code for code, each in enumerate(row) if each == most)
        code = int(self.category[place])
        strengths = self.strengths.of(place) if self.strengths is not None else ()
        told = InferredItem(
            item=self.items[place],
            outcome=OUTCOMES[self.outcome[place]],
            category=None if code == NONE else self.categories[code],
            leaders=tuple(self.categories[code] for code in leaders),
            posterior={
                category: decimal(each)
                for category, each in zip(self.categories, row, strict=False)
            },
            probability=None if most is None else decimal(most),
            entropy=decimal(self.entropy[place]) if row else None,
            n_votes=int(self.n_votes_of[place]),
            strengths=strengths,
        )
        return told if len(strengths) < 2 else _led(told)

    def annotator(self, place: int) -> InferredAnnotator:
        has_answers = self.n_answers[place] > 0
        rows = None if self.confusion is None else self.confusion[place].tolist()
        return InferredAnnotator(
            annotator=self.annotators[place],
            n_answers=int(self.n_answers[place]),
            accuracy=decimal(self.accuracy[place]) if has_answers else None,
            ability=(
                decimal(self.ability[place]) if has_answers and self.ability is not None else None
            ),
            weight=decimal(self.weight[place]) if has_answers else None,
            confusion=None if rows is None else tuple(tuple(map(decimal, row)) for row in rows),
        )


def _led(told: InferredItem) -> InferredItem:
    """With the candidates that lead, and how likely the first is preferred to the second."""
    first, second = told.strengths[:2]
    ahead = float(first.strength - second.strength)
    return msgspec.structs.replace(
        told,
        leaders=tuple(one.candidate for one in told.strengths if one.strength == first.strength),
        probability=decimal(millionths(1 / (1 + math.exp(-ahead))).item()),
    )
