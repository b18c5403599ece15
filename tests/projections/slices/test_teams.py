"""Teams and retraining: pooled figures of people, and what followed for each of them."""

from __future__ import annotations

import numpy as np
import pytest

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import ClassDefinition, Task, TaskKind
from labeltrail.projections.annotators.material import HeldAgainst, Material, Truths, prepared
from labeltrail.projections.annotators.proportions import difference, share
from labeltrail.projections.columns.readings import Readings, Standing
from labeltrail.projections.slices.retraining import Cause, effects
from labeltrail.projections.slices.teams import Team, teams, worst
from tests.projections.answers_given import Given, readings

NAMES = ("cat", "dog")
TASK = Task(
    name=TaskName("t"),
    kind=TaskKind.BINARY,
    question="?",
    classes=tuple(ClassDefinition(class_id=ClassId(one), definition=one) for one in NAMES),
)


def material(found: Readings, truth: dict[str, str]) -> Material:
    place = {name: n for n, name in enumerate(NAMES)}
    of_item = np.array([place.get(truth.get(one, ""), -1) for one in found.items], dtype=np.int32)
    rows = of_item[found.item]
    truths = Truths(decided=of_item, gold_then=rows, gold_today=rows)
    return prepared(found, NAMES, truths)


GIVEN = readings(
    [
        Given("i1", "ann", "cat", seconds_spent=10, standing=Standing.APPROVED),
        Given("i1", "bob", "cat", seconds_spent=20),
        Given("i1", "cid", "dog", seconds_spent=30, standing=Standing.REJECTED),
        Given("i2", "ann", "dog", standing=Standing.CORRECTED),
        Given("i2", "bob", "dog"),
        Given("i2", "cid", "dog"),
        Given("i3", "ann", "cat"),
        Given("i3", "bob", "dog", is_retracted=True),
        Given("i3", "dot", "cat"),
    ]
)
TRUTH = {"i1": "cat", "i2": "dog", "i3": "dog"}
TEAM_OF = {"ann": "north", "bob": "north", "cid": "south"}


def found() -> dict[str, Team]:
    every = np.ones(len(GIVEN.item), dtype=np.bool_)
    return {one.key: one for one in teams(material(GIVEN, TRUTH), every, TASK, TEAM_OF)}


def test_part_pools_the_labels_of_its_people() -> None:
    north = found()["north"]
    assert north.annotators == ("ann", "bob")
    assert north.labels == 5  # one was taken back
    assert (north.gold.hits, north.gold.n) == (4, 5)
    assert (north.approved.hits, north.approved.n) == (1, 2)
    assert north.pace.value == pytest.approx((0.5 + 1.0) / 2)


def test_who_has_no_team_is_a_part_of_its_own() -> None:
    assert list(found()) == ["", "north", "south"]
    assert found()[""].annotators == ("dot",)


def test_agreement_is_among_the_people_of_the_part() -> None:
    observed = found()["north"].agreement[0]
    assert (observed.value, observed.n_items) == (1.0, 2)
    assert found()["south"].agreement[0].value is None


def test_worst_part_has_the_lowest_share_of_those_with_evidence() -> None:
    parts = list(found().values())
    one = worst(parts, HeldAgainst.GOLD_THEN)
    assert one is not None
    assert one.key == ""
    enough = worst(parts, HeldAgainst.GOLD_THEN, labels_min=2)
    assert enough is not None
    assert enough.key == "south"
    assert worst(parts, HeldAgainst.GOLD_THEN, labels_min=9) is None


def series(who: str, right: str, first: int = 1) -> list[Given]:
    """One label a position: 1 right, 0 wrong; every item is a cat."""
    return [
        Given(f"{who}{n}", who, "cat" if one == "1" else "dog", position=first + n)
        for n, one in enumerate(right)
    ]


def effect_of(
    rows: list[Given], *causes: Cause, labels_max: int = 200
) -> list[tuple[str, int, str, str]]:
    columns = readings(rows)
    held = material(columns, dict.fromkeys(columns.items, "cat"))
    return [
        (
            one.annotator,
            one.cause.position,
            f"{one.change.second.hits}/{one.change.second.n}",
            f"{one.change.first.hits}/{one.change.first.n}",
        )
        for one in effects(held, causes, labels_max=labels_max)
    ]


def noted(position: int, annotator: str | None = None) -> Cause:
    return Cause(position=position, annotator=annotator, what="retrained")


def test_before_and_after_a_note() -> None:
    rows = series("ann", "0010" + "1101") + series("bob", "0000")
    assert effect_of(rows, noted(5, "ann")) == [("ann", 5, "1/4", "3/4")]


def test_each_label_is_in_one_stretch_between_causes() -> None:
    rows = series("ann", "00" + "10" + "1111")
    assert effect_of(rows, noted(3, "ann"), noted(5, "ann")) == [
        ("ann", 3, "0/2", "1/2"),
        ("ann", 5, "1/2", "4/4"),
    ]


def test_what_concerns_all_is_told_of_each() -> None:
    rows = series("ann", "01") + series("bob", "10")
    assert effect_of(rows, noted(2)) == [("ann", 2, "0/1", "1/1"), ("bob", 2, "1/1", "0/1")]


def test_only_the_nearest_labels_count() -> None:
    rows = series("ann", "0001" + "1000")
    assert effect_of(rows, noted(5, "ann"), labels_max=1) == [("ann", 5, "1/1", "1/1")]


def test_note_before_the_first_label_has_no_before() -> None:
    columns = readings(series("ann", "11", first=5))
    held = material(columns, dict.fromkeys(columns.items, "cat"))
    (one,) = effects(held, [noted(2, "ann")])
    assert one.change.value is None
    assert one.change.lack is not None


def test_interval_is_that_of_two_shares() -> None:
    rows = readings(series("ann", "0" * 6 + "1" * 4 + "1" * 9 + "0"))
    held = material(rows, dict.fromkeys(rows.items, "cat"))
    (one,) = effects(held, [noted(11, "ann")])
    assert one.change == difference(share(9, 10), share(4, 10))
