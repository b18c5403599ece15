"""What is compared with what when agreement is asked for part by part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.groups import (
    Group,
    against_the_rest,
    groups,
    shared_pairs,
)
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.statistics.table import ReadingTable
from tests.projections.answers_given import Given, readings

CLASSES = ("cat", "dog")
Row = tuple[str, str, str]


def rows(table: ReadingTable) -> list[Row]:
    return [
        (table.items[i], table.annotators[a], table.categories[c])
        for i, a, c in zip(table.item, table.annotator, table.category, strict=True)
    ]


def parts(found: Readings, by: By, **more: object) -> list[Group]:
    everything = np.ones(len(found.item), dtype=np.bool_)
    return list(groups(found, CLASSES, by, everything, **more))  # type: ignore[arg-type]  # one


def test_an_item_a_revision_and_a_week_are_tables_of_their_own() -> None:
    found = readings(
        [
            Given("i1", "ann", "cat", occurred_at=datetime(2026, 3, 1, 23, tzinfo=UTC)),
            Given("i1", "bob", "dog", occurred_at=datetime(2026, 3, 2, 1, tzinfo=UTC)),
            Given(
                "i2",
                "ann",
                "dog",
                guideline_revision=2,
                occurred_at=datetime(2026, 3, 4, tzinfo=UTC),
            ),
        ]
    )
    assert [(one.key, len(rows(one.table))) for one in parts(found, By.ITEM)] == [
        ("i1", 2),
        ("i2", 1),
    ]
    assert [(one.key, rows(one.table)) for one in parts(found, By.GUIDELINE_REVISION)] == [
        ("1", [("i1", "ann", "cat"), ("i1", "bob", "dog")]),
        ("2", [("i2", "ann", "dog")]),
    ]
    weeks = parts(found, By.WEEK)
    assert [one.key for one in weeks] == ["2026-02-23", "2026-03-02"], "weeks begin on Mondays"
    assert weeks[0].ends == weeks[1].begins
    assert [one.key for one in parts(found, By.MONTH)] == ["2026-03-01"]
    assert [one.key for one in parts(found, By.DAY)] == ["2026-03-01", "2026-03-02", "2026-03-04"]


def test_a_repeat_under_a_later_revision_is_not_a_first_reading_of_that_revision() -> None:
    found = readings(
        [
            Given("i1", "ann", "cat"),
            Given("i1", "ann", "dog", repeat=2, guideline_revision=2),
            Given("i1", "bob", "dog", guideline_revision=2),
        ]
    )
    second = parts(found, By.GUIDELINE_REVISION)[1]
    assert rows(second.table) == [("i1", "bob", "dog")]
    assert second.exclusions == {"repeat": 1}


def test_slices_and_batches_hold_the_items_named() -> None:
    found = readings([Given("i1", "ann", "cat"), Given("i2", "ann", "dog")])
    named = {"b2": np.array([1], dtype=np.int32), "b1": np.array([0, 1], dtype=np.int32)}
    assert [(one.key, len(rows(one.table))) for one in parts(found, By.BATCH, parts=named)] == [
        ("b1", 2),
        ("b2", 1),
    ]


def test_a_class_is_named_and_the_readings_are_all() -> None:
    found = readings([Given("i1", "ann", "cat"), Given("i1", "bob", "dog")])
    assert [(one.category, len(rows(one.table))) for one in parts(found, By.CATEGORY)] == [
        ("cat", 2),
        ("dog", 2),
    ]


answers = st.lists(
    st.tuples(st.sampled_from("ijk"), st.sampled_from("abcd"), st.sampled_from(CLASSES)),
    unique_by=lambda one: one[:2],
    max_size=12,
)


@given(answers)
def test_pairs_are_those_who_share_an_item(given_answers: Sequence[Row]) -> None:
    table = ReadingTable.of(given_answers, CLASSES)
    by_item: dict[str, set[str]] = {}
    for item, annotator, _ in given_answers:
        by_item.setdefault(item, set()).add(annotator)
    naive = {pair for one in by_item.values() for pair in combinations(sorted(one), 2)}
    found = [(table.annotators[one], table.annotators[other]) for one, other in shared_pairs(table)]
    assert found == sorted(naive)
    for part in parts(readings(Given(*one) for one in given_answers), By.PAIR):
        assert part.table.annotators == (part.key, part.other)
        assert rows(part.table) == sorted(
            one for one in given_answers if one[1] in (part.key, part.other)
        )


@given(answers)
def test_against_the_rest_is_every_pair_with_another(given_answers: Sequence[Row]) -> None:
    table = ReadingTable.of(given_answers, CLASSES)
    for code, name in enumerate(table.annotators):
        naive = [
            (one[2], other[2])
            for one in sorted(given_answers)
            if one[1] == name
            for other in sorted(given_answers)
            if other[0] == one[0] and other[1] != name
        ]
        pairs, items = against_the_rest(table, code)
        found = rows(pairs)
        assert len(items) == len(naive)
        mine = [value for _, who, value in found if who == "annotator"]
        theirs = [value for _, who, value in found if who == "the rest"]
        assert list(zip(mine, theirs, strict=True)) == naive


def test_repeats_count_as_readings_of_others_where_they_are_asked_for() -> None:
    found = readings(
        [Given("i1", "ann", "cat"), Given("i1", "ann", "dog", repeat=2), Given("i1", "bob", "dog")]
    )
    table, exclusions = found.first(CLASSES, with_repeats=True)
    assert rows(table) == [("i1", "ann", "cat"), ("i1", "ann #2", "dog"), ("i1", "bob", "dog")]
    assert exclusions == {}
    table, exclusions = found.first(CLASSES)
    assert rows(table) == [("i1", "ann", "cat"), ("i1", "bob", "dog")]
    assert exclusions == {"repeat": 1}
