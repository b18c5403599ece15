"""What can be asked of the gold of an item. Imperatives; who decides is the act's person."""

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import GoldId, ItemId, LabelId, MemberId, TaskName
from labeltrail.events.streams.item.gold_facts import ContestReason, RetireReason
from labeltrail.events.streams.project import Role
from labeltrail.events.values import Value

GOLD_SETTERS = frozenset({Role.ADJUDICATOR, Role.MANAGER})
"""Who proposes, approves, contests and retires gold."""


class ProposeGold(msgspec.Struct, frozen=True, kw_only=True):
    """Takes the place of a proposal that waits; what is in force stays so until approval.

    A person gives a rationale; a rule says in the source what it rests on.
    """

    item_id: ItemId
    task: TaskName
    value: Value
    rationale: PersonalText | None = None
    source: str | None = None


class ActivateGold(msgspec.Struct, frozen=True, kw_only=True):
    """`value` names again what was proposed: nobody approves what they have not read."""

    item_id: ItemId
    gold_id: GoldId
    value: Value


class ContestGold(msgspec.Struct, frozen=True, kw_only=True):
    """`labels` are evidence: labels of the item that agree on another value."""

    item_id: ItemId
    gold_id: GoldId
    reason: ContestReason
    note: PersonalText | None = None
    labels: tuple[LabelId, ...] = ()


class RetireGold(msgspec.Struct, frozen=True, kw_only=True):
    item_id: ItemId
    gold_id: GoldId
    reason: RetireReason
    note: PersonalText | None = None


class ImportGold(msgspec.Struct, frozen=True, kw_only=True):
    """Gold that two others decided elsewhere; the act's person is the one who approved it."""

    item_id: ItemId
    task: TaskName
    value: Value
    proposed_by: MemberId
    source: str


GoldCommand = ProposeGold | ActivateGold | ContestGold | RetireGold | ImportGold
