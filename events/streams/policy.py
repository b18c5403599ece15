"""The policy stream: the quality thresholds, the truth method and the routing in force."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import (
    EVIDENCE_ITEMS_MAX,
    OVERLAP_MAX,
    REQUIREMENTS_MAX,
    THRESHOLD_DECIMALS_MAX,
    THRESHOLD_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.values import Task

STREAM = "policy"


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


class Metric(StrEnum):
    """What a requirement measures on a batch."""

    COVERAGE = "coverage"
    """Share of items with at least one label that counts as a vote."""
    OVERLAP = "overlap"
    """Share of items with at least the policy's overlap of such labels."""
    ALPHA_NOMINAL = "alpha_nominal"
    ALPHA_ORDINAL = "alpha_ordinal"
    """Krippendorff's alpha of a task, with the named distance."""
    ITEMS_WITHOUT_GROUND_TRUTH = "items_without_ground_truth"
    """Number of items."""
    OPEN_ESCALATIONS = "open_escalations"
    """Number of escalations on the batch's items."""


OF_A_TASK = (Metric.ALPHA_NOMINAL, Metric.ALPHA_ORDINAL, Metric.ITEMS_WITHOUT_GROUND_TRUTH)


class Comparison(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Bound(StrEnum):
    """Which end of the evidence is held against the threshold."""

    POINT = "point"
    INTERVAL = "interval"
    """The confidence interval's worse end."""


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"


class Requirement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One demand on a batch. `items_min` is the least number of items that count as evidence."""

    metric: Metric
    comparison: Comparison
    threshold: Decimal
    task: TaskName | None = None
    bound: Bound = Bound.POINT
    items_min: int = 1
    severity: Severity = Severity.BLOCK


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


class PolicyPublished(msgspec.Struct, frozen=True, kw_only=True):
    """Version `policy_version` is in force from this position on."""

    policy_version: int
    policy: Policy
    change_note: str


class PublishPolicy(msgspec.Struct, frozen=True, kw_only=True):
    policy: Policy
    change_note: str


class PolicyHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Every version ever published; the last is in force."""

    versions: tuple[Policy, ...] = ()

    @property
    def in_force(self) -> int:
        return len(self.versions)

    def current(self) -> Policy | None:
        return self.versions[-1] if self.versions else None


def evolve(state: PolicyHistory, fact: PolicyPublished) -> PolicyHistory:
    return PolicyHistory(versions=(*state.versions, fact.policy))


def decide(
    state: PolicyHistory, command: PublishPolicy, tasks: dict[TaskName, Task]
) -> Decision[PolicyPublished]:
    policy = command.policy
    fault = checks.first(
        (
            checks.text(command.change_note, "change_note"),
            _size_fault(policy),
            _probability_fault(policy),
            checks.at_most(policy.requirements, REQUIREMENTS_MAX, "policy", "requirements"),
            *(
                _requirement_fault(one, tasks, "policy", "requirements", place)
                for place, one in enumerate(policy.requirements)
            ),
        )
    )
    if fault is not None:
        return fault
    return admitted(
        PolicyPublished(
            policy_version=state.in_force + 1, policy=policy, change_note=command.change_note
        )
    )


def _size_fault(policy: Policy) -> Rejection | None:
    for name, size in (("overlap", policy.overlap), ("quorum", policy.quorum)):
        if size < 1:
            message = f"{name} must be at least 1, not {size}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("policy", name))
    if policy.overlap > OVERLAP_MAX:
        message = f"overlap must be at most {OVERLAP_MAX}, not {policy.overlap}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("policy", "overlap"))
    if policy.quorum > policy.overlap:
        message = (
            f"a quorum of {policy.quorum} can never be met with an overlap of {policy.overlap};"
            " lower the quorum or raise the overlap"
        )
        return Rejection(Rule.POLICY_CONTRADICTORY, message, ("policy", "quorum"))
    return None


def _probability_fault(policy: Policy) -> Rejection | None:
    """Whole percents: outcomes are recorded anew when theirs is another."""
    least = policy.probability_min
    if least is msgspec.UNSET:
        return None
    path = ("policy", "probability_min")
    if policy.truth_method in COUNTED:
        message = f"{policy.truth_method} gives no probability; leave the least one out"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, path)
    if not least.is_finite() or not 0 <= least <= 1 or 100 * least % 1:
        message = f"a probability lies between 0 and 1, in steps of 0.01, and is not {least}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)
    return None


def _requirement_fault(
    requirement: Requirement, tasks: dict[TaskName, Task], *at: str | int
) -> Rejection | None:
    metric = requirement.metric
    fault = _threshold_fault(requirement.threshold, *at, "threshold")
    if fault is not None:
        return fault
    if not 1 <= requirement.items_min <= EVIDENCE_ITEMS_MAX:
        message = f"1 to {EVIDENCE_ITEMS_MAX} items count as evidence, not {requirement.items_min}"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "items_min"))
    if requirement.bound is Bound.INTERVAL:
        message = f"no confidence interval is computed for {metric} yet; use the point"
        return Rejection(Rule.INTERVAL_NOT_AVAILABLE, message, (*at, "bound"))
    if metric in OF_A_TASK and requirement.task not in tasks:
        message = f"{metric} needs one of the tasks in force: {', '.join(tasks) or 'none yet'}"
        return Rejection(Rule.TASK_UNKNOWN, message, (*at, "task"))
    if metric not in OF_A_TASK and requirement.task is not None:
        message = f"{metric} is about items, not about a task; leave the task out"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "task"))
    return None


def _threshold_fault(threshold: Decimal, *path: str | int) -> Rejection | None:
    if not threshold.is_finite():
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, "the threshold is no number", path)
    exponent = threshold.as_tuple().exponent
    is_fine = isinstance(exponent, int) and exponent < -THRESHOLD_DECIMALS_MAX
    if abs(threshold) <= THRESHOLD_MAX and not is_fine:
        return None
    message = (
        f"a threshold is at most {THRESHOLD_MAX}, with at most {THRESHOLD_DECIMALS_MAX} decimals"
    )
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)
