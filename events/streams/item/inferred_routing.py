"""The policy's routing once a run of truth inference is in force: what follows from its doubt.

The same rules as for a label are asked in the same order, without those about labels: none came.
Votes are taken as they stand. Where the first that fires does not look at the run, what follows
from it followed when the votes moved, and nothing follows here.
"""

from msgspec.structs import replace

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.item.ballots import ballots, tally
from labeltrail.events.streams.item.inferred import Inferred
from labeltrail.events.streams.item.review_commands import RouteInferred
from labeltrail.events.streams.item.routing import Firing, fired, followed, labelers
from labeltrail.events.streams.item.routing_conditions import Case
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.reviewing import ConditionKind, RoutingRule
from labeltrail.events.streams.rules import Rules


def route_inferred(
    state: Item, command: RouteInferred, act: Act, rules: Rules
) -> Decision[facts.ItemFact]:
    firing = doubted(state, command, rules)
    if isinstance(firing, Rejection):
        return firing
    asked = [replace(one, after=None) for one in followed(firing, state, act, rules)]
    if not asked:
        message = f"rule {firing.rule.rule_id!r} accepts it, or what it asks for waits already"
        return Rejection(Rule.NOTHING_TO_ROUTE, message)
    return admitted(*asked)


def doubted(state: Item, command: RouteInferred, rules: Rules) -> Firing | Rejection:
    """The rule about the run's probability that fires, or why none does. `state` is registered."""
    policy, task = rules.policy.current(), command.task
    if policy is None:
        message = "no policy is published, so there are no rules to ask"
        return Rejection(Rule.NOTHING_TO_ROUTE, message)
    if not any(one.run_id == command.run_id for one in rules.inference.completed):
        message = "no complete run with this id"
        return Rejection(Rule.RUN_UNKNOWN, message, ("run_id",))
    said = last_word(state, task, rules, policy)
    if said is None or said.said.run_id != command.run_id:
        message = "what the policy goes by is no word of this run; ask for the one that told last"
        return Rejection(Rule.RUN_SUPERSEDED, message, ("run_id",))
    judged = state.adjudication
    if judged is not None and not judged.is_reopened and task in judged.answers:
        message = "an expert decided the item; what a run doubts does not count"
        return Rejection(Rule.NOTHING_TO_ROUTE, message)
    firing = fired(_standing(command.item_id, state, task, said, rules, policy), policy)
    if firing is None or not looks_at_runs(firing.rule):
        message = "no routing rule about the run's probability is the first that fires"
        return Rejection(Rule.NOTHING_TO_ROUTE, message)
    return firing


def last_word(state: Item, task: TaskName, rules: Rules, policy: Policy) -> Inferred | None:
    """What the last complete run of the policy's method told of the item, if one did.

    A later run that came to the same told nothing anew: the word stands.
    """
    method = policy.truth_method
    counted = {
        one.run_id for one in rules.inference.completed if one.task == task and one.method is method
    }
    told = reversed(state.inferred.get(task, ()))
    return next((one for one in told if one.said.run_id in counted), None)


def looks_at_runs(rule: RoutingRule) -> bool:
    """Whether the rule can fire without a label, by what a run says."""
    kinds = {one.kind for one in rule.when}
    return rule.is_of_votes and ConditionKind.PROBABILITY_BELOW in kinds


def _standing(
    item_id: ItemId, state: Item, task: TaskName, said: Inferred, rules: Rules, policy: Policy
) -> Case:
    """The task as it stands, with no other word of a run than this one."""
    cast = ballots(state, task, models_vote=policy.models_vote, dropped=rules.votes_dropped)
    return Case(
        item_id=item_id,
        item=replace(state, inferred={**state.inferred, task: (said,)}),
        label=None,
        said=False,
        task=task,
        votes=tally(cast),
        is_moved=len(cast) >= policy.overlap,
        labelers=labelers(state, task, policy, rules),
        rules=rules,
        overlap=policy.overlap,
        quorum=policy.quorum,
    )
