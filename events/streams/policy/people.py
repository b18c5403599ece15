"""What a policy demands of people: tests before they label, rules that suspend, second persons."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.limits import (
    ANSWERS_WATCHED_MAX,
    INFERENCE_SEED_MAX,
    OVERLAP_MAX,
    PROPOSED_PER_CLASS_MAX,
    SECONDS_SPENT_MAX,
    SUSPENSION_RULES_MAX,
    TASKS_MAX,
    TEST_ITEMS_MAX,
    THRESHOLD_DECIMALS_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.policy.requirements import Bound
from labeltrail.events.values import Task


class Signal(StrEnum):
    """What a suspension rule watches of an annotator's last answers."""

    GOLD_ACCURACY = "gold_accuracy"
    """Share of answers that agree with the gold in force; suspends below the threshold."""
    DRIFT = "drift"
    """A chart of errors against gold leaves its limit; the threshold is how many alarms suspend."""
    PACE = "pace"
    """Median seconds per label; suspends below the threshold."""
    STRAIGHT_LINING = "straight_lining"
    """Longest run of one answer to a task; suspends above the threshold."""
    REJECTION_RATE = "rejection_rate"
    """Share of reviewed labels that were rejected or corrected; suspends above the threshold."""


class GoldTest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whoever answers a task passes this before: `items` have gold and are known to be the test.

    At least `answers_min` of them must be answered, `accuracy_min` of those right: by the point,
    or by the lower end of the 95 % Wilson interval.
    """

    task: TaskName
    items: tuple[ItemId, ...]
    accuracy_min: Decimal
    answers_min: int
    bound: Bound = Bound.POINT


class SuspensionRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Looks at the `last` answers of each annotator, when there are at least `answers_min`.

    With an interval it suspends only when even the better end is beyond the threshold.
    """

    signal: Signal
    threshold: Decimal
    last: int
    answers_min: int
    task: TaskName | None = None
    bound: Bound = Bound.POINT


class GoldProposing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Items that annotators agree about are proposed as gold; a second person approves them.

    Of those with at least `annotators_min` votes, `agreement_min` of them for one value, the
    `share` that `seed` draws, and at most `per_class_max` of each class. None that has had gold.
    """

    task: TaskName
    annotators_min: int
    agreement_min: Decimal
    per_class_max: int
    share: Decimal = Decimal(1)
    seed: int = 0


class People(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    tests            gold tests; without one for a task nobody needs to qualify for it
    suspensions      rules that suspend; each looks only at what came after a reinstatement
    grace_answers    so many first answers of an annotator are held against nobody
    suspended_vote   whether what suspended annotators labeled still counts as votes
    two_persons      whether a weaker policy, retiring gold and waiving take a second person;
                     contests of gold, words on standing, taxonomies and runs take one
    exposures_max    labels that one annotator may give on golds before each gold counts as exposed
    shows_gold       whether feedback tells the value of gold that is still in use
    gold_proposals   what is proposed as gold by rule
    """

    tests: tuple[GoldTest, ...] = ()
    suspensions: tuple[SuspensionRule, ...] = ()
    grace_answers: int = 0
    suspended_vote: bool = True
    two_persons: bool = False
    exposures_max: int | None = None
    shows_gold: bool = False
    gold_proposals: tuple[GoldProposing, ...] = ()


NO_PEOPLE = People()
"""A policy that is silent about people demands nothing of them."""


def people_fault(people: People, tasks: Mapping[TaskName, Task]) -> Rejection | None:
    """Why the section cannot be applied."""
    at = ("policy", "people")
    return checks.first(
        (
            checks.at_most(people.tests, TASKS_MAX, *at, "tests"),
            checks.distinct([one.task for one in people.tests], *at, "tests"),
            *(
                _test_fault(one, tasks, *at, "tests", place)
                for place, one in enumerate(people.tests)
            ),
            checks.at_most(people.suspensions, SUSPENSION_RULES_MAX, *at, "suspensions"),
            *(
                _suspension_fault(one, tasks, *at, "suspensions", place)
                for place, one in enumerate(people.suspensions)
            ),
            _between(people.grace_answers, 0, ANSWERS_WATCHED_MAX, *at, "grace_answers"),
            None
            if people.exposures_max is None
            else _between(people.exposures_max, 1, ANSWERS_WATCHED_MAX, *at, "exposures_max"),
            checks.at_most(people.gold_proposals, TASKS_MAX, *at, "gold_proposals"),
            checks.distinct([one.task for one in people.gold_proposals], *at, "gold_proposals"),
            *(
                _proposing_fault(one, tasks, *at, "gold_proposals", place)
                for place, one in enumerate(people.gold_proposals)
            ),
        )
    )


def _test_fault(test: GoldTest, tasks: Mapping[TaskName, Task], *at: str | int) -> Rejection | None:
    return checks.first(
        (
            _task_fault(test.task, tasks, *at, "task"),
            checks.some(test.items, *at, "items"),
            checks.at_most(test.items, TEST_ITEMS_MAX, *at, "items"),
            checks.distinct(test.items, *at, "items"),
            *(
                checks.identifier(item_id, *at, "items", place)
                for place, item_id in enumerate(test.items)
            ),
            _share_fault(test.accuracy_min, *at, "accuracy_min"),
            _between(test.answers_min, 1, len(test.items), *at, "answers_min"),
        )
    )


def _suspension_fault(
    rule: SuspensionRule, tasks: Mapping[TaskName, Task], *at: str | int
) -> Rejection | None:
    if rule.signal in _OF_A_TASK and rule.task is None:
        message = f"{rule.signal} is about the answers to one task; name it"
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    if rule.signal not in _MAY_NAME_A_TASK and rule.task is not None:
        message = f"{rule.signal} is about whole labels, not about a task; leave the task out"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "task"))
    if rule.bound is Bound.INTERVAL and rule.signal not in SHARES:
        message = f"no interval is computed for {rule.signal}; use the point"
        return Rejection(Rule.INTERVAL_NOT_AVAILABLE, message, (*at, "bound"))
    return checks.first(
        (
            None if rule.task is None else _task_fault(rule.task, tasks, *at, "task"),
            _between(rule.last, 1, ANSWERS_WATCHED_MAX, *at, "last"),
            _between(rule.answers_min, 1, rule.last, *at, "answers_min"),
            _signal_threshold_fault(rule, *at, "threshold"),
        )
    )


def _signal_threshold_fault(rule: SuspensionRule, *path: str | int) -> Rejection | None:
    if rule.signal in SHARES:
        return _share_fault(rule.threshold, *path)
    most = SECONDS_SPENT_MAX if rule.signal is Signal.PACE else rule.last
    least = 0 if rule.signal is Signal.PACE else 1
    is_fine = rule.threshold.is_finite() and least <= rule.threshold <= most
    if is_fine and (rule.signal is Signal.PACE or not rule.threshold % 1):
        return None
    message = f"the threshold of {rule.signal} lies between {least} and {most}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)


def _proposing_fault(
    rule: GoldProposing, tasks: Mapping[TaskName, Task], *at: str | int
) -> Rejection | None:
    fault = checks.first(
        (
            _task_fault(rule.task, tasks, *at, "task"),
            _between(rule.annotators_min, 2, OVERLAP_MAX, *at, "annotators_min"),
            _share_fault(rule.agreement_min, *at, "agreement_min"),
            _share_fault(rule.share, *at, "share"),
            _between(rule.per_class_max, 1, PROPOSED_PER_CLASS_MAX, *at, "per_class_max"),
            _between(rule.seed, 0, INFERENCE_SEED_MAX, *at, "seed"),
        )
    )
    if fault is None and 2 * rule.agreement_min <= 1:
        message = f"more than half must agree on a gold, not {rule.agreement_min}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "agreement_min"))
    return fault


def _task_fault(
    task: TaskName, tasks: Mapping[TaskName, Task], *path: str | int
) -> Rejection | None:
    if task in tasks:
        return None
    message = f"no task {task!r} is in force; there are: {', '.join(tasks) or 'none yet'}"
    return Rejection(Rule.TASK_UNKNOWN, message, path)


def _share_fault(share: Decimal, *path: str | int) -> Rejection | None:
    exponent = share.as_tuple().exponent
    is_fine = isinstance(exponent, int) and exponent >= -THRESHOLD_DECIMALS_MAX
    if is_fine and 0 <= share <= 1:
        return None
    message = f"a share lies between 0 and 1, with at most {THRESHOLD_DECIMALS_MAX} decimals"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)


def _between(number: int, least: int, most: int, *path: str | int) -> Rejection | None:
    if least <= number <= most:
        return None
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, f"{least} to {most}, not {number}", path)


SHARES = frozenset({Signal.GOLD_ACCURACY, Signal.REJECTION_RATE})
"""Signals that are shares, and so have an interval."""
_OF_A_TASK = frozenset({Signal.DRIFT, Signal.STRAIGHT_LINING})
_MAY_NAME_A_TASK = frozenset({*_OF_A_TASK, Signal.GOLD_ACCURACY})
