"""What can happen to the gold of an item: its known value, task by task.

A gold begins with its proposal, whose event's id is the gold's id. It is in force once a second
person approved it, until it is contested, retired, or followed by the next one that is approved.
"""

from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import GoldId, LabelId, MemberId, TaskName
from labeltrail.events.values import Value


class ContestReason(StrEnum):
    """Why a gold is doubted."""

    WRONG_VALUE = "wrong_value"
    ITEM_AMBIGUOUS = "item_ambiguous"
    GUIDELINE_CHANGED = "guideline_changed"
    OTHER = "other"


class RetireReason(StrEnum):
    """Why a gold is used no more; a proposal that nobody approves ends like this, too."""

    WRONG_VALUE = "wrong_value"
    ITEM_AMBIGUOUS = "item_ambiguous"
    GUIDELINE_CHANGED = "guideline_changed"
    EXPOSED = "exposed"
    """Annotators have come to know it, so it measures nothing any more."""
    NO_LONGER_NEEDED = "no_longer_needed"
    OTHER = "other"


class GoldProposed(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Somebody says what is true. It waits for a second person and is not in force.

    `source` says where the value comes from: an expert's report, a benchmark, an imported file.
    """

    proposed_by: MemberId
    task: TaskName
    value: Value
    taxonomy_version: int
    guideline_revision: int
    source: str | None = None
    rationale: PersonalText | None = None


class GoldActivated(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A second person approved the value, which is named again: it is in force from now on.

    The one that was in force for the task, or contested, is history from now on. `gold` is None
    where one command imported proposal and approval: then it is the proposal just before, which
    the causation id names.
    """

    approved_by: MemberId
    task: TaskName
    value: Value
    taxonomy_version: int
    guideline_revision: int
    gold: GoldId | None = None


class AgainstGold(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`against` of `votes` annotators gave `value` instead; `labels` are those that were cited."""

    value: Value
    against: int
    votes: int
    labels: tuple[LabelId, ...]


class GoldContested(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Somebody doubts it. It is out of force until the same or another value is approved."""

    gold: GoldId
    contested_by: MemberId
    task: TaskName
    reason: ContestReason
    note: PersonalText | None = None
    evidence: AgainstGold | None = None


class GoldRetired(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """It is used no more."""

    gold: GoldId
    retired_by: MemberId
    task: TaskName
    reason: RetireReason
    note: PersonalText | None = None


GoldFact = GoldProposed | GoldActivated | GoldContested | GoldRetired
