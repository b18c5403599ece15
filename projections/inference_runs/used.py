"""What a recorded run says of an item, as the explanation of its truth names it."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import EventId, TaskName
from labeltrail.events.streams.inference.runs import CompletedRun
from labeltrail.events.streams.item.inferred import Inferred, TruthInferred
from labeltrail.events.streams.item.state import Item
from labeltrail.projections import truth
from labeltrail.projections.inference_runs import sentences as inference_sentences
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence, Absent, InForce, Origin, Outcome


class InferenceUsed(msgspec.Struct, frozen=True, kw_only=True):
    """
    event_id      that told of the item
    said          by it: the run, the method, the probability, the weight of each vote
    run           the last complete run that the item was part of: where it is not the one that
                  told of the item, it came to the same
    labels_since  labels on the task that are later than the run's input
    """

    event_id: EventId
    said: TruthInferred
    run: CompletedRun
    labels_since: int

    @property
    def confirmed_by(self) -> UUID | None:
        """The later run that came to the same, if there is one."""
        return self.run.run_id if self.run.run_id != self.said.run_id else None


def used(item: Item, task: TaskName, outcome: Outcome, terms: Terms) -> InferenceUsed | None:
    """None where something stronger decides, or no run says anything of the item."""
    if not terms.infers or not _is_consensus(outcome):
        return None
    found = truth.inferred_of(item, task, terms)
    if found is None:
        return None
    run = _speaking(found, terms.runs[task])
    since = [
        label
        for label in item.labels.values()
        if task in label.answers and label.position > run.input_position
    ]
    return InferenceUsed(event_id=found.event_id, said=found.said, run=run, labels_since=len(since))


def sentence(outcome: Outcome, inference: InferenceUsed | None, terms: Terms) -> str | None:
    """None where the truth was not inferred."""
    if not terms.infers or terms.policy is None or not _is_consensus(outcome):
        return None
    if inference is None:
        if not isinstance(outcome, Absent) or outcome.reason is not Absence.NOT_INFERRED:
            return None
        method, version = terms.policy.truth_method, terms.policy_version
        return inference_sentences.not_inferred(method, version, bool(terms.runs))
    said, run, waiting = inference.said, inference.run, inference.labels_since
    match outcome:
        case InForce():
            return inference_sentences.in_force(said, run, waiting)
        case Absent(reason=Absence.UNCERTAIN):
            least = terms.policy.probability_min
            wanted = least if isinstance(least, Decimal) else Decimal(0)
            return inference_sentences.uncertain(said, run, wanted, waiting)
        case Absent(reason=Absence.OUTSIDE_TAXONOMY):
            return None
        case Absent():
            return inference_sentences.absent(said, run, waiting)


def _speaking(found: Inferred, runs: dict[UUID, CompletedRun]) -> CompletedRun:
    """A run over the whole project speaks of every item, also where it tells nothing new."""
    return next(
        run
        for run in reversed(runs.values())
        if run.run_id == found.said.run_id or not run.is_of_batch
    )


def _is_consensus(outcome: Outcome) -> bool:
    if isinstance(outcome, InForce):
        return outcome.origin is Origin.CONSENSUS
    return outcome.origin in (None, Origin.CONSENSUS) and outcome.reason not in (
        Absence.NO_LABELS,
        Absence.NO_POLICY,
        Absence.NOT_DECIDED,
    )
