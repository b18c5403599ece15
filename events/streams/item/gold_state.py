"""The golds of one item as its events leave them: one for each proposal, none ever forgotten.

Which of a task's golds is in force follows from what happened to each. Events may be folded in
the order in which they happened by their sources, so no step asks that another came first.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, GoldId, MemberId, TaskName
from labeltrail.events.streams.item import gold_facts as facts
from labeltrail.events.values import Value


class GoldStatus(StrEnum):
    """Where a gold is on its way."""

    PROPOSED = "proposed"
    """Waits for a second person; not in force."""
    ACTIVE = "active"
    """In force."""
    CONTESTED = "contested"
    """Doubted, and not in force while it is."""
    RETIRED = "retired"
    """Used no more."""
    SUPERSEDED = "superseded"
    """Another proposal or value of the same task took its place."""


class Approval(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The second person's word. `approved_at` is when it was recorded."""

    event_id: EventId
    approved_by: MemberId
    approved_at: datetime
    position: int


class Contest(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    event_id: EventId
    contested_by: MemberId
    contested_at: datetime
    reason: facts.ContestReason
    note: PersonalText | None
    position: int
    actor: MemberId = MemberId("")
    evidence: facts.AgainstGold | None = None


class Retirement(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    event_id: EventId
    retired_by: MemberId
    retired_at: datetime
    reason: facts.RetireReason
    note: PersonalText | None
    position: int


class Gold(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One proposal and what became of it. `actor` called for `proposed_by`, or is the same."""

    gold_id: GoldId
    task: TaskName
    value: Value
    proposed_by: MemberId
    actor: MemberId
    proposed_at: datetime
    taxonomy_version: int
    guideline_revision: int
    source: str | None
    rationale: PersonalText | None
    position: int
    approval: Approval | None = None
    contest: Contest | None = None
    retirement: Retirement | None = None
    superseded_position: int | None = None

    @property
    def status(self) -> GoldStatus:
        if self.retirement is not None:
            return GoldStatus.RETIRED
        if self.superseded_position is not None:
            return GoldStatus.SUPERSEDED
        if self.contest is not None:
            return GoldStatus.CONTESTED
        return GoldStatus.PROPOSED if self.approval is None else GoldStatus.ACTIVE


Golds = dict[GoldId, Gold]
"""By id, in the order of their proposals."""


def of_task(golds: Golds, task: TaskName) -> list[Gold]:
    """The golds of a task, in the order of their proposals."""
    return [one for one in golds.values() if one.task == task]


def in_force(golds: Golds, task: TaskName) -> Gold | None:
    """The gold that says what is true; there is never more than one."""
    return _with_status(golds, task, GoldStatus.ACTIVE)


def contested(golds: Golds, task: TaskName) -> Gold | None:
    """The gold that would be in force if it were not doubted."""
    return _with_status(golds, task, GoldStatus.CONTESTED)


def tasks_changed(former: Golds, golds: Golds) -> set[TaskName]:
    """The tasks that have another gold than before, or one on which something happened."""
    if golds is former:
        return set()
    return {one.task for gold_id, one in golds.items() if former.get(gold_id) is not one}


def _with_status(golds: Golds, task: TaskName, status: GoldStatus) -> Gold | None:
    for one in golds.values():
        if one.task == task and one.status is status:
            return one
    return None


def after(golds: Golds, event: RecordedEvent, fact: facts.GoldFact) -> Golds:
    """The golds after an event of one of `STEPS`."""
    return STEPS[type(fact)](golds, event, fact)


def _proposed(golds: Golds, event: RecordedEvent, fact: facts.GoldProposed) -> Golds:
    """It takes the place of a proposal that still waits."""
    gold = Gold(
        gold_id=GoldId(event.event_id),
        task=fact.task,
        value=fact.value,
        proposed_by=fact.proposed_by,
        actor=MemberId(event.actor),
        proposed_at=event.recorded_at,
        taxonomy_version=fact.taxonomy_version,
        guideline_revision=fact.guideline_revision,
        source=fact.source,
        rationale=fact.rationale,
        position=event.position,
    )
    waiting = (one for one in of_task(golds, fact.task) if one.status is GoldStatus.PROPOSED)
    return {**_superseded(golds, waiting, event), gold.gold_id: gold}


def _activated(golds: Golds, event: RecordedEvent, fact: facts.GoldActivated) -> Golds:
    """It takes the place of the one that was in force or contested."""
    gold = golds[fact.gold] if fact.gold is not None else of_task(golds, fact.task)[-1]
    approval = Approval(
        event_id=EventId(event.event_id),
        approved_by=fact.approved_by,
        approved_at=event.recorded_at,
        position=event.position,
    )
    former = (
        one
        for one in of_task(golds, fact.task)
        if one.status in (GoldStatus.ACTIVE, GoldStatus.CONTESTED)
    )
    superseded = _superseded(golds, former, event)
    return {**superseded, gold.gold_id: replace(gold, approval=approval)}


def _contested(golds: Golds, event: RecordedEvent, fact: facts.GoldContested) -> Golds:
    contest = Contest(
        event_id=EventId(event.event_id),
        contested_by=fact.contested_by,
        contested_at=event.recorded_at,
        reason=fact.reason,
        note=fact.note,
        position=event.position,
        actor=MemberId(event.actor),
        evidence=fact.evidence,
    )
    return {**golds, fact.gold: replace(golds[fact.gold], contest=contest)}


def _retired(golds: Golds, event: RecordedEvent, fact: facts.GoldRetired) -> Golds:
    retirement = Retirement(
        event_id=EventId(event.event_id),
        retired_by=fact.retired_by,
        retired_at=event.recorded_at,
        reason=fact.reason,
        note=fact.note,
        position=event.position,
    )
    return {**golds, fact.gold: replace(golds[fact.gold], retirement=retirement)}


def _superseded(golds: Golds, former: Iterable[Gold], event: RecordedEvent) -> Golds:
    gone = {one.gold_id: replace(one, superseded_position=event.position) for one in former}
    return {**golds, **gone}


STEPS: dict[type[msgspec.Struct], Callable[..., Golds]] = {
    facts.GoldProposed: _proposed,
    facts.GoldActivated: _activated,
    facts.GoldContested: _contested,
    facts.GoldRetired: _retired,
}
