"""What the API answered in the first half of the story, as far as it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

Told = TypeVar("Told")


class Answer(msgspec.Struct, kw_only=True, rename="camel"):
    """Names as in GraphQL; what the story does not tell is left out."""


class Figure(Answer, kw_only=True):
    value: float | None
    status: str
    n_items: int
    n_annotators: int

    def told(self) -> str:
        return f"{self.value:.3f}" if self.value is not None else self.status


class Agreement(Answer, kw_only=True):
    task: str
    observed: Figure
    alpha_nominal: Figure
    alpha_ordinal: Figure
    ac1: Figure


class Requirement(Answer, kw_only=True):
    metric: str
    task: str | None
    comparison: str
    threshold: str
    severity: str


class Evidence(Answer, kw_only=True):
    item_id: str


class Finding(Answer, kw_only=True):
    status: str
    observed: str | None
    sentence: str
    requirement: Requirement
    evidence: list[Evidence]


class AsOf(Answer, kw_only=True):
    position: int
    recorded_at: datetime | None = None
    guideline_revision: int
    policy_version: int = 0


class Readiness(Answer, kw_only=True):
    verdict: str
    sentence: str
    requirements: list[Finding]
    as_of: AsOf

    def failing(self) -> list[Finding]:
        return [one for one in self.requirements if one.status != "PASS"]


class Counts(Answer, kw_only=True):
    items: int
    items_to_review: int
    open_escalations: int


class Standing(Answer, kw_only=True):
    """How a batch stands."""

    item_count: int
    agreement: list[Agreement]
    readiness: Readiness
    counts: Counts


class Vote(Answer, kw_only=True):
    annotator: str
    category: str


class Explanation(Answer, kw_only=True):
    sentence: str
    votes: list[Vote] = []


class GroundTruth(Answer, kw_only=True):
    category: str | None
    origin: str | None
    absence: str | None
    explanation: Explanation
    as_of: AsOf | None = None

    def told(self) -> str:
        if self.category is not None:
            return f"{self.category} by {(self.origin or '').lower()}"
        return f"none ({(self.absence or '').lower().replace('_', ' ')})"


class LabelAnswer(Answer, kw_only=True):
    json: object


class Label(Answer, kw_only=True):
    label_id: str
    annotator: str
    repeat: int
    current_event_id: str
    answers: list[LabelAnswer]


class Labels(Answer, kw_only=True):
    nodes: list[Label]


class ReviewRequest(Answer, kw_only=True):
    cause: str


class Item(Answer, kw_only=True):
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


class Event(Answer, kw_only=True):
    position: int
    recorded_at: datetime
    type: str
    sentence: str


class Timeline(Answer, kw_only=True):
    nodes: list[Event]


class ItemStory(Answer, kw_only=True):
    now: list[GroundTruth]
    before: list[GroundTruth]
    timeline: Timeline


class PageInfo(Answer, kw_only=True):
    has_next_page: bool
    end_cursor: str | None


class Items(Answer, kw_only=True):
    nodes: list[Item]
    page_info: PageInfo


class Nodes(Answer, Generic[Told], kw_only=True):
    nodes: list[Told]


class Precedent(Answer, kw_only=True):
    precedent_id: str
    question: str
    answer: str
    clause: str | None
    followed_count: int


def converted(found: object, kind: type[Told]) -> Told:
    """Positions and decimals are text on the wire, so numbers may be."""
    return msgspec.convert(found, kind, strict=False)
