"""Sets of items as they are asked about, and what is counted of them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.columns.items import ItemColumns, TextColumn
from labeltrail.projections.distribution.columns import candidates, described
from labeltrail.projections.distribution.portrait import compared, portrait
from labeltrail.projections.distribution.survey import Basis, ItemSet, Survey, survey
from tests.projections.answers_given import Given, readings

MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""
APRIL = datetime(2026, 4, 8, 12, tzinfo=UTC)
TRUTH, READINGS = Basis.GROUND_TRUTH, Basis.FIRST_READINGS


def task(kind: TaskKind, *classes: str) -> Task:
    return Task(
        name=TaskName("kind"),
        kind=kind,
        question="Which?",
        classes=tuple(ClassDefinition(class_id=ClassId(one), definition=one) for one in classes),
    )


def items(*ids: str, batches: dict[str, list[str]] | None = None, **more: str) -> ItemColumns:
    """`more`: an attribute as one letter an item, "." for none."""
    held = batches or {}
    pairs = [(ids.index(one), n) for n, names in enumerate(held.values()) for one in names]
    return ItemColumns(
        items=ids,
        position=np.arange(len(ids), dtype=np.int64),
        modality=TextColumn.of(["text"] * len(ids)),
        uri=(None,) * len(ids),
        source=TextColumn.of([None] * len(ids)),
        content_sha256=(None,) * len(ids),
        attributes={
            name: TextColumn.of([None if one == "." else one for one in letters])
            for name, letters in more.items()
        },
        batches=tuple(held),
        batch_item=np.array([item for item, _ in pairs], dtype=np.int32),
        batch_code=np.array([batch for _, batch in pairs], dtype=np.int32),
    )


@pytest.fixture
def owls() -> Survey:
    """Five items in two batches; i4 has no truth for a tie, i5 was never answered."""
    return survey(
        task(TaskKind.MULTICLASS, "barn", "tawny", "snowy"),
        items(
            *("i1", "i2", "i3", "i4", "i5"),
            batches={"a": ["i1", "i2", "i3"], "b": ["i3", "i4"]},
            wood="ffbb.",
        ),
        readings(
            [
                Given("i1", "ann", "barn", occurred_at=MARCH),
                Given("i1", "bob", "barn", occurred_at=APRIL, guideline_revision=2),
                Given("i2", "ann", "tawny", occurred_at=MARCH),
                Given("i2", "ann", "barn", repeat=2, occurred_at=MARCH),
                Given("i3", "ann", "tawny", occurred_at=APRIL, guideline_revision=2),
                Given("i4", "ann", "barn", occurred_at=APRIL, guideline_revision=2),
                Given("i4", "bob", "eagle", occurred_at=APRIL, guideline_revision=2),
            ]
        ),
        (["i1", "i2", "i3", "i4"], ["barn", "tawny", "eagle", None], [None, None, None, "tie"]),
    )


def counts(found: Survey, asked: ItemSet, basis: Basis) -> list[int]:
    counted: list[int] = found.sample(asked, basis).counts().tolist()
    return counted


def test_items_without_truth_are_told_by_reason(owls: Survey) -> None:
    sample = owls.sample(ItemSet(), TRUTH)
    assert sample.counts().tolist() == [1, 1, 0]
    assert sample.left_out == {"tie": 1, "outside_taxonomy": 1, "no_labels": 1}


def test_readings_are_first_ones_and_others_are_told_by_cause(owls: Survey) -> None:
    sample = owls.sample(ItemSet(), READINGS)
    assert sample.counts().tolist() == [3, 2, 0]
    assert sample.n_items == 4
    assert sample.left_out == {"repeat": 1, "class_not_in_taxonomy": 1}


def test_a_batch_a_slice_and_both(owls: Survey) -> None:
    assert counts(owls, ItemSet(batch="a"), TRUTH) == [1, 1, 0]
    assert counts(owls, ItemSet(attribute=("wood", "b")), READINGS) == [1, 1, 0]
    assert counts(owls, ItemSet(batch="b", attribute=("wood", "b")), READINGS) == [1, 1, 0]
    assert counts(owls, ItemSet(batch="a", attribute=("wood", "f")), TRUTH) == [1, 1, 0]


def test_what_does_not_exist_holds_nothing(owls: Survey) -> None:
    for asked in (
        ItemSet(batch="z"),
        ItemSet(attribute=("wood", "z")),
        ItemSet(attribute=("lake", "z")),
        ItemSet(revision=9),
    ):
        assert counts(owls, asked, TRUTH) == counts(owls, asked, READINGS) == [0, 0, 0]


def test_an_item_belongs_to_the_revision_of_its_first_answer_and_an_answer_to_its_own(
    owls: Survey,
) -> None:
    assert owls.sample(ItemSet(revision=1), TRUTH).n_items == 2
    assert owls.sample(ItemSet(revision=2), TRUTH).n_items == 0  # i3 is no owl, i4 a tie
    assert counts(owls, ItemSet(revision=1), READINGS) == [1, 1, 0]
    assert counts(owls, ItemSet(revision=2), READINGS) == [2, 1, 0]
    one, two = ItemSet(revision=1), ItemSet(revision=2)
    assert owls.n_shared(one, two, TRUTH) == 0
    assert owls.n_shared(one, two, READINGS) == 1  # i1 was answered under both


def test_weeks_batches_revisions_and_slices_are_trends(owls: Survey) -> None:
    weeks = owls.trend(ItemSet(), "week", READINGS)
    assert [(one.key, one.counts) for one in weeks.parts] == [
        ("2026-03-02", (1, 1, 0)),
        ("2026-04-06", (2, 1, 0)),
    ]
    assert [one.key for one in owls.trend(ItemSet(), "batch", READINGS).parts] == ["a", "b"]
    assert [one.key for one in owls.trend(ItemSet(batch="b"), "batch", READINGS).parts] == ["b"]
    slices = owls.trend(ItemSet(), "wood", READINGS).parts
    assert [(one.key, one.n_items) for one in slices] == [("b", 2), ("f", 2)]
    assert owls.trend(ItemSet(), "lake", READINGS).parts == ()
    revisions = owls.trend(ItemSet(), "guideline_revision", READINGS).parts
    assert [one.key for one in revisions] == ["1", "2"]


def test_a_retracted_answer_does_not_place_its_item() -> None:
    found = survey(
        task(TaskKind.BINARY, "yes", "no"),
        items("i1"),
        readings(
            [
                Given("i1", "ann", "yes", is_retracted=True),
                Given("i1", "bob", "no", guideline_revision=2, submitted=5),
            ]
        ),
        (["i1"], ["no"], [None]),
    )
    assert found.sample(ItemSet(revision=1), TRUTH).n_items == 0
    assert found.sample(ItemSet(revision=2), TRUTH).n_items == 1


def test_no_items_and_no_answers() -> None:
    empty = survey(task(TaskKind.BINARY, "yes", "no"), items(), readings([]), ([], [], []))
    assert empty.sample(ItemSet(revision=1), TRUTH).n_items == 0
    assert empty.trend(ItemSet(), "week", READINGS).parts == ()


def test_numbers_are_followed_by_the_tenths_of_all() -> None:
    found = survey(
        task(TaskKind.NUMERIC),
        items("i1", "i2", "i3", "i4", wood="ffbb"),
        readings([Given(f"i{n}", "ann", str(n * n)) for n in range(1, 5)]),
        (["i1", "i2"], ["1", "4"], [None, None]),
    )
    assert portrait(found.task, found.sample(ItemSet(), READINGS)).spread is not None
    trend = found.trend(ItemSet(), "wood", READINGS)
    assert trend.categories == ("below 4", "4 to below 9", "9 to below 16", "16 and more")
    assert [one.counts for one in trend.parts] == [(0, 0, 1, 1), (1, 1, 0, 0)]


def test_sets_are_compared_whole_and_told_by_member() -> None:
    found = survey(
        task(TaskKind.MULTILABEL, "red", "wet"),
        items("i1", "i2", "i3", "i4", wood="ffbb"),
        readings([]),
        (
            ["i1", "i2", "i3", "i4"],
            ['["red"]', '["red","wet"]', "[]", '["wet"]'],
            [None] * 4,
        ),
    )
    first, second = (found.sample(ItemSet(attribute=("wood", one)), TRUTH) for one in "fb")
    shift = compared(found.task, first, second)
    assert shift.divergence.value == 1
    assert [(one.first.category, one.change) for one in shift.classes] == [
        ("red", -1),
        ("wet", 0),
    ]


def test_items_as_leakage_and_duplicates_take_them() -> None:
    columns = items("i1", "i2", batches={"a": ["i1"], "b": ["i1", "i2"]}, split="tv", phash="ab")
    assert described(columns).attributes["split"] == ["t", "v"]
    given = candidates(columns, [None, None], {})
    assert (given.splits, given.digests) == (["t", "v"], {"phash": ["a", "b"]})
    assert given.batches == [["a", "b"], ["b"]]
