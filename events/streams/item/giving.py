"""The decision that gives an item to an annotator.

A claim knows its item and what the annotator has on their hands, and its append holds only while
neither has moved on. So what is decided here is true whoever else claims at the same moment.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, ItemId
from labeltrail.events.limits import ASSIGNMENTS_PER_ITEM_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import assignment_commands as commands
from labeltrail.events.streams.item import assignment_facts as facts
from labeltrail.events.streams.item.assignment_state import standing, standing_of
from labeltrail.events.streams.item.seats import (
    Wanting,
    gold_setters,
    has_gold,
    has_seat,
    is_closed,
    is_seeded,
    seated,
    seats,
    wanting_of,
)
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import admission
from labeltrail.events.streams.work import WorkTaken, stream_of_work
from labeltrail.events.streams.work.limits import idle_fault, load_at, must_look, taken

AssignmentFact = facts.AssignmentFact | WorkTaken


def assign(
    state: Item,
    command: commands.AssignItem,
    act: Act,
    rules: Rules,
    last: WorkTaken | None,
    others: Mapping[ItemId, Item],
) -> Decision[AssignmentFact]:
    """`last` is the annotator's claim before, `others` the items of `command.held`."""
    wanting = wanting_of(rules)
    if wanting is None:
        message = "the policy in force says nothing of assignments; publish one that does"
        return Rejection(Rule.NOTHING_IS_ASSIGNED, message)
    if command.annotator != act.person:
        message = f"{act.person!r} claims for themselves, not for {command.annotator!r}"
        return Rejection(Rule.CLAIM_FOR_ANOTHER, message, ("annotator",))
    fault = admission.labeling_fault(rules, act.person, command.item_id, wanting.tasks)
    if fault is not None:
        return fault
    items = {**others, command.item_id: state}
    known = last.number if last is not None else 0
    is_unseen = last is not None and any(one.item_id not in items for one in last.held)
    if command.number != known + 1 or (
        last is not None and is_unseen and must_look(wanting.section, last)
    ):
        message = f"{act.person!r} was given another item meanwhile; look again"
        return Rejection(Rule.WORK_MOVED_ON, message, ("number",))
    load = load_at(last, items, act.person, act.now)
    fault = idle_fault(wanting.section, load, act.now)
    fault = fault or _item_fault(state, command, wanting, act.now)
    if fault is not None:
        return fault
    repeat = 1 + max((label.repeat for label in state.labels_of(act.person)), default=0)
    work = taken(wanting.section, load, command.item_id, repeat, act.now)
    lapsed = tuple(_lapsed(state, act.now))
    given = facts.ItemAssigned(
        annotator=act.person,
        repeat=repeat,
        number=work.number,
        purpose=_purpose(state, command, wanting, act.now),
        assigned_at=act.now,
        lease_until=work.held[-1].lease_until,
        policy_version=rules.policy.in_force,
        batch_id=command.batch_id,
    )
    told = Emitted[AssignmentFact](fact=work, after=len(lapsed), stream=stream_of_work(act.person))
    return admitted(*lapsed, given, told)


def _item_fault(
    state: Item, command: commands.AssignItem, wanting: Wanting, now: datetime
) -> Rejection | None:
    """Why this item is not for this annotator now."""
    person, path = command.annotator, ("item_id",)
    if len(state.assignments) >= ASSIGNMENTS_PER_ITEM_MAX:
        message = f"an item is given out at most {ASSIGNMENTS_PER_ITEM_MAX} times"
        return Rejection(Rule.TOO_MANY, message, path)
    one_id = standing_of(state.assignments, person)
    if one_id is not None and state.assignments[one_id].holds_at(now):
        return Rejection(Rule.ITEM_ALREADY_HELD, f"{person!r} holds this item already", path)
    if person in state.skipped_by:
        message = f"{person!r} has skipped this item"
        return Rejection(Rule.ITEM_ALREADY_SKIPPED, message, path)
    if is_closed(state):
        message = "an expert has decided this item; nothing more is wanted of it"
        return Rejection(Rule.ITEM_WANTS_NOBODY, message, path)
    return _seat_fault(state, command, wanting, now)


def _seat_fault(
    state: Item, command: commands.AssignItem, wanting: Wanting, now: datetime
) -> Rejection | None:
    """Why nobody is wanted on the item for what the claim is for."""
    person, path = command.annotator, ("item_id",)
    section = wanting.section
    if command.purpose is facts.Purpose.REPEAT:
        return _repeat_fault(state, command, section)
    if state.labels_of(person):
        message = f"{person!r} has labeled this item"
        return Rejection(Rule.ITEM_ALREADY_LABELED, message, path)
    if command.purpose is facts.Purpose.GOLD:
        if section.gold_percent and has_gold(state) and person not in gold_setters(state):
            return None
        message = f"this item is no gold for {person!r}"
        return Rejection(Rule.ITEM_WANTS_NOBODY, message, path)
    if is_seeded(state, section):
        message = "this item is given out as gold only"
        return Rejection(Rule.ITEM_WANTS_NOBODY, message, path)
    found = seats(state, wanting, now)
    if found.free:
        return None
    message = (
        f"{found.wanted} annotators are wanted on this item; {found.labeled} have labeled it"
        f" and {found.held} hold it"
    )
    return Rejection(Rule.ITEM_FULL, message, path)


def _repeat_fault(
    state: Item, command: commands.AssignItem, section: AssignmentRules
) -> Rejection | None:
    """A planned repeat: of an own label that stands, given by assignment, long enough ago, and
    before anybody said anything of the item's labels."""
    person, path = command.annotator, ("item_id",)
    labels = state.labels_of(person)
    before = [one.number for one in state.assignments.values() if one.annotator == person]
    if (
        section.repeat_percent
        and labels
        and before
        and not any(label.is_retracted for label in labels)
        and state.revealed_position is None
        and command.number - max(before) >= section.repeat_distance
    ):
        return None
    message = f"{person!r} is not to label this item again, or not yet"
    return Rejection(Rule.NO_REPEAT_DUE, message, path)


def _purpose(
    state: Item, command: commands.AssignItem, wanting: Wanting, now: datetime
) -> facts.Purpose:
    """Whoever takes a seat beyond the overlap is an extra."""
    if command.purpose not in (facts.Purpose.WORK, facts.Purpose.EXTRA):
        return command.purpose
    taken_by = {one.annotator for one in state.assignments.values() if has_seat(one, now)}
    count = len(taken_by | seated(state, wanting))
    return facts.Purpose.WORK if count < wanting.policy.overlap else facts.Purpose.EXTRA


def _lapsed(state: Item, now: datetime) -> Iterator[Emitted[AssignmentFact]]:
    """What time has ended is said before anything is built on it."""
    for one_id, one in standing(state.assignments).items():
        if not one.holds_at(now):
            fact = facts.AssignmentReleased(
                assignment=one_id,
                annotator=one.annotator,
                reason=facts.ReleaseReason.EXPIRED,
                released_by=SYSTEM,
            )
            yield Emitted(fact=fact, by=SYSTEM)
