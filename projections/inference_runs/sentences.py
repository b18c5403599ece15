"""What is told of recorded runs: how each was computed, what it says of an item, and why."""

from __future__ import annotations

from decimal import Decimal

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams.inference import PREFIX
from labeltrail.events.streams.inference.facts import InferenceCompleted, InferenceRecorded
from labeltrail.events.streams.inference.runs import CompletedRun
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.inferred import NoOutcome, TruthInferred
from labeltrail.events.streams.policy import TruthMethod
from labeltrail.events.values import category
from labeltrail.projections.sentences import told

NAMES = {
    TruthMethod.PLURALITY: "plurality",
    TruthMethod.MAJORITY: "majority",
    TruthMethod.WEIGHTED_VOTE: "weighted vote",
    TruthMethod.ONE_COIN_DAWID_SKENE: "one-coin Dawid-Skene",
    TruthMethod.DAWID_SKENE: "Dawid-Skene",
    TruthMethod.MACE: "MACE",
    TruthMethod.GLAD: "GLAD",
    TruthMethod.BRADLEY_TERRY: "Bradley-Terry",
    TruthMethod.AUTOMATIC: "the method chosen automatically",
}
NO_OUTCOME = {
    NoOutcome.TIE: "no value, since several lead with equally much",
    NoOutcome.NO_MAJORITY: "no value, since none has more than half",
    NoOutcome.BELOW_QUORUM: "no value, since too few have voted",
    NoOutcome.NO_VOTES: "no value any more, since nobody votes on it now",
}


@told.register
def _(fact: InferenceRecorded, event: RecordedEvent) -> str:
    result, given = fact.result, fact.computed_from
    applied = f", applied as {NAMES[result.applied]}," if result.applied is not fact.method else ""
    scope = f" in batch {fact.batch_id}" if fact.batch_id is not None else ""
    ended = "converged" if result.has_converged else "ended without converging"
    return (
        f"{event.actor} recorded run {event.stream.removeprefix(PREFIX)} of {NAMES[fact.method]}"
        f"{applied} on task {fact.task}{scope}: {_count(given.labels, 'label')} of"
        f" {_count(given.annotators, 'annotator')} on {_count(given.items, 'item')} as of position"
        f" {given.position}, seed {fact.seed}, {ended} after"
        f" {_count(result.iterations, 'iteration')}; {_count(fact.items_changed, 'item')} to tell"
        f" anew. Input {given.digest[:12]}, result {result.digest[:12]}."
    )


@told.register
def _(fact: TruthInferred, event: RecordedEvent) -> str:
    if fact.value is None:
        found = NO_OUTCOME[fact.reason] if fact.reason is not None else "no value"
    else:
        sure = f" with probability {fact.probability}" if fact.probability is not None else ""
        found = f"{category(fact.value)}{sure}"
    item = event.stream.removeprefix(ITEM)
    return (
        f"Run {fact.run_id} of {NAMES[fact.method]} inferred {fact.task} of item {item}: {found}."
        " It counts when the run is complete."
    )


@told.register
def _(fact: InferenceCompleted, event: RecordedEvent) -> str:
    return (
        f"Run {fact.run_id} of {NAMES[fact.method]} on task {fact.task}, from the labels up to"
        f" position {fact.input_position}, is complete: {_count(fact.items_changed, 'item')} told"
        " anew. Where the policy asks for this method, it says what is true."
    )


def in_force(said: TruthInferred, run: CompletedRun, waiting: int) -> str:
    """Why the item has this value, with the votes that weigh most on either side."""
    found = category(said.value) if said.value is not None else "nothing"
    sure = f" with probability {_short(said.probability)}" if said.probability is not None else ""
    return f"{_name(run, 'infers')} {found}{sure}{_weighed(said)}.{_waiting(waiting)}"


def absent(said: TruthInferred, run: CompletedRun, waiting: int) -> str:
    found = NO_OUTCOME[said.reason] if said.reason is not None else "no value"
    return f"{_name(run, 'finds')} {found}.{_waiting(waiting)}"


def uncertain(said: TruthInferred, run: CompletedRun, least: Decimal, waiting: int) -> str:
    found = category(said.value) if said.value is not None else "nothing"
    return (
        f"{_name(run, 'infers')} {found} with probability {_short(said.probability)}, less than"
        f" the {least} that the policy wants{_weighed(said)}.{_waiting(waiting)}"
    )


def not_inferred(method: TruthMethod, policy_version: int, is_recorded: bool) -> str:
    wanted = f"Policy version {policy_version} takes the word of {NAMES[method]}"
    if not is_recorded:
        return f"{wanted}, and no run of it is recorded for this task yet."
    return f"{wanted}, and no complete run says anything of this item yet."


def _name(run: CompletedRun, verb: str) -> str:
    return (
        f"Run {run.run_id} of {NAMES[run.method]}, from the labels up to position"
        f" {run.input_position}, {verb}"
    )


def _weighed(said: TruthInferred) -> str:
    """The strongest vote for it and the strongest against it, by weight of evidence."""
    known = [one for one in said.votes if one.evidence is not None]
    if not known or said.value is None:
        return ""
    most = max(known, key=lambda one: (one.evidence or 0, one.annotator))
    least = min(known, key=lambda one: (one.evidence or 0, one.annotator))
    parts = [f"{one.annotator}'s {one.category} {_signed(one.evidence)}" for one in (most, least)]
    against = f" against {said.against}" if said.against is not None else ""
    weighs = "; ".join(dict.fromkeys(parts))
    return f"{against}; of {_count(len(said.votes) + said.votes_more, 'vote')} weigh {weighs}"


def _waiting(labels: int) -> str:
    if not labels:
        return ""
    verb = "is" if labels == 1 else "are"
    return f" {_count(labels, 'label')} of it {verb} later than that and not in it."


def _signed(evidence: Decimal | None) -> str:
    return f"{evidence:+.2f}" if evidence is not None else "nothing"


def _short(probability: Decimal | None) -> str:
    return f"{probability:.3f}" if probability is not None else "unknown"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
