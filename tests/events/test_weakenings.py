"""What a policy weakens, held against a second implementation that knows no sentences."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.events.streams.policy import (
    AutomaticRule,
    Automation,
    Bound,
    Comparison,
    Demands,
    Metric,
    Mode,
    People,
    Policy,
    Requirement,
    Severity,
    StaleLabels,
    TaxonomyApproval,
    TruthMethod,
    weakenings,
)
from labeltrail.events.streams.policy.people import (
    GoldProposing,
    GoldTest,
    Signal,
    SuspensionRule,
)

SPECIES = TaskName("species")
PLAIN = Policy(overlap=3, quorum=2)
ALPHA = Requirement(
    metric=Metric.ALPHA_NOMINAL,
    comparison=Comparison.AT_LEAST,
    threshold=Decimal("0.8"),
    task=SPECIES,
    items_min=30,
)
OPEN = Requirement(
    metric=Metric.OPEN_ESCALATIONS, comparison=Comparison.AT_MOST, threshold=Decimal(0)
)
TEST = GoldTest(
    task=SPECIES,
    items=tuple(ItemId(f"test-{n}") for n in range(5)),
    accuracy_min=Decimal("0.8"),
    answers_min=4,
)
BELOW = SuspensionRule(
    signal=Signal.GOLD_ACCURACY, threshold=Decimal("0.6"), last=20, answers_min=5
)
ABOVE = SuspensionRule(
    signal=Signal.REJECTION_RATE, threshold=Decimal("0.4"), last=20, answers_min=5
)
PROPOSING = GoldProposing(
    task=SPECIES, annotators_min=4, agreement_min=Decimal("0.9"), per_class_max=5
)
APPROVED = Demands(taxonomy_approval=TaxonomyApproval.BEFORE_PRODUCTION)
PILOT = replace(APPROVED, pilot=True, pilot_items_min=50, pilot_overlap_min=3)
STRICT = replace(
    PLAIN,
    demands=PILOT,
    truth_method=TruthMethod.MAJORITY,
    stale_labels=StaleLabels.REFUSE,
    review_ties=True,
    review_disagreements=True,
    requirements=(ALPHA, OPEN),
    people=People(
        tests=(TEST,),
        suspensions=(BELOW, ABOVE),
        suspended_vote=False,
        two_persons=True,
        exposures_max=3,
        gold_proposals=(PROPOSING,),
    ),
)


def with_people(**changes: object) -> Policy:
    assert isinstance(STRICT.people, People)
    return replace(STRICT, people=replace(STRICT.people, **changes))


STEPS: list[tuple[Policy, str]] = [
    (replace(STRICT, overlap=2), "labels wanted per item: 2 instead of 3"),
    (replace(STRICT, quorum=1), "votes for a consensus: 1 instead of 2"),
    (replace(STRICT, truth_method=TruthMethod.PLURALITY), "most votes decide"),
    (replace(STRICT, truth_method=TruthMethod.AUTOMATIC), "automatic instead of majority"),
    (replace(STRICT, overlap=50), "go to review at 50 labels instead of 3"),
    (replace(STRICT, models_vote=True), "come to vote"),
    (replace(STRICT, stale_labels=StaleLabels.WARN), "stale labels: warn instead of refuse"),
    (replace(STRICT, review_ties=False), "ties go to review no more"),
    (replace(STRICT, review_disagreements=False), "disagreements go to review no more"),
    (replace(STRICT, requirements=(OPEN,)), "alpha_nominal of species is left out"),
    (
        replace(STRICT, requirements=(replace(ALPHA, threshold=Decimal("0.79")), OPEN)),
        "alpha_nominal of species: 0.79 is enough instead of 0.8",
    ),
    (
        replace(STRICT, requirements=(ALPHA, replace(OPEN, threshold=Decimal(1)))),
        "open_escalations: 1 is enough instead of 0",
    ),
    (
        replace(STRICT, requirements=(replace(ALPHA, items_min=10), OPEN)),
        "10 items count as evidence instead of 30",
    ),
    (
        replace(STRICT, requirements=(replace(ALPHA, severity=Severity.WARN), OPEN)),
        "only warned of",
    ),
    (with_people(tests=()), "the test of species is left out"),
    (
        with_people(tests=(replace(TEST, accuracy_min=Decimal("0.7")),)),
        "the test of species: 0.7 right instead of 0.8",
    ),
    (with_people(tests=(replace(TEST, answers_min=3),)), "3 answers instead of 4"),
    (with_people(tests=(replace(TEST, items=TEST.items[:4]),)), "items are taken out"),
    (with_people(suspensions=(ABOVE,)), "suspends by gold_accuracy is left out"),
    (
        with_people(suspensions=(replace(BELOW, threshold=Decimal("0.5")), ABOVE)),
        "suspends by gold_accuracy is left out or suspends later",
    ),
    (
        with_people(suspensions=(BELOW, replace(ABOVE, threshold=Decimal("0.5")))),
        "suspends by rejection_rate",
    ),
    (
        with_people(suspensions=(replace(BELOW, bound=Bound.INTERVAL), ABOVE)),
        "suspends by gold_accuracy",
    ),
    (
        with_people(suspensions=(replace(BELOW, answers_min=9), ABOVE)),
        "suspends by gold_accuracy",
    ),
    (with_people(grace_answers=10), "first answers not judged: 10 instead of 0"),
    (with_people(suspended_vote=True), "what suspended annotators labeled comes to vote"),
    (with_people(two_persons=False), "takes one person alone"),
    (with_people(exposures_max=None), "no number instead of 3"),
    (with_people(exposures_max=4), "4 instead of 3"),
    (with_people(shows_gold=True), "feedback tells the value"),
    (
        with_people(gold_proposals=(replace(PROPOSING, annotators_min=3),)),
        "proposed from 3 votes instead of 4",
    ),
    (
        with_people(gold_proposals=(replace(PROPOSING, agreement_min=Decimal("0.8")),)),
        "proposed from agreement of 0.8 instead of 0.9",
    ),
    (
        replace(
            STRICT, automation=Automation(modes={AutomaticRule.SUSPEND_ANNOTATORS: Mode.OBSERVE})
        ),
        "the rule suspend_annotators is observe instead of on",
    ),
    (replace(STRICT, costs=()), "the section costs is another"),
    (replace(STRICT, demands=replace(PILOT, pilot_items_min=40)), "items of a pilot: 40 instead"),
    (replace(STRICT, demands=replace(PILOT, pilot_overlap_min=2)), "pilot: 2 instead of 3"),
    (replace(STRICT, demands=APPROVED), "production waits for no pilot"),
    (
        replace(STRICT, demands=replace(PILOT, taxonomy_approval=TaxonomyApproval.NOT_DEMANDED)),
        "approval of the taxonomy: not_demanded",
    ),
]


@pytest.mark.parametrize(("weaker", "sentence"), STEPS, ids=[text for _, text in STEPS])
def test_each_step_down_is_one_sentence(weaker: Policy, sentence: str) -> None:
    (told,) = weakenings(STRICT, weaker)
    assert sentence in told


def test_steps_up_and_the_first_policy_weaken_nothing() -> None:
    assert weakenings(None, PLAIN) == []
    assert weakenings(STRICT, STRICT) == []
    assert weakenings(PLAIN, replace(PLAIN, overlap=4, quorum=3, review_ties=True)) == []
    stricter = replace(ALPHA, threshold=Decimal("0.9"), items_min=60)
    assert weakenings(STRICT, replace(STRICT, requirements=(OPEN, stricter))) == []
    assert weakenings(PLAIN, replace(PLAIN, requirements=(ALPHA,))) == []


@pytest.mark.parametrize("was", TruthMethod)
@pytest.mark.parametrize("now", TruthMethod)
def test_only_from_most_votes_to_more_than_half_is_a_method_taken_alone(
    was: TruthMethod, now: TruthMethod
) -> None:
    told = weakenings(replace(PLAIN, truth_method=was), replace(PLAIN, truth_method=now))
    is_alone = was is now or (was, now) == (TruthMethod.PLURALITY, TruthMethod.MAJORITY)
    assert (told == []) is is_alone


def test_interval_given_up_weakens() -> None:
    held = replace(PLAIN, requirements=(replace(ALPHA, bound=Bound.INTERVAL),))
    (told,) = weakenings(held, replace(PLAIN, requirements=(ALPHA,)))
    assert "the point is enough" in told


SHARES = st.integers(0, 4).map(lambda n: Decimal(n) / 4)
REQUIREMENTS = st.builds(
    Requirement,
    metric=st.sampled_from((Metric.COVERAGE, Metric.OPEN_ESCALATIONS)),
    comparison=st.sampled_from(Comparison),
    threshold=SHARES,
    bound=st.sampled_from(Bound),
    items_min=st.integers(1, 3),
    severity=st.sampled_from(Severity),
)
POLICIES = st.builds(
    Policy,
    overlap=st.integers(1, 3),
    quorum=st.integers(1, 2),
    stale_labels=st.sampled_from(StaleLabels),
    models_vote=st.booleans(),
    review_ties=st.booleans(),
    requirements=st.lists(REQUIREMENTS, max_size=3).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(old=POLICIES, new=POLICIES)
def test_policy_weakens_when_something_passes_that_did_not(old: Policy, new: Policy) -> None:
    assert bool(weakenings(old, new)) == is_weaker(old, new)


def is_weaker(old: Policy, new: Policy) -> bool:
    """The second opinion: is anything that the old policy stops let through by the new one?

    Requirements are tried on every observation there can be on a grid: a requirement is kept when
    one of the new ones blocks whatever it blocked, and warns of whatever it warned of. The grid
    is as wide below as above: no metric's own range is known here.
    """
    order = [StaleLabels.ACCEPT, StaleLabels.WARN, StaleLabels.REFUSE]
    return (
        old.overlap > new.overlap
        or (old.review_ties and new.overlap > old.overlap)
        or old.quorum > new.quorum
        or order.index(old.stale_labels) > order.index(new.stale_labels)
        or (new.models_vote and not old.models_vote)
        or (old.review_ties and not new.review_ties)
        or not all(any(_covers(now, was) for now in new.requirements) for was in old.requirements)
    )


def _covers(now: Requirement, was: Requirement) -> bool:
    if (now.metric, now.comparison) != (was.metric, was.comparison):
        return False
    if was.severity is Severity.BLOCK and now.severity is Severity.WARN:
        return False
    grid = [Decimal(-9), Decimal(-1), *(Decimal(n) / 8 for n in range(9)), Decimal(9)]
    return all(
        _passes(was, low, high, n) or not _passes(now, low, high, n)
        for n in range(5)
        for low in grid
        for high in grid
        if low <= high
    )


def _passes(one: Requirement, low: Decimal, high: Decimal, n: int) -> bool:
    """With the point in the middle of an interval from `low` to `high` on `n` items."""
    if n < one.items_min:
        return False
    is_least = one.comparison is Comparison.AT_LEAST
    worse = low if is_least else high
    value = worse if one.bound is Bound.INTERVAL else (low + high) / 2
    return value >= one.threshold if is_least else value <= one.threshold


def test_every_part_of_a_policy_is_compared_or_goes_to_a_second_person() -> None:
    """A section that comes later is never weakened in silence."""
    compared = {"probability_min", "automation", "people", "demands"}
    for name in Policy.__struct_fields__:
        if getattr(PLAIN, name) is not msgspec.UNSET or name in compared:
            continue
        changed = replace(PLAIN, **{name: "another"})
        assert any(name in told for told in weakenings(PLAIN, changed)), name
