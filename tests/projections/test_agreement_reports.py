"""Agreement part by part: the same figures as of the part's own table, and what only parts have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.agreement.by import By
from labeltrail.projections.agreement.limits import ANSWER, Limits
from labeltrail.projections.agreement.measures import Measure
from labeltrail.projections.agreement.reports import Asked, Part, report
from labeltrail.projections.agreement.where import Where
from labeltrail.projections.columns.items import ItemColumns, TextColumn
from labeltrail.projections.statistics.coefficient import (
    Coefficient,
    IntervalAsked,
    IntervalMethod,
)
from labeltrail.projections.statistics.errors import QuestionUnfit
from labeltrail.projections.statistics.resampling import Stop
from labeltrail.projections.statistics.score import Distance, Status
from labeltrail.projections.terms import Terms
from tests.projections.answers_given import Given, readings

TASK = TaskName("animal")
ALPHA = Measure(coefficient=Coefficient.KRIPPENDORFF_ALPHA)
OBSERVED = Measure(coefficient=Coefficient.OBSERVED_AGREEMENT)
KAPPA = Measure(coefficient=Coefficient.COHEN_KAPPA)


def task(kind: TaskKind = TaskKind.MULTICLASS, classes: Sequence[str] = ("cat", "dog")) -> Task:
    return Task(
        name=TASK,
        kind=kind,
        question="Which one?",
        classes=tuple(ClassDefinition(class_id=ClassId(one), definition=one) for one in classes),
    )


def terms(asked: Task) -> Terms:
    known = {} if asked.has_open_categories else dict.fromkeys(asked.categories())
    return Terms(
        policy_version=0,
        policy=None,
        taxonomy_version=1,
        tasks={TASK: asked},
        values={TASK: known},
    )


def parts(
    rows: Sequence[Given],
    by: By = By.WHOLE,
    *measures: Measure,
    items: ItemColumns | None = None,
    kind: Task | None = None,
    limits: Limits = ANSWER,
    stop: Stop | None = None,
    **more: object,
) -> list[Part]:
    about = kind or task()
    asked = Asked(task=TASK, by=by, measures=measures, **more)  # type: ignore[arg-type]  # fields
    return report(readings(rows), items, terms(about), about, asked, limits=limits, stop=stop)


def items_of(names: Sequence[str], source: Sequence[str | None]) -> ItemColumns:
    none = TextColumn.of([None] * len(names))
    return ItemColumns(
        items=tuple(names),
        position=np.arange(len(names), dtype=np.int64),
        modality=none,
        uri=(None,) * len(names),
        source=none,
        content_sha256=(None,) * len(names),
        attributes={"lang": TextColumn.of(source)},
        batches=("b1",),
        batch_item=np.array([0], dtype=np.int32),
        batch_code=np.array([0], dtype=np.int32),
    )


ROWS = [
    Given("i1", "ann", "cat"),
    Given("i1", "bob", "cat"),
    Given("i2", "ann", "dog"),
    Given("i2", "bob", "cat"),
    Given("i3", "ann", "dog"),
    Given("i3", "bob", "dog"),
    Given("i3", "cy", "dog"),
]

answers = st.lists(
    st.tuples(st.sampled_from("ijkl"), st.sampled_from("abc"), st.sampled_from(("cat", "dog"))),
    unique_by=lambda one: one[:2],
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(answers)
def test_values_of_items_weighed_by_their_values_are_the_value_of_the_whole(
    rows: Sequence[tuple[str, str, str]],
) -> None:
    given_rows = [Given(*one) for one in rows]
    (whole,) = parts(given_rows, By.WHOLE, ALPHA)
    value = whole.scores[0].value
    found = [
        (one.scores[0].value, one.n_values)
        for one in parts(given_rows, By.ITEM, ALPHA)
        if one.n_values
    ]
    if value is None:
        assert all(one is None for one, _ in found)
        return
    weighed = sum(one * n for one, n in found if one is not None)
    assert weighed / sum(n for _, n in found) == pytest.approx(value)


def test_each_class_is_held_against_the_others() -> None:
    by_class = parts(ROWS, By.CATEGORY, ALPHA)
    assert [one.key for one in by_class] == ["cat", "dog"]
    (whole,) = parts(ROWS, By.WHOLE, ALPHA)
    assert by_class[0].scores[0].value == whole.scores[0].value, "of two classes both are the whole"


def test_a_class_of_sets_is_there_or_not() -> None:
    kind = task(TaskKind.MULTILABEL, ("a", "b"))
    rows = [
        Given("i1", "ann", '["a"]'),
        Given("i1", "bob", '["a","b"]'),
        Given("i2", "ann", "[]"),
        Given("i2", "bob", "[]"),
    ]
    about = terms(kind)
    held = {one.value: None for one in rows}
    about.values[TASK] = held
    asked = Asked(task=TASK, by=By.CATEGORY, measures=(OBSERVED,))
    found = report(readings(rows), None, about, kind, asked)
    assert [(one.key, one.scores[0].value) for one in found] == [("a", 1.0), ("b", 0.5)]


def test_pairs_and_one_annotator_against_the_rest() -> None:
    pairs = parts(ROWS, By.PAIR, KAPPA)
    assert [(one.key, one.other) for one in pairs] == [("ann", "bob"), ("ann", "cy"), ("bob", "cy")]
    assert pairs[0].scores[0].n_items == 3
    rest = parts(ROWS, By.ANNOTATOR, OBSERVED)
    assert [(one.key, one.scores[0].value) for one in rest] == [
        ("ann", 0.75),
        ("bob", 0.75),
        ("cy", 1.0),
    ]


def test_against_the_rest_items_are_drawn_and_not_pairs() -> None:
    wanted = IntervalAsked(resamples=200, seed=3)
    found = parts(ROWS, By.ANNOTATOR, OBSERVED, interval=wanted)
    interval = found[0].scores[0].interval
    assert interval is not None
    assert (interval.low, interval.high) == (0.3333333333, 1.0), (
        "of three items one is all wrong: drawn three times in one of 27 resamples, no more"
    )
    assert parts(ROWS, By.ANNOTATOR, OBSERVED, interval=wanted) == found
    published = IntervalAsked(method=IntervalMethod.PUBLISHED)
    with pytest.raises(QuestionUnfit, match="BOOTSTRAP"):
        parts(ROWS, By.ANNOTATOR, OBSERVED, interval=published)


def test_slices_batches_and_filters_choose_items_and_readings() -> None:
    items = items_of(["i0", "i1", "i2", "i3"], ["en", "en", "fr", None])
    slices = parts(ROWS, By.SLICE, OBSERVED, items=items, attribute="lang")
    assert [(one.key, one.scores[0].value) for one in slices] == [("en", 1.0), ("fr", 0.0)]
    (french,) = parts(ROWS, By.WHOLE, OBSERVED, items=items, where=Where(slice=("lang", "fr")))
    assert french.scores[0].value == 0.0
    (nobody,) = parts(ROWS, By.WHOLE, OBSERVED, items=items, where=Where(slice=("lang", "it")))
    assert nobody.scores[0].status is Status.INSUFFICIENT_EVIDENCE
    (two,) = parts(ROWS, By.WHOLE, OBSERVED, where=Where(annotators=("bob", "cy")))
    assert (two.scores[0].n_items, two.scores[0].n_annotators) == (1, 2)
    with pytest.raises(QuestionUnfit, match="attribute"):
        parts(ROWS, By.SLICE, OBSERVED, items=items)


def test_a_window_of_time_includes_its_begin_and_not_its_end() -> None:
    first, second = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    rows = [
        Given("i1", "ann", "cat", occurred_at=first),
        Given("i1", "bob", "cat", occurred_at=first),
        Given("i2", "ann", "cat", occurred_at=second),
        Given("i2", "bob", "dog", occurred_at=second),
    ]
    window = Where(occurred_from=first, occurred_to=second)
    (found,) = parts(rows, By.WHOLE, OBSERVED, where=window)
    assert (found.scores[0].value, found.scores[0].n_items) == (1.0, 1)
    assert [one.scores[0].value for one in parts(rows, By.DAY, OBSERVED)] == [1.0, 0.0]


def test_every_kind_of_task_has_figures_of_its_own() -> None:
    (found,) = parts(ROWS)
    names = [one.algorithm.name for one in found.scores]
    assert names == ["observed_agreement", "krippendorff_alpha", "gwet_ac1"]
    rows = [Given("i1", "ann", "1.5"), Given("i1", "bob", "2"), Given("i2", "ann", "7")]
    kind = task(TaskKind.NUMERIC, ())
    about = terms(kind)
    about.values[TASK] = dict.fromkeys(("1.5", "2", "7"))
    (numbers,) = report(readings(rows), None, about, kind, Asked(task=TASK))
    assert numbers.scores[0].distance is Distance.INTERVAL
    assert [one.algorithm.name for one in numbers.scores[1:]] == ["icc_2,1", "icc_2,k"]


@pytest.mark.parametrize("by", [By.CATEGORY, By.ITEM])
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (TaskKind.NUMERIC, ("1.5", "2")),
        (TaskKind.RANKING, ('[["a"],["b"]]', '[["b"],["a"]]')),
        (TaskKind.PREFERENCE, ('["a","b","first"]', '["a","b","tie"]')),
        (TaskKind.MULTILABEL, ('["a"]', '["b"]')),
        (TaskKind.MULTICLASS, ("a", "b")),
    ],
)
def test_what_is_reported_unasked_can_be_answered(
    by: By, kind: TaskKind, values: tuple[str, str]
) -> None:
    """Of one category nothing compares whole values, and one item has no correlation of items."""
    one, other = values
    rows = [
        Given("i1", "ann", one),
        Given("i1", "bob", one),
        Given("i2", "ann", other),
        Given("i2", "bob", one),
        Given("i3", "ann", other),
        Given("i3", "bob", other),
    ]
    asked_of = task(kind, ("a", "b") if kind is not TaskKind.NUMERIC else ())
    about = terms(asked_of)
    about.values[TASK] = dict.fromkeys(values)
    found = report(readings(rows), None, about, asked_of, Asked(task=TASK, by=by))
    assert all(one.scores for one in found)
    assert not any("icc" in score.algorithm.name for one in found for score in one.scores)
    if by is By.CATEGORY:
        given = [one for one in found if one.key in (*values, "a", "b")]
        assert {score.status for one in given for score in one.scores} == {Status.COMPUTED}


def test_pages_say_whether_more_follows() -> None:
    assert len(parts(ROWS, By.ITEM, OBSERVED, limit=2)) == 3, "one more, to tell that there is one"
    assert [one.key for one in parts(ROWS, By.ITEM, OBSERVED, limit=2, after=2)] == ["i3"]
    with pytest.raises(QuestionUnfit, match="interval"):
        parts(ROWS, By.ITEM, OBSERVED, interval=IntervalAsked())
