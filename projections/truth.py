"""The ground truth of one item and task: a value with its origin, or none with the reason.

    gold > adjudication > review > consensus, or as the policy orders them

A corrected value is truth by review and never a vote; a rejected label does not vote; a person
votes once. A tie is an outcome, never broken by order. Consensus is counted from the votes, or is
what the last complete run of the policy's method inferred, whatever was labeled since. Gold that
is contested and an adjudication that was re-opened do not count: what comes next decides, and the
explanation (see `explanation.py`) says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import lru_cache

import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.item import facts, gold_state
from labeltrail.events.streams.item.ballots import ballots, leaders, may_vote
from labeltrail.events.streams.item.gold_state import Gold
from labeltrail.events.streams.item.inferred import Inferred, NoOutcome
from labeltrail.events.streams.item.state import Adjudication, Item, Label, Review
from labeltrail.events.streams.policy import Origin, Policy, TruthMethod
from labeltrail.events.values import Answers, Value, category, is_unanswerable
from labeltrail.projections.terms import Terms

__all__ = [
    "CANNOT_TELL",
    "Absence",
    "Absent",
    "InForce",
    "Origin",
    "Outcome",
    "TruthStatus",
    "adjudication_of",
    "category_of",
    "consensus",
    "consulted",
    "gold_of",
    "inferred_of",
    "is_final",
    "outcome",
    "reviewed_values",
]

ELECTIONS_REMEMBERED_MAX = 4_096


class Absence(StrEnum):
    """Why there is no value in force."""

    NO_LABELS = "no_labels"
    """Nobody has answered the task, or every answer was retracted."""
    NO_POLICY = "no_policy"
    """No policy says yet how labels become a consensus."""
    BELOW_QUORUM = "below_quorum"
    TIE = "tie"
    NO_MAJORITY = "no_majority"
    CONTESTED = "contested"
    """Reviews approved or corrected to different values."""
    CANNOT_TELL = "cannot_tell"
    """An adjudicator or reviewer decided that it cannot be told."""
    NOT_ANSWERABLE = "not_answerable"
    """All that was answered names classes that were split or retired since: label it anew."""
    OUTSIDE_TAXONOMY = "outside_taxonomy"
    """The value decided is no class of the taxonomy in force."""
    NOT_INFERRED = "not_inferred"
    """No recorded run of the policy's method says anything of it yet."""
    UNCERTAIN = "uncertain"
    """What was inferred is less probable than the policy wants."""
    NOT_DECIDED = "not_decided"
    """The policy takes no consensus for true, and nobody whose word it takes has said anything."""


class TruthStatus(StrEnum):
    IN_FORCE = "in_force"
    NONE = "none"


class InForce(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`category` is the value as the statistics name it."""

    origin: Origin
    category: str
    value: Value


class Absent(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`origin` is set where something was decided that cannot be in force."""

    reason: Absence
    origin: Origin | None = None


Outcome = InForce | Absent

CANNOT_TELL = ""
"""Stands for "cannot tell" among reviewed categories; no class id is empty."""


def outcome(item: Item, task: TaskName, terms: Terms) -> Outcome:
    """What is true of the item for a task of the terms' taxonomy.

    The first origin in the policy's order that decides. A consensus that elects nothing leaves the
    word to those that come after it, and is the reason where they say nothing either.
    """
    lacking: Outcome | None = None
    for _, said in consulted(item, task, terms):
        if said is not None and is_final(said):
            return said
        lacking = said or lacking
    return lacking or Absent(reason=Absence.NOT_DECIDED)


def consulted(item: Item, task: TaskName, terms: Terms) -> Iterator[tuple[Origin, Outcome | None]]:
    """What each origin says, in the policy's order, up to the one that decides; None: nothing."""
    item = terms.read(item)
    for origin in terms.order:
        said = _ASKED[origin](item, task, terms)
        yield origin, said
        if said is not None and is_final(said):
            return


def is_final(said: Outcome) -> bool:
    """Whether nothing that comes after it in the policy's order is asked."""
    return isinstance(said, InForce) or said.origin not in (None, Origin.CONSENSUS)


def _of_gold(item: Item, task: TaskName, terms: Terms) -> Outcome | None:
    gold = gold_of(item, task)
    if gold is None:
        return None
    return _decided(category(gold.value) or CANNOT_TELL, Origin.GOLD, task, terms)


def _of_adjudication(item: Item, task: TaskName, terms: Terms) -> Outcome | None:
    adjudicated = adjudication_of(item, task)
    if adjudicated is None:
        return None
    return _decided(category_of(adjudicated.answers, task), Origin.ADJUDICATION, task, terms)


def _of_reviews(item: Item, task: TaskName, terms: Terms) -> Outcome | None:
    reviewed = {found for _, _, found in reviewed_values(item, task)}
    if len(reviewed) > 1:
        return Absent(reason=Absence.CONTESTED, origin=Origin.REVIEW)
    return _decided(reviewed.pop(), Origin.REVIEW, task, terms) if reviewed else None


def _of_votes(item: Item, task: TaskName, terms: Terms) -> Outcome:
    is_answered = any(
        task in label.answers for label in item.labels.values() if not label.is_retracted
    )
    if not is_answered or terms.policy is None:
        return consensus([] if is_answered else None, task, terms)
    if terms.infers:
        return _inferred(item, task, terms.policy, terms)
    cast = ballots(item, task, models_vote=terms.policy.models_vote, dropped=terms.dropped)
    if not cast and _is_lost(item, task, terms):
        return Absent(reason=Absence.NOT_ANSWERABLE)
    return consensus(cast.values(), task, terms)


def _is_lost(item: Item, task: TaskName, terms: Terms) -> bool:
    """Whether a vote was cast for a class that was split or retired since."""
    return any(
        is_unanswerable(category(label.answers[task].value) or "")
        for label in item.labels.values()
        if task in label.answers
        and may_vote(label, models_vote=terms.models_vote)
        and label.annotator not in terms.dropped
    )


def consensus(votes: Iterable[str] | None, task: TaskName, terms: Terms) -> Outcome:
    """What so many votes make true of an item without decision; None when nobody answered."""
    if votes is None:
        return Absent(reason=Absence.NO_LABELS)
    if Origin.CONSENSUS not in terms.order:
        return Absent(reason=Absence.NOT_DECIDED)
    policy = terms.policy
    if policy is None:
        return Absent(reason=Absence.NO_POLICY)
    elected = _elected(tuple(sorted(votes)), policy.quorum, policy.truth_method)
    if isinstance(elected, Absence):
        return Absent(reason=elected)
    return _decided(elected, Origin.CONSENSUS, task, terms)


def gold_of(item: Item, task: TaskName) -> Gold | None:
    """The gold in force."""
    return gold_state.in_force(item.golds, task) if item.golds else None


def inferred_of(item: Item, task: TaskName, terms: Terms) -> Inferred | None:
    """The last word of a complete run of the policy's method; what other runs said stays out."""
    complete = terms.runs.get(task)
    if complete is None:
        return None
    for one in reversed(item.inferred.get(task, ())):
        if one.said.run_id in complete:
            return one
    return None


def adjudication_of(item: Item, task: TaskName) -> Adjudication | None:
    """The adjudication that decides this task, unless it was re-opened."""
    found = item.adjudication
    if found is None or found.is_reopened or task not in found.answers:
        return None
    return found


def reviewed_values(item: Item, task: TaskName) -> Iterator[tuple[Label, Review, str]]:
    """What reviews in force say is true: approved answers and corrections, as categories."""
    for label in item.labels.values():
        if label.is_retracted or not label.reviews:
            continue
        review = label.review_in_force()
        if review is None or review.verdict is facts.Verdict.REJECTED:
            continue
        answers = label.answers if review.answers is None else review.answers
        if task in answers:
            yield label, review, category_of(answers, task)


def category_of(answers: Answers, task: TaskName) -> str:
    return category(answers[task].value) or CANNOT_TELL


@lru_cache(maxsize=ELECTIONS_REMEMBERED_MAX)
def _elected(votes: tuple[str, ...], quorum: int, method: TruthMethod) -> str | Absence:
    """The category that the votes elect, or why they elect none. Items repeat the same few."""
    if len(votes) < quorum:
        return Absence.BELOW_QUORUM
    counts = Counter(votes)
    ahead = leaders(counts)
    if len(ahead) > 1:
        return Absence.TIE
    if method is TruthMethod.MAJORITY and 2 * counts[ahead[0]] <= len(votes):
        return Absence.NO_MAJORITY
    return ahead[0]


def _inferred(item: Item, task: TaskName, policy: Policy, terms: Terms) -> Outcome:
    found = inferred_of(item, task, terms)
    if found is None or found.said.reason is NoOutcome.NO_VOTES:
        return Absent(reason=Absence.NOT_INFERRED)
    if found.said.reason is not None:
        return Absent(reason=Absence(found.said.reason))
    least, probability = policy.probability_min, found.said.probability
    if least is not msgspec.UNSET and (probability is None or probability < least):
        return Absent(reason=Absence.UNCERTAIN)
    said = category(found.said.value) if found.said.value is not None else None
    return _decided(said or CANNOT_TELL, Origin.CONSENSUS, task, terms)


def _decided(found: str, origin: Origin, task: TaskName, terms: Terms) -> Outcome:
    if found == CANNOT_TELL:
        return Absent(reason=Absence.CANNOT_TELL, origin=origin)
    value = terms.values[task].get(found)
    if value is None:
        return Absent(reason=Absence.OUTSIDE_TAXONOMY, origin=origin)
    return InForce(origin=origin, category=found, value=value)


_ASKED: dict[Origin, Callable[[Item, TaskName, Terms], Outcome | None]] = {
    Origin.GOLD: _of_gold,
    Origin.ADJUDICATION: _of_adjudication,
    Origin.REVIEW: _of_reviews,
    Origin.CONSENSUS: _of_votes,
}
