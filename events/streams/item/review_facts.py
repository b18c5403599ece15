"""What rules of the policy ask for about an item, and who took it on to judge it."""

from datetime import datetime

import msgspec

from labeltrail.events.identifiers import EventId, MemberId, TaskName
from labeltrail.events.streams.project import Role


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


ReviewFact = AdjudicationRequested | EscalationRouted | ReviewClaimed | ReviewClaimReleased
