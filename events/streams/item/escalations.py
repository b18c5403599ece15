"""Decisions about escalations: a question is raised, handed on, then resolved or withdrawn, once.

Owner and due time are those that the asker names; where none are named, those of the policy.
"""

from datetime import datetime, timedelta

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, EscalationId, MemberId
from labeltrail.events.limits import COMMENTS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.item import commands, escalation_commands, facts
from labeltrail.events.streams.item.escalation_facts import (
    EscalationAssigned,
    EscalationCommented,
    EscalationLifted,
)
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy.escalating import LEVEL_MAX, Escalating, EscalationLevel
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules

_JUDGES = frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER})


def decide(
    state: Item, command: escalation_commands.EscalationCommand, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    """What happens to a question between being raised and being closed."""
    match command:
        case escalation_commands.AssignEscalation():
            return _assign(state, command, act, rules)
        case escalation_commands.CommentEscalation():
            return _comment(state, command, act, rules)
        case escalation_commands.LiftEscalation():
            return _lift(state, command, act, rules)


def raise_escalation(
    command: commands.RaiseEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    section = escalating(rules)
    highest = LEVEL_MAX if section is None else len(section.levels)
    if not 1 <= command.level <= highest:
        message = f"the level must lie between 1 and {highest}, not {command.level}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("level",))
    if command.owner is not None and command.owner not in rules.project.members:
        message = f"{command.owner!r} is not a member and cannot own an escalation"
        return Rejection(Rule.MEMBER_UNKNOWN, message, ("owner",))
    revision = rules.guideline.in_force
    fault = clause_fault(rules.guideline, revision, command.clause, "clause")
    if fault is not None:
        return fault
    late = _due_fault(command.due_at, act)
    if late is not None:
        return late
    level = section.level(command.level) if section is not None else None
    given = given_by_level(level, command.owner, command.due_at, act.person, act.now, rules)
    return admitted(
        facts.EscalationRaised(
            raised_by=act.person,
            level=command.level,
            question=command.question,
            guideline_revision=revision,
            clause=command.clause,
            owner=given.owner,
            due_at=given.due_at,
            owner_role=given.role,
            policy_version=rules.policy.in_force if given.is_of_policy else None,
        )
    )


def resolve(
    state: Item, command: commands.ResolveEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    escalation = _open_escalation(state, command.escalation_id)
    if isinstance(escalation, Rejection):
        return escalation
    revision = rules.guideline.in_force
    demand = command.demand or None
    fault = clause_fault(rules.guideline, revision, command.clause, "clause") or (
        checks.text(command.demand, "demand") if isinstance(command.demand, str) else None
    )
    if fault is not None:
        return fault
    resolved = facts.EscalationResolved(
        escalation_id=command.escalation_id,
        resolved_by=act.person,
        decision=command.decision,
        rationale=command.rationale,
        guideline_revision=revision,
        clause=command.clause,
        demand=demand,
    )
    return admitted(resolved, cause=command.escalation_id)


def withdraw(
    state: Item, command: commands.WithdrawEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    escalation = _open_escalation(state, command.escalation_id)
    if isinstance(escalation, Rejection):
        return escalation
    is_manager = Role.MANAGER in rules.project.roles_of(act.person)
    if escalation.raised_by != act.person and not is_manager:
        message = "only who raised an escalation, or a manager, withdraws it"
        return Rejection(Rule.WITHDRAWER_DID_NOT_RAISE, message, ("escalation_id",))
    withdrawn = facts.EscalationWithdrawn(
        escalation_id=command.escalation_id, withdrawn_by=act.person, note=command.note
    )
    return admitted(withdrawn, cause=command.escalation_id)


def _assign(
    state: Item, command: escalation_commands.AssignEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    escalation = _open_escalation(state, command.escalation_id)
    if isinstance(escalation, Rejection):
        return escalation
    if command.owner not in rules.project.members:
        message = f"{command.owner!r} is not a member and cannot own an escalation"
        return Rejection(Rule.MEMBER_UNKNOWN, message, ("owner",))
    if command.owner == escalation.owner and command.due_at in (None, escalation.due_at):
        message = f"{command.owner!r} owns this question already, and it is due no other time"
        return Rejection(Rule.ESCALATION_UNCHANGED, message, ("owner",))
    late = _due_fault(command.due_at, act) if command.due_at != escalation.due_at else None
    if late is not None:
        return late
    assigned = EscalationAssigned(
        escalation_id=command.escalation_id,
        assigned_by=act.person,
        owner=command.owner,
        due_at=command.due_at,
    )
    return admitted(assigned, cause=command.escalation_id)


def _comment(
    state: Item, command: escalation_commands.CommentEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    escalation = _open_escalation(state, command.escalation_id)
    hidden = (
        isinstance(escalation, Escalation)
        and escalation.raised_by != act.person
        and not _JUDGES & rules.project.roles_of(act.person)
    )
    if hidden:  # Another's question is as unknown as none: no leak.
        return _unknown()
    if isinstance(escalation, Rejection):
        return escalation
    if len(escalation.comments) >= COMMENTS_MAX:
        message = f"a question holds at most {COMMENTS_MAX} comments; resolve it, or lift it"
        return Rejection(Rule.TOO_MANY, message, ("escalation_id",))
    commented = EscalationCommented(
        escalation_id=command.escalation_id,
        commented_by=act.person,
        comment=command.comment,
    )
    return admitted(commented, cause=command.escalation_id)


def _lift(
    state: Item, command: escalation_commands.LiftEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    """To the next level, with that level's owner and due time."""
    escalation = _open_escalation(state, command.escalation_id)
    if isinstance(escalation, Rejection):
        return escalation
    section = escalating(rules)
    if section is None:
        message = "the policy in force says nothing of levels; publish one that does"
        return Rejection(Rule.ESCALATION_LEVELS_MISSING, message)
    level = section.level(command.level)
    if level is None or command.level != escalation.level + 1:
        highest = len(section.levels)
        message = (
            f"this question stands at level {escalation.level} of {highest}; from there it goes"
            " one level up, if there is one"
        )
        return Rejection(Rule.ESCALATION_LEVEL_NOT_NEXT, message, ("level",))
    is_overdue = escalation.due_at is not None and escalation.due_at <= act.now
    if act.person == SYSTEM and not is_overdue:
        message = "this question is not overdue any more"
        return Rejection(Rule.ESCALATION_NOT_OVERDUE, message, ("escalation_id",))
    given = given_by_level(level, None, None, escalation.raised_by, act.now, rules)
    lifted = EscalationLifted(
        escalation_id=command.escalation_id,
        lifted_by=act.person,
        former_level=escalation.level,
        level=command.level,
        policy_version=rules.policy.in_force,
        due_at=act.now + timedelta(hours=level.hours),
        owner=given.owner,
        owner_role=given.role,
    )
    return admitted(lifted, cause=command.escalation_id)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to settle a question, by when, and whether the policy said so."""

    owner: MemberId | None
    role: Role | None
    due_at: datetime | None
    is_of_policy: bool


def given_by_level(
    level: EscalationLevel | None,
    owner: MemberId | None,
    due_at: datetime | None,
    asker: MemberId,
    now: datetime,
    rules: Rules,
) -> Given:
    """What was named, and what the policy's level says where nothing was.

    Of the level's members the first who is one still and did not ask; the role where all are gone
    is nobody's, so that the question stands in the queue without an owner.
    """
    if level is None:
        return Given(owner=owner, role=None, due_at=due_at, is_of_policy=False)
    role = level.role if owner is None else None
    if owner is None:
        members = rules.project.members
        settlers = (one for one in level.owners if one in members and one != asker)
        named = next(settlers, None)
    else:
        named = owner
    return Given(
        owner=named,
        role=role,
        due_at=due_at or now + timedelta(hours=level.hours),
        is_of_policy=owner is None or due_at is None,
    )


def _due_fault(due_at: datetime | None, act: Act) -> Rejection | None:
    """What is due in the past would rise at once. Old history is told as of when it happened."""
    if due_at is None or due_at > act.occurred_at:
        return None
    message = (
        f"a question cannot be due at {due_at.isoformat()}, which has passed; name a later time, or"
        " none"
    )
    return Rejection(Rule.TIME_IN_PAST, message, ("due_at",))


def escalating(rules: Rules) -> Escalating | None:
    policy = rules.policy.current()
    if policy is None or policy.escalating is msgspec.UNSET:
        return None
    return policy.escalating


def _open_escalation(state: Item, escalation_id: EscalationId) -> Escalation | Rejection:
    escalation = state.escalations.get(escalation_id)
    if escalation is None:
        return _unknown()
    if not escalation.is_open:
        message = f"this escalation was closed at position {escalation.closed_position}"
        return Rejection(Rule.ESCALATION_NOT_OPEN, message, ("escalation_id",))
    return escalation


def _unknown() -> Rejection:
    message = "no escalation with this id on this item"
    return Rejection(Rule.ESCALATION_UNKNOWN, message, ("escalation_id",))
