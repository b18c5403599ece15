"""Whether a routing rule of the policy fires on a label that came, changed or went. Pure.

Everything is decided from the item and the rules in force, so that anybody can decide it again.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.item.ballots import leaders
from labeltrail.events.streams.item.review_draws import falls
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.policy.reviewing import (
    OF_VOTES,
    Condition,
    ConditionKind,
    RoutingRule,
)
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Choice, ClassSet, Path, Value, category


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One task of an item after a change of a label.

    item      as it stands then
    label     that came or changed; None where one was retracted
    said      whether the label says something of the task that it did not say before
    votes     by category, most first
    is_moved  whether the change moved them, with the overlap reached
    labelers  annotators whose labels of the task count, whether or not they say a class
    """

    item_id: ItemId
    item: Item
    label: Label | None
    said: bool
    task: TaskName
    votes: Mapping[str, int]
    is_moved: bool
    labelers: int
    rules: Rules
    overlap: int
    quorum: int


def fires(rule: RoutingRule, case: Case, seed: int) -> bool:
    if rule.task is not None and rule.task != case.task:
        return False
    if not rule.is_of_votes and not case.said:
        return False
    return all(holds(one, case) for one in rule.when) and is_drawn(rule, case, seed)


def is_drawn(rule: RoutingRule, case: Case, seed: int) -> bool:
    """The draw is about the label, or about the item where the rule is about its votes."""
    task = case.task if rule.is_of_task else ""
    if rule.is_of_votes or case.label is None:
        return falls(rule.rate, seed, rule.rule_id, case.item_id, task)
    label = case.label
    named = (case.item_id, label.annotator, str(label.repeat), task)
    return falls(rule.rate, seed, rule.rule_id, *named)


def holds(condition: Condition, case: Case) -> bool:
    if condition.kind in OF_VOTES:
        return _OF_ITEM[condition.kind](condition, case)
    if condition.kind is ConditionKind.ATTRIBUTE:
        return _attribute(condition, case)
    return case.label is not None and _OF_LABEL[condition.kind](condition, case, case.label)


def _tie(_: Condition, case: Case) -> bool:
    return case.is_moved and len(leaders(dict(case.votes))) > 1


def _disagreement(_: Condition, case: Case) -> bool:
    return case.is_moved and len(case.votes) > 1


def _agreement_below(condition: Condition, case: Case) -> bool:
    most, votes = max(case.votes.values(), default=0), sum(case.votes.values())
    return case.is_moved and votes > 0 and most < _bound(condition) * votes


def _below_quorum(_: Condition, case: Case) -> bool:
    return case.labelers >= case.overlap and sum(case.votes.values()) < case.quorum


def _probability_below(condition: Condition, case: Case) -> bool:
    probability = probability_of(case.item, case.task, case.rules)
    return probability is not None and probability < _bound(condition)


def probability_of(item: Item, task: TaskName, rules: Rules) -> Decimal | None:
    """What the last complete run that says something of the item gives its value."""
    complete = {run.run_id for run in rules.inference.completed if run.task == task}
    for one in reversed(item.inferred.get(task, ())):
        if one.said.run_id in complete:
            return one.said.probability
    return None


def _attribute(condition: Condition, case: Case) -> bool:
    known = case.item.registered
    return known is not None and known.attributes.get(condition.attribute or "") in condition.names


def _class(condition: Condition, case: Case, label: Label) -> bool:
    return any(one in condition.names for one in classes_of(label.answers[case.task].value))


def classes_of(value: Value) -> tuple[str, ...]:
    """The classes that a value names: the one, those of a set, those along a path."""
    match value:
        case Choice():
            return (value.class_id,)
        case ClassSet() | Path():
            return tuple(value.class_ids)
        case _:
            return ()


def _cannot_tell(_: Condition, case: Case, label: Label) -> bool:
    return category(label.answers[case.task].value) is None


def _confidence_below(condition: Condition, case: Case, label: Label) -> bool:
    confidence = label.answers[case.task].confidence
    return confidence is not None and Decimal(str(confidence)) < _bound(condition)


def _overridden(_: Condition, case: Case, label: Label) -> bool:
    return _followed_suggestion(case, label) is False


def _followed(_: Condition, case: Case, label: Label) -> bool:
    return _followed_suggestion(case, label) is True


def _followed_suggestion(case: Case, label: Label) -> bool | None:
    """None where no suggestion for the task was shown."""
    shown = label.suggestion.values.get(case.task) if label.suggestion is not None else None
    return None if shown is None else shown == label.answers[case.task].value


def _annotator(condition: Condition, _: Case, label: Label) -> bool:
    return label.annotator in condition.names


def _member_kind(condition: Condition, _: Case, label: Label) -> bool:
    return MemberKind(label.member_kind) in condition.names


def _not_qualified(_: Condition, case: Case, label: Label) -> bool:
    return not case.rules.standing.is_qualified(label.annotator, case.task)


def _reinstated(_: Condition, case: Case, label: Label) -> bool:
    return label.annotator in case.rules.standing.since


def _faster_than(condition: Condition, _: Case, label: Label) -> bool:
    seconds = label.seconds_spent
    return seconds is not None and Decimal(str(seconds)) < _bound(condition)


def _bound(condition: Condition) -> Decimal:
    assert condition.bound is not None, f"{condition.kind} was published without its bound"
    return condition.bound


_OF_ITEM: dict[ConditionKind, Callable[[Condition, Case], bool]] = {
    ConditionKind.TIE: _tie,
    ConditionKind.DISAGREEMENT: _disagreement,
    ConditionKind.AGREEMENT_BELOW: _agreement_below,
    ConditionKind.BELOW_QUORUM: _below_quorum,
    ConditionKind.PROBABILITY_BELOW: _probability_below,
}
_OF_LABEL: dict[ConditionKind, Callable[[Condition, Case, Label], bool]] = {
    ConditionKind.CLASS: _class,
    ConditionKind.CANNOT_TELL: _cannot_tell,
    ConditionKind.CONFIDENCE_BELOW: _confidence_below,
    ConditionKind.SUGGESTION_OVERRIDDEN: _overridden,
    ConditionKind.SUGGESTION_FOLLOWED: _followed,
    ConditionKind.ANNOTATOR: _annotator,
    ConditionKind.MEMBER_KIND: _member_kind,
    ConditionKind.NOT_QUALIFIED: _not_qualified,
    ConditionKind.REINSTATED: _reinstated,
    ConditionKind.FASTER_THAN: _faster_than,
}
