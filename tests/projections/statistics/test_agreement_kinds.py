"""Each kind of task reports its trio from the kept counts, by its own distance, and the same from
scratch."""

from __future__ import annotations

import pytest

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.agreement.tallied import (
    NATURAL_DISTANCE,
    categories_of,
    distance_between,
    task_agreement,
)
from labeltrail.projections.statistics import AgreementCounts, Distance, ReasonCode, Status
from labeltrail.projections.statistics.coefficient import Coefficient
from labeltrail.projections.statistics.compute import compute
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.tally import TaskTally

FRUIT = {"fruit": None, "apple": "fruit", "pear": "fruit", "stone": None}
GIVEN: dict[TaskKind, list[list[str]]] = {
    TaskKind.BINARY: [["apple", "pear"], ["apple", "apple"], ["pear", "pear"]],
    TaskKind.MULTICLASS: [["apple", "stone"], ["apple", "apple"], ["stone", "stone", "pear"]],
    TaskKind.ORDINAL: [["1", "2"], ["3", "3"], ["1", "3", "1"]],
    TaskKind.MULTILABEL: [['["apple"]', '["apple","pear"]'], ["[]", "[]"], ["[]", '["pear"]']],
    TaskKind.HIERARCHICAL: [["apple", "pear"], ["fruit", "apple"], ["stone", "stone"]],
    TaskKind.RANKING: [
        ['[["apple"],["pear"]]', '[["pear"],["apple"]]'],
        ['[["apple"],["pear"]]', '[["apple"],["pear"]]'],
    ],
    TaskKind.PREFERENCE: [
        ['["apple","pear","first"]', '["apple","pear","tie"]'],
        ['["apple","pear","second"]', '["apple","pear","second"]'],
    ],
}


def task_of(kind: TaskKind) -> Task:
    classes = tuple(
        ClassDefinition(
            class_id=ClassId(one),
            definition=f"looks like {one}",
            rank=place if kind is TaskKind.ORDINAL else None,
            parent=ClassId(parent) if parent and kind is TaskKind.HIERARCHICAL else None,
        )
        for place, (one, parent) in enumerate(FRUIT.items(), start=1)
    )
    return Task(name=TaskName("crop"), kind=kind, question="What is it?", classes=classes)


def counted(items: list[list[str]]) -> TaskTally:
    return TaskTally(
        agreement=AgreementCounts.total(map(AgreementCounts.of_item, items)),
        annotators={f"annotator {n}": 1 for n in range(max(map(len, items), default=0))},
    )


@pytest.mark.parametrize("kind", GIVEN)
def test_each_kind_has_observed_alpha_and_ac1(kind: TaskKind) -> None:
    task = task_of(kind)
    found = task_agreement(counted(GIVEN[kind]), task, position=7)
    scores = (found.observed, found.alpha, found.alpha_nominal, found.ac1)
    assert [score.status for score in scores] == [Status.COMPUTED] * 4
    assert {score.position for score in scores} == {7}
    assert found.alpha.distance is NATURAL_DISTANCE[kind]
    assert (found.alpha_ordinal is not None) == (kind is TaskKind.ORDINAL)


@pytest.mark.parametrize("kind", GIVEN)
def test_what_is_kept_gives_the_alpha_from_scratch(kind: TaskKind) -> None:
    task, items = task_of(kind), GIVEN[kind]
    kept = counted(items)
    rows = [
        (f"item {n}", f"annotator {who}", said)
        for n, item in enumerate(items)
        for who, said in enumerate(item)
    ]
    table = ReadingTable.of(rows, categories_of(task, kept.agreement))
    distance = distance_between(task, NATURAL_DISTANCE[kind])
    score = compute(table, Coefficient.KRIPPENDORFF_ALPHA, distance=distance)
    assert score.value == task_agreement(kept, task, position=1).alpha.value


@pytest.mark.parametrize("kind", TaskKind)
def test_nothing_given_yet_is_no_value(kind: TaskKind) -> None:
    found = task_agreement(counted([]), task_of(kind), position=1)
    for score in (found.observed, found.alpha, found.alpha_nominal, found.ac1):
        assert score.reason is not None
        assert score.reason.code is ReasonCode.NO_VALUES


def test_near_answers_count_more_than_far_ones() -> None:
    """By the kind's distance; nominal alpha does not tell them apart."""
    task = task_of(TaskKind.MULTILABEL)
    others = [["[]", "[]"], ['["stone"]', '["stone"]']]
    near = counted([['["apple"]', '["apple","pear"]'], *others])
    far = counted([['["apple"]', '["pear","stone"]'], *others])
    by_kind = [task_agreement(each, task, position=1).alpha.value for each in (near, far)]
    assert by_kind[0] is not None
    assert by_kind[1] is not None
    assert by_kind[0] > by_kind[1]


def test_every_kind_has_its_distance() -> None:
    assert set(NATURAL_DISTANCE) == set(TaskKind)
    assert Distance.CUSTOM not in NATURAL_DISTANCE.values()
