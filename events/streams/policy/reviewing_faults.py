"""What stands against a policy's section about reviews, and against its order of truths."""

from decimal import Decimal

from labeltrail.events import checks
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import (
    CONDITIONS_MAX,
    INFERENCE_SEED_MAX,
    REVIEW_CLAIM_MINUTES_MAX,
    ROUTING_NAMES_MAX,
    ROUTING_RULES_MAX,
    SECONDS_SPENT_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.policy.reviewing import (
    Condition,
    ConditionKind,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import Task

LEVEL_MAX = 9
RATE_DECIMALS_MAX = 6

_BOUNDS: dict[ConditionKind, int] = {
    ConditionKind.AGREEMENT_BELOW: 1,
    ConditionKind.PROBABILITY_BELOW: 1,
    ConditionKind.CONFIDENCE_BELOW: 1,
    ConditionKind.FASTER_THAN: SECONDS_SPENT_MAX,
}
"""Kinds with a bound, and the most that it can be."""
_NAMING = frozenset(
    {
        ConditionKind.CLASS,
        ConditionKind.ANNOTATOR,
        ConditionKind.MEMBER_KIND,
        ConditionKind.ATTRIBUTE,
    }
)


def reviewing_fault(section: Reviewing, tasks: dict[TaskName, Task]) -> Rejection | None:
    at = ("policy", "reviewing")
    return checks.first(
        (
            checks.at_most(section.rules, ROUTING_RULES_MAX, *at, "rules"),
            checks.distinct([one.rule_id for one in section.rules], *at, "rules"),
            _within(section.seed, 0, INFERENCE_SEED_MAX, *at, "seed"),
            _rate_fault(section.second_level_rate, *at, "second_level_rate"),
            _within(section.claim_minutes, 1, REVIEW_CLAIM_MINUTES_MAX, *at, "claim_minutes"),
            checks.distinct(section.relaxes, *at, "relaxes"),
            *(
                _rule_fault(one, tasks, *at, "rules", place)
                for place, one in enumerate(section.rules)
            ),
            _order_fault(section.rules, *at, "rules"),
        )
    )


def _rule_fault(rule: RoutingRule, tasks: dict[TaskName, Task], *at: str | int) -> Rejection | None:
    fault = checks.identifier(rule.rule_id, *at, "rule_id")
    if fault is not None:
        return fault
    if rule.task is not None and rule.task not in tasks:
        message = f"no task {rule.task!r} in force; there are {', '.join(tasks) or 'none yet'}"
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    if rule.level != 1 and rule.action is not RoutingAction.ESCALATE:
        message = f"a level is said of what is escalated; leave it out to {rule.action}"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "level"))
    return checks.first(
        (
            _within(rule.level, 1, LEVEL_MAX, *at, "level"),
            _rate_fault(rule.rate, *at, "rate"),
            _never_fault(rule, *at, "rate"),
            checks.at_most(rule.when, CONDITIONS_MAX, *at, "when"),
            *(
                _condition_fault(one, rule, tasks, *at, "when", place)
                for place, one in enumerate(rule.when)
            ),
        )
    )


def _never_fault(rule: RoutingRule, *at: str | int) -> Rejection | None:
    if rule.rate > 0:
        return None
    message = "a rule with the rate 0 never fires; leave it out"
    return Rejection(Rule.POLICY_CONTRADICTORY, message, at)


def _condition_fault(
    condition: Condition, rule: RoutingRule, tasks: dict[TaskName, Task], *at: str | int
) -> Rejection | None:
    kind = condition.kind
    return (
        _fitting_fault(condition, *at)
        or _bound_fault(condition, *at, "bound")
        or checks.at_most(condition.names, ROUTING_NAMES_MAX, *at, "names")
        or checks.distinct(condition.names, *at, "names")
        or (_classes_fault(condition, rule, tasks, *at) if kind is ConditionKind.CLASS else None)
        or (_kinds_fault(condition, *at) if kind is ConditionKind.MEMBER_KIND else None)
    )


def _fitting_fault(condition: Condition, *at: str | int) -> Rejection | None:
    """Whether the condition says what its kind asks for, and no more."""
    kind = condition.kind
    for name, is_given, is_asked in (
        ("bound", condition.bound is not None, kind in _BOUNDS),
        ("names", bool(condition.names), kind in _NAMING),
        ("attribute", condition.attribute is not None, kind is ConditionKind.ATTRIBUTE),
    ):
        if is_given and not is_asked:
            message = f"the condition {kind} has no {name}; leave it out"
            return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, name))
        if is_asked and not is_given:
            message = f"the condition {kind} needs {name}; give it"
            return Rejection(Rule.NOTHING_GIVEN, message, (*at, name))
    return None


def _bound_fault(condition: Condition, *at: str | int) -> Rejection | None:
    bound = condition.bound
    if bound is None:
        return None
    most = _BOUNDS[condition.kind]
    if bound.is_finite() and 0 < bound <= most:
        return None
    message = f"the bound of {condition.kind} lies above 0 and up to {most}, not at {bound}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, at)


def _classes_fault(
    condition: Condition, rule: RoutingRule, tasks: dict[TaskName, Task], *at: str | int
) -> Rejection | None:
    asked = [tasks[rule.task]] if rule.task is not None else list(tasks.values())
    known = {one.class_id for task in asked for one in task.classes}
    for place, name in enumerate(condition.names):
        if name not in known:
            of = f"task {rule.task!r}" if rule.task is not None else "the tasks in force"
            message = f"no class {name!r} among those of {of}"
            return Rejection(Rule.CLASS_UNKNOWN, message, (*at, "names", place))
    return None


def _kinds_fault(condition: Condition, *at: str | int) -> Rejection | None:
    for place, name in enumerate(condition.names):
        if name not in set(MemberKind):
            message = f"no kind of member {name!r}; there are {', '.join(MemberKind)}"
            return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "names", place))
    return None


def _order_fault(rules: tuple[RoutingRule, ...], *at: str | int) -> Rejection | None:
    """A rule that always fires leaves nothing to those that come after it."""
    for place, rule in enumerate(rules[:-1]):
        if not rule.when and rule.rate == 1 and rule.task is None:
            message = f"{rule.rule_id!r} fires on every label, so that no later rule ever does"
            return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, place + 1))
    return None


def _rate_fault(rate: Decimal, *at: str | int) -> Rejection | None:
    exponent = rate.as_tuple().exponent
    is_fine = rate.is_finite() and isinstance(exponent, int) and exponent >= -RATE_DECIMALS_MAX
    if is_fine and 0 <= rate <= 1:
        return None
    message = f"a rate lies between 0 and 1, with at most {RATE_DECIMALS_MAX} decimals"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, at)


def _within(number: int, least: int, most: int, *at: str | int) -> Rejection | None:
    if least <= number <= most:
        return None
    message = f"{at[-1]} must lie between {least} and {most}, not {number}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, at)
