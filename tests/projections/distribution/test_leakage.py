"""What gives a label away: planted leaks are found, unplanted ones are not, figures by others."""

from __future__ import annotations

from math import log, log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from labeltrail.projections.distribution import information
from labeltrail.projections.distribution.features import Described, Feature, features
from labeltrail.projections.distribution.figure import Why
from labeltrail.projections.distribution.leakage import Leak, Leakage, holm, leakage
from labeltrail.projections.distribution.runs import runs
from labeltrail.projections.statistics import sampler

CLASSES = ("fraud", "honest")


def described(
    ids: list[str],
    *,
    uris: list[str | None] | None = None,
    sources: list[str | None] | None = None,
    **attributes: list[str | None],
) -> Described:
    nothing: list[str | None] = [None] * len(ids)
    return Described(
        ids=ids, uris=uris or nothing, sources=sources or nothing, attributes=attributes
    )


def random_classes(n: int, seed: int, k: int = 2) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return sampler.integers(seed, 77, n, k).astype(np.int32)


def plain_ids(n: int) -> list[str]:
    return [f"item-{number:05d}" for number in range(n)]


def named(found: Leakage, feature: str) -> Leak:
    return next(one for one in found.leaks if one.feature == feature)


def feature(found: tuple[Feature, ...], name: str) -> list[str]:
    one = next(one for one in found if one.name == name)
    return [one.values[code] for code in one.codes.tolist()]


def test_a_class_in_the_id_is_found_first_and_told_in_words() -> None:
    classes = random_classes(300, seed=1)
    # 1 in 50 is named wrongly, so that nothing is perfect
    ids = [f"{n:04d}_{CLASSES[code ^ (n % 50 == 0)]}" for n, code in enumerate(classes.tolist())]
    found = leakage(described(ids), classes, CLASSES, permutations=199, seed=4)
    top = found.leaks[0]
    assert top.feature == "id class name"
    assert top.is_suspected
    assert top.p_value == 1 / 200
    assert top.told_above_chance.value == pytest.approx(0.86, abs=0.03)
    assert top.examples[0].sentence.startswith("where the id's text names the class '")
    assert top.examples[0].share > 0.9


@pytest.mark.parametrize(
    "where", ["file folder", "file extension", "source", "attribute hospital", "id length"]
)
def test_a_planted_leak_is_found_where_it_was_planted(where: str) -> None:
    classes = random_classes(200, seed=2)
    codes, n = classes.tolist(), len(classes)
    ids = [f"item-{'0' * code}{number:05d}" for number, code in enumerate(codes)]
    plain = described(
        ids if where == "id length" else plain_ids(n),
        uris=[
            f"s3://bucket/{'ab'[code] if where == 'file folder' else 'all'}/{number * 7919 % 9973}"
            f".{'png' if where == 'file extension' and code else 'jpg'}"
            for number, code in enumerate(codes)
        ],
        sources=["lab" if where == "source" and code else "field" for code in codes],
        hospital=["north" if where == "attribute hospital" and code else "east" for code in codes],
    )
    found = leakage(plain, classes, CLASSES, permutations=199, seed=4)
    assert named(found, where).is_suspected
    assert named(found, where).told.value == 1


def test_the_order_of_ids_is_found_by_tenths_and_by_runs() -> None:
    classes = np.repeat(np.array([0, 1], dtype=np.int32), 60)
    ids = [chr(97 + n // 26) + chr(97 + n % 26) for n in range(120)]
    found = leakage(described(ids), classes, CLASSES, permutations=199, seed=4)
    assert named(found, "id order").is_suspected
    assert found.runs is not None
    assert found.runs.n_runs == 2
    assert found.runs.p_value == 1 / 200
    assert found.runs.z.value is not None
    assert found.runs.z.value < -10


def test_numbers_in_ids_count_as_numbers_and_tell_the_order_once() -> None:
    classes = np.repeat(np.array([0, 1], dtype=np.int32), 60)
    ids = [f"q{number}" for number in range(120)]  # q9 before q10
    order = sorted(range(120), key=lambda n: ids[n])
    found = leakage(
        described([ids[n] for n in order]), classes[order], CLASSES, permutations=199, seed=4
    )
    assert found.leaks[0].feature == "id first number"
    assert "id order" not in {one.feature for one in found.leaks}
    assert found.runs is not None
    assert found.runs.n_runs == 2


def test_alternating_classes_are_read_off_the_last_digit() -> None:
    classes = np.tile(np.array([0, 1], dtype=np.int32), 60)
    found = leakage(described(plain_ids(120)), classes, CLASSES, permutations=199, seed=4)
    assert found.leaks[0].feature == "id last digit"
    assert found.leaks[0].told.value == 1


def test_random_classes_are_called_readable_as_rarely_as_the_level_says() -> None:
    alarms = plain = tests = 0
    for seed in range(200):
        classes = random_classes(50, seed)
        tags: list[str | None] = [f"t{n}" for n in sampler.integers(seed, 5, 50, 12).tolist()]
        found = leakage(described(plain_ids(50), tag=tags), classes, CLASSES, permutations=59)
        p_values = [one.p_value for one in found.leaks]
        assert found.runs is not None
        alarms += min([found.runs.p_adjusted, *(one.p_adjusted for one in found.leaks)]) <= 0.05
        plain += sum(p <= 0.05 for p in p_values)
        tests += len(p_values)
    # each test errs in 1 of 20 at most; the smallest p-value 1/60 is above .05 / 4 tests of Holm,
    # so families of few features only can raise an alarm
    assert 0.02 < plain / tests < 0.075
    assert alarms <= 19


def test_a_feature_of_many_values_tells_much_by_chance_and_the_effect_says_so() -> None:
    classes = random_classes(200, seed=9)
    tags: list[str | None] = [f"t{n}" for n in sampler.integers(9, 5, 200, 120).tolist()]
    found = named(
        leakage(described(plain_ids(200), tag=tags), classes, CLASSES, permutations=99),
        "attribute tag",
    )
    assert found.told.value is not None
    assert found.told.value > 0.4
    assert found.told_above_chance.value == pytest.approx(0, abs=0.15)
    assert found.p_value > 0.05
    assert not found.is_suspected


def test_a_value_for_each_item_names_items_and_tells_nothing() -> None:
    classes = random_classes(40, seed=3)
    own: list[str | None] = [f"own {n}" for n in range(40)]
    found = leakage(described(plain_ids(40), own=own), classes, CLASSES, permutations=19)
    one = named(found, "attribute own")
    assert one.told_above_chance.reason is not None
    assert one.told_above_chance.reason.code is Why.ALL_DIFFERENT
    assert one.p_value == 1
    assert not one.is_suspected


def test_no_items_and_one_class_are_not_tested() -> None:
    empty = leakage(described([]), np.zeros(0, dtype=np.int32), CLASSES, permutations=19)
    assert empty.lack is not None
    assert empty.lack.code is Why.NO_ITEMS
    same = leakage(described(plain_ids(9)), np.zeros(9, dtype=np.int32), CLASSES, permutations=19)
    assert same.lack is not None
    assert same.lack.code is Why.NO_VARIATION
    assert same.leaks == ()


def test_one_item_is_not_tested() -> None:
    found = leakage(described(["a"]), np.zeros(1, dtype=np.int32), CLASSES, permutations=19)
    assert found.lack is not None


def test_items_without_a_class_play_no_part() -> None:
    classes = random_classes(60, seed=5)
    blank = classes.copy()
    blank[::3] = -1
    found = leakage(described(plain_ids(60)), blank, CLASSES, permutations=19, left_out={"tie": 20})
    assert (found.n_items, found.n_items_known, found.left_out) == (40, 40, {"tie": 20})


def test_more_items_than_are_tested_are_drawn_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("labeltrail.projections.distribution.leakage.ITEMS_TESTED_MAX", 50)
    classes = random_classes(80, seed=6)
    found = leakage(described(plain_ids(80)), classes, CLASSES, permutations=9)
    assert (found.n_items, found.n_items_known) == (50, 80)


def test_too_few_permutations_to_suspect_anything_are_told() -> None:
    ids = [f"{n % 2}-{n:03d}" for n in range(60)]
    classes = np.tile(np.array([0, 1], dtype=np.int32), 30)
    found = leakage(described(ids), classes, CLASSES, permutations=9)
    assert found.leaks[0].told.value == 1
    assert not found.leaks[0].is_suspected
    assert found.p_least == (len(found.leaks) + 1) / 10


def test_equal_seeds_give_equal_answers() -> None:
    classes = random_classes(60, seed=6)
    asked = (described(plain_ids(60)), classes, CLASSES)
    assert leakage(*asked, permutations=29, seed=8) == leakage(*asked, permutations=29, seed=8)


def test_parts_of_names_are_derived_as_people_read_them() -> None:
    ids = ["Img-007_cat.v2", "img-008_cat.v2", "img-010_dog.v2", "scan9"]
    uris: list[str | None] = ["s3://b/train/x1.JPG?v=3", "s3://b/test/x2.jpg", "file.png", None]
    found = features(described(ids, uris=uris, age=["4", "31", None, "4"]), ["cat", "dog", "it"])
    assert feature(found, "id first word") == ["img", "img", "img", "scan"]
    assert feature(found, "id class name") == ["cat", "cat", "dog", "(none)"]  # "it" is too short
    assert "id shape" not in {one.name for one in found}  # it divides them as the first word does
    assert feature(found, "id first number") == ["7 to 7", "8 to 8", "10 to 10", "9 to 9"]
    assert feature(found, "file extension") == ["jpg", "jpg", "png", "(none)"]
    assert feature(found, "file folder") == ["train", "test", "(none)", "(none)"]
    assert feature(found, "attribute age") == ["4", "31", "(none)", "4"]


def test_numbers_fall_into_tenths_with_equal_ones_together() -> None:
    ages: list[str | None] = [str(age) for age in [20] * 5 + list(range(21, 36))]
    found = features(described(plain_ids(20), age=ages), CLASSES)
    tenths = feature(found, "attribute age tenth")
    assert tenths[:5] == ["20 to 20"] * 5
    assert tenths[-2:] == ["34 to 35", "34 to 35"]


def test_a_file_name_that_is_the_id_is_not_told_twice() -> None:
    uris: list[str | None] = [f"https://x/{one}.png" for one in plain_ids(3)]
    assert not [
        one.name
        for one in features(described(plain_ids(3), uris=uris), CLASSES)
        if one.name.startswith("file ") and one.name not in ("file extension", "file folder")
    ]


def test_runs_of_three_classes_by_hand() -> None:
    # 2, 2, 1 items: sum n² = 9, mean (5 * 6 - 9) / 5 = 4.2; sum n³ = 17;
    # variance (9 * (9 + 30) - 2 * 5 * 17 - 125) / (25 * 4) = 56 / 100
    found = runs(np.array([0, 0, 1, 1, 2]))
    assert (found.n_runs, found.expected) == (3, 4.2)
    assert found.z.value == pytest.approx(-1.2 / 0.56**0.5)


def test_information_by_hand() -> None:
    table = np.array([[3, 1], [1, 3]])
    # H(class) = 1; H(class | row) = -(3/4 log2 3/4 + 1/4 log2 1/4) = 2 - 3/4 log2 3
    assert information.mutual_information(table) == pytest.approx(0.75 * log2(3) - 1)


TABLES = arrays(np.int64, (4, 3), elements=st.integers(0, 12)).filter(lambda one: one.sum() > 1)


@settings(deadline=None)
@given(TABLES)
def test_expected_information_is_the_mean_over_dealings(table: information.Table) -> None:
    rows = np.repeat(np.arange(4), table.sum(axis=1))
    classes = np.repeat(np.tile(np.arange(3), 4), table.ravel())
    dealt = [classes[sampler.permutation(1, number, len(classes))] for number in range(150)]
    found = [
        information.mutual_information(np.bincount(rows * 3 + one, minlength=12).reshape(4, 3))
        for one in dealt
    ]
    error = 5 * float(np.std(found)) / 150**0.5 + 1e-9
    assert information.expected_mutual_information(table) == pytest.approx(
        np.mean(found), abs=error
    )


@pytest.mark.reference
@settings(deadline=None)  # the first call imports the judge
@given(TABLES)
def test_information_equals_scikit_learn(table: information.Table) -> None:
    cluster = pytest.importorskip("sklearn.metrics")
    rows = np.repeat(np.arange(4), table.sum(axis=1))
    classes = np.repeat(np.tile(np.arange(3), 4), table.ravel())
    nats = cluster.mutual_info_score(classes, rows)
    assert information.mutual_information(table) == pytest.approx(nats / log(2), abs=1e-9)
    ours = information.adjusted_mutual_information(table)
    if ours is not None and len(set(rows)) > 1 and len(set(classes)) > 1:
        theirs = cluster.adjusted_mutual_info_score(classes, rows)
        assert ours == pytest.approx(theirs, abs=1e-6)


@pytest.mark.reference
def test_adjusting_for_many_tests_and_runs_equal_statsmodels() -> None:
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p_values = sampler.uniform(3, 0, 12) ** 2
    theirs = multitest.multipletests(p_values, method="holm")[1]
    assert holm(p_values.tolist()) == pytest.approx(theirs.tolist())
    stats = pytest.importorskip("statsmodels.sandbox.stats.runs")
    drawn = sampler.integers(4, 0, 80, 2)
    z, _ = stats.runstest_1samp(drawn, cutoff=0.5, correction=False)
    assert runs(drawn).z.value == pytest.approx(z)
