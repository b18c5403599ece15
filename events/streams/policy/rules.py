"""One version of a policy, whole: the rules that the system applies by itself."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.streams.policy.assignment import AssignmentRules
from labeltrail.events.streams.policy.automation import (
    EVERY_RULE_ON,
    AutomaticRule,
    Automation,
    Mode,
)
from labeltrail.events.streams.policy.certification import Certification
from labeltrail.events.streams.policy.demands import NO_DEMANDS, Demands
from labeltrail.events.streams.policy.escalating import Escalating
from labeltrail.events.streams.policy.people import People
from labeltrail.events.streams.policy.quotas import ErrorCost, Quota
from labeltrail.events.streams.policy.requirements import Requirement
from labeltrail.events.streams.policy.reviewing import NO_REVIEWING, Reviewing
from labeltrail.events.streams.policy.splitting import Splitting
from labeltrail.events.streams.policy.truth_order import DEFAULT_ORDER, Origin
from labeltrail.events.streams.policy.validation import SoleLabeler


class TruthMethod(StrEnum):
    """How labels become consensus. A tie is an outcome of each, never broken by order.

    The first two are counted as labels come. The others weigh annotators against each other, so
    that every label may change every item: they hold as of the last run that was recorded.
    """

    PLURALITY = "plurality"
    """The class with the most votes."""
    MAJORITY = "majority"
    """The class with more than half of the votes."""
    WEIGHTED_VOTE = "weighted_vote"
    ONE_COIN_DAWID_SKENE = "one_coin_dawid_skene"
    DAWID_SKENE = "dawid_skene"
    MACE = "mace"
    GLAD = "glad"
    BRADLEY_TERRY = "bradley_terry"
    AUTOMATIC = "automatic"
    """The run chooses by kind of task and number of labels, and says what it took."""


COUNTED = (TruthMethod.PLURALITY, TruthMethod.MAJORITY)
"""Methods that need no recorded run."""


class StaleLabels(StrEnum):
    """What happens to a label made under rules that are not in force any more."""

    ACCEPT = "accept"
    WARN = "warn"
    REFUSE = "refuse"


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that the system applies by itself.

    `overlap` annotators are wanted per item; below `quorum` votes there is no consensus.
    An item is routed to review when its overlap is reached and its votes tie
    (`review_ties`) or merely differ (`review_disagreements`). What a run infers with less than
    `probability_min` is not true yet.
    """

    overlap: int
    quorum: int
    truth_method: TruthMethod = TruthMethod.PLURALITY
    stale_labels: StaleLabels = StaleLabels.WARN
    models_vote: bool = False
    review_ties: bool = False
    review_disagreements: bool = False
    requirements: tuple[Requirement, ...] = ()
    probability_min: Decimal | msgspec.UnsetType = msgspec.UNSET
    reviewing: Reviewing | msgspec.UnsetType = msgspec.UNSET
    truth_order: tuple[Origin, ...] | msgspec.UnsetType = msgspec.UNSET
    automation: Automation | msgspec.UnsetType = msgspec.UNSET
    people: People | msgspec.UnsetType = msgspec.UNSET
    escalating: Escalating | msgspec.UnsetType = msgspec.UNSET
    assignment: AssignmentRules | msgspec.UnsetType = msgspec.UNSET
    demands: Demands | msgspec.UnsetType = msgspec.UNSET
    quotas: tuple[Quota, ...] | msgspec.UnsetType = msgspec.UNSET
    costs: tuple[ErrorCost, ...] | msgspec.UnsetType = msgspec.UNSET
    splitting: Splitting | msgspec.UnsetType = msgspec.UNSET
    sole_labelers: tuple[SoleLabeler, ...] | msgspec.UnsetType = msgspec.UNSET
    certification: Certification | msgspec.UnsetType = msgspec.UNSET

    @property
    def demanded(self) -> Demands:
        """What must be there before production; nothing where the policy is silent."""
        return NO_DEMANDS if self.demands is msgspec.UNSET else self.demands

    @property
    def reviews(self) -> Reviewing:
        """What it says of reviews, and nothing where it is silent."""
        return NO_REVIEWING if self.reviewing is msgspec.UNSET else self.reviewing

    @property
    def order(self) -> tuple[Origin, ...]:
        """Which word counts most about what is true."""
        return DEFAULT_ORDER if self.truth_order is msgspec.UNSET else self.truth_order

    def mode_of(self, rule: AutomaticRule) -> Mode:
        """Whether the system applies the rule, watches it, or leaves it."""
        automation = EVERY_RULE_ON if self.automation is msgspec.UNSET else self.automation
        return automation.mode_of(rule)
