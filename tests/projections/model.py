"""A second opinion: truth, agreement and readiness computed from the bare list of facts.

Plain and slow. It scans the facts again for every question and shares no code with the
projections, only the facts' own types. Numbers are exact fractions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import NamedTuple
from uuid import UUID

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams import batch, taxonomy
from labeltrail.events.streams.inference.facts import InferenceCompleted
from labeltrail.events.streams.item import facts, gold_facts
from labeltrail.events.streams.item.inferred import TruthInferred
from labeltrail.events.streams.policy import Policy, PolicyPublished, Requirement
from labeltrail.events.streams.standing import AnnotatorReinstated, AnnotatorSuspended
from labeltrail.events.values import Answers, Task, Value
from tests.projections.naive_mapping import LOST, next_category, said

Truth = tuple[str, str | None, str]
"""(where it comes from, such as "gold"; the value or None; why there is none or "")."""

NOTHING_TO_COMPARE = "INSUFFICIENT_EVIDENCE"
NO_VARIATION = "UNDEFINED"
Said = dict[TaskName, str | None]
"""Categories by task, as they read now; None when the annotator could not tell."""


class OneLabel(NamedTuple):
    """One label as the facts up to now leave it. `independent` is None when review came first."""

    annotator: str
    is_person: bool
    repeat: int
    answers: Said
    independent: Said | None
    is_retracted: bool
    review: facts.LabelReviewed | None
    reviewed_under: int


class Model:
    """What follows from some facts, in the order of their positions."""

    def __init__(self, events: Sequence[RecordedEvent]) -> None:
        self.events = events
        policies = [e.fact.policy for e in events if isinstance(e.fact, PolicyPublished)]
        taxonomies = [
            e.fact.tasks for e in events if isinstance(e.fact, taxonomy.TaxonomyPublished)
        ]
        self.policy: Policy | None = policies[-1] if policies else None
        self.tasks: dict[TaskName, Task] = {
            t.name: t for t in (taxonomies[-1] if taxonomies else ())
        }
        self.dropped = self._dropped()
        self.models_vote = self.policy is not None and self.policy.models_vote
        self.published = [
            (e.position, e.fact) for e in events if isinstance(e.fact, taxonomy.TaxonomyPublished)
        ]

    # What an old answer says now

    def _version_at(self, position: int) -> int:
        return sum(at < position for at, _ in self.published)

    def _now(self, answers: Answers, version: int) -> Said:
        return {task: self.carried(task, version, one.value) for task, one in answers.items()}

    def carried(self, task: TaskName, version: int, value: Value) -> str | None:
        """The category along every mapping since, LOST where one splits or retires its class."""
        told = said(value)
        versions = [fact for _, fact in self.published]
        for before, after in zip(versions[version - 1 :], versions[version:], strict=False):
            if told is not None and told != LOST:
                told = next_category(before, after, task, told)
        return told

    # Which items

    def items(self) -> list[str]:
        registered = (e for e in self.events if isinstance(e.fact, facts.ItemRegistered))
        return [e.stream.removeprefix("item/") for e in registered]

    def batches(self) -> list[str]:
        opened = (e for e in self.events if isinstance(e.fact, batch.BatchOpened))
        return [e.stream.removeprefix("batch/") for e in opened]

    def items_in(self, scope: str) -> list[str]:
        if not scope:
            return self.items()
        added = (e for e in self.events if e.stream == f"batch/{scope}")
        return [
            item
            for e in added
            if isinstance(e.fact, batch.ItemsAddedToBatch)
            for item in e.fact.item_ids
        ]

    # One item

    def of_item(self, item: str) -> list[RecordedEvent]:
        return [e for e in self.events if e.stream == f"item/{item}"]

    def labels(self, item: str) -> list[OneLabel]:
        of_item = self.of_item(item)
        seen = [
            e.position
            for e in of_item
            if isinstance(e.fact, facts.LabelReviewed | facts.ItemAdjudicated)
        ]
        revealed = min(seen, default=None)
        return [
            self._label(of_item, e.event_id, e.fact, revealed)
            for e in of_item
            if isinstance(e.fact, facts.LabelSubmitted)
        ]

    def _label(
        self,
        of_item: list[RecordedEvent],
        label_id: UUID,
        submitted: facts.LabelSubmitted,
        revealed: int | None,
    ) -> OneLabel:
        sayings = [
            (e.position, e.event_id, self._now(e.fact.answers, e.fact.taxonomy_version))
            for e in of_item
            if e.event_id == label_id
            or (isinstance(e.fact, facts.LabelRevised) and e.fact.label_id == label_id)
            if isinstance(e.fact, facts.LabelSubmitted | facts.LabelRevised)
        ]
        sighted = {e.position for e in of_item if getattr(e.fact, "saw_others", False)}
        end = revealed or sayings[-1][0] + 1
        before = [given for at, _, given in sayings if at < end and at not in sighted]
        _, current, answers = sayings[-1]
        reviews = [
            (e.fact, e.position)
            for e in of_item
            if isinstance(e.fact, facts.LabelReviewed)
            and e.fact.label_id == label_id
            and e.fact.judged == current
        ]
        return OneLabel(
            annotator=submitted.annotator,
            is_person=submitted.member_kind == "person",
            repeat=submitted.repeat,
            answers=answers,
            independent=before[-1] if before else None,
            is_retracted=any(
                isinstance(e.fact, facts.LabelRetracted) and e.fact.label_id == label_id
                for e in of_item
            ),
            review=reviews[-1][0] if reviews else None,
            reviewed_under=self._version_at(reviews[-1][1]) if reviews else 0,
        )

    def truth(self, item: str, task: TaskName) -> Truth:
        found = self._golden(item, task) or self._adjudicated(item, task)
        if found is None:
            found = self._reviewed(item, task)
        if found is None:
            found = self._elected(item, task)
        origin, value, reason = found
        if value is not None and value not in self.tasks[task].categories():
            return origin, None, "outside_taxonomy"
        return origin, value, reason

    def _golden(self, item: str, task: TaskName) -> Truth | None:
        """What the last approval for the task said, unless that was contested or retired since."""
        found = self.gold(item, task)
        return None if found is None else ("gold", found[0], "")

    def gold(self, item: str, task: TaskName) -> tuple[str | None, str, str] | None:
        """The value in force, who proposed and who approved it."""
        in_force: tuple[UUID, str] | None = None
        proposed: dict[UUID, gold_facts.GoldProposed] = {}
        for event in self.of_item(item):
            match event.fact:
                case gold_facts.GoldProposed(task=one) if one == task:
                    proposed[event.event_id] = event.fact
                case gold_facts.GoldActivated(task=one, gold=gold, approved_by=by) if one == task:
                    in_force = (gold or list(proposed)[-1], by)
                case gold_facts.GoldContested(gold=gold) | gold_facts.GoldRetired(gold=gold):
                    if in_force is not None and in_force[0] == gold:
                        in_force = None
                case _:
                    pass
        if in_force is None:
            return None
        told = proposed[in_force[0]]
        value = self.carried(task, told.taxonomy_version, told.value)
        return value, told.proposed_by, in_force[1]

    def _adjudicated(self, item: str, task: TaskName) -> Truth | None:
        last: facts.ItemAdjudicated | None = None
        for event in self.of_item(item):
            if isinstance(event.fact, facts.ItemAdjudicated):
                last = event.fact
            elif isinstance(event.fact, facts.AdjudicationReopened):
                last = None
        if last is None or task not in last.answers:
            return None
        value = self.carried(task, last.taxonomy_version, last.answers[task].value)
        return "adjudication", value, "" if value is not None else "cannot_tell"

    def _reviewed(self, item: str, task: TaskName) -> Truth | None:
        values = set()
        for label in self.labels(item):
            if label.is_retracted or label.review is None or label.review.verdict == "rejected":
                continue
            told = label.review.answers
            answers = label.answers if not told else self._now(told, label.reviewed_under)
            if task in answers:
                values.add(answers[task])
        if not values:
            return None
        if len(values) > 1:
            return "review", None, "contested"
        (value,) = values
        return "review", value, "" if value is not None else "cannot_tell"

    def _inferred(self, item: str, task: TaskName, policy: Policy) -> Truth:
        """The last word on the item of any run of the method that was completed by now."""
        complete = {
            e.fact.run_id
            for e in self.events
            if isinstance(e.fact, InferenceCompleted)
            if (e.fact.task, e.fact.method) == (task, policy.truth_method)
        }
        words = [
            (e.fact, e.position)
            for e in self.of_item(item)
            if isinstance(e.fact, TruthInferred) and e.fact.run_id in complete
        ]
        if not words or words[-1][0].reason == "no_votes":
            return "", None, "not_inferred"
        last, at = words[-1]
        if last.value is None or last.probability is None:
            return "", None, last.reason or ""
        least = policy.probability_min
        if isinstance(least, Decimal) and last.probability < least:
            return "", None, "uncertain"
        return "consensus", self.carried(task, self._version_at(at), last.value), ""

    def _elected(self, item: str, task: TaskName) -> Truth:
        standing = [label for label in self.labels(item) if not label.is_retracted]
        if not any(task in label.answers for label in standing):
            return "", None, "no_labels"
        if self.policy is not None and self.policy.truth_method not in ("plurality", "majority"):
            return self._inferred(item, task, self.policy)
        if self.policy is None:
            return "", None, "no_policy"
        ballots: dict[str, str | None] = {}
        lost = False
        for label in sorted(standing, key=lambda one: one.repeat):
            if not self._may_vote(label) or task not in label.answers:
                continue
            value = label.answers[task]
            lost = lost or value == LOST
            if value not in (None, LOST) and label.annotator not in ballots:
                ballots[label.annotator] = value
        votes = Counter(ballots.values())
        if not ballots and lost:
            return "", None, "not_answerable"
        if len(ballots) < self.policy.quorum:
            return "", None, "below_quorum"
        most = max(votes.values())
        ahead = [value for value, number in votes.items() if number == most]
        if len(ahead) > 1:
            return "", None, "tie"
        if self.policy.truth_method == "majority" and most * 2 <= len(ballots):
            return "", None, "no_majority"
        return "consensus", ahead[0], ""

    def _dropped(self) -> set[str]:
        """Who is suspended by the end, where the policy has no regard for their votes."""
        people = self.policy.people if self.policy is not None else msgspec.UNSET
        if people is msgspec.UNSET or people.suspended_vote:
            return set()
        found = [e.fact for e in self.events]
        standing = [f for f in found if isinstance(f, AnnotatorSuspended | AnnotatorReinstated)]
        last = {fact.annotator: isinstance(fact, AnnotatorSuspended) for fact in standing}
        return {one for one, is_suspended in last.items() if is_suspended}

    def _may_vote(self, label: OneLabel) -> bool:
        if label.annotator in self.dropped:
            return False
        is_approved = label.review is None or label.review.verdict == "approved"
        return is_approved and not label.is_retracted and (label.is_person or self.models_vote)

    def voters(self, item: str) -> int:
        """Annotators with a label that may vote and says something."""
        return len(
            {
                label.annotator
                for label in self.labels(item)
                if self._may_vote(label)
                and any(value not in (None, LOST) for value in label.answers.values())
            }
        )

    def open_escalations(self, item: str) -> int:
        raised = {
            e.event_id for e in self.of_item(item) if isinstance(e.fact, facts.EscalationRaised)
        }
        closed = {
            e.fact.escalation_id
            for e in self.of_item(item)
            if isinstance(e.fact, facts.EscalationResolved | facts.EscalationWithdrawn)
        }
        return len(raised - closed)

    def readings(self, item: str, task: TaskName) -> list[str]:
        """What agreement compares: persons' first readings, before anything was revealed."""
        values: list[str] = []
        persons: set[str] = set()
        for label in sorted(self.labels(item), key=lambda one: one.repeat):
            if label.is_retracted or not label.is_person or label.annotator in persons:
                continue
            if label.independent is None or task not in label.independent:
                continue
            persons.add(label.annotator)
            value = label.independent[task]
            if value is not None and value in self.tasks[task].categories():
                values.append(value)
        return values

    # A batch or the project

    def units(self, scope: str, task: TaskName) -> list[list[str]]:
        return [self.readings(item, task) for item in self.items_in(scope)]

    def measured(self, scope: str, requirement: Requirement) -> tuple[Decimal | None, int, str]:
        """The value, the items that it rests on, and what kind of absence there is."""
        items = self.items_in(scope)
        task = requirement.task or TaskName("")
        if requirement.task is not None and task not in self.tasks:
            return None, len(items), "undefined"
        match requirement.metric:
            case "coverage" | "overlap":
                if not items or self.policy is None:
                    return None, 0, "insufficient_evidence"
                wanted = 1 if requirement.metric == "coverage" else self.policy.overlap
                reached = sum(self.voters(item) >= wanted for item in items)
                return rounded(Fraction(reached, len(items))), len(items), ""
            case "open_escalations":
                return Decimal(sum(map(self.open_escalations, items))), len(items), ""
            case "items_without_ground_truth":
                absent = sum(self.truth(item, task)[1] is None for item in items)
                return Decimal(absent), len(items), ""
            case _:
                return self._measured_alpha(scope, requirement)

    def _measured_alpha(
        self, scope: str, requirement: Requirement
    ) -> tuple[Decimal | None, int, str]:
        task = self.tasks[requirement.task or TaskName("")]
        is_ordinal = requirement.metric == "alpha_ordinal"
        if is_ordinal and task.kind != "ordinal":
            return None, len(self.items_in(scope)), "undefined"
        units = self.units(scope, task.name)
        value = alpha(units, task.categories() if is_ordinal else None)
        compared = sum(len(unit) > 1 for unit in units)
        if isinstance(value, str):
            return None, compared, value.lower()
        return rounded(Fraction(float(value))), compared, ""

    def status(self, scope: str, requirement: Requirement) -> str:
        value, rests_on, absence = self.measured(scope, requirement)
        if rests_on < requirement.items_min:
            return "insufficient_evidence"
        if value is None:
            return absence
        is_least = requirement.comparison == "at_least"
        passes = value >= requirement.threshold if is_least else value <= requirement.threshold
        return "pass" if passes else "fail"

    def verdict(self, scope: str) -> str:
        requirements = self.policy.requirements if self.policy else ()
        blocking = [self.status(scope, one) for one in requirements if one.severity == "block"]
        if not blocking or "fail" in blocking:
            return "not_ready"
        return "ready" if set(blocking) == {"pass"} else "undecided"

    def evidence(self, scope: str, requirement: Requirement) -> list[str]:
        """The ten items that weigh most, heaviest first and then by id."""
        weighed = [(self._weight(item, requirement), item) for item in self.items_in(scope)]
        ordered = sorted((-weight, item) for weight, item in weighed if weight > 0)
        return [item for _, item in ordered][:10]

    def _weight(self, item: str, requirement: Requirement) -> Fraction:
        task = requirement.task or TaskName("")
        if requirement.task is not None and task not in self.tasks:
            return Fraction(0)
        match requirement.metric:
            case "coverage":
                return Fraction(self.voters(item) == 0)
            case "overlap":
                return Fraction((self.policy.overlap if self.policy else 0) - self.voters(item))
            case "open_escalations":
                return Fraction(self.open_escalations(item))
            case "items_without_ground_truth":
                return Fraction(self.truth(item, task)[1] is None)
        unit = self.readings(item, task)
        ranks = self.tasks[task].categories()
        if requirement.metric == "alpha_ordinal" and self.tasks[task].kind != "ordinal":
            return Fraction(0)
        power = 2 if requirement.metric == "alpha_ordinal" else 0
        apart = sum(
            abs(ranks.index(one) - ranks.index(other)) ** power
            for one, other in permutations(unit, 2)
            if one != other
        )
        return Fraction(apart, 2 * (len(unit) - 1)) if apart else Fraction(0)


def rounded(exact: Fraction) -> Decimal:
    """Six places, half to even."""
    return Decimal(int(round(exact, 6) * 10**6)).scaleb(-6)


def pairable(units: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    return [unit for unit in units if len(unit) > 1]


def observed(units: Iterable[Sequence[str]]) -> Fraction | str:
    """The share of equal pairs, each item weighing its number of values."""
    compared = pairable(units)
    if not compared:
        return NOTHING_TO_COMPARE
    shares = [
        Fraction(sum(one == other for one, other in permutations(unit, 2)), len(unit) - 1)
        for unit in compared
    ]
    return sum(shares, Fraction(0)) / sum(len(unit) for unit in compared)


def alpha(units: Iterable[Sequence[str]], ranks: Sequence[str] | None = None) -> Fraction | str:
    """Krippendorff's, nominal without `ranks`, else ordinal."""
    compared = pairable(units)
    if not compared:
        return NOTHING_TO_COMPARE
    values = [value for unit in compared for value in unit]
    totals = Counter(values)

    def distance(one: str, other: str) -> Fraction:
        if one == other:
            return Fraction(0)
        if ranks is None:
            return Fraction(1)
        low, high = sorted((ranks.index(one), ranks.index(other)))
        between = sum(totals[rank] for rank in ranks[low : high + 1])
        return (between - Fraction(totals[one] + totals[other], 2)) ** 2

    expected = sum((distance(*pair) for pair in permutations(values, 2)), Fraction(0))
    if not expected:
        return NO_VARIATION
    found = sum(
        (
            sum((distance(*pair) for pair in permutations(unit, 2)), Fraction(0)) / (len(unit) - 1)
            for unit in compared
        ),
        Fraction(0),
    )
    return 1 - found * (len(values) - 1) / expected


def ac1(units: Iterable[Sequence[str]], categories: Sequence[str]) -> Fraction | str:
    """Gwet's AC1."""
    valued = [unit for unit in units if unit]
    compared = pairable(valued)
    if not compared:
        return NOTHING_TO_COMPARE
    agreeing = sum(
        (
            Fraction(
                sum(one == other for one, other in permutations(unit, 2)),
                len(unit) * (len(unit) - 1),
            )
            for unit in compared
        ),
        Fraction(0),
    ) / len(compared)
    chance = Fraction(0)
    for category in categories:
        share = sum((Fraction(unit.count(category), len(unit)) for unit in valued), Fraction(0))
        share /= len(valued)
        chance += share * (1 - share) / (len(categories) - 1)
    return (agreeing - chance) / (1 - chance)
