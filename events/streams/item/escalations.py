"""Decisions about escalations: a question is raised, then resolved or withdrawn, once."""

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import EscalationId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.item import commands, facts
from labeltrail.events.streams.item.state import Escalation, Item
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules

LEVEL_MAX = 9


def raise_escalation(
    command: commands.RaiseEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    if not 1 <= command.level <= LEVEL_MAX:
        message = f"the level must lie between 1 and {LEVEL_MAX}, not {command.level}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("level",))
    if command.owner is not None and command.owner not in rules.project.members:
        message = f"{command.owner!r} is not a member and cannot own an escalation"
        return Rejection(Rule.MEMBER_UNKNOWN, message, ("owner",))
    revision = rules.guideline.in_force
    fault = clause_fault(rules.guideline, revision, command.clause, "clause")
    if fault is not None:
        return fault
    return admitted(
        facts.EscalationRaised(
            raised_by=act.person,
            level=command.level,
            question=command.question,
            guideline_revision=revision,
            clause=command.clause,
            owner=command.owner,
            due_at=command.due_at,
        )
    )


def resolve(
    state: Item, command: commands.ResolveEscalation, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    escalation = _open_escalation(state, command.escalation_id)
    if isinstance(escalation, Rejection):
        return escalation
    revision = rules.guideline.in_force
    fault = clause_fault(rules.guideline, revision, command.clause, "clause")
    if fault is not None:
        return fault
    resolved = facts.EscalationResolved(
        escalation_id=command.escalation_id,
        resolved_by=act.person,
        decision=command.decision,
        rationale=command.rationale,
        guideline_revision=revision,
        clause=command.clause,
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


def _open_escalation(state: Item, escalation_id: EscalationId) -> Escalation | Rejection:
    escalation = state.escalations.get(escalation_id)
    if escalation is None:
        message = "no escalation with this id on this item"
        return Rejection(Rule.ESCALATION_UNKNOWN, message, ("escalation_id",))
    if not escalation.is_open:
        message = f"this escalation was closed at position {escalation.closed_position}"
        return Rejection(Rule.ESCALATION_NOT_OPEN, message, ("escalation_id",))
    return escalation
