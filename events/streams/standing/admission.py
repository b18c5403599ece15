"""Whether an annotator's standing lets them label: what labels and assignments ask alike."""

from collections.abc import Iterable

import msgspec

from labeltrail.events.identifiers import ItemId, MemberId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.policy.people import GoldTest
from labeltrail.events.streams.rules import Rules


def labeling_fault(
    rules: Rules, annotator: MemberId, item_id: ItemId, tasks: Iterable[TaskName]
) -> Rejection | None:
    """Why the annotator may not answer these tasks of the item, or None when they may.

    The items of a test are open to those who still have to pass it: which they are is no secret.
    """
    suspended = suspension_fault(rules, annotator)
    if suspended is not None:
        return suspended
    tests = tests_by_task(rules)
    if not tests:
        return None
    for task in tasks:
        test = tests.get(task)
        if test is None or item_id in test.items or rules.standing.is_qualified(annotator, task):
            continue
        message = (
            f"{annotator!r} has not passed the test of {task!r} yet: {test.answers_min} of its"
            f" {len(test.items)} items, {test.accuracy_min} of them right; label those first,"
            " or ask a manager"
        )
        return Rejection(Rule.ANNOTATOR_NOT_QUALIFIED, message, ("answers", task))
    return None


def suspension_fault(rules: Rules, annotator: MemberId) -> Rejection | None:
    """A suspended annotator is given nothing, and labels, revises, retracts and skips nothing: each
    changes who is wanted or what counts. They may still give back what they hold, raise
    escalations and ask for reviews: what somebody has seen is worth hearing.
    """
    suspension = rules.standing.suspended.get(annotator)
    if suspension is None:
        return None
    message = (
        f"{annotator!r} is suspended ({suspension.cause}, position {suspension.position})"
        " and labels nothing until a manager reinstates them"
    )
    return Rejection(Rule.ANNOTATOR_SUSPENDED, message)


def tests_by_task(rules: Rules) -> dict[TaskName, GoldTest]:
    """The test of each task that the policy in force demands one for."""
    policy = rules.policy.current()
    if policy is None or policy.people is msgspec.UNSET:
        return {}
    return {test.task: test for test in policy.people.tests}
