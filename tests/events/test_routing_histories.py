"""Random labels under random rules are routed as a naive reading has it, and again alike."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId, MemberId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.policy import (
    Condition,
    ConditionKind,
    Policy,
    Reviewing,
    RoutingAction,
    RoutingRule,
)
from labeltrail.events.values import Answer, Answers, CannotTell, Choice, Rating
from tests.events.history import ITEM, History
from tests.events.owls import LENA, OSKAR, QUALITY, SPECIES, TOMEK, submit, with_policy

PEOPLE = (OSKAR, LENA, TOMEK)
OWLS = ("tawny", "long-eared", "little")


class Said(NamedTuple):
    """One label as it was given: an owl or "?", how sure, how clear or nothing, how fast."""

    who: MemberId
    owl: str
    sure: str | None
    clear: int | None
    seconds: int

    def answers(self) -> Answers:
        value = CannotTell() if self.owl == "?" else Choice(class_id=ClassId(self.owl))
        sure = float(self.sure) if self.sure is not None else None
        found: Answers = {SPECIES: Answer(value=value, confidence=sure)}
        if self.clear is not None:
            found[QUALITY] = Answer(value=Rating(rank=self.clear))
        return found

    def on(self, task: str) -> str | None:
        """The category, None for "cannot tell" and for no answer."""
        if task == SPECIES:
            return None if self.owl == "?" else self.owl
        return None if self.clear is None else str(self.clear)


SAYINGS = some.lists(
    some.builds(
        Said,
        some.sampled_from(PEOPLE),
        some.sampled_from((*OWLS, "?")),
        some.none() | some.sampled_from(("0.25", "0.5", "0.75")),
        some.none() | some.integers(1, 3),
        some.integers(1, 4),
    ),
    max_size=3,
    unique_by=lambda one: one.who,
)
BOUNDS = some.sampled_from((Decimal("0.4"), Decimal("0.5"), Decimal("0.67"), Decimal(1)))
KIND = ConditionKind
CONDITIONS = some.one_of(
    some.sampled_from((KIND.TIE, KIND.DISAGREEMENT, KIND.BELOW_QUORUM, KIND.CANNOT_TELL)).map(
        lambda kind: Condition(kind=kind)
    ),
    some.builds(Condition, kind=some.just(KIND.AGREEMENT_BELOW), bound=BOUNDS),
    some.builds(Condition, kind=some.just(KIND.CONFIDENCE_BELOW), bound=BOUNDS),
    some.builds(
        Condition, kind=some.just(KIND.FASTER_THAN), bound=some.integers(1, 4).map(Decimal)
    ),
    some.builds(
        Condition,
        kind=some.just(KIND.CLASS),
        names=some.lists(some.sampled_from(OWLS), min_size=1, unique=True).map(tuple),
    ),
    some.builds(
        Condition,
        kind=some.just(KIND.ANNOTATOR),
        names=some.lists(some.sampled_from(PEOPLE), min_size=1, unique=True).map(tuple),
    ),
)
RULES = some.lists(
    some.builds(
        RoutingRule,
        rule_id=some.sampled_from("abcdef"),
        action=some.sampled_from(RoutingAction),
        when=some.lists(CONDITIONS, max_size=2).map(tuple),
        task=some.none() | some.sampled_from((SPECIES, QUALITY)),
        rate=some.sampled_from((Decimal(1), Decimal("0.5"), Decimal("0.1"))),
    ),
    max_size=4,
    unique_by=lambda one: one.rule_id,
).map(tuple)
POLICIES = some.builds(
    Policy,
    overlap=some.integers(2, 3),
    quorum=some.just(2),
    review_ties=some.booleans(),
    reviewing=some.builds(Reviewing, rules=RULES, seed=some.integers(0, 3)),
)
ITEM_WIDE = (KIND.TIE, KIND.DISAGREEMENT, KIND.AGREEMENT_BELOW, KIND.BELOW_QUORUM)
BY_TASK = (*ITEM_WIDE, KIND.CLASS, KIND.CANNOT_TELL, KIND.CONFIDENCE_BELOW)


Wish = tuple[str, str, str | None, str | None]
"""Action, rule ("" for a tie), task, and whose label it is about."""


class Naive:
    """What is asked for, from the list of sayings alone, scanned anew for every question."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.rules = policy.reviews.rules
        self.given: list[Said] = []
        self.waiting: list[Wish] = []

    def say(self, said: Said) -> list[Wish]:
        """What is asked for then."""
        self.given.append(said)
        found: list[Wish] = []
        for task in said.answers():
            rule = next((one for one in self.rules if self.fires(one, said, task)), None)
            if rule is None:
                if self.policy.review_ties and self.moved(said, task) and self.tied(task):
                    found.append(("review", "", task, None))
                continue
            by_task = rule.task is not None or any(one.kind in BY_TASK for one in rule.when)
            whose = None if self.is_of_votes(rule) else said.who
            found.append((rule.action, rule.rule_id, task if by_task else None, whose))
        new = [one for one in dict.fromkeys(found) if self.is_new(one)]
        self.waiting += new
        return new

    def is_new(self, wish: Wish) -> bool:
        action, rule, task, whose = wish
        if action == "escalate":
            return rule not in [one[1] for one in self.waiting if one[0] == "escalate"]
        alike = [one for one in self.waiting if one[0] == action and one[3] == whose]
        if action == "review" and whose is None:
            return task not in [one[2] for one in alike]
        return action != "accept" and not {None, task} & {one[2] for one in alike}

    def is_of_votes(self, rule: RoutingRule) -> bool:
        return bool(rule.when) and all(one.kind in ITEM_WIDE for one in rule.when)

    def fires(self, rule: RoutingRule, said: Said, task: str) -> bool:
        return (
            rule.task in (None, task)
            and all(self.holds(one, said, task) for one in rule.when)
            and self.drawn(rule, said, task)
        )

    def drawn(self, rule: RoutingRule, said: Said, task: str) -> bool:
        by_task = rule.task is not None or any(one.kind in BY_TASK for one in rule.when)
        named = [rule.rule_id, ITEM]
        if not self.is_of_votes(rule):
            named += [said.who, "1"]
        told = json.dumps([self.policy.reviews.seed, *named, task if by_task else ""])
        digest = hashlib.sha256(told.replace(", ", ",").encode()).hexdigest()
        return Fraction(int(digest[:16], 16), 2**64) < Fraction(rule.rate)

    def votes(self, task: str) -> Counter[str]:
        return Counter(found for one in self.given if (found := one.on(task)) is not None)

    def moved(self, said: Said, task: str) -> bool:
        return said.on(task) is not None and self.votes(task).total() >= self.policy.overlap

    def tied(self, task: str) -> bool:
        numbers = sorted(self.votes(task).values(), reverse=True)
        return len(numbers) > 1 and numbers[0] == numbers[1]

    def holds(self, one: Condition, said: Said, task: str) -> bool:
        votes, bound = self.votes(task), one.bound or Decimal(0)
        is_owl = task == SPECIES
        match one.kind:
            case KIND.TIE:
                return self.moved(said, task) and self.tied(task)
            case KIND.DISAGREEMENT:
                return self.moved(said, task) and len(votes) > 1
            case KIND.AGREEMENT_BELOW:
                share = Fraction(max(votes.values(), default=0), votes.total() or 1)
                return self.moved(said, task) and share < Fraction(bound)
            case KIND.BELOW_QUORUM:
                asked = [one for one in self.given if task in one.answers()]
                return len(asked) >= self.policy.overlap and votes.total() < self.policy.quorum
            case KIND.CANNOT_TELL:
                return is_owl and said.owl == "?"
            case KIND.CONFIDENCE_BELOW:
                return is_owl and said.sure is not None and Decimal(said.sure) < bound
            case KIND.FASTER_THAN:
                return said.seconds < bound
            case KIND.CLASS:
                return is_owl and said.owl in one.names
            case _:
                return said.who in one.names


def told(fact: msgspec.Struct) -> Wish:
    match fact:
        case facts.ReviewRequested():
            return "review", fact.rule or "", fact.task, fact.annotator
        case review_facts.AdjudicationRequested():
            return "adjudicate", fact.rule, fact.task, fact.annotator
        case review_facts.EscalationRouted():
            return "escalate", fact.rule, fact.task, fact.annotator
        case _:
            raise AssertionError(f"{fact} is nothing that routing asks for")


def lived(policy: Policy, sayings: list[Said]) -> tuple[History, list[list[Wish]]]:
    history, asked = with_policy(policy), []
    for said in sayings:
        outcome = history.when(submit(said.answers(), seconds=said.seconds), by=said.who)
        history = outcome.admitted()
        assert not isinstance(outcome.decision, Rejection)
        asked.append([told(emitted.fact) for emitted in outcome.decision.facts[1:]])
    return history, asked


@settings(max_examples=400, deadline=None)
@given(POLICIES, SAYINGS)
def test_random_labels_are_routed_as_a_naive_reading_has_it(
    policy: Policy, sayings: list[Said]
) -> None:
    naive = Naive(policy)
    _, asked = lived(policy, sayings)
    assert asked == [naive.say(said) for said in sayings]


@settings(max_examples=60, deadline=None)
@given(POLICIES, SAYINGS)
def test_living_it_again_gives_equal_bytes(policy: Policy, sayings: list[Said]) -> None:
    first, second = (
        [catalogue.encode(one.fact) for one in lived(policy, sayings)[0].past] for _ in range(2)
    )
    assert first == second
