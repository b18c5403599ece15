"""What an answer says under a later taxonomy version: equal to a naive walk along the mappings."""

from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.taxonomy import (
    Carried,
    Fate,
    Lineage,
    Mapping,
    TaxonomyPublished,
)
from labeltrail.events.streams.taxonomy.mapping import faults
from labeltrail.events.values import (
    CannotTell,
    Choice,
    ClassDefinition,
    ClassSet,
    Number,
    NumberRule,
    Path,
    Preference,
    PreferenceOutcome,
    Ranking,
    Rating,
    Task,
    TaskKind,
    Value,
    category,
    is_unanswerable,
)
from tests.events.taxonomies import fate, mapped
from tests.projections.naive_mapping import LOST, next_category
from tests.projections.some_mappings import some_mapping

FRUIT = TaskName("fruit")
NAMES = ("apple", "pear", "plum", "damson", "sloe", "quince")
KEPT, RENAMED, MERGED, SPLIT, RETIRED = Fate


def asked(
    *names: str, kind: TaskKind = TaskKind.MULTICLASS, parents: dict[str, str] | None = None
) -> Task:
    above = parents or {}
    classes = tuple(
        ClassDefinition(
            class_id=ClassId(name),
            definition=f"A {name}.",
            rank=rank if kind is TaskKind.ORDINAL else None,
            parent=ClassId(above[name]) if name in above else None,
        )
        for rank, name in enumerate(names, start=1)
    )
    return Task(name=FRUIT, kind=kind, question="Which?", classes=classes)


def lineage(*steps: tuple[Task, Mapping]) -> Lineage:
    tasks, mappings = zip(*steps, strict=True)
    return Lineage([(one,) for one in tasks], mappings, range(1, len(steps) + 1))


def choice(name: str) -> Choice:
    return Choice(class_id=ClassId(name))


def two(old: Task, new: Task, *fates: tuple[str, Fate, str]) -> Lineage:
    made = [fate(name, what, *into.split()) for name, what, into in fates]
    return lineage((old, ()), (new, mapped(*made, task=FRUIT) if made else ()))


@pytest.mark.parametrize(
    ("name", "becomes", "carried"),
    [
        ("apple", "apple", Carried.AS_IT_IS),
        ("pear", "pyrus", Carried.RENAMED),
        ("plum", "stone", Carried.MERGED),
        ("sloe", None, Carried.SPLIT),
        ("quince", None, Carried.RETIRED),
    ],
)
def test_each_fate_carries_or_loses(name: str, becomes: str | None, carried: Carried) -> None:
    found = two(
        asked("apple", "pear", "plum", "sloe", "quince"),
        asked("apple", "pyrus", "stone", "black", "blue"),
        ("pear", RENAMED, "pyrus"),
        ("plum", MERGED, "stone"),
        ("sloe", SPLIT, "black blue"),
        ("quince", RETIRED, ""),
    )
    read = found.read(FRUIT, 1, choice(name))
    assert read.carried is carried
    if becomes is None:
        assert read.lost == name
        assert is_unanswerable(category(read.value) or "")
    else:
        assert read.value == choice(becomes)
    assert found.read(FRUIT, 2, choice(name)).value == choice(name), "given under this version"


def test_class_split_into_itself_and_another_does_not_say_which() -> None:
    found = two(
        asked("apple", "plum"), asked("apple", "plum", "damson"), ("plum", SPLIT, "plum damson")
    )
    assert found.read(FRUIT, 1, choice("plum")).carried is Carried.SPLIT
    assert found.read(FRUIT, 2, choice("plum")).carried is Carried.AS_IT_IS


def test_class_that_comes_back_under_its_old_id_is_another_one() -> None:
    found = lineage(
        (asked("apple", "plum"), ()),
        (asked("apple", "pear"), mapped(fate("plum", RETIRED), task=FRUIT)),
        (asked("apple", "pear", "plum"), ()),
    )
    assert found.read(FRUIT, 1, choice("plum")).carried is Carried.RETIRED


def test_class_that_vanished_before_mappings_were_recorded_is_retired() -> None:
    found = two(asked("apple", "plum"), asked("apple", "pear"))
    assert found.read(FRUIT, 1, choice("plum")).carried is Carried.RETIRED


def test_state_that_says_nothing_of_mappings_keeps_what_is_left() -> None:
    found = Lineage([(asked("apple", "plum"),), (asked("apple", "pear"),)], ())
    assert found.read(FRUIT, 1, choice("apple")).value == choice("apple")
    assert found.read(FRUIT, 0, choice("plum")).carried is Carried.RETIRED
    assert Lineage((), ()).changes_nothing


def test_kept_rank_moves_with_its_class() -> None:
    kind = TaskKind.ORDINAL
    found = two(asked("mild", "severe", kind=kind), asked("mild", "medium", "severe", kind=kind))
    assert found.read(FRUIT, 1, Rating(rank=2)).value == Rating(rank=3)
    assert found.read(FRUIT, 1, Rating(rank=1)).value == Rating(rank=1)
    assert found.read(FRUIT, 1, Rating(rank=7)).value == Rating(rank=7), "none of its ranks"
    gone = two(asked("mild", "severe", kind=kind), asked("mild", "deadly", kind=kind))
    assert gone.read(FRUIT, 1, Rating(rank=2)).carried is Carried.RETIRED


def test_path_is_made_anew_from_where_it_ends() -> None:
    kind = TaskKind.HIERARCHICAL
    old = asked("fruit", "plum", kind=kind, parents={"plum": "fruit"})
    new = asked("fruit", "stone", "plum", kind=kind, parents={"plum": "stone", "stone": "fruit"})
    told = Path(class_ids=(ClassId("fruit"), ClassId("plum")))
    read = two(old, new).read(FRUIT, 1, told)
    assert read.value == Path(class_ids=tuple(map(ClassId, ("fruit", "stone", "plum"))))


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        (ClassSet(class_ids=(ClassId("apple"), ClassId("pear"))), ("apple", "stone")),
        (ClassSet(class_ids=(ClassId("pear"), ClassId("plum"))), ("stone",)),
        (ClassSet(class_ids=()), ()),
        (ClassSet(class_ids=(ClassId("apple"), ClassId("sloe"))), None),
    ],
)
def test_set_carries_over_whole_or_not_at_all(
    value: ClassSet, becomes: tuple[str, ...] | None
) -> None:
    found = _merging(TaskKind.MULTILABEL)
    read = found.read(FRUIT, 1, value)
    if becomes is None:
        assert read.lost == "sloe"
    else:
        assert read.value == ClassSet(class_ids=tuple(map(ClassId, becomes)))


@pytest.mark.parametrize(
    ("value", "is_lost"),
    [
        (Ranking(groups=((ClassId("apple"),), (ClassId("pear"),))), False),
        (Ranking(groups=((ClassId("pear"),), (ClassId("plum"),))), True),
        (Ranking(groups=((ClassId("apple"),), (ClassId("sloe"),))), True),
    ],
)
def test_ranking_of_candidates_that_became_one_says_nothing(value: Ranking, is_lost: bool) -> None:
    assert (_merging(TaskKind.RANKING).read(FRUIT, 1, value).lost is not None) is is_lost


def test_preference_between_two_that_became_one_says_nothing() -> None:
    found = _merging(TaskKind.PREFERENCE)
    kept = Preference(
        first=ClassId("apple"), second=ClassId("plum"), outcome=PreferenceOutcome.SECOND
    )
    assert found.read(FRUIT, 1, kept).value == msgspec.structs.replace(
        kept, second=ClassId("stone")
    )
    gone = msgspec.structs.replace(kept, first=ClassId("pear"))
    assert found.read(FRUIT, 1, gone).lost is not None


def test_number_of_another_unit_is_another_number() -> None:
    def weighed(unit: str) -> Task:
        rule = NumberRule(unit=unit)
        return Task(name=FRUIT, kind=TaskKind.NUMERIC, question="How heavy?", classes=(), rule=rule)

    told = Number(number="12")
    assert two(weighed("g"), weighed("g")).read(FRUIT, 1, told).value == told
    assert two(weighed("g"), weighed("kg")).read(FRUIT, 1, told).carried is Carried.RETIRED


def test_task_of_another_kind_or_gone_takes_its_answers_with_it() -> None:
    found = two(asked("apple", "pear"), asked("apple", "pear", kind=TaskKind.MULTILABEL))
    assert found.read(FRUIT, 1, choice("apple")).carried is Carried.RETIRED
    gone = Lineage([(asked("apple", "pear"),), ()], ((), ()))
    assert gone.read(FRUIT, 1, choice("apple")).carried is Carried.RETIRED


@pytest.mark.parametrize("told", [CannotTell()])
def test_cannot_tell_stays_so_whatever_becomes_of_classes(told: Value) -> None:
    found = two(asked("apple", "plum"), asked("apple", "pear"))
    assert found.read(FRUIT, 1, told).value is told


def test_version_at_a_position_is_the_one_published_before_it() -> None:
    found = Lineage([(asked("apple", "pear"),)] * 3, ((), (), ()), (4, 9, 12))
    assert [found.version_at(at) for at in (1, 4, 5, 9, 10, 99)] == [0, 0, 1, 1, 2, 3]


def _merging(kind: TaskKind) -> Lineage:
    return two(
        asked("apple", "pear", "plum", "sloe", kind=kind),
        asked("apple", "stone", kind=kind),
        ("pear", MERGED, "stone"),
        ("plum", MERGED, "stone"),
        ("sloe", RETIRED, ""),
    )


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9), ordinal=st.booleans(), versions=st.integers(2, 6))
def test_random_chains_read_as_a_naive_walk_reads_them(
    seed: int, ordinal: bool, versions: int
) -> None:
    drawn = random.Random(seed)
    kind = TaskKind.ORDINAL if ordinal else TaskKind.MULTICLASS
    published: list[TaxonomyPublished] = []
    for number in range(1, versions + 1):
        names = drawn.sample(NAMES, drawn.randint(2, len(NAMES)))
        tasks = (asked(*names, kind=kind),)
        former = published[-1].tasks if published else ()
        mapping = some_mapping(drawn, former, tasks)
        assert not [one for one in faults(former, tasks, mapping) if isinstance(one, Rejection)]
        published.append(
            TaxonomyPublished(
                taxonomy_version=number, tasks=tasks, change_note="Again", mapping=mapping
            )
        )
    found = Lineage([one.tasks for one in published], [one.mapping for one in published])
    for version, fact in enumerate(published, start=1):
        for told in fact.tasks[0].categories():
            naive = told
            for before, after in zip(published[version - 1 :], published[version:], strict=False):
                naive = LOST if naive == LOST else next_category(before, after, FRUIT, naive)
            value = Rating(rank=int(told)) if ordinal else choice(told)
            read = found.read(FRUIT, version, value)
            assert (LOST if read.lost is not None else category(read.value)) == naive
            text, carried = found.read_category(FRUIT, version, told)
            assert (text, carried) == (category(read.value), read.carried)
