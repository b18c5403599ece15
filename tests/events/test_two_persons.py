"""What weakens quality takes two persons, where the policy in force says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from labeltrail.events.identifiers import EventId
from labeltrail.events.limits import POLICY_PROPOSALS_OPEN_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import policy
from labeltrail.events.streams.policy import (
    ApprovePolicy,
    Comparison,
    Metric,
    People,
    Policy,
    PolicyProposalRefused,
    PolicyProposalWithdrawn,
    PolicyProposed,
    PolicyPublished,
    ProposePolicy,
    PublishPolicy,
    RefusePolicy,
    Requirement,
    TruthMethod,
    WithdrawPolicyProposal,
)
from labeltrail.events.streams.project import MemberAdded, MemberRolesChanged, Role
from tests.events.history import History, happened
from tests.events.owls import DESK, LENA, LENIENT, MIRA, OSKAR, event_id, with_policy, words
from tests.events.owls import INES as IDA

ALPHA = Requirement(
    metric=Metric.COVERAGE, comparison=Comparison.AT_LEAST, threshold=Decimal("0.9")
)
GUARDED = replace(LENIENT, requirements=(ALPHA,), people=People(two_persons=True))
LOWERED = replace(GUARDED, requirements=(replace(ALPHA, threshold=Decimal("0.7")),), overlap=2)
RAISED = replace(GUARDED, overlap=3)
WHY = "coverage: 0.7 is enough instead of 0.9"
SECOND = MemberAdded(member=OSKAR, roles=(Role.MANAGER,))
PROPOSED = PolicyProposed(
    proposal=1,
    proposed_by=MIRA,
    base_version=1,
    policy=LOWERED,
    change_note="The deadline",
    weakens=(WHY,),
)


def guarded(*past: PolicyProposed | PolicyPublished, under: Policy = GUARDED) -> History:
    """Mira and Ida keep the archive, under a policy that asks for both."""
    second = MemberRolesChanged(member=IDA, roles=(Role.MANAGER,))
    return with_policy(under, second, *past)


def proposed(*more: PolicyPublished, actor: str = "mira") -> History:
    return guarded(under=GUARDED).and_given(happened(PROPOSED, event_id(1), actor=actor), *more)


def publishing(rules: Policy) -> PublishPolicy:
    return PublishPolicy(policy=rules, change_note="The deadline")


def test_weakening_published_by_one_is_refused_and_says_what_weakens_and_how_to_go_on() -> None:
    refused = guarded().when(publishing(LOWERED))
    refused.refuses(Rule.WEAKENING_TAKES_TWO, ("policy",), WHY)
    refused.refuses(Rule.WEAKENING_TAKES_TWO, ("policy",), "let another manager approve it")


def test_flag_itself_cannot_be_taken_away_by_one() -> None:
    free = replace(GUARDED, people=People())
    guarded().when(publishing(free)).refuses(
        Rule.WEAKENING_TAKES_TWO, ("policy",), "takes one person alone"
    )


def test_what_is_stricter_or_only_other_takes_one() -> None:
    guarded().when(publishing(RAISED)).admitted()
    guarded().when(publishing(GUARDED)).admitted()


def test_method_of_truth_is_not_changed_by_one_in_two_steps() -> None:
    """Nor is review put off by an overlap that is never reached."""
    modelled = replace(GUARDED, truth_method=TruthMethod.ONE_COIN_DAWID_SKENE)
    guarded().when(publishing(modelled)).refuses(Rule.WEAKENING_TAKES_TWO, ("policy",))
    guarded(under=modelled).when(publishing(GUARDED)).refuses(
        Rule.WEAKENING_TAKES_TWO, ("policy",), "plurality instead of one_coin_dawid_skene"
    )
    reviewed = replace(GUARDED, review_disagreements=True)
    guarded(under=reviewed).when(publishing(replace(reviewed, overlap=50))).refuses(
        Rule.WEAKENING_TAKES_TWO, ("policy",), "go to review at 50 labels"
    )


def test_without_the_flag_one_person_weakens() -> None:
    free = replace(GUARDED, people=People())
    guarded(under=free).when(publishing(replace(free, requirements=()))).admitted()


def test_proposal_says_what_it_weakens_and_binds_nobody() -> None:
    command = ProposePolicy(policy=LOWERED, change_note="The deadline")
    after = guarded().when(command).then(PROPOSED)
    after.when(publishing(LOWERED)).refuses(Rule.WEAKENING_TAKES_TWO, ("policy",))


def test_another_manager_approves_and_the_policy_names_both() -> None:
    published = PolicyPublished(
        policy_version=2,
        policy=LOWERED,
        change_note="The deadline",
        proposal=1,
        proposed_by=MIRA,
        approved_by=IDA,
    )
    proposed().when(ApprovePolicy(proposal=1), by=IDA).then(published, cause=EventId(event_id(1)))


def test_nobody_approves_or_refuses_their_own_proposal() -> None:
    for command in (ApprovePolicy(proposal=1), RefusePolicy(proposal=1)):
        proposed().when(command).refuses(
            Rule.APPROVER_PROPOSED_POLICY, ("proposal",), "second manager"
        )


def test_who_called_for_the_proposer_approves_nothing() -> None:
    proposed(actor="ines").when(ApprovePolicy(proposal=1), by=IDA).refuses(
        Rule.APPROVER_PROPOSED_POLICY, ("proposal",)
    )


def test_service_carries_for_both() -> None:
    proposed(actor=DESK).when(ApprovePolicy(proposal=1), by=IDA, via=DESK).admitted()


def test_manager_who_is_a_service_too_does_not_decide_what_they_called_for() -> None:
    both = MemberRolesChanged(member=IDA, roles=(Role.MANAGER, Role.SERVICE))
    history = proposed(actor=IDA).and_given(both)
    for command in (ApprovePolicy(proposal=1), RefusePolicy(proposal=1)):
        history.when(command, by=IDA).refuses(Rule.APPROVER_PROPOSED_POLICY, ("proposal",))


@pytest.mark.parametrize("command", [ApprovePolicy(proposal=1), RefusePolicy(proposal=1)])
def test_only_managers_decide_proposals(command: policy.PolicyCommand) -> None:
    proposed().when(command, by=LENA).refuses(Rule.ROLE_MISSING)


def test_proposal_against_a_former_policy_is_outdated() -> None:
    other = PolicyPublished(policy_version=2, policy=RAISED, change_note="More eyes")
    proposed(other).when(ApprovePolicy(proposal=1), by=IDA).refuses(
        Rule.PROPOSAL_OUTDATED, ("proposal",), "propose it again"
    )


def test_proposal_ends_once() -> None:
    for command in (
        ApprovePolicy(proposal=1),
        RefusePolicy(proposal=1, note=words()),
    ):
        ended = proposed().when(command, by=IDA).admitted()
        again = ended.when(ApprovePolicy(proposal=1), by=IDA)
        again.refuses(Rule.PROPOSAL_NOT_OPEN, ("proposal",), "propose anew")


def test_proposal_is_refused_with_a_note() -> None:
    proposed().when(RefusePolicy(proposal=1, note=words()), by=IDA).then(
        PolicyProposalRefused(proposal=1, refused_by=IDA, note=words()),
        cause=EventId(event_id(1)),
    )


def test_who_proposed_withdraws_and_nobody_else() -> None:
    command = WithdrawPolicyProposal(proposal=1)
    proposed().when(command, by=IDA).refuses(
        Rule.WITHDRAWER_DID_NOT_PROPOSE, ("proposal",), "refuse it instead"
    )
    proposed().when(command).then(
        PolicyProposalWithdrawn(proposal=1, withdrawn_by=MIRA), cause=EventId(event_id(1))
    )


@pytest.mark.parametrize("number", [0, 2])
def test_proposal_that_is_not_there(number: int) -> None:
    for command in (
        ApprovePolicy(proposal=number),
        RefusePolicy(proposal=number),
        WithdrawPolicyProposal(proposal=number),
    ):
        proposed().when(command, by=IDA).refuses(Rule.PROPOSAL_UNKNOWN, ("proposal",))


def test_proposal_that_contradicts_itself_is_refused_at_once() -> None:
    broken = replace(LOWERED, quorum=9)
    command = ProposePolicy(policy=broken, change_note="The deadline")
    guarded().when(command).refuses(Rule.POLICY_CONTRADICTORY, ("policy", "quorum"))
    silent = ProposePolicy(policy=LOWERED, change_note=" ")
    guarded().when(silent).refuses(Rule.TEXT_EMPTY, ("change_note",))


def test_only_so_many_proposals_wait() -> None:
    numbers = range(1, POLICY_PROPOSALS_OPEN_MAX + 1)
    waiting = [replace(PROPOSED, proposal=number) for number in numbers]
    command = ProposePolicy(policy=LOWERED, change_note="The deadline")
    guarded(*waiting[1:]).when(command).admitted()
    guarded(*waiting).when(command).refuses(Rule.TOO_MANY, ("policy",))
