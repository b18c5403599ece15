"""Work given out in the archive: policies that assign, and the commands of those who claim."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import AssignmentId, ItemId, MemberId
from labeltrail.events.streams.item.assignment_commands import (
    AssignItem,
    ReleaseAssignment,
    ReturnItem,
)
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.policy import AssignmentRules, Policy
from labeltrail.events.streams.project import MemberAdded, Role
from tests.events.history import ITEM, Happened, History, happened
from tests.events.owls import LENIENT, OSKAR, REGISTERED, with_policy

NEXT, THIRD, FOURTH = map(ItemId, ("rec-0413", "rec-0414", "rec-0415"))
WANDA = MemberId("wanda")
MINUTE = timedelta(minutes=1)
LEASE = timedelta(minutes=30)


def assigning(policy: Policy = LENIENT, /, **section: object) -> Policy:
    """The policy with a section on assignments."""
    rules = msgspec.convert(section, AssignmentRules, strict=False)
    return msgspec.structs.replace(policy, assignment=rules)


def shift(policy: Policy, *past: msgspec.Struct) -> History:
    """The archive under the policy, with four recordings and one more annotator."""
    more = (registered(one) for one in (NEXT, THIRD, FOURTH))
    wanda = MemberAdded(member=WANDA, roles=(Role.ANNOTATOR,))
    return with_policy(policy, *more, wanda, *past)


def registered(item_id: ItemId) -> Happened:
    return happened(REGISTERED, item_id=item_id)


def claim(
    number: int = 1,
    item_id: ItemId = ITEM,
    *,
    by: MemberId = OSKAR,
    purpose: Purpose = Purpose.WORK,
    held: tuple[ItemId, ...] = (),
) -> AssignItem:
    return AssignItem(item_id=item_id, annotator=by, number=number, purpose=purpose, held=held)


def claimed(
    history: History,
    *,
    by: MemberId = OSKAR,
    number: int = 1,
    item_id: ItemId = ITEM,
    held: tuple[ItemId, ...] = (),
    purpose: Purpose = Purpose.WORK,
    later: timedelta = timedelta(),
) -> History:
    """The history after a claim that was admitted."""
    asked = claim(number, item_id, by=by, held=held, purpose=purpose)
    return history.when(asked, by=by, later=later).admitted()


def last_event_id(history: History, kind: type[msgspec.Struct]) -> UUID:
    """The id of the last event of a kind."""
    return next(one.event_id for one in reversed(history.events()) if one.type == kind.__name__)


def give_back(item_id: ItemId = ITEM) -> ReturnItem:
    return ReturnItem(item_id=item_id)


def end(assignment_id: UUID, item_id: ItemId = ITEM) -> ReleaseAssignment:
    return ReleaseAssignment(item_id=item_id, assignment_id=AssignmentId(assignment_id))
