"""Which assignment a label ends, and whether it needs one."""

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import AssignmentId, MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item.assignment_state import Assignment, standing_of
from labeltrail.events.streams.item.commands import SubmitLabel
from labeltrail.events.streams.item.seats import (
    section_of,
)
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import admission


def of_label(
    state: Item, command: SubmitLabel, act: Act, rules: Rules
) -> AssignmentId | Rejection | None:
    """The assignment that the label names, or else the one that its author holds."""
    held = standing_of(state.assignments, act.person)
    if command.assignment_id is not None and command.assignment_id != held:
        return _named_fault(state, command.assignment_id, act.person)
    if held is not None and not state.assignments[held].holds_at(act.now):
        if command.assignment_id is not None:
            return lapsed_fault(state.assignments[held], "assignment_id")
        held = None
    if held is None and _needs_assignment(command, act, rules):
        message = "this project labels by assignment; claim an item and label that"
        return Rejection(Rule.ASSIGNMENT_REQUIRED, message, ("assignment_id",))
    return held


def _needs_assignment(command: SubmitLabel, act: Act, rules: Rules) -> bool:
    """Whoever votes; but the items of a test are open to those who still have to pass it."""
    policy = rules.policy.current()
    section = section_of(policy)
    if policy is None or section is None or not section.is_required:
        return False
    kind = rules.project.members[act.person].member_kind
    if kind is not MemberKind.PERSON and not policy.models_vote:
        return False
    return not any(
        command.item_id in test.items and not rules.standing.is_qualified(act.person, task)
        for task, test in admission.tests_by_task(rules).items()
    )


def _named_fault(state: Item, named: AssignmentId, person: MemberId) -> Rejection:
    """Another's assignment is as unknown as none: no leak."""
    found = state.assignments.get(named)
    if found is None or found.annotator != person:
        message = f"{person!r} has no assignment with this id on this item"
        return Rejection(Rule.ASSIGNMENT_UNKNOWN, message, ("assignment_id",))
    message = f"this assignment was ended at position {found.ended_position}: {found.ending}"
    return Rejection(Rule.ASSIGNMENT_ENDED, message, ("assignment_id",))


def lapsed_fault(held: Assignment, at: str) -> Rejection:
    message = f"the lease ran out at {held.lease_until.isoformat()}; claim again"
    return Rejection(Rule.LEASE_EXPIRED, message, (at,))
