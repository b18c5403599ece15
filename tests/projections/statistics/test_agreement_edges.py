"""Every edge of every coefficient has one documented answer (see `compute`), and none of others'
defects is ours."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from labeltrail.projections.statistics import (
    CategoryNotANumber,
    CategoryUnreadable,
    Distance,
    Pooling,
    QuestionUnfit,
    ReasonCode,
    Score,
    Status,
    Weights,
    WeightsUnusable,
    agreement_weights,
    custom_difference,
    custom_weights,
    path_difference,
    weights_by_distance,
)
from labeltrail.projections.statistics.coefficient import (
    WHOLE_VALUES,
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.icc import INCOMPLETE_ITEM
from labeltrail.projections.statistics.table import ReadingTable

RIPENESS = ["1", "2", "3"]
AIKO_BEST, BRUNO_BEST = '[["aiko"],["bruno"]]', '[["bruno"],["aiko"]]'
ALL_TIE = '[["aiko","bruno"]]'
FOUR_OBSERVERS = """1 1 . 1/2 2 3 2/3 3 3 3/3 3 3 3/2 2 2 2/1 2 3 4/4 4 4 4/1 1 2 1/2 2 2 2/
. 5 5 5/. . 1 1/. . 3 ."""

NOMINAL = [each for each in Coefficient if each not in WHOLE_VALUES]
NUMERIC = [each for each in Coefficient if each.startswith("ICC")]
every = pytest.mark.parametrize("coefficient", Coefficient)
every_nominal = pytest.mark.parametrize("coefficient", NOMINAL)


def table_of(*items: Sequence[str], categories: Sequence[str] | None = None) -> ReadingTable:
    """One item a sequence, one annotator a column; a dot is missing."""
    rows = [
        (f"crate {n:02d}", f"annotator {column}", value)
        for n, item in enumerate(items)
        for column, value in enumerate(item)
        if value != "."
    ]
    return ReadingTable.of(rows, categories)


def listed(coefficient: Coefficient) -> Sequence[str]:
    is_ranking = coefficient is Coefficient.KENDALL_TAU_B
    return [AIKO_BEST, BRUNO_BEST, ALL_TIE] if is_ranking else RIPENESS


def reason(score: Score) -> tuple[Status, ReasonCode | None]:
    return score.status, score.reason.code if score.reason else None


LITTLE = Status.INSUFFICIENT_EVIDENCE


@every
def test_no_reading_at_all(coefficient: Coefficient) -> None:
    score = compute(table_of(categories=listed(coefficient)), coefficient)
    assert reason(score) == (LITTLE, ReasonCode.NO_VALUES)


@every
def test_one_annotator_is_not_perfect_agreement(coefficient: Coefficient) -> None:
    first, second, _ = listed(coefficient)
    score = compute(table_of([first], [second], categories=listed(coefficient)), coefficient)
    assert reason(score) == (LITTLE, ReasonCode.ONE_ANNOTATOR)


@every
def test_two_annotators_who_share_no_item(coefficient: Coefficient) -> None:
    """DKPro's unitizing alpha is 1.0 where one of three annotated anything, and INCEpTION's was
    1.0 for two who annotated different documents."""
    first, second, _ = listed(coefficient)
    table = table_of([first, "."], [".", first], [second, "."], categories=listed(coefficient))
    assert reason(compute(table, coefficient)) == (LITTLE, ReasonCode.NO_OVERLAP)
    pair = ("annotator 0", "annotator 1")
    score = compute(table, coefficient, annotators=pair)
    assert (reason(score), score.annotators) == ((LITTLE, ReasonCode.NO_OVERLAP), pair)


UNANIMOUS_IS_ONE = {
    Coefficient.OBSERVED_AGREEMENT,
    Coefficient.GWET_AC1,
    Coefficient.GWET_AC2,
    Coefficient.BRENNAN_PREDIGER,
}


@every_nominal
def test_all_readings_are_one_category_of_several(coefficient: Coefficient) -> None:
    score = compute(table_of(["1", "1"], ["1", "1"], categories=RIPENESS), coefficient)
    if coefficient in UNANIMOUS_IS_ONE:
        assert score.value == 1
    elif coefficient is Coefficient.LIGHT_KAPPA:
        assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_PAIR_DEFINED)
        assert score.pairs_undefined == 1
    else:
        assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_VARIATION)


@every_nominal
def test_the_list_holds_one_category(coefficient: Coefficient) -> None:
    score = compute(table_of(["1", "1"], ["1", "1"], categories=["1"]), coefficient)
    if coefficient is Coefficient.OBSERVED_AGREEMENT:
        assert score.value == 1
        return
    assert score.value is None
    no_choice = {Coefficient.GWET_AC1, Coefficient.GWET_AC2, Coefficient.BRENNAN_PREDIGER}
    assert (reason(score)[1] is ReasonCode.ONE_CATEGORY) == (coefficient in no_choice)


@pytest.mark.parametrize("coefficient", NUMERIC)
def test_constant_numbers_have_no_variation(coefficient: Coefficient) -> None:
    score = compute(table_of(["0.1", "0.1"], ["0.1", "0.1"], ["0.1", "0.1"]), coefficient)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_VARIATION)
    alpha = compute(
        table_of(["7", "7"], ["7", "7"]),
        Coefficient.KRIPPENDORFF_ALPHA,
        distance=Distance.INTERVAL,
    )
    assert reason(alpha) == (Status.UNDEFINED, ReasonCode.NO_VARIATION)


def test_rankings_that_tie_everything_have_no_order_to_compare() -> None:
    score = compute(table_of([ALL_TIE, ALL_TIE], [ALL_TIE, AIKO_BEST]), Coefficient.KENDALL_TAU_B)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_PAIR_DEFINED)
    assert score.pairs_undefined == 2
    some = table_of([ALL_TIE, AIKO_BEST], [AIKO_BEST, BRUNO_BEST], [AIKO_BEST, AIKO_BEST])
    assert compute(some, Coefficient.KENDALL_TAU_B).value == 0
    alpha = compute(some, Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.KENDALL)
    assert alpha.status is Status.COMPUTED


@every
def test_a_single_item_is_answered_by_the_formula(coefficient: Coefficient) -> None:
    first, second, _ = listed(coefficient)
    score = compute(table_of([first, second], categories=listed(coefficient)), coefficient)
    if coefficient in NUMERIC:
        assert reason(score) == (LITTLE, ReasonCode.ONE_ITEM)
    else:
        assert score.value is not None
        assert math.isfinite(score.value)


def test_missing_readings_are_no_readings() -> None:
    """statsmodels asserts, Potato keeps the commonest number of raters, nltk stops."""
    table = table_of(["1", "1", "."], ["2", ".", "2"], [".", ".", "3"], categories=RIPENESS)
    for coefficient in NOMINAL:
        score = compute(table, coefficient)
        assert (score.value is None) == (
            coefficient in {Coefficient.COHEN_KAPPA, Coefficient.SCOTT_PI, Coefficient.LIGHT_KAPPA}
        )
        assert (score.n_items, score.n_pairs, score.n_annotators) == (2, 2, 3)


def test_numbers_missing_here_and_there_leave_their_items_out() -> None:
    table = table_of(["1", "2"], ["3", "3"], ["5", "."], ["6", "5"])
    score = compute(table, Coefficient.ICC_2_1)
    assert score.value == compute(table_of(["1", "2"], ["3", "3"], ["6", "5"]), score_of).value
    assert score.exclusions == {INCOMPLETE_ITEM: 1}
    sparse = table_of(["1", "2", "."], ["3", ".", "3"], [".", "5", "5"])
    assert reason(compute(sparse, score_of)) == (LITTLE, ReasonCode.INCOMPLETE_DESIGN)


score_of = Coefficient.ICC_2_1


def test_two_empty_sets_are_equal_and_an_empty_set_is_a_value() -> None:
    table = table_of(["[]", "[]"], ['["a"]', "[]"], ['["a"]', '["a"]'])
    for distance in (Distance.MASI, Distance.JACCARD):
        score = compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=distance)
        assert score.value == compute(table, Coefficient.KRIPPENDORFF_ALPHA).value
    both_empty = table_of(["[]", "[]"], ["[]", "[]"])
    score = compute(both_empty, Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.MASI)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NO_VARIATION)


@pytest.mark.parametrize("coefficient", [Coefficient.COHEN_KAPPA, Coefficient.SCOTT_PI])
def test_more_than_two_annotators_are_asked_by_pair(coefficient: Coefficient) -> None:
    table = table_of(["1", "1", "2"], ["2", "2", "2"], ["2", "1", "1"], categories=RIPENESS)
    score = compute(table, coefficient)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.NOT_TWO_ANNOTATORS)
    pair = compute(table, coefficient, annotators=("annotator 0", "annotator 2"))
    assert (pair.status, pair.n_annotators) == (Status.COMPUTED, 2)


@every_nominal
def test_a_category_that_nobody_gave_says_nothing(coefficient: Coefficient) -> None:
    table = table_of(["1", "1"], ["2", "1"], ["2", "2"], categories=RIPENESS)
    score = compute(table, coefficient, category="3")
    assert (reason(score), score.category) == (
        (Status.UNDEFINED, ReasonCode.CATEGORY_UNUSED),
        "3",
    )


def test_too_many_values_are_not_compared_each_with_each() -> None:
    numbers = [[str(n), str(n + 1)] for n in range(1001)]
    score = compute(table_of(*numbers), Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.RATIO)
    assert reason(score) == (Status.UNDEFINED, ReasonCode.TOO_MANY_CATEGORIES)
    alpha = compute(table_of(*numbers), Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.INTERVAL)
    assert alpha.value == pytest.approx(1, abs=1e-5)


# Defects of others.


def four_observers() -> ReadingTable:
    return table_of(*(line.split() for line in FOUR_OBSERVERS.replace("\n", "").split("/")))


def test_ordinal_alpha_counts_the_values_between_and_not_the_ranks() -> None:
    """Potato takes |a - b| and has .800."""
    score = compute(four_observers(), Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.ORDINAL)
    assert score.value == pytest.approx(0.815, abs=0.0005)


def test_annotators_are_compared_by_item_and_not_by_place() -> None:
    """Potato cuts both lists to the shorter: equal answers, shifted by one item, gave -.80."""
    answers = ["1", "2", "3", "1", "2", "3"]
    table = table_of([".", answers[0]], *([one, one] for one in answers[1:]), categories=RIPENESS)
    assert compute(table, Coefficient.COHEN_KAPPA).value == 1


def test_weights_take_the_product_of_two_different_shares() -> None:
    """prodigy-iaa squares one share: interval-weighted alpha was 53.9 instead of .849."""
    table = four_observers()
    score = compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.INTERVAL)
    assert score.value == pytest.approx(0.849, abs=0.0005)
    weighed = compute(table, Coefficient.FLEISS_KAPPA, weights=Weights.QUADRATIC)
    assert weighed.value is not None
    assert -1 <= weighed.value <= 1


def test_an_unrated_item_divides_by_nothing() -> None:
    """prodigy-iaa: ZeroDivisionError."""
    table = table_of(["1", "1"], [".", "."], ["2", "1"], categories=RIPENESS)
    assert compute(table, Coefficient.KRIPPENDORFF_ALPHA).n_items == 2


def test_full_agreement_with_variation_is_one_and_never_zero() -> None:
    """DKPro's alpha was 0.0 on full agreement, and its kappa wrong with values missing."""
    table = table_of(["1", "1", "."], ["2", ".", "2"], [".", "3", "3"], ["1", "1", "1"])
    for coefficient in set(NOMINAL) - {Coefficient.COHEN_KAPPA, Coefficient.SCOTT_PI}:
        score = compute(table, coefficient)
        assert score.value == (None if score.reason else 1)
    assert compute(table, Coefficient.KRIPPENDORFF_ALPHA).value == 1


# Questions that do not fit.


def test_a_question_that_does_not_fit_is_refused_by_name() -> None:
    table = table_of(["1", "2"], ["2", "2"], categories=RIPENESS)
    with pytest.raises(QuestionUnfit, match="takes no weights"):
        compute(table, Coefficient.GWET_AC1, weights=Weights.LINEAR)
    with pytest.raises(QuestionUnfit, match="takes no distance"):
        compute(table, Coefficient.FLEISS_KAPPA, distance=Distance.INTERVAL)
    with pytest.raises(QuestionUnfit, match="two different annotators"):
        compute(table, Coefficient.COHEN_KAPPA, annotators=("annotator 0", "annotator 0"))
    with pytest.raises(QuestionUnfit, match="not in the list"):
        compute(table, Coefficient.GWET_AC1, category="9")
    with pytest.raises(QuestionUnfit, match="one category"):
        compute(table, Coefficient.ICC_2_1, category="1")
    with pytest.raises(QuestionUnfit, match="2 categories occur"):
        compute(table, Coefficient.GWET_AC1, n_categories=1)
    with pytest.raises(QuestionUnfit, match="path_difference"):
        compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=Distance.PATH)
    with pytest.raises(QuestionUnfit, match="level"):
        compute(table, Coefficient.GWET_AC1, interval=IntervalAsked(level=1.0))
    student = IntervalAsked(method=IntervalMethod.STUDENT)
    with pytest.raises(QuestionUnfit, match="by F"):
        compute(table, Coefficient.ICC_2_1, interval=student)


def test_categories_of_another_kind_are_refused_by_name() -> None:
    table = table_of(["ripe", "green"], ["green", "green"])
    with pytest.raises(CategoryNotANumber, match="green"):
        compute(table, Coefficient.ICC_2_1)
    for distance in (Distance.MASI, Distance.KENDALL, Distance.PREFERENCE):
        with pytest.raises(CategoryUnreadable, match="green"):
            compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=distance)
    path = path_difference({"ripe": "fruit"})
    with pytest.raises(CategoryUnreadable, match="hierarchy"):
        compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=path)


def test_unusable_weights_and_distances_are_refused() -> None:
    for rows in WRONG_WEIGHTS:
        with pytest.raises(WeightsUnusable):
            custom_weights(["ripe", "green"], rows)
    for rows in WRONG_DISTANCES:
        with pytest.raises(WeightsUnusable):
            custom_difference(["ripe", "green"], rows)
    with pytest.raises(WeightsUnusable, match="same number"):
        agreement_weights(Weights.LINEAR, ["1", "1.0"])
    with pytest.raises(WeightsUnusable, match="custom_weights"):
        agreement_weights(Weights.CUSTOM, RIPENESS)
    own = custom_weights(["ripe", "green"], [[1, 0], [0, 1]])
    with pytest.raises(WeightsUnusable, match="other categories"):
        agreement_weights(own, RIPENESS)


Rows = list[list[float]]
WRONG_WEIGHTS: list[Rows] = [
    [[1, 0]],
    [[1, 2], [0, 1]],
    [[0.5, 0], [0, 1]],
    [[1, math.nan], [0, 1]],
]
WRONG_DISTANCES: list[Rows] = [
    [[0, 1]],
    [[0, -1], [1, 0]],
    [[1, 1], [1, 0]],
    [[0, math.nan], [1, 0]],
]


# What else a record says.


def test_the_number_of_categories_is_explicit() -> None:
    """The taxonomy's by default; a table that counted observed ones says so."""
    table = table_of(["1", "1"], ["2", "1"], categories=[*RIPENESS, "4", "5"])
    few = compute(table, Coefficient.GWET_AC1, n_categories=2)
    assert (few.n_categories, compute(table, Coefficient.GWET_AC1).n_categories) == (2, 5)
    other = table_of(["1", "1"], ["2", "1"], categories=["1", "2"])
    assert few.value == compute(other, Coefficient.GWET_AC1).value
    assert compute(other, Coefficient.BRENNAN_PREDIGER, n_categories=4).chance == 0.25


def test_labels_left_out_are_told_by_cause() -> None:
    table = table_of(["1", "1"], ["2", "."], categories=RIPENESS)
    left_out = {"cannot_tell": 3, "no_second_value": 1}
    score = compute(table, Coefficient.KRIPPENDORFF_ALPHA, exclusions=left_out)
    assert score.exclusions == {"cannot_tell": 3, "no_second_value": 2}


def test_a_tie_lies_half_way_between_two_sides() -> None:
    def said(outcome: str) -> str:
        return f'["a","b","{outcome}"]'

    weighed = weights_by_distance(
        Distance.PREFERENCE, [said(one) for one in ("first", "second", "tie", "both_bad")]
    )
    assert weighed.both_ways(said("first"), said("second")) == 0
    assert weighed.both_ways(said("first"), said("tie")) == 1
    assert weighed.both_ways(said("tie"), said("both_bad")) == 0


def test_observed_agreement_names_its_pooling() -> None:
    table = four_observers()
    for pooling, value in (("KRIPPENDORFF", 0.8), ("PAIRS", 43 / 55), ("ITEMS", 9 / 11)):
        score = compute(table, Coefficient.OBSERVED_AGREEMENT, pooling=Pooling(pooling))
        assert score.value == pytest.approx(value)
        assert score.pooling is Pooling(pooling)
