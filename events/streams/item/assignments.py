"""Decisions about assignments: an item is given out, given back, taken back, or its lease ends."""

from collections.abc import Mapping
from typing import assert_never

from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import PREFIX, giving
from labeltrail.events.streams.item import assignment_commands as commands
from labeltrail.events.streams.item import assignment_facts as facts
from labeltrail.events.streams.item.assigned_labels import lapsed_fault
from labeltrail.events.streams.item.assignment_state import standing_of
from labeltrail.events.streams.item.state import Item, fold
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.work import stream_of_work
from labeltrail.events.streams.work.limits import last_taken


def items_seen(command: commands.AssignItem) -> tuple[str, ...]:
    """The streams of what the annotator held before. What becomes of those since can only leave
    them with less on their hands, so a claim decided on them is never one too many.
    """
    return tuple(PREFIX + one for one in command.held if one != command.item_id)


def decide(
    events: list[RecordedEvent],
    command: commands.AssignmentCommand,
    act: Act,
    rules: Rules,
    beside: Mapping[str, list[RecordedEvent]],
) -> Decision[giving.AssignmentFact]:
    """`events` are those of the item; `beside` holds the annotator's last claim, too."""
    state = fold(events)
    if state.registered is None:
        message = f"no item {command.item_id!r} in this project; register it first"
        return Rejection(Rule.ITEM_UNKNOWN, message, ("item_id",))
    match command:
        case commands.AssignItem():
            last = last_taken(beside.get(stream_of_work(command.annotator), []))
            others = {
                one: fold(beside[PREFIX + one]) for one in command.held if one != command.item_id
            }
            return giving.assign(state, command, act, rules, last, others)
        case commands.ReturnItem():
            return give_back(state, command, act)
        case commands.ReleaseAssignment():
            return release(state, command, act, rules)
        case _:
            assert_never(command)


def give_back(
    state: Item, command: commands.ReturnItem, act: Act
) -> Decision[facts.AssignmentFact]:
    one_id = standing_of(state.assignments, act.person)
    if one_id is None:
        message = f"{act.person!r} holds no assignment of this item"
        return Rejection(Rule.ASSIGNMENT_UNKNOWN, message, ("item_id",))
    held = state.assignments[one_id]
    if not held.holds_at(act.now):
        return lapsed_fault(held, "item_id")
    return admitted(
        facts.AssignmentReleased(
            assignment=one_id,
            annotator=act.person,
            reason=facts.ReleaseReason.RETURNED,
            released_by=act.person,
            note=command.note,
        ),
        cause=one_id,
    )


def release(
    state: Item, command: commands.ReleaseAssignment, act: Act, rules: Rules
) -> Decision[facts.AssignmentFact]:
    """By a manager at any time; by the system only once the lease ran out, or while its holder is
    suspended or no member who annotates.
    """
    held = state.assignments.get(command.assignment_id)
    if held is None:
        message = "no assignment with this id on this item"
        return Rejection(Rule.ASSIGNMENT_UNKNOWN, message, ("assignment_id",))
    if held.ending is not None:
        message = f"this assignment was ended at position {held.ended_position}: {held.ending}"
        return Rejection(Rule.ASSIGNMENT_ENDED, message, ("assignment_id",))
    is_lapsed = not held.holds_at(act.now)
    if act.person == SYSTEM and not is_lapsed and not is_barred(held.annotator, rules):
        message = f"the lease runs until {held.lease_until.isoformat()}"
        return Rejection(Rule.LEASE_RUNS, message, ("assignment_id",))
    reason = facts.ReleaseReason.EXPIRED if is_lapsed else facts.ReleaseReason.RECALLED
    return admitted(
        facts.AssignmentReleased(
            assignment=command.assignment_id,
            annotator=held.annotator,
            reason=reason,
            released_by=act.person,
            note=command.note,
        ),
        cause=command.assignment_id,
    )


def is_barred(annotator: MemberId, rules: Rules) -> bool:
    """Whether the annotator could do nothing with an item that they hold."""
    is_annotator = Role.ANNOTATOR in rules.project.roles_of(annotator)
    return rules.standing.is_suspended(annotator) or not is_annotator
