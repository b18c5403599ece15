"""What rules of the policy ask for about an item, and who took it on to judge it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import EventId, ItemId, MemberId, TaskName
from labeltrail.events.streams.project import Role

SECOND_LOOK = "second-look/"
"""Begins the streams of second looks: one for each reviewer whose reviews were looked at."""


class Verdict(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"
    CORRECTED = "corrected"


class AdjudicationRequested(
    msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True
):
    """The routing rule `rule` of the policy sends the item to an adjudicator.

    `annotator` and `repeat` name the label that it fired on; None: it fired on the votes.
    """

    rule: str
    policy_version: int
    requested_by: MemberId
    task: TaskName | None = None
    annotator: MemberId | None = None
    repeat: int | None = None


class EscalationRouted(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The routing rule `rule` raised a question without words. This event's id is its id."""

    rule: str
    policy_version: int
    raised_by: MemberId
    level: int
    guideline_revision: int
    task: TaskName | None = None
    annotator: MemberId | None = None
    repeat: int | None = None
    owner: MemberId | None = None
    owner_role: Role | None = None
    due_at: datetime | None = None


class ReviewClaimed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A reviewer or adjudicator looks at the item; until then nobody else takes it on."""

    claimed_by: MemberId
    until: datetime


class ReviewClaimReleased(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Who claimed the item will not judge it after all."""

    claim: EventId
    released_by: MemberId


class SecondLookTaken(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A second reviewer has judged what the first one had judged; on the first one's own stream.

    `agrees`: the same verdict, and the same answers where both corrected the label.
    """

    item_id: ItemId
    review: EventId
    reviewer: MemberId
    verdict: Verdict
    second_reviewer: MemberId
    second_verdict: Verdict
    agrees: bool


ReviewFact = (
    AdjudicationRequested | EscalationRouted | ReviewClaimed | ReviewClaimReleased | SecondLookTaken
)


def stream_of_second_looks(reviewer: MemberId) -> str:
    """At the reviews of one reviewer."""
    return SECOND_LOOK + reviewer
