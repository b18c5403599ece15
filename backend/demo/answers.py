"""What the API answered, as far as the story tells it."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

Told = TypeVar("Told")


class _Answer(msgspec.Struct, kw_only=True, rename="camel"):
    """Names as in GraphQL; what the story does not tell is left out."""


class Figure(_Answer, kw_only=True):
    value: float | None
    status: str
    n_items: int
    n_annotators: int

    def told(self) -> str:
        return f"{self.value:.3f}" if self.value is not None else self.status


class Agreement(_Answer, kw_only=True):
    task: str
    observed: Figure
    alpha_nominal: Figure
    alpha_ordinal: Figure
    ac1: Figure


class Requirement(_Answer, kw_only=True):
    metric: str
    task: str | None
    comparison: str
    threshold: str
    severity: str


class Evidence(_Answer, kw_only=True):
    item_id: str


class Finding(_Answer, kw_only=True):
    status: str
    observed: str | None
    sentence: str
    requirement: Requirement
    evidence: list[Evidence]


class AsOf(_Answer, kw_only=True):
    position: int
    recorded_at: datetime | None = None
    guideline_revision: int
    policy_version: int = 0


class Readiness(_Answer, kw_only=True):
    verdict: str
    sentence: str
    requirements: list[Finding]
    as_of: AsOf

    def failing(self) -> list[Finding]:
        return [one for one in self.requirements if one.status != "PASS"]


class Counts(_Answer, kw_only=True):
    items: int
    items_to_review: int
    open_escalations: int


class Standing(_Answer, kw_only=True):
    """How a batch stands."""

    item_count: int
    agreement: list[Agreement]
    readiness: Readiness
    counts: Counts


class Vote(_Answer, kw_only=True):
    annotator: str
    category: str


class Explanation(_Answer, kw_only=True):
    sentence: str
    votes: list[Vote] = []


class GroundTruth(_Answer, kw_only=True):
    category: str | None
    origin: str | None
    absence: str | None
    explanation: Explanation
    as_of: AsOf | None = None

    def told(self) -> str:
        if self.category is not None:
            return f"{self.category} by {(self.origin or '').lower()}"
        return f"none ({(self.absence or '').lower().replace('_', ' ')})"


class LabelAnswer(_Answer, kw_only=True):
    json: object


class Label(_Answer, kw_only=True):
    label_id: str
    annotator: str
    repeat: int
    current_event_id: str
    answers: list[LabelAnswer]


class Labels(_Answer, kw_only=True):
    nodes: list[Label]


class ReviewRequest(_Answer, kw_only=True):
    cause: str


class Item(_Answer, kw_only=True):
    item_id: str
    review_requests: list[ReviewRequest]
    ground_truth: list[GroundTruth]
    labels: Labels

    @property
    def truth(self) -> GroundTruth:
        return self.ground_truth[0]

    def first_reading(self, annotator: str) -> Label:
        found = (one for one in self.labels.nodes if one.annotator == annotator)
        return min(found, key=lambda label: label.repeat)


class Event(_Answer, kw_only=True):
    position: int
    recorded_at: datetime
    type: str
    sentence: str


class Timeline(_Answer, kw_only=True):
    nodes: list[Event]


class ItemStory(_Answer, kw_only=True):
    now: list[GroundTruth]
    before: list[GroundTruth]
    timeline: Timeline


class PageInfo(_Answer, kw_only=True):
    has_next_page: bool
    end_cursor: str | None


class Items(_Answer, kw_only=True):
    nodes: list[Item]
    page_info: PageInfo


class Nodes(_Answer, Generic[Told], kw_only=True):
    nodes: list[Told]


class Precedent(_Answer, kw_only=True):
    precedent_id: str
    question: str
    answer: str
    clause: str | None
    followed_count: int


class Part(_Answer, kw_only=True):
    """Where a share of the disagreement sits."""

    seat: str
    name: str
    share: float
    alpha_without: float | None


class PilotReport(_Answer, kw_only=True):
    cause: str
    sentence: str
    because: list[Part]
    items: int


class Refused(_Answer, kw_only=True):
    code: str
    message: str


class Supposed(_Answer, kw_only=True):
    verdict: str
    sentence: str


class BatchTried(_Answer, kw_only=True):
    batch: dict[str, str]
    supposed: Supposed


class DryRun(_Answer, kw_only=True):
    refusal: Refused | None
    batches: list[BatchTried]


class Gold(_Answer, kw_only=True):
    gold_id: str
    item_id: str
    category: str
    proposed_by: str


class StaleCount(_Answer, kw_only=True):
    guideline_revision: int
    labels: int
    items: int


class StaleCounts(_Answer, kw_only=True):
    counts: list[StaleCount]


class GoldsProposed(_Answer, kw_only=True):
    gold_items: Nodes[Gold]
    stale_label_counts: StaleCounts


class Sentence(_Answer, kw_only=True):
    sentence: str


class Metric(_Answer, kw_only=True):
    metric: str


class WorkFinding(_Answer, kw_only=True):
    """A requirement, and what would turn it."""

    status: str
    subject: str | None
    sentence: str
    requirement: Metric
    what_would_it_take: Sentence | None


class WorkWanted(_Answer, kw_only=True):
    verdict: str
    sentence: str
    requirements: list[WorkFinding]


class Turned(_Answer, kw_only=True):
    before: str | None
    after: str


class Revocation(_Answer, kw_only=True):
    cause: str
    sentence: str | None
    cause_event_id: str | None
    position: int
    turned: list[Turned]


class CertificateNow(_Answer, kw_only=True):
    number: int
    is_in_force: bool
    revocation: Revocation | None


class BatchWork(_Answer, kw_only=True):
    """A batch's verdict, what it would take, and its last certificate."""

    readiness: WorkWanted
    certificates: Nodes[CertificateNow]

    @property
    def revocation(self) -> Revocation | None:
        return next((one.revocation for one in self.certificates.nodes), None)


class Tree(_Answer, kw_only=True):
    size: int
    root: str


class Assessment(_Answer, kw_only=True):
    state_sha256: str
    truths: int
    policy_version: int


class Certificate(_Answer, kw_only=True):
    """As it was recorded."""

    number: int
    position: int
    checkpoint: Tree
    assessment: Assessment


class TruthsReleased(_Answer, kw_only=True):
    truths: int


class Release(_Answer, kw_only=True):
    number: int
    certificate_number: int
    manifest_sha256: str
    assessment: TruthsReleased


def converted(found: object, kind: type[Told]) -> Told:
    """Positions and decimals are text on the wire, so numbers may be."""
    return msgspec.convert(found, kind, strict=False)
