"""Policies proposed by one and approved by another, where the policy asks for two persons.

A proposal is judged against the policy that was in force when it was made: when another came into
force meanwhile, it is to be proposed again.
"""

from enum import StrEnum

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.streams.policy.rules import Policy


class PolicyProposed(msgspec.Struct, frozen=True, kw_only=True):
    """Proposal 1, 2, 3 … of the project. It binds nobody. `weakens` says what it takes back of
    version `base_version`, one sentence each.
    """

    proposal: int
    proposed_by: MemberId
    base_version: int
    policy: Policy
    change_note: str
    weakens: tuple[str, ...] = ()


class PolicyProposalRefused(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another manager will not have it."""

    proposal: int
    refused_by: MemberId
    note: PersonalText | None = None


class PolicyProposalWithdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """Who proposed it thought better of it."""

    proposal: int
    withdrawn_by: MemberId


class ProposePolicy(msgspec.Struct, frozen=True, kw_only=True):
    policy: Policy
    change_note: str


class ApprovePolicy(msgspec.Struct, frozen=True, kw_only=True):
    proposal: int


class RefusePolicy(msgspec.Struct, frozen=True, kw_only=True):
    proposal: int
    note: PersonalText | None = None


class WithdrawPolicyProposal(msgspec.Struct, frozen=True, kw_only=True):
    proposal: int


ProposalCommand = ProposePolicy | ApprovePolicy | RefusePolicy | WithdrawPolicyProposal
ProposalFact = PolicyProposed | PolicyProposalRefused | PolicyProposalWithdrawn


class ProposalStatus(StrEnum):
    OPEN = "open"
    """Waits for a second manager."""
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """`actor` called for `proposed_by`, or is the same; `decided_by` ended it, None while open."""

    event_id: EventId
    number: int
    proposed_by: MemberId
    actor: MemberId
    base_version: int
    policy: Policy
    change_note: str
    weakens: tuple[str, ...]
    position: int
    status: ProposalStatus = ProposalStatus.OPEN
    decided_by: MemberId | None = None


def after(
    known: tuple[Proposal, ...], event: RecordedEvent, fact: ProposalFact
) -> tuple[Proposal, ...]:
    """The proposals after a fact about one of them."""
    match fact:
        case PolicyProposed():
            proposed = Proposal(
                event_id=EventId(event.event_id),
                number=fact.proposal,
                proposed_by=fact.proposed_by,
                actor=MemberId(event.actor),
                base_version=fact.base_version,
                policy=fact.policy,
                change_note=fact.change_note,
                weakens=fact.weakens,
                position=event.position,
            )
            return (*known, proposed)
        case PolicyProposalRefused():
            return ended(known, fact.proposal, ProposalStatus.REFUSED, fact.refused_by)
        case PolicyProposalWithdrawn():
            return ended(known, fact.proposal, ProposalStatus.WITHDRAWN, fact.withdrawn_by)


def ended(
    known: tuple[Proposal, ...], number: int, status: ProposalStatus, by: MemberId
) -> tuple[Proposal, ...]:
    found = msgspec.structs.replace(known[number - 1], status=status, decided_by=by)
    return (*known[: number - 1], found, *known[number:])
