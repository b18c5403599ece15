"""A new taxonomy version says of every class what becomes of it, or is refused with the place."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import HOTKEY_LENGTH_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.taxonomy import (
    ClassFate,
    Fate,
    PublishTaxonomy,
    TaskMapping,
    TaxonomyPublished,
)
from labeltrail.events.values import NumberRule, Task, TaskKind
from tests.events.history import given
from tests.events.owls import ANY_VOICES, FOUNDED, HOW_CLEAR, TASKS, WHICH_OWL, archive
from tests.events.taxonomies import NOTE, fate, mapped, owls, publish

KEPT, RENAMED, MERGED, SPLIT, RETIRED = Fate
AT = ("mapping", 0, "classes", 0)


def published(task: Task, *fates: ClassFate) -> TaxonomyPublished:
    return TaxonomyPublished(
        taxonomy_version=2,
        tasks=(task, *TASKS[1:]),
        change_note=NOTE,
        mapping=mapped(*fates) if fates else (),
    )


@pytest.mark.parametrize(
    ("names", "fates"),
    [
        (("tawny", "long-eared", "little"), ()),
        (("tawny", "long-eared", "little", "barn"), ()),
        (("tawny", "asio", "little"), (fate("long-eared", RENAMED, "asio"),)),
        (("tawny", "small"), (fate("long-eared", RETIRED), fate("little", RENAMED, "small"))),
        (
            ("tawny", "eared"),
            (fate("long-eared", MERGED, "eared"), fate("little", MERGED, "eared")),
        ),
        (("tawny", "little"), (fate("long-eared", MERGED, "tawny"),)),
        (("hoo", "ke-wick", "long-eared", "little"), (fate("tawny", SPLIT, "hoo", "ke-wick"),)),
        (("tawny", "ural", "long-eared", "little"), (fate("tawny", SPLIT, "tawny", "ural"),)),
        (("tawny", "long-eared", "little"), (fate("tawny", KEPT),)),
    ],
)
def test_version_whose_classes_are_all_accounted_for_is_published(
    names: tuple[str, ...], fates: tuple[ClassFate, ...]
) -> None:
    task = owls(*names)
    archive().when(publish(task, *fates)).then(published(task, *fates))


@pytest.mark.parametrize(
    ("names", "fates", "rule", "path", "saying"),
    [
        (
            ("tawny", "little"),
            (),
            Rule.CLASS_UNMAPPED,
            ("tasks", 0, "classes"),
            "'long-eared' of task 'species' would vanish",
        ),
        (
            ("barn", "eagle"),
            (),
            Rule.CLASS_UNMAPPED,
            ("tasks", 0, "classes"),
            "and 2 more; say in the mapping whether it is renamed, merged, split or retired",
        ),
        (
            ("tawny", "little"),
            (fate("barn", RETIRED), fate("long-eared", RETIRED)),
            Rule.CLASS_UNKNOWN,
            (*AT, "class_id"),
            "no class 'barn'",
        ),
        (
            ("tawny", "little"),
            (fate("long-eared", RENAMED, "asio"),),
            Rule.CLASS_UNKNOWN,
            (*AT, "into", 0),
            "add it, or mend this",
        ),
        (
            ("tawny", "little", "asio"),
            (fate("long-eared", RENAMED),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "into"),
            "name the one class",
        ),
        (
            ("tawny", "little", "asio"),
            (fate("long-eared", RETIRED, "asio"),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "into"),
            "leave `into` out",
        ),
        (
            ("tawny", "little", "asio"),
            (fate("long-eared", SPLIT, "asio"),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "into"),
            "two classes or more",
        ),
        (
            ("tawny", "little", "asio"),
            (fate("long-eared", SPLIT, "asio", "asio"),),
            Rule.DUPLICATE_GIVEN,
            (*AT, "into", 1),
            "twice",
        ),
        (
            ("tawny", "little"),
            (fate("long-eared", KEPT),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "fate"),
            "renamed, or not kept",
        ),
        (
            ("tawny", "long-eared", "little"),
            (fate("long-eared", RETIRED),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "fate"),
            "would be taken for the old one",
        ),
        (
            ("tawny", "long-eared", "little"),
            (fate("long-eared", RENAMED, "long-eared"),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "fate"),
            "say that it is kept",
        ),
        (
            ("tawny", "little"),
            (fate("long-eared", RENAMED, "tawny"),),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "fate"),
            "say that they are merged",
        ),
        (
            ("tawny", "eared"),
            (fate("long-eared", RENAMED, "eared"), fate("little", RENAMED, "eared")),
            Rule.MAPPING_CONTRADICTORY,
            (*AT, "fate"),
            "say that they are merged",
        ),
        (
            ("tawny", "little"),
            (fate("long-eared", RETIRED), fate("long-eared", RETIRED)),
            Rule.DUPLICATE_GIVEN,
            ("mapping", 0, "classes", 1),
            "twice",
        ),
    ],
)
def test_mapping_that_leaves_a_doubt_is_refused(
    names: tuple[str, ...],
    fates: tuple[ClassFate, ...],
    rule: Rule,
    path: tuple[str | int, ...],
    saying: str,
) -> None:
    archive().when(publish(owls(*names), *fates)).refuses(rule, path, saying)


def test_mapping_of_a_task_that_is_not_there_is_refused() -> None:
    mapping = mapped(fate("tawny", KEPT), task=TaskName("moon"))
    command = PublishTaxonomy(tasks=TASKS, change_note=NOTE, mapping=mapping)
    archive().when(command).refuses(
        Rule.TASK_UNKNOWN, ("mapping", 0, "task"), "its tasks: species, quality, human_voices"
    )
    given(*FOUNDED).when(command).refuses(
        Rule.TASK_UNKNOWN, ("mapping", 0, "task"), "its tasks: none"
    )


def test_task_is_mapped_once() -> None:
    mapping = (*mapped(fate("tawny", KEPT)), *mapped(fate("little", KEPT)))
    command = PublishTaxonomy(tasks=TASKS, change_note=NOTE, mapping=mapping)
    archive().when(command).refuses(Rule.DUPLICATE_GIVEN, ("mapping", 1))


def test_task_that_vanishes_retires_its_classes_by_name() -> None:
    rest = (WHICH_OWL, HOW_CLEAR)
    silent = PublishTaxonomy(tasks=rest, change_note=NOTE)
    archive().when(silent).refuses(Rule.CLASS_UNMAPPED, ("tasks",), "'yes' of task 'human_voices'")
    fates = (fate("yes", RETIRED), fate("no", RETIRED))
    mapping = (TaskMapping(task=ANY_VOICES.name, classes=fates),)
    said = PublishTaxonomy(tasks=rest, change_note=NOTE, mapping=mapping)
    archive().when(said).then(
        TaxonomyPublished(taxonomy_version=2, tasks=rest, change_note=NOTE, mapping=mapping)
    )
    kept = (TaskMapping(task=ANY_VOICES.name, classes=(fate("yes", KEPT),)),)
    archive().when(msgspec.structs.replace(said, mapping=kept)).refuses(
        Rule.MAPPING_CONTRADICTORY, (*AT, "fate"), "retire its classes"
    )


def test_task_of_another_kind_carries_no_answers() -> None:
    ranked = msgspec.structs.replace(HOW_CLEAR, name=WHICH_OWL.name)
    tasks = (ranked, *TASKS[1:])
    silent = PublishTaxonomy(tasks=tasks, change_note=NOTE)
    archive().when(silent).refuses(Rule.CLASS_UNMAPPED, ("tasks", 0, "kind"))
    fates = [fate(one.class_id, RETIRED) for one in WHICH_OWL.classes]
    archive().when(msgspec.structs.replace(silent, mapping=mapped(*fates))).admitted()


def test_binary_task_may_get_more_classes() -> None:
    more = msgspec.structs.replace(
        owls("yes", "no", "unclear", task=ANY_VOICES), kind=TaskKind.MULTICLASS
    )
    command = PublishTaxonomy(tasks=(*TASKS[:2], more), change_note=NOTE)
    archive().when(command).admitted()


def test_numeric_task_does_not_vanish_in_silence() -> None:
    distance = Task(
        name=TaskName("distance"),
        kind=TaskKind.NUMERIC,
        question="How far away?",
        classes=(),
        rule=NumberRule(unit="m"),
    )
    asked = TaxonomyPublished(taxonomy_version=2, tasks=(*TASKS, distance), change_note=NOTE)
    command = PublishTaxonomy(tasks=TASKS, change_note=NOTE)
    archive(asked).when(command).refuses(Rule.CLASS_UNMAPPED, ("tasks",), "without classes")
    mapping = (TaskMapping(task=distance.name, classes=()),)
    archive(asked).when(msgspec.structs.replace(command, mapping=mapping)).admitted()


@pytest.mark.parametrize(
    ("keys", "rule", "place"),
    [
        (("t", "l", "t"), Rule.DUPLICATE_GIVEN, 2),
        (("t", "", "x"), Rule.IDENTIFIER_MALFORMED, 1),
        (("k" * (HOTKEY_LENGTH_MAX + 1), None, None), Rule.TEXT_TOO_LONG, 0),
    ],
)
def test_hotkey_that_chooses_no_single_class_is_refused(
    keys: tuple[str | None, ...], rule: Rule, place: int
) -> None:
    command = publish(_with_keys(keys))
    archive().when(command).refuses(rule, ("tasks", 0, "classes", place, "hotkey"))


def test_hotkeys_are_recorded_and_their_absence_leaves_no_trace() -> None:
    archive().when(publish(_with_keys(("t", "l", "ctrl+1")))).admitted()
    body = catalogue.encode(published(WHICH_OWL))
    assert b"hotkey" not in body
    assert b"mapping" not in body


def test_body_of_before_mappings_is_read_as_it_was_meant() -> None:
    body = catalogue.encode(published(WHICH_OWL))
    fact: Any = catalogue.decode("TaxonomyPublished", 1, body)
    assert (fact.mapping, fact.draft, fact.published_by) == ((), None, None)


def _with_keys(keys: tuple[str | None, ...]) -> Task:
    classes = tuple(
        msgspec.structs.replace(one, hotkey=key)
        for one, key in zip(WHICH_OWL.classes, keys, strict=True)
    )
    return msgspec.structs.replace(WHICH_OWL, classes=classes)
