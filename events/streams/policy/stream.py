"""The policy stream: its events, its commands, and what admits a new version."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.limits import OVERLAP_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.policy import proposals
from labeltrail.events.streams.policy.assignment import assignment_fault
from labeltrail.events.streams.policy.certification import certification_fault
from labeltrail.events.streams.policy.demands import NO_DEMANDS, Demands, demands_fault
from labeltrail.events.streams.policy.escalating import escalating_fault
from labeltrail.events.streams.policy.people import people_fault
from labeltrail.events.streams.policy.proposals import Proposal, ProposalStatus
from labeltrail.events.streams.policy.quotas import costs_fault, quotas_fault
from labeltrail.events.streams.policy.requirement_faults import requirements_fault
from labeltrail.events.streams.policy.reviewing_faults import reviewing_fault
from labeltrail.events.streams.policy.rules import COUNTED, Policy
from labeltrail.events.streams.policy.splitting import splitting_fault
from labeltrail.events.streams.policy.truth_order import order_fault
from labeltrail.events.streams.policy.validation import sole_labelers_fault
from labeltrail.events.values import Task

STREAM = "policy"


class PolicyPublished(msgspec.Struct, frozen=True, kw_only=True):
    """Version `policy_version` is in force from this position on.

    Where it was a `proposal`, it names who proposed it and who approved it.
    """

    policy_version: int
    policy: Policy
    change_note: str
    proposal: int | msgspec.UnsetType = msgspec.UNSET
    proposed_by: MemberId | msgspec.UnsetType = msgspec.UNSET
    approved_by: MemberId | msgspec.UnsetType = msgspec.UNSET


PolicyFact = PolicyPublished | proposals.ProposalFact


class PublishPolicy(msgspec.Struct, frozen=True, kw_only=True):
    policy: Policy
    change_note: str


class PolicyHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Every version ever published; the last is in force. And every proposal, in order."""

    versions: tuple[Policy, ...] = ()
    proposals: tuple[Proposal, ...] = ()

    @property
    def in_force(self) -> int:
        return len(self.versions)

    def current(self) -> Policy | None:
        return self.versions[-1] if self.versions else None

    @property
    def demanded(self) -> Demands:
        """What the policy in force demands before production."""
        policy = self.current()
        return NO_DEMANDS if policy is None else policy.demanded

    @property
    def drops_suspended_votes(self) -> bool:
        """Whether the policy in force takes no account of what suspended annotators labeled."""
        policy = self.current()
        if policy is None or policy.people is msgspec.UNSET:
            return False
        return not policy.people.suspended_vote


def evolve(state: PolicyHistory, event: RecordedEvent, fact: PolicyFact) -> PolicyHistory:
    if not isinstance(fact, PolicyPublished):
        found = proposals.after(state.proposals, event, fact)
        return msgspec.structs.replace(state, proposals=found)
    known = state.proposals
    if fact.proposal is not msgspec.UNSET and fact.approved_by is not msgspec.UNSET:
        known = proposals.ended(known, fact.proposal, ProposalStatus.APPROVED, fact.approved_by)
    return PolicyHistory(versions=(*state.versions, fact.policy), proposals=known)


def policy_fault(policy: Policy, change_note: str, tasks: dict[TaskName, Task]) -> Rejection | None:
    """Why the policy cannot be applied, whoever publishes it."""
    return checks.first(
        (
            checks.text(change_note, "change_note"),
            _size_fault(policy),
            _probability_fault(policy),
            _assignment_fault(policy),
            demands_fault(policy.demanded),
            _sections_fault(policy, tasks),
            requirements_fault(policy.requirements, tasks, "policy", "requirements"),
        )
    )


def _sections_fault(policy: Policy, tasks: dict[TaskName, Task]) -> Rejection | None:
    """Of the sections that a policy may leave out."""
    fault = reviewing_fault(policy.reviews, tasks) or order_fault(policy.order)
    if fault is not None:
        return fault
    if policy.people is not msgspec.UNSET:
        fault = people_fault(policy.people, tasks)
        if fault is not None:
            return fault
    if policy.escalating is not msgspec.UNSET:
        fault = escalating_fault(policy.escalating)
        if fault is not None:
            return fault
    if policy.certification is not msgspec.UNSET:
        fault = certification_fault(policy.certification)
        if fault is not None:
            return fault
    if policy.quotas is not msgspec.UNSET:
        fault = quotas_fault(policy.quotas, tasks)
        if fault is not None:
            return fault
    if policy.costs is not msgspec.UNSET:
        fault = costs_fault(policy.costs, tasks)
        if fault is not None:
            return fault
    if policy.splitting is not msgspec.UNSET:
        fault = splitting_fault(policy.splitting)
        if fault is not None:
            return fault
    if policy.sole_labelers is not msgspec.UNSET:
        return sole_labelers_fault(policy.sole_labelers, policy.requirements, tasks)
    return None


def _assignment_fault(policy: Policy) -> Rejection | None:
    if policy.assignment is msgspec.UNSET:
        return None
    return assignment_fault(policy.assignment, policy.overlap)


def _size_fault(policy: Policy) -> Rejection | None:
    for name, size in (("overlap", policy.overlap), ("quorum", policy.quorum)):
        if size < 1:
            message = f"{name} must be at least 1, not {size}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("policy", name))
    if policy.overlap > OVERLAP_MAX:
        message = f"overlap must be at most {OVERLAP_MAX}, not {policy.overlap}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("policy", "overlap"))
    if policy.quorum > policy.overlap:
        message = (
            f"a quorum of {policy.quorum} can never be met with an overlap of {policy.overlap};"
            " lower the quorum or raise the overlap"
        )
        return Rejection(Rule.POLICY_CONTRADICTORY, message, ("policy", "quorum"))
    return None


def _probability_fault(policy: Policy) -> Rejection | None:
    """Whole percents: outcomes are recorded anew when theirs is another."""
    least = policy.probability_min
    if least is msgspec.UNSET:
        return None
    path = ("policy", "probability_min")
    if policy.truth_method in COUNTED:
        message = f"{policy.truth_method} gives no probability; leave the least one out"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, path)
    if not least.is_finite() or not 0 <= least <= 1 or 100 * least % 1:
        message = f"a probability lies between 0 and 1, in steps of 0.01, and is not {least}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)
    return None
