"""Every edge case has one documented answer: never 0, 1 or NaN by accident."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from labeltrail.projections.statistics import (
    NO_SECOND_VALUE,
    AgreementCounts,
    CategoriesUnusable,
    CategoryNotANumber,
    CategoryOutsideList,
    CountsInconsistent,
    Distance,
    Pooling,
    ReasonCode,
    Score,
    Status,
    TooFewAnnotators,
    chance_agreement,
    disagreements,
    gwet_ac1,
    krippendorff_alpha,
    observed_agreement,
)

Read = Callable[..., Score]
COEFFICIENTS: list[Read] = [krippendorff_alpha, gwet_ac1, observed_agreement]
RIPENESS = ["ripe", "green", "rotten"]

every_coefficient = pytest.mark.parametrize("read", COEFFICIENTS, ids=lambda f: f.__name__)


def counts_of(*items: list[str], **exclusions: int) -> AgreementCounts:
    parts = [AgreementCounts.of_item(values) for values in items]
    return AgreementCounts.total([*parts, AgreementCounts({}, exclusions)])


def reason(score: Score) -> tuple[Status, ReasonCode | None, float | None]:
    return score.status, score.reason.code if score.reason else None, score.value


@every_coefficient
@pytest.mark.parametrize("counts", [counts_of(), counts_of([], [])], ids=["no items", "unlabeled"])
def test_it_says_that_no_item_has_a_value(read: Read, counts: AgreementCounts) -> None:
    score = read(counts, RIPENESS, n_annotators=0)
    assert reason(score) == (Status.INSUFFICIENT_EVIDENCE, ReasonCode.NO_VALUES, None)


@every_coefficient
def test_one_annotator_is_not_perfect_agreement(read: Read) -> None:
    score = read(counts_of(["ripe"], ["ripe"], ["green"]), RIPENESS, n_annotators=1)
    assert reason(score) == (Status.INSUFFICIENT_EVIDENCE, ReasonCode.ONE_ANNOTATOR, None)


@every_coefficient
def test_no_overlapping_item_is_no_agreement(read: Read) -> None:
    score = read(counts_of(["ripe"], ["green"], []), RIPENESS, n_annotators=2)
    assert reason(score) == (Status.INSUFFICIENT_EVIDENCE, ReasonCode.NO_OVERLAP, None)
    assert (score.n_items, score.n_pairs) == (0, 0)


UNANIMOUS = counts_of(["ripe", "ripe"], ["ripe", "ripe", "ripe"])


@pytest.mark.parametrize("distance", [Distance.NOMINAL, Distance.ORDINAL])
def test_unanimity_on_one_category_leaves_alpha_undefined(distance: Distance) -> None:
    score = krippendorff_alpha(UNANIMOUS, RIPENESS, n_annotators=3, distance=distance)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_VARIATION, None)
    assert score.reason is not None
    assert "No variation" in score.reason.sentence


@pytest.mark.parametrize("pooling", Pooling)
def test_unanimity_on_one_category_is_full_observed_agreement(pooling: Pooling) -> None:
    score = observed_agreement(UNANIMOUS, RIPENESS, n_annotators=3, pooling=pooling)
    assert reason(score) == (Status.COMPUTED, None, 1.0)


def test_unanimity_on_one_category_of_several_gives_ac1_one() -> None:
    assert reason(gwet_ac1(UNANIMOUS, RIPENESS, n_annotators=3)) == (Status.COMPUTED, None, 1.0)


def test_ac1_is_undefined_where_there_was_nothing_to_choose() -> None:
    score = gwet_ac1(UNANIMOUS, ["ripe"], n_annotators=3)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.ONE_CATEGORY, None)
    assert chance_agreement(UNANIMOUS, ["ripe"], n_annotators=3) is None


def test_a_lone_value_elsewhere_is_no_variation() -> None:
    score = krippendorff_alpha(counts_of(["ripe", "ripe"], ["green"]), RIPENESS, n_annotators=2)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_VARIATION, None)


def test_full_agreement_over_two_categories_is_alpha_one() -> None:
    score = krippendorff_alpha(
        counts_of(["ripe", "ripe"], ["green", "green"]), RIPENESS, n_annotators=2
    )
    assert reason(score) == (Status.COMPUTED, None, 1.0)


def test_a_real_zero_and_a_negative_alpha_are_values() -> None:
    one_split = counts_of(["ripe", "green"])
    assert krippendorff_alpha(one_split, RIPENESS, n_annotators=2).value == 0.0
    two_splits = counts_of(["ripe", "green"], ["green", "ripe"])
    assert krippendorff_alpha(two_splits, RIPENESS, n_annotators=2).value == -0.5


def test_a_lone_value_does_not_move_alpha_but_moves_the_class_shares_of_ac1() -> None:
    """nltk's sparse example: an item rated once must not matter to alpha."""
    pairs = counts_of(["YES", "NO", "NO"], ["YES", "NO"])
    with_lone = pairs.plus(AgreementCounts.of_item(["NO"]))
    read = krippendorff_alpha(with_lone, ["YES", "NO"], n_annotators=3)
    assert read.value == krippendorff_alpha(pairs, ["YES", "NO"], n_annotators=3).value
    assert read.value == pytest.approx(-1 / 3)
    assert gwet_ac1(with_lone, ["YES", "NO"], n_annotators=3) != gwet_ac1(
        pairs, ["YES", "NO"], n_annotators=3
    )


def test_every_label_is_used_or_excluded_by_cause() -> None:
    counts = counts_of(["ripe", "green"], ["ripe"], ["rotten"], cannot_tell=2, after_review=1)
    causes = {"cannot_tell": 2, "after_review": 1}
    alone = {**causes, NO_SECOND_VALUE: 2}
    assert krippendorff_alpha(counts, RIPENESS, n_annotators=2).exclusions == alone
    assert observed_agreement(counts, RIPENESS, n_annotators=2).exclusions == alone
    assert gwet_ac1(counts, RIPENESS, n_annotators=2).exclusions == causes


def test_a_score_says_what_it_rests_on() -> None:
    score = krippendorff_alpha(
        counts_of(["ripe", "green", "ripe"], ["ripe", "rotten"], ["green"], []),
        RIPENESS,
        n_annotators=4,
        distance=Distance.ORDINAL,
    )
    assert (score.n_items, score.n_pairs, score.n_annotators, score.n_categories) == (2, 4, 4, 3)
    assert (score.distance, score.pooling) == (Distance.ORDINAL, Pooling.KRIPPENDORFF)
    assert (score.algorithm.name, score.algorithm.version) == ("krippendorff_alpha", 1)
    assert score.interval is None
    assert score.value is not None
    assert math.isfinite(score.value)


def test_more_categories_to_choose_from_lower_the_chance_of_ac1() -> None:
    counts = counts_of(["ripe", "ripe"], ["green", "ripe"])
    few = gwet_ac1(counts, ["ripe", "green"], n_annotators=2).value
    many = gwet_ac1(counts, [*RIPENESS, "mouldy", "missing"], n_annotators=2).value
    assert few is not None
    assert many is not None
    assert few < many


def test_rank_order_matters_to_ordinal_alpha_and_not_to_nominal() -> None:
    counts = counts_of(["low", "middle"], ["low", "low"], ["high", "middle"], ["high", "high"])
    ranked, shuffled = ["low", "middle", "high"], ["middle", "low", "high"]
    ordinal = [
        krippendorff_alpha(counts, order, n_annotators=2, distance=Distance.ORDINAL).value
        for order in (ranked, shuffled, ranked[::-1])
    ]
    assert ordinal[0] == ordinal[2] != ordinal[1]
    nominal = {
        krippendorff_alpha(counts, order, n_annotators=2).value for order in (ranked, shuffled)
    }
    assert len(nominal) == 1


@every_coefficient
def test_a_category_outside_the_list_is_refused_by_name(read: Read) -> None:
    with pytest.raises(CategoryOutsideList, match="mouldy") as refusal:
        read(counts_of(["ripe", "green"], ["mouldy"]), RIPENESS, n_annotators=2)
    assert refusal.value.category == "mouldy"


@every_coefficient
@pytest.mark.parametrize("categories", [[], ["ripe", "green", "ripe"]])
def test_an_unusable_list_is_refused(read: Read, categories: list[str]) -> None:
    with pytest.raises(CategoriesUnusable):
        read(counts_of(["ripe", "green"]), categories, n_annotators=2)


@every_coefficient
def test_fewer_annotators_than_values_on_an_item_are_refused(read: Read) -> None:
    with pytest.raises(TooFewAnnotators, match="1 annotators stated, but one item has 2 values"):
        read(counts_of(["ripe", "green"]), RIPENESS, n_annotators=1)


@every_coefficient
def test_more_removed_than_added_is_refused_when_read(read: Read) -> None:
    difference = counts_of(["ripe", "green"]).minus(counts_of(["ripe", "ripe"]))
    with pytest.raises(CountsInconsistent):
        read(difference, RIPENESS, n_annotators=2)


@pytest.mark.parametrize("category", ["ripe", "1e9", "1/3", "nan", "", "1" * 31])
def test_an_interval_needs_plain_decimal_numbers(category: str) -> None:
    with pytest.raises(CategoryNotANumber):
        krippendorff_alpha(
            counts_of(["1", "2"]), ["1", "2", category], n_annotators=2, distance=Distance.INTERVAL
        )


def test_a_ratio_scale_has_no_negative_numbers() -> None:
    counts = counts_of(["-1", "1"])
    with pytest.raises(CategoryNotANumber, match="ratio scale"):
        krippendorff_alpha(counts, ["-1", "1"], n_annotators=2, distance=Distance.RATIO)
    assert krippendorff_alpha(
        counts, ["-1", "1"], n_annotators=2, distance=Distance.INTERVAL
    ).value == pytest.approx(0)


@pytest.mark.parametrize("distance", [Distance.INTERVAL, Distance.RATIO])
def test_two_spellings_of_one_number_are_no_variation(distance: Distance) -> None:
    score = krippendorff_alpha(
        counts_of(["0", "0.0"]), ["0", "0.0"], n_annotators=2, distance=distance
    )
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_VARIATION, None)


def test_the_terms_are_absent_where_nothing_can_be_compared() -> None:
    assert disagreements(counts_of(["ripe"]), RIPENESS, n_annotators=1) is None
    assert chance_agreement(counts_of([]), RIPENESS, n_annotators=1) is None
    assert chance_agreement(counts_of(["ripe"]), RIPENESS, n_annotators=1) == 0
