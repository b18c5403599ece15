"""Waivers: one requirement that need not be met, for a time, by somebody who answers for it."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.certificate import commands, facts
from labeltrail.events.streams.certificate.state import Certification, Waiver
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.certification import Certification as Section
from labeltrail.events.streams.policy.requirements import Severity
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules


def waive(
    state: Certification,
    command: commands.WaiveRequirement,
    act: Act,
    rules: Rules,
    section: Section,
) -> Decision[facts.CertificateFact]:
    """A waiver, or the proposal of one where the policy wants two persons."""
    policy = rules.policy.current()
    fault = _role_fault(act, rules, section)
    if fault is not None:
        return fault
    if policy is None or command.policy_version != rules.policy.in_force:
        message = f"policy version {rules.policy.in_force} is in force; look at its requirements"
        return Rejection(Rule.POLICY_NOT_IN_FORCE, message, ("policy_version",))
    if not 0 <= command.place < len(policy.requirements):
        message = f"the policy has {len(policy.requirements)} requirements, counted from 0"
        return Rejection(Rule.REQUIREMENT_UNKNOWN, message, ("place",))
    requirement = policy.requirements[command.place]
    if requirement.severity is not Severity.BLOCK:
        message = "this requirement only warns, so there is nothing to waive"
        return Rejection(Rule.REQUIREMENT_DOES_NOT_BLOCK, message, ("place",))
    fault = _until_fault(command, act, section)
    if fault is not None:
        return fault
    known = state.waiver_of(requirement, act.now)
    if known is not None and known.until >= command.until:
        message = f"it is waived until {known.until.isoformat()} already"
        return Rejection(Rule.REQUIREMENT_WAIVED, message, ("place",))
    if _takes_two(policy, section):
        return admitted(
            facts.WaiverProposed(
                requirement=requirement,
                place=command.place,
                policy_version=command.policy_version,
                until=command.until,
                proposed_by=act.person,
                reason=command.reason,
            )
        )
    return admitted(
        facts.CertificateWaived(
            requirement=requirement,
            place=command.place,
            policy_version=command.policy_version,
            until=command.until,
            waived_by=act.person,
            reason=command.reason,
        )
    )


def approve(
    state: Certification,
    command: commands.ApproveWaiver,
    act: Act,
    rules: Rules,
    section: Section,
) -> Decision[facts.CertificateFact]:
    waiver = _found(state, command.waiver)
    if isinstance(waiver, Rejection):
        return waiver
    fault = _role_fault(act, rules, section)
    if fault is not None:
        return fault
    if waiver.waived_by is not None:
        message = f"{waiver.waived_by} approved it before"
        return Rejection(Rule.WAIVER_NOT_PROPOSED, message, ("waiver",))
    if act.now >= waiver.until:
        message = "what was proposed has ended by now; propose it anew"
        return Rejection(Rule.WAIVER_ENDED, message, ("waiver",))
    if act.stands_behind(waiver.proposed_by, waiver.called_by):
        message = f"{waiver.proposed_by} proposed it, so somebody else approves it"
        return Rejection(Rule.APPROVER_PROPOSED_WAIVER, message)
    return admitted(
        facts.CertificateWaived(
            requirement=waiver.requirement,
            place=waiver.place,
            policy_version=waiver.policy_version,
            until=waiver.until,
            waived_by=act.person,
            reason=waiver.reason,
            proposal=waiver.waiver,
            proposed_by=waiver.proposed_by,
        ),
        cause=waiver.waiver,
    )


def withdraw(
    state: Certification, command: commands.WithdrawWaiver, act: Act
) -> Decision[facts.CertificateFact]:
    waiver = _found(state, command.waiver)
    if isinstance(waiver, Rejection):
        return waiver
    return admitted(
        facts.WaiverWithdrawn(
            waiver=command.waiver, withdrawn_by=act.person, reason=command.reason
        ),
        cause=waiver.event,
    )


def role_fault(act: Act, rules: Rules, roles: Collection[Role], does: str) -> Rejection | None:
    """Beyond what every policy asks: the roles that this one names."""
    if rules.project.roles_of(act.person) & set(roles):
        return None
    names = " or ".join(sorted(roles))
    message = f"the policy says that {names} {does}, and {act.person!r} has no such role"
    return Rejection(Rule.ROLE_MISSING, message)


def _role_fault(act: Act, rules: Rules, section: Section) -> Rejection | None:
    if not section.waivers:
        message = "the policy lets nobody waive a requirement; it would have to name a role"
        return Rejection(Rule.WAIVERS_NOT_ALLOWED, message)
    return role_fault(act, rules, section.waivers, "waives")


def _takes_two(policy: Policy, section: Section) -> bool:
    """By the section itself, or since all that weakens quality does."""
    people = policy.people
    weakening = not isinstance(people, msgspec.UnsetType) and people.two_persons
    return section.waiver_two_persons or weakening


def _until_fault(
    command: commands.WaiveRequirement, act: Act, section: Section
) -> Rejection | None:
    longest = act.now + timedelta(days=section.waiver_days_max)
    if act.now < command.until <= longest:
        return None
    message = f"a waiver ends later than now, and within {section.waiver_days_max} days"
    return Rejection(Rule.WAIVER_TOO_LONG, message, ("until",))


def _found(state: Certification, wanted: UUID) -> Waiver | Rejection:
    waiver = state.waivers.get(wanted)
    if waiver is None:
        return Rejection(Rule.WAIVER_UNKNOWN, "this batch has no such waiver", ("waiver",))
    if waiver.withdrawn_by is not None:
        message = f"{waiver.withdrawn_by} withdrew it before"
        return Rejection(Rule.WAIVER_ENDED, message, ("waiver",))
    return waiver
