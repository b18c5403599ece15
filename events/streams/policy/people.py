"""What a policy demands of people: tests before they label, rules that suspend, second persons."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.policy.requirements import Bound


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

    Of those with at least `annotators_min` votes, `agreement_min` of them for one value, a sample:
    `per_class_max` of each class, by the order that `seed` draws. None that has gold already.
    """

    task: TaskName
    annotators_min: int
    agreement_min: Decimal
    per_class_max: int
    seed: int = 0


class People(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    tests            gold tests; without one for a task nobody needs to qualify for it
    suspensions      rules that suspend; each looks only at what came after a reinstatement
    grace_answers    so many first answers of an annotator are held against nobody
    suspended_vote   whether what suspended annotators labeled still counts as votes
    two_persons      whether what weakens quality takes a second person
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
