"""What changed between two positions of a project, and which events did it.

Pure. An item's ground truth is followed event by event, its own and the rules' in the order of
the ledger, each under the terms in force there: an event did it when the truth after it is
another than before it. So a truth that a new policy moved names the policy's publication, and
one that a vote moved names the label.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from heapq import merge

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.streams import rules as rule_streams
from labeltrail.events.streams.item import facts, state
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import truth
from labeltrail.projections.explanation import GroundTruth, ground_truth
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.truth import Absent, InForce, Outcome


class LabelChange(StrEnum):
    """What happened to a label."""

    SUBMITTED = "submitted"
    REVISED = "revised"
    RETRACTED = "retracted"
    REVIEWED = "reviewed"


class TruthChange(StrEnum):
    """How what is true of an item and task differs."""

    GAINED = "gained"
    """There was no value, and there is one."""
    LOST = "lost"
    """There was a value, and there is none."""
    CHANGED = "changed"
    """There is another value."""
    REGROUNDED = "regrounded"
    """The same value, or still none, for another reason."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """The positions after `earlier` up to and with `later`.

    `terms` begins with those at `earlier`; each further one is in force from its position on.
    """

    earlier: int
    later: int
    terms: tuple[tuple[int, Terms], ...]

    @property
    def before(self) -> Terms:
        return self.terms[0][1]

    @property
    def after(self) -> Terms:
        return self.terms[-1][1]

    def holds(self, position: int) -> bool:
        return self.earlier < position <= self.later


class LabelDifference(msgspec.Struct, frozen=True, kw_only=True):
    """`changes` in the order in which each happened first, `positions` of all events that did it.

    `before` is None for a label that was submitted in between.
    """

    label_id: LabelId
    annotator: MemberId
    changes: tuple[LabelChange, ...]
    positions: tuple[int, ...]
    before: Label | None
    after: Label


class TruthDifference(msgspec.Struct, frozen=True, kw_only=True):
    """None stands for an item that was not registered, or a task that the taxonomy lacks."""

    task: TaskName
    change: TruthChange
    positions: tuple[int, ...]
    before: GroundTruth | None
    after: GroundTruth | None


class BatchJoined(msgspec.Struct, frozen=True, kw_only=True):
    batch_id: BatchId
    position: int


class ItemDifference(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are the item's own in between; `is_new` when it was registered in between."""

    item_id: ItemId
    is_new: bool
    labels: tuple[LabelDifference, ...]
    truths: tuple[TruthDifference, ...]
    joined: tuple[BatchJoined, ...]
    events: tuple[RecordedEvent, ...]


def period(earlier: int, later: int, rules: Rules, between: Iterable[RecordedEvent]) -> Period:
    """`rules` in force at `earlier`; `between` holds the rules' events after it, in order."""
    terms = [(earlier, terms_in_force(rules))]
    for event in between:
        rules = rule_streams.evolve(rules, event)
        changed = terms_in_force(rules)
        if changed.edition != terms[-1][1].edition:
            terms.append((event.position, changed))
    return Period(earlier=earlier, later=later, terms=tuple(terms))


def item_difference(
    item_id: ItemId,
    given: Period,
    history: Sequence[RecordedEvent],
    joined: Sequence[BatchJoined] = (),
) -> ItemDifference | None:
    """`history` is the item's stream up to the later position; None when nothing changed."""
    before = state.fold([one for one in history if one.position <= given.earlier])
    between = [one for one in history if given.holds(one.position)]
    after = before
    for event in between:
        after = state.evolve(after, event)
    truths = tuple(_truths(before, after, between, given))
    joins = tuple(one for one in joined if given.holds(one.position))
    if not between and not truths and not joins:
        return None
    return ItemDifference(
        item_id=item_id,
        is_new=before.registered is None and after.registered is not None,
        labels=tuple(_labels(before, after, between)),
        truths=truths,
        joined=joins,
        events=tuple(between),
    )


def _labels(
    before: Item, after: Item, between: Iterable[RecordedEvent]
) -> Iterator[LabelDifference]:
    happened: dict[LabelId, list[tuple[LabelChange, int]]] = {}
    for event in between:
        found = label_change(event)
        if found is not None:
            label_id, change = found
            happened.setdefault(label_id, []).append((change, event.position))
    for label_id, changes in happened.items():
        yield LabelDifference(
            label_id=label_id,
            annotator=after.labels[label_id].annotator,
            changes=tuple(dict.fromkeys(change for change, _ in changes)),
            positions=tuple(position for _, position in changes),
            before=before.labels.get(label_id),
            after=after.labels[label_id],
        )


def label_change(event: RecordedEvent) -> tuple[LabelId, LabelChange] | None:
    """The label that the event is about, and what it did to it."""
    match event.fact:
        case facts.LabelSubmitted():
            return LabelId(event.event_id), LabelChange.SUBMITTED
        case facts.LabelRevised(label_id=label_id):
            return label_id, LabelChange.REVISED
        case facts.LabelRetracted(label_id=label_id):
            return label_id, LabelChange.RETRACTED
        case facts.LabelReviewed(label_id=label_id):
            return label_id, LabelChange.REVIEWED
    return None


def _truths(
    before: Item, after: Item, between: Sequence[RecordedEvent], given: Period
) -> Iterator[TruthDifference]:
    was, is_ = _outcomes(before, given.before), _outcomes(after, given.after)
    changes = {task: truth_change(was.get(task), is_.get(task)) for task in {**was, **is_}}
    if not any(changes.values()):
        return
    moved = _moved(before, between, given)
    for task, change in changes.items():
        if change is not None:
            yield TruthDifference(
                task=task,
                change=change,
                positions=tuple(moved.get(task, ())),
                before=ground_truth(before, task, given.before) if task in was else None,
                after=ground_truth(after, task, given.after) if task in is_ else None,
            )


def truth_change(before: Outcome | None, after: Outcome | None) -> TruthChange | None:
    """None when it is the same, or begins or ends to be asked without having a value."""
    match before, after:
        case InForce(), InForce():
            if before.category != after.category:
                return TruthChange.CHANGED
            return TruthChange.REGROUNDED if before.origin is not after.origin else None
        case _, InForce():
            return TruthChange.GAINED
        case InForce(), _:
            return TruthChange.LOST
        case Absent(), Absent():
            return TruthChange.REGROUNDED if before != after else None
    return None


def _moved(
    item: Item, between: Sequence[RecordedEvent], given: Period
) -> dict[TaskName, list[int]]:
    """For each task the positions where its truth became another, on the way."""
    terms, moved = given.before, dict[TaskName, list[int]]()
    standing = _outcomes(item, terms)
    steps: Iterable[tuple[int, RecordedEvent | Terms]] = merge(
        ((one.position, one) for one in between), given.terms[1:], key=lambda step: step[0]
    )
    for position, step in steps:
        if isinstance(step, Terms):
            terms = step
        else:
            item = state.evolve(item, step)
        found = _outcomes(item, terms)
        for task in {**standing, **found}:
            if truth_change(standing.get(task), found.get(task)) is not None:
                moved.setdefault(task, []).append(position)
        standing = found
    return moved


def _outcomes(item: Item, terms: Terms) -> Mapping[TaskName, Outcome]:
    if item.registered is None:
        return {}
    return {task: truth.outcome(item, task, terms) for task in terms.tasks}
