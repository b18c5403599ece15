"""What happens to a precedent. Its id is that of the escalation whose resolution it keeps."""

from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import ItemId, MemberId, PrecedentId
from labeltrail.events.streams.item.escalation_commands import InvolvedClass


class Following(StrEnum):
    """What kind of decision followed a precedent."""

    LABEL = "label"
    REVIEW = "review"
    ADJUDICATION = "adjudication"
    RESOLUTION = "resolution"


class PrecedentRecorded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question was settled for reuse.

    `question` and `answer` are published text, as a guideline is. `attributes` are those of the
    item that the question was about, so that it is found for others like it.
    """

    item_id: ItemId
    recorded_by: MemberId
    question: str
    answer: str
    guideline_revision: int
    taxonomy_version: int
    clause: str | None = None
    classes: tuple[InvolvedClass, ...] = ()
    attributes: dict[str, str] = {}
    supersedes: PrecedentId | None = None


class PrecedentFollowed(msgspec.Struct, frozen=True, kw_only=True):
    """A decision about an item rests on it: the event that caused this one."""

    item_id: ItemId
    followed_by: MemberId
    following: Following


class PrecedentSuperseded(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It is overturned by another precedent and is not to be followed any more.

    `affected` are the items whose decisions followed it, in order of their ids, as many as an
    event may list; `affected_items` is their number.
    """

    superseded_by: PrecedentId
    decided_by: MemberId
    affected_items: int
    affected: tuple[ItemId, ...] = ()
    reason: str | None = None


PrecedentFact = PrecedentRecorded | PrecedentFollowed | PrecedentSuperseded
