"""Decisions about policies: published by one where nothing weakens, and by two where it does."""

from typing import assert_never

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import POLICY_PROPOSALS_OPEN_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy import proposals
from labeltrail.events.streams.policy.proposals import Proposal, ProposalStatus
from labeltrail.events.streams.policy.stream import (
    PolicyFact,
    PolicyHistory,
    PolicyPublished,
    PublishPolicy,
    policy_fault,
)
from labeltrail.events.streams.policy.weakening import people_of, weakenings
from labeltrail.events.values import Task

PolicyCommand = PublishPolicy | proposals.ProposalCommand


def takes_two(state: PolicyHistory) -> bool:
    """Whether the policy in force asks for a second person where quality is weakened."""
    policy = state.current()
    return policy is not None and people_of(policy).two_persons


def decide(
    state: PolicyHistory,
    command: PolicyCommand,
    act: Act,
    tasks: dict[TaskName, Task],
) -> Decision[PolicyFact]:
    match command:
        case PublishPolicy():
            return _publish(state, command, tasks)
        case proposals.ProposePolicy():
            return _propose(state, command, act, tasks)
        case proposals.ApprovePolicy():
            return _approve(state, command, act, tasks)
        case proposals.RefusePolicy():
            return _refuse(state, command, act)
        case proposals.WithdrawPolicyProposal():
            return _withdraw(state, command, act)
        case _:
            assert_never(command)


def _publish(
    state: PolicyHistory, command: PublishPolicy, tasks: dict[TaskName, Task]
) -> Decision[PolicyFact]:
    fault = policy_fault(command.policy, command.change_note, tasks)
    if fault is not None:
        return fault
    found = weakenings(state.current(), command.policy) if takes_two(state) else []
    if found:
        message = (
            f"this takes a second person, since it weakens policy version {state.in_force}:"
            f" {'; '.join(found)}. Propose the policy, and let another manager approve it"
        )
        return Rejection(Rule.WEAKENING_TAKES_TWO, message, ("policy",))
    return admitted(
        PolicyPublished(
            policy_version=state.in_force + 1,
            policy=command.policy,
            change_note=command.change_note,
        )
    )


def _propose(
    state: PolicyHistory, command: proposals.ProposePolicy, act: Act, tasks: dict[TaskName, Task]
) -> Decision[PolicyFact]:
    waiting = [one for one in state.proposals if one.status is ProposalStatus.OPEN]
    fault = policy_fault(command.policy, command.change_note, tasks) or checks.at_most(
        range(len(waiting) + 1), POLICY_PROPOSALS_OPEN_MAX, "policy"
    )
    if fault is not None:
        return fault
    return admitted(
        proposals.PolicyProposed(
            proposal=len(state.proposals) + 1,
            proposed_by=act.person,
            base_version=state.in_force,
            policy=command.policy,
            change_note=command.change_note,
            weakens=tuple(weakenings(state.current(), command.policy)),
        )
    )


def _approve(
    state: PolicyHistory,
    command: proposals.ApprovePolicy,
    act: Act,
    tasks: dict[TaskName, Task],
) -> Decision[PolicyFact]:
    found = _open(state, command.proposal)
    if isinstance(found, Rejection):
        return found
    fault = _same_person_fault(found, act)
    if fault is not None:
        return fault
    if found.base_version != state.in_force:
        message = (
            f"it was proposed against policy version {found.base_version}, and"
            f" {state.in_force} is in force by now; propose it again"
        )
        return Rejection(Rule.PROPOSAL_OUTDATED, message, ("proposal",))
    fault = policy_fault(found.policy, found.change_note, tasks)
    if fault is not None:
        return fault
    published = PolicyPublished(
        policy_version=state.in_force + 1,
        policy=found.policy,
        change_note=found.change_note,
        proposal=found.number,
        proposed_by=found.proposed_by,
        approved_by=act.person,
    )
    return admitted(published, cause=found.event_id)


def _refuse(
    state: PolicyHistory, command: proposals.RefusePolicy, act: Act
) -> Decision[PolicyFact]:
    found = _open(state, command.proposal)
    if isinstance(found, Rejection):
        return found
    fault = _same_person_fault(found, act)
    if fault is not None:
        return fault
    refused = proposals.PolicyProposalRefused(
        proposal=found.number, refused_by=act.person, note=command.note
    )
    return admitted(refused, cause=found.event_id)


def _withdraw(
    state: PolicyHistory, command: proposals.WithdrawPolicyProposal, act: Act
) -> Decision[PolicyFact]:
    found = _open(state, command.proposal)
    if isinstance(found, Rejection):
        return found
    if act.person != found.proposed_by:
        message = f"{found.proposed_by!r} proposed it; refuse it instead"
        return Rejection(Rule.WITHDRAWER_DID_NOT_PROPOSE, message, ("proposal",))
    withdrawn = proposals.PolicyProposalWithdrawn(proposal=found.number, withdrawn_by=act.person)
    return admitted(withdrawn, cause=found.event_id)


def _open(state: PolicyHistory, number: int) -> Proposal | Rejection:
    if not 1 <= number <= len(state.proposals):
        message = f"no policy proposal {number}; there are {len(state.proposals)}"
        return Rejection(Rule.PROPOSAL_UNKNOWN, message, ("proposal",))
    found = state.proposals[number - 1]
    if found.status is not ProposalStatus.OPEN:
        message = f"proposal {number} is {found.status} by now; propose anew"
        return Rejection(Rule.PROPOSAL_NOT_OPEN, message, ("proposal",))
    return found


def _same_person_fault(found: Proposal, act: Act) -> Rejection | None:
    """Whoever proposed or called then does not decide now; who calls for both carries."""
    if not act.stands_behind(found.proposed_by, found.actor):
        return None
    message = f"{act.person!r} stands behind this proposal; a second manager must decide it"
    return Rejection(Rule.APPROVER_PROPOSED_POLICY, message, ("proposal",))
