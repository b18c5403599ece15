"""The policy's routing: what follows when a label comes, changes or goes.

The rules of the policy's section `reviewing` are asked in order for each task, and the first that
fires decides; where none fires, ties and disagreements are reviewed as the policy says. The votes
before and after are counted as the read models count them, so nothing is routed for a tie that no
reader sees. What waits already is not asked for again.
"""

from collections.abc import Iterator

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, ItemId, TaskName
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.item.ballots import ballots, leaders, may_vote, tally
from labeltrail.events.streams.item.escalations import escalating, given_by_level
from labeltrail.events.streams.item.rework import is_returned
from labeltrail.events.streams.item.routing_conditions import Case, fires
from labeltrail.events.streams.item.state import Item, Label, ReviewRequest, Wanted
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.policy.reviewing import RoutingAction, RoutingRule
from labeltrail.events.streams.rules import Rules

Followed = Iterator[Emitted[facts.ItemFact]]


class Firing(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that fired: on a task, None for all of a label; on a label, None for the votes."""

    rule: RoutingRule
    task: TaskName | None
    label: Label | None


def routed(item_id: ItemId, state: Item, changed: Label, act: Act, rules: Rules) -> Followed:
    """What follows once `changed` stands where the item had no label or an older one."""
    former = state.labels.get(changed.label_id)
    is_revised_return = former is not None and not changed.is_retracted and is_returned(former)
    if is_revised_return:
        yield by_system(_looked_at_again(changed))
    policy = rules.policy.current()
    if policy is None:
        return
    done: set[tuple[str, TaskName | None]] = set()
    for case in cases(item_id, state, changed, rules, policy):
        firing = fired(case, policy)
        if firing is None:
            cause = _cause(case, policy)
            if cause is not None and not _waits_for_votes(state.review_requests, case.task):
                yield by_system(_asked(cause, case.task, rules))
        elif (firing.rule.rule_id, firing.task) not in done:
            done.add((firing.rule.rule_id, firing.task))
            if not (is_revised_return and _asks_for_review_of(changed, firing)):
                yield from followed(firing, state, act, rules)


def by_system(fact: facts.ItemFact) -> Emitted[facts.ItemFact]:
    return Emitted(fact=fact, by=SYSTEM, after=0)


def cases(
    item_id: ItemId, state: Item, changed: Label, rules: Rules, policy: Policy
) -> Iterator[Case]:
    """One for each task that the label says or said something of."""
    after = msgspec.structs.replace(state, labels={**state.labels, changed.label_id: changed})
    former = state.labels.get(changed.label_id)
    before = former.answers if former is not None else {}
    for task in dict.fromkeys((*before, *changed.answers)):
        was, cast = (
            ballots(one, task, models_vote=policy.models_vote, dropped=rules.votes_dropped)
            for one in (state, after)
        )
        yield Case(
            item_id=item_id,
            item=after,
            label=None if changed.is_retracted else changed,
            said=not changed.is_retracted and changed.answers.get(task) != before.get(task),
            task=task,
            votes=tally(cast),
            is_moved=cast != was and len(cast) >= policy.overlap,
            labelers=labelers(after, task, policy, rules),
            rules=rules,
            overlap=policy.overlap,
            quorum=policy.quorum,
        )


def fired(case: Case, policy: Policy) -> Firing | None:
    """The first of the policy's rules that fires, also where all it does is to accept."""
    for rule in policy.reviews.rules:
        if fires(rule, case, policy.reviews.seed):
            return Firing(
                rule=rule,
                task=case.task if rule.is_of_task else None,
                label=None if rule.is_of_votes else case.label,
            )
    return None


def labelers(item: Item, task: TaskName, policy: Policy, rules: Rules) -> int:
    return len(
        {
            label.annotator
            for label in item.labels.values()
            if task in label.answers
            and may_vote(label, models_vote=policy.models_vote)
            and label.annotator not in rules.votes_dropped
        }
    )


def followed(firing: Firing, state: Item, act: Act, rules: Rules) -> Followed:
    """Nothing where the rule accepts, or what it asks for waits already."""
    rule, label = firing.rule, firing.label
    annotator, repeat = (label.annotator, label.repeat) if label is not None else (None, None)
    version = rules.policy.in_force
    match rule.action:
        case RoutingAction.ACCEPT:
            return
        case RoutingAction.REVIEW if not _waits(state.review_requests, Wanted.REVIEW, firing):
            is_sample = rule.rate < 1
            yield by_system(
                facts.ReviewRequested(
                    cause=facts.ReviewCause.SAMPLED if is_sample else facts.ReviewCause.ROUTED,
                    requested_by=SYSTEM,
                    task=firing.task,
                    policy_version=version,
                    rule=rule.rule_id,
                    annotator=annotator,
                    repeat=repeat,
                )
            )
        case RoutingAction.ADJUDICATE if not _waits(
            state.review_requests, Wanted.ADJUDICATION, firing
        ):
            yield by_system(
                review_facts.AdjudicationRequested(
                    rule=rule.rule_id,
                    policy_version=version,
                    requested_by=SYSTEM,
                    task=firing.task,
                    annotator=annotator,
                    repeat=repeat,
                )
            )
        case RoutingAction.ESCALATE if not _is_asked(state, rule):
            yield by_system(_escalated(firing, act, rules))
        case _:
            return


def _escalated(firing: Firing, act: Act, rules: Rules) -> review_facts.EscalationRouted:
    """With the owner and due time that the policy gives to questions of the level."""
    rule, label = firing.rule, firing.label
    section = escalating(rules)
    level = section.level(rule.level) if section is not None else None
    settled = given_by_level(level, None, None, SYSTEM, act.now, rules)
    return review_facts.EscalationRouted(
        rule=rule.rule_id,
        policy_version=rules.policy.in_force,
        raised_by=SYSTEM,
        level=rule.level,
        guideline_revision=rules.guideline.in_force,
        task=firing.task,
        annotator=label.annotator if label is not None else None,
        repeat=label.repeat if label is not None else None,
        owner=settled.owner,
        owner_role=settled.role,
        due_at=settled.due_at,
    )


def _asks_for_review_of(label: Label, firing: Firing) -> bool:
    return firing.rule.action is RoutingAction.REVIEW and firing.label is label


def _waits(requests: tuple[ReviewRequest, ...], wanted: Wanted, firing: Firing) -> bool:
    if firing.label is None and wanted is Wanted.REVIEW:
        return _waits_for_votes(requests, firing.task)
    label_id = firing.label.label_id if firing.label is not None else None
    return any(
        one.wanted is wanted
        and one.level == 1
        and one.label_id == label_id
        and one.task in (None, firing.task)
        for one in requests
    )


def _waits_for_votes(requests: tuple[ReviewRequest, ...], task: TaskName | None) -> bool:
    return any(
        one.task == task and one.label_id is None and one.wanted is Wanted.REVIEW
        for one in requests
    )


def _is_asked(state: Item, rule: RoutingRule) -> bool:
    return any(one.rule == rule.rule_id for one in state.open_escalations())


def _asked(cause: facts.ReviewCause, task: TaskName, rules: Rules) -> facts.ReviewRequested:
    return facts.ReviewRequested(
        cause=cause, requested_by=SYSTEM, task=task, policy_version=rules.policy.in_force
    )


def _looked_at_again(label: Label) -> facts.ReviewRequested:
    return facts.ReviewRequested(
        cause=facts.ReviewCause.RETURNED,
        requested_by=SYSTEM,
        annotator=label.annotator,
        repeat=label.repeat,
    )


def _cause(case: Case, policy: Policy) -> facts.ReviewCause | None:
    """Why the change sends the task's answers to a reviewer where no rule does."""
    if not case.is_moved:
        return None
    if policy.review_ties and len(leaders(dict(case.votes))) > 1:
        return facts.ReviewCause.TIE
    if policy.review_disagreements and len(case.votes) > 1:
        return facts.ReviewCause.DISAGREEMENT
    return None
