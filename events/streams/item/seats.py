"""How many more annotators an item wants, and who cannot be one of them.

Pure. Seats are counted by person: each has one, however often they label. A lease that has run
out has none. So over any interleaving of claims no more persons label an item than are wanted.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.item.assignment_state import Assignment
from labeltrail.events.streams.item.ballots import ballots, leaders, tally
from labeltrail.events.streams.item.facts import EscalationDecision
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.events.streams.item.rework import gives_up_seat
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.policy.rules import Policy
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Task

_SEATED = (Purpose.WORK, Purpose.EXTRA)


class Seats(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`held` are assignments of members who have not labeled the item."""

    wanted: int
    labeled: int
    held: int

    @property
    def free(self) -> int:
        return max(0, self.wanted - self.labeled - self.held)


class Wanting(msgspec.Struct, frozen=True, kw_only=True):
    """What decides how many are wanted: the policy, the tasks, and whose votes are dropped."""

    policy: Policy
    section: AssignmentRules
    tasks: Mapping[TaskName, Task]
    dropped: AbstractSet[MemberId] = frozenset()


def wanting_of(rules: Rules) -> Wanting | None:
    """By the rules in force; None where the policy says nothing of assignments."""
    policy = rules.policy.current()
    section = section_of(policy)
    if policy is None or section is None:
        return None
    return Wanting(
        policy=policy,
        section=section,
        tasks=rules.taxonomy.current(),
        dropped=rules.votes_dropped,
    )


def section_of(policy: Policy | None) -> AssignmentRules | None:
    """The policy's word on assignments, if it has one."""
    if policy is None or policy.assignment is msgspec.UNSET:
        return None
    return policy.assignment


def seats(item: Item, wanting: Wanting, now: datetime | None) -> Seats:
    """As of a time; None stands for a time when no lease has run out yet."""
    labelers = seated(item, wanting)
    held = {
        one.annotator
        for one in item.assignments.values()
        if has_seat(one, now) and one.annotator not in labelers
    }
    wanted = _wanted(item, wanting, len(labelers))
    return Seats(wanted=wanted, labeled=len(labelers), held=len(held))


def has_seat(assignment: Assignment, now: datetime | None) -> bool:
    if assignment.ending is not None or assignment.purpose not in _SEATED:
        return False
    return now is None or now < assignment.lease_until


def seated(item: Item, wanting: Wanting) -> set[MemberId]:
    """Who labeled the item so that no other is wanted in their place."""
    return {
        label.annotator
        for label in item.labels.values()
        if not label.is_retracted
        and (wanting.policy.models_vote or label.member_kind is MemberKind.PERSON)
        and label.annotator not in wanting.dropped
        and not gives_up_seat(label)
    }


def _wanted(item: Item, wanting: Wanting, labeled: int) -> int:
    """The overlap; or one more than have labeled, while they do not agree enough."""
    overlap = wanting.policy.overlap
    most = overlap + wanting.section.extra_annotators_max
    if labeled < overlap or labeled >= most or not disagrees(item, wanting):
        return overlap
    return labeled + 1


def disagrees(item: Item, wanting: Wanting) -> bool:
    """Whether for some task the first class has too few of the votes, or shares its place.

    Tasks whose answers nobody can list (spans, boxes, texts) are left out: two of them are hardly
    ever equal.
    """
    for name, task in wanting.tasks.items():
        if task.has_open_categories:
            continue
        votes = tally(
            ballots(item, name, models_vote=wanting.policy.models_vote, dropped=wanting.dropped)
        )
        total = sum(votes.values())
        if total < 2:
            continue
        most = max(votes.values())
        if len(leaders(votes)) > 1 or most < wanting.section.agreement_min * total:
            return True
    return False


def is_closed(item: Item) -> bool:
    """Whether nothing more is wanted of the item: it is decided, frozen, or of no use."""
    if item.frozen_position is not None:
        return True
    decided = item.adjudication is not None and not item.adjudication.is_reopened
    return decided or any(
        one.decision is EscalationDecision.ITEM_UNUSABLE for one in item.escalations.values()
    )


def is_seeded(item: Item, section: AssignmentRules) -> bool:
    """Whether the item is given out as gold, and only so."""
    return section.gold_percent > 0 and has_gold(item)


def has_gold(item: Item) -> bool:
    return any(one.status is GoldStatus.ACTIVE for one in item.golds.values())


def gold_setters(item: Item) -> set[MemberId]:
    """Who set a gold in force; they are not scored by it."""
    setters: set[MemberId] = set()
    for one in item.golds.values():
        if one.status is GoldStatus.ACTIVE:
            setters.add(one.proposed_by)
            if one.approval is not None:
                setters.add(one.approval.approved_by)
    return setters
