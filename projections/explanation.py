"""Why the ground truth is what it is: who voted, what was left out and why, who decided.

Computed when asked, from the same item and terms as the truth itself: it cannot contradict it.
Every label event, review and adjudication is named, and one sentence sums it up for people.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from labeltrail.events.identifiers import EventId, GoldId, LabelId, MemberId, TaskName
from labeltrail.events.streams.item import facts, gold_state
from labeltrail.events.streams.item.ballots import leaders, tally
from labeltrail.events.streams.item.state import Item, Label, ReviewRequest
from labeltrail.events.streams.policy import Policy, TruthMethod
from labeltrail.events.values.categories import shown
from labeltrail.projections import truth
from labeltrail.projections.gold import sentences as gold_sentences
from labeltrail.projections.inference_runs import used as inference_used
from labeltrail.projections.reviewing.consulted import (
    Consulted,
    Tallied,
    order_told,
    steps,
    tallied,
    wishes,
)
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence, Absent, InForce, Origin, Outcome, TruthStatus
from labeltrail.projections.voting import LeftOut, NoVote, left_out, voting_labels
from labeltrail.projections.wording import counted_noun, listed

__all__ = [
    "Explanation",
    "GroundTruth",
    "LeftOut",
    "NoVote",
    "Reviewed",
    "Vote",
    "ground_truth",
    "ground_truths",
]


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """`event_id` is the label event that says so: the submission or its last revision."""

    annotator: MemberId
    label_id: LabelId
    event_id: EventId
    category: str


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """A review in force. `category` is what it says is true; None for a rejection."""

    event_id: EventId
    label_id: LabelId
    annotator: MemberId
    reviewer: MemberId
    verdict: facts.Verdict
    category: str | None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """`reopened` names an adjudication that decided once and does not count any more, and
    `contested_gold` a gold. `consulted` are the origins that the policy's order asks, up to the one
    that decides; `wishes` say who is to judge the item still, and by which rule.
    """

    sentence: str
    policy_version: int = 0
    consulted: tuple[Consulted, ...] = ()
    tally: tuple[Tallied, ...] = ()
    wishes: tuple[ReviewRequest, ...] = ()
    votes: tuple[Vote, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    reviews: tuple[Reviewed, ...] = ()
    adjudication: EventId | None = None
    reopened: EventId | None = None
    gold: GoldId | None = None
    contested_gold: GoldId | None = None
    inference: inference_used.InferenceUsed | None = None


class GroundTruth(msgspec.Struct, frozen=True, kw_only=True):
    """One task's truth with its explanation."""

    task: TaskName
    outcome: Outcome
    explanation: Explanation

    @property
    def status(self) -> TruthStatus:
        is_in_force = isinstance(self.outcome, InForce)
        return TruthStatus.IN_FORCE if is_in_force else TruthStatus.NONE


def ground_truths(item: Item, terms: Terms) -> tuple[GroundTruth, ...]:
    """One for each task of the terms, in the taxonomy's order."""
    return tuple(ground_truth(item, task, terms) for task in terms.tasks)


def ground_truth(item: Item, task: TaskName, terms: Terms) -> GroundTruth:
    item = terms.read(item)
    outcome = truth.outcome(item, task, terms)
    voting = voting_labels(item, task, terms)
    adjudicated = truth.adjudication_of(item, task)
    gold, doubted = truth.gold_of(item, task), gold_state.contested(item.golds, task)
    former = item.adjudication
    reopened = former if former and former.is_reopened and task in former.answers else None
    explanation = Explanation(
        sentence="",
        policy_version=terms.policy_version,
        consulted=tuple(steps(item, task, outcome, terms)),
        tally=tallied(tally({one: _said(label, task) for one, label in voting.items()})),
        wishes=wishes(item, task),
        votes=tuple(_vote(label, task) for label in voting.values()),
        left_out=tuple(left_out(item, task, voting, terms)),
        reviews=tuple(_reviews(item, task)),
        adjudication=adjudicated.event_id if adjudicated else None,
        reopened=reopened.event_id if reopened else None,
        gold=gold.gold_id if gold else None,
        contested_gold=doubted.gold_id if doubted else None,
        inference=inference_used.used(item, task, outcome, terms),
    )
    sentence = _sentence(item, outcome, explanation, terms)
    if reopened is not None:
        sentence = (
            f"The adjudication by {reopened.adjudicator} was re-opened, since a label that it"
            f" judged has changed. {sentence}"
        )
    if gold is None and doubted is not None:
        sentence = f"{gold_sentences.doubted(doubted)} {sentence}"
    return GroundTruth(
        task=task,
        outcome=outcome,
        explanation=msgspec.structs.replace(explanation, sentence=sentence),
    )


def _vote(label: Label, task: TaskName) -> Vote:
    return Vote(
        annotator=label.annotator,
        label_id=label.label_id,
        event_id=label.current,
        category=_said(label, task),
    )


def _said(label: Label, task: TaskName) -> str:
    return truth.category_of(label.answers, task)


def _reviews(item: Item, task: TaskName) -> Iterator[Reviewed]:
    decided = {label.label_id: found for label, _, found in truth.reviewed_values(item, task)}
    for label in item.active_labels():
        review = label.review_in_force()
        if review is not None and (task in label.answers or label.label_id in decided):
            yield Reviewed(
                event_id=review.event_id,
                label_id=label.label_id,
                annotator=label.annotator,
                reviewer=review.reviewer,
                verdict=review.verdict,
                category=shown(decided[label.label_id]) if label.label_id in decided else None,
            )


def _sentence(item: Item, outcome: Outcome, found: Explanation, terms: Terms) -> str:
    inferred = inference_used.sentence(outcome, found.inference, terms)
    if inferred is not None:
        return inferred
    match outcome:
        case InForce(origin=Origin.GOLD):
            return gold_sentences.in_force(item.golds, found.gold)
        case InForce(origin=Origin.ADJUDICATION):
            return _adjudicated(item, outcome.category)
        case InForce(origin=Origin.REVIEW):
            return _reviewed(outcome.category, found)
        case InForce():
            return _consensus(outcome.category, found, terms)
        case Absent():
            return _absence(outcome, found, terms)


def _adjudicated(item: Item, decided: str) -> str:
    adjudication = item.adjudication
    if adjudication is None:
        raise ValueError("an adjudicated item has an adjudication")
    clause = f", clause {adjudication.clause}," if adjudication.clause else ""
    return (
        f"{adjudication.adjudicator} adjudicated it as {decided} under guideline revision"
        f" {adjudication.guideline_revision}{clause} having judged"
        f" {counted_noun(len(adjudication.judged), 'label')}."
    )


def _reviewed(decided: str, found: Explanation) -> str:
    told = [
        f"{one.reviewer} approved {one.annotator}'s {one.category}"
        if one.verdict is facts.Verdict.APPROVED
        else f"{one.reviewer} corrected {one.annotator}'s label to {one.category}"
        for one in _deciding(found)
    ]
    return f"{listed(told)}, so {decided} is true by review."


def _consensus(decided: str, found: Explanation, terms: Terms) -> str:
    votes = _votes(found)
    return (
        f"{decided} has {votes[decided]} of {counted_noun(len(found.votes), 'vote')}: the"
        f" {_method(terms.policy)} under policy version {terms.policy_version}."
    )


def _absence(outcome: Absent, found: Explanation, terms: Terms) -> str:
    votes = _votes(found)
    match outcome.reason:
        case Absence.NO_LABELS:
            return "Nobody has answered this task yet, or every answer was retracted."
        case Absence.NO_POLICY:
            return "No policy is published that says how labels become a consensus."
        case Absence.BELOW_QUORUM:
            quorum = terms.policy.quorum if terms.policy else 0
            return (
                f"{counted_noun(len(found.votes), 'vote')} counted, and policy version"
                f" {terms.policy_version} wants at least {quorum}."
            )
        case Absence.TIE:
            ahead = leaders(votes)
            return f"{listed(ahead)} tie with {counted_noun(votes[ahead[0]], 'vote')} each."
        case Absence.NO_MAJORITY:
            first = leaders(votes)[0]
            return (
                f"{first} leads with {votes[first]} of {counted_noun(len(found.votes), 'vote')},"
                f" no majority, which policy version {terms.policy_version} wants."
            )
        case Absence.NOT_ANSWERABLE:
            return (
                "Every answer names a class that was split or retired before taxonomy version"
                f" {terms.taxonomy_version}: it must be labeled anew."
            )
        case Absence.CONTESTED:
            values = sorted({one.category or "cannot tell" for one in _deciding(found)})
            return f"Reviews in force say {listed(values)}: somebody must adjudicate."
        case Absence.NOT_DECIDED:
            return (
                f"Policy version {terms.policy_version} takes for true what comes from"
                f" {order_told(terms.order)}, and none of them says anything."
            )
        case Absence.CANNOT_TELL:
            return f"The {outcome.origin} decided that it cannot be told."
        case Absence.OUTSIDE_TAXONOMY:
            return (
                f"The {outcome.origin} names a class that taxonomy version"
                f" {terms.taxonomy_version} does not have: decide again."
            )
        case Absence.NOT_INFERRED | Absence.UNCERTAIN:
            raise ValueError(f"{outcome.reason} is told by what was inferred")


def _deciding(found: Explanation) -> list[Reviewed]:
    return [one for one in found.reviews if one.category is not None]


def _votes(found: Explanation) -> dict[str, int]:
    return tally({vote.annotator: vote.category for vote in found.votes})


def _method(policy: Policy | None) -> str:
    return str(TruthMethod.PLURALITY if policy is None else policy.truth_method)
