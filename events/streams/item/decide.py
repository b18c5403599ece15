"""Every decision about one item, by command."""

from typing import assert_never

from labeltrail.events.acts import Act
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import (
    adjudications,
    benchmark,
    commands,
    escalation_commands,
    escalations,
    facts,
    gold,
    gold_commands,
    inferred_routing,
    labels,
    review_claims,
    review_commands,
    reviews,
)
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.outcome import Decision
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.standing import admission


def decide(
    state: Item, command: commands.ItemCommand, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    if isinstance(command, commands.RegisterItem):
        return labels.register(state, command)
    if state.registered is None:
        message = f"no item {command.item_id!r} in this project; register it first"
        return Rejection(Rule.ITEM_UNKNOWN, message, ("item_id",))
    if state.frozen_position is None:
        return _decide(state, command, act, rules)
    fault = benchmark.frozen_fault(command, rules)
    if fault is not None:
        return fault
    return benchmark.warned(_decide(state, command, act, rules), command, rules)


def _decide(
    state: Item, command: commands.ItemCommand, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    match command:
        case commands.RegisterItem():
            return labels.register(state, command)
        case commands.SubmitLabel():
            return labels.submit(state, command, act, rules)
        case commands.ReviseLabel():
            return labels.revise(state, command, act, rules)
        case commands.RetractLabel():
            return labels.retract(state, command, act, rules)
        case commands.SkipItem():
            suspended = admission.suspension_fault(rules, act.person)
            return suspended or labels.skip(state, command, act)
        case commands.RequestReview():
            return reviews.request_review(state, command, act)
        case commands.ReviewLabel():
            return reviews.review(state, command, act, rules)
        case commands.RaiseEscalation():
            return escalations.raise_escalation(command, act, rules)
        case commands.ResolveEscalation():
            return escalations.resolve(state, command, act, rules)
        case commands.WithdrawEscalation():
            return escalations.withdraw(state, command, act, rules)
        case (
            escalation_commands.AssignEscalation()
            | escalation_commands.CommentEscalation()
            | escalation_commands.LiftEscalation()
        ):
            return escalations.decide(state, command, act, rules)
        case commands.AdjudicateItem():
            return adjudications.adjudicate(state, command, act, rules)
        case review_commands.ClaimReview():
            return review_claims.claim(state, act, rules)
        case review_commands.ReleaseReview():
            return review_claims.release(state, command, act, rules)
        case review_commands.RouteInferred():
            return inferred_routing.route_inferred(state, command, act, rules)
        case (
            gold_commands.ProposeGold()
            | gold_commands.ActivateGold()
            | gold_commands.ContestGold()
            | gold_commands.RetireGold()
            | gold_commands.ImportGold()
        ):
            return gold.decide(state, command, act, rules)
        case _:
            assert_never(command)
