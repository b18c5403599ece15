"""What reads answer with, the same for now (`reads.py`) and for the past (`replay.py`).

Every answer says what it holds for: asked again as of that position, it is the same. Only while
new terms are on their way through the items does an answer of now hold for the former ones, and
names them; as of a position, the terms are always those in force there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

import msgspec

from labeltrail.events.identifiers import (
    BatchId,
    EscalationId,
    ItemId,
    MemberId,
    ProjectId,
    TaskName,
)
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.agreement.tallied import TaskAgreement, agreements
from labeltrail.projections.evidence import EvidenceByPlace
from labeltrail.projections.explanation import GroundTruth, ground_truths
from labeltrail.projections.parking import Parked, ParkedStream
from labeltrail.projections.progress import Refold, Stop
from labeltrail.projections.readiness import Readiness, Waiver, readiness
from labeltrail.projections.readiness.tallied import is_answered
from labeltrail.projections.readiness.waiving import with_waivers
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence

PAGE_ROWS_MAX = 1_000

Key = TypeVar("Key")
Row = TypeVar("Row")


class HoldsFor(msgspec.Struct, frozen=True, kw_only=True):
    """
    position            every event up to it is in the answer
    recorded_at         when that position was recorded; None at position 0
    taxonomy_version    applied in the answer; 0 before the first, as with the other two
    guideline_revision  in force at the position
    policy_version      applied in the answer
    inference_version   recorded runs applied in the answer: so many had come into force
    standing_version    suspensions and reinstatements applied that changed who votes: so many
    parked              streams of the project whose later events no answer at the position holds
    """

    project_id: ProjectId
    position: int
    recorded_at: datetime | None
    taxonomy_version: int
    guideline_revision: int
    policy_version: int
    inference_version: int = 0
    standing_version: int = 0
    parked: tuple[ParkedStream, ...] = ()


class Window(msgspec.Struct, Generic[Key], frozen=True, kw_only=True):
    """Which rows of a list: the first ones after a key and before another, or the last ones."""

    limit: int
    after: Key | None = None
    before: Key | None = None
    is_backward: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.limit <= PAGE_ROWS_MAX:
            raise ValueError(f"a page holds 0 to {PAGE_ROWS_MAX} rows, not {self.limit}")


class Page(msgspec.Struct, Generic[Row], frozen=True, kw_only=True):
    """Rows in the list's order, whichever way was paged. `has_more` in that way."""

    holds_for: HoldsFor
    rows: tuple[Row, ...]
    has_more: bool


class ItemAnswer(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """`position` is that of the item's last event, `batches` are by id."""

    holds_for: HoldsFor
    item_id: ItemId
    position: int
    state: Item
    batches: tuple[BatchId, ...]
    terms: Terms

    @cached_property
    def ground_truths(self) -> tuple[GroundTruth, ...]:
        """With their explanations: computed when asked, since most lists do not."""
        return ground_truths(self.state, self.terms)

    @property
    def parked(self) -> ParkedStream | None:
        """Where the answer ends, if the item's stream is parked."""
        stream = ITEM + self.item_id
        return next((one for one in self.holds_for.parked if one.stream == stream), None)


class ItemFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the items listed have in common; everything named must hold.

    `absence` is the reason why there is no ground truth, of `task` or else of any task.
    """

    batch_id: BatchId | None = None
    task: TaskName | None = None
    absence: Absence | None = None
    needs_review: bool = False
    is_escalated: bool = False


class BatchFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the batch itself says. `items` is their number."""

    batch_id: BatchId
    title: str
    batch_kind: BatchKind
    is_closed: bool
    items: int
    opened_position: int


class ScopeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch, or the whole project, adds up to. `batch` is None for the project.

    `judged` is None where readiness was not asked for and takes more than the sums.
    `parked` are the streams that it lacks something of.
    """

    holds_for: HoldsFor
    batch: BatchFacts | None
    terms: Terms
    tally: Tally
    agreement: tuple[TaskAgreement, ...]
    judged: Readiness | None
    parked: tuple[ParkedStream, ...] = ()

    @property
    def readiness(self) -> Readiness:
        """Raises LookupError where it was not asked for."""
        if self.judged is None:
            raise LookupError("readiness was not asked for")
        return self.judged


class EscalationFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What the questions listed have in common; everything named must hold.

    `owner` is named in the question, or has one of `roles`, which nobody named settles it by.
    """

    level: int | None = None
    owner: MemberId | None = None
    roles: tuple[Role, ...] = ()
    due_before: datetime | None = None


class EscalationKey(msgspec.Struct, frozen=True):
    """Its place in the queue: highest level first, then due soonest, then raised first."""

    level: int
    due_at: datetime | None
    raised_position: int


class EscalationRow(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    escalation: Escalation

    @property
    def escalation_id(self) -> EscalationId:
        return self.escalation.escalation_id

    @property
    def key(self) -> EscalationKey:
        held = self.escalation
        return EscalationKey(held.level, held.due_at, held.raised_position)


class RulesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The project's rules at a position, whatever the read models apply."""

    holds_for: HoldsFor
    rules: Rules


class Lag(msgspec.Struct, frozen=True, kw_only=True):
    """How far a project's read models are behind its ledger.

    stopped    the event that cannot be folded, if any
    refold     a new policy or taxonomy on its way through the items, if any
    state_sha  of all that the rows hold at the position (`attestation.py`)
    parked     the streams that were set aside, since an event of theirs cannot be folded
    """

    project_id: ProjectId
    position: int
    head: int
    stopped: Stop | None
    refold: Refold | None
    folded_at: datetime
    generation: int
    fold_version: int
    state_sha: str
    parked: tuple[Parked, ...] = ()

    @property
    def events(self) -> int:
        return self.head - self.position


def item_answer(
    holds_for: HoldsFor,
    item_id: ItemId,
    position: int,
    state: Item,
    batches: tuple[BatchId, ...],
    terms: Terms,
) -> ItemAnswer:
    return ItemAnswer(
        holds_for=holds_for,
        item_id=item_id,
        position=position,
        state=state,
        batches=batches,
        terms=terms,
    )


def scope_answer(
    holds_for: HoldsFor,
    batch: BatchFacts | None,
    tally: Tally,
    terms: Terms,
    evidence: EvidenceByPlace,
    parked: tuple[ParkedStream, ...] = (),
    judged: Readiness | None = None,
) -> ScopeAnswer:
    """`judged` is there for a policy that sums do not answer."""
    return ScopeAnswer(
        holds_for=holds_for,
        batch=batch,
        terms=terms,
        tally=tally,
        agreement=agreements(tally, terms, holds_for.position),
        judged=readiness(tally, terms, evidence) if is_answered(terms.policy) else judged,
        parked=parked,
    )


def waiving(answer: ScopeAnswer, waivers: Sequence[Waiver]) -> ScopeAnswer:
    """The answer while these waivers are in force."""
    if answer.judged is None or not waivers:
        return answer
    terms = answer.terms
    judged = with_waivers(answer.judged, waivers, terms.policy, terms.policy_version)
    return msgspec.structs.replace(answer, judged=judged)
