"""Whether an annotator has passed the gold test of a task.

Pure. A test is answered once: an answer that was revised counts as wrong, whatever it says by now,
so that nobody can try until they pass. Items of the test without a gold in force are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labeltrail.events.streams.policy.people import GoldTest
from labeltrail.events.streams.standing import PassedTest
from labeltrail.projections.people.answers import Answered, on_gold
from labeltrail.projections.people.signals import bounded


class TestResult(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody is with a test; `passed` when it is."""

    answered: int
    right: int
    wanted: int
    passed: PassedTest | None

    __test__ = False  # no test case, though its name begins like one


def marked(test: GoldTest, answers: Sequence[Answered], *, position: int) -> TestResult:
    """`answers` are one annotator's to the task of the test, as they stand at the position."""
    items = set(test.items)
    judged = [one for one in on_gold(answers) if one.item_id in items]
    right = sum(one.is_right and not one.is_revised for one in judged)
    return TestResult(
        answered=len(judged),
        right=right,
        wanted=test.answers_min,
        passed=_passed(test, right, len(judged), position),
    )


def _passed(test: GoldTest, right: int, answered: int, position: int) -> PassedTest | None:
    if answered < test.answers_min:
        return None
    observed = bounded(right, answered, test.bound, high=False)
    if observed < test.accuracy_min:
        return None
    return PassedTest(
        answered=answered,
        right=right,
        bound=test.bound,
        observed=observed,
        accuracy_min=test.accuracy_min,
        position=position,
    )
