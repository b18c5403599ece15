"""A taxonomy declares what each kind of task demands; what no answer could keep is refused."""

from __future__ import annotations

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import ClassId
from labeltrail.events.limits import EXCLUSIVE_GROUPS_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.taxonomy import PublishTaxonomy, TaxonomyPublished
from labeltrail.events.values import (
    NumberRule,
    PathRule,
    RankingRule,
    SetRule,
    Task,
    TaskKind,
    TaskRule,
)
from tests.events import plums
from tests.events.history import Outcome, given
from tests.events.owls import FOUNDED

NOTE = "As the pomology has it"
WASP, ROT, PEACH = map(ClassId, ("wasp", "rot", "peach"))


def published(*tasks: Task) -> Outcome:
    command = PublishTaxonomy(tasks=tasks, change_note=NOTE)
    return given(*FOUNDED).when(command)


def ruled(task: Task, rule: TaskRule) -> Task:
    return msgspec.structs.replace(task, rule=rule)


def test_one_task_of_each_kind_is_published() -> None:
    fact = TaxonomyPublished(taxonomy_version=1, tasks=plums.PLUM_TASKS, change_note=NOTE)
    published(*plums.PLUM_TASKS).then(fact)
    body = catalogue.encode(fact)
    assert catalogue.decode("TaxonomyPublished", 1, body) == fact
    assert {task.kind for task in plums.PLUM_TASKS} >= set(TaskKind) - {
        TaskKind.ORDINAL,
        TaskKind.MULTICLASS,
    }


def test_what_is_not_demanded_leaves_no_trace_in_the_bytes() -> None:
    """A task without rule is written as before there were any."""
    body = catalogue.encode(
        TaxonomyPublished(taxonomy_version=1, tasks=(plums.RIPE,), change_note=NOTE)
    )
    assert b"rule" not in body
    assert b"parent" not in body
    assert b"constraints" not in body


@pytest.mark.parametrize(
    ("task", "rule", "path"),
    [
        (ruled(plums.RIPE, SetRule()), Rule.TASK_MALFORMED, ("rule",)),
        (ruled(plums.WEIGHT, PathRule()), Rule.TASK_MALFORMED, ("rule",)),
        (ruled(plums.JAM, RankingRule(allows_ties=True)), Rule.TASK_MALFORMED, ("rule",)),
        (ruled(plums.FAULTS, SetRule(selected_max=0)), Rule.NUMBER_OUT_OF_RANGE, ("selected_max",)),
        (ruled(plums.FAULTS, SetRule(selected_max=6)), Rule.NUMBER_OUT_OF_RANGE, ("selected_max",)),
        (
            ruled(plums.FAULTS, SetRule(selected_min=-1)),
            Rule.NUMBER_OUT_OF_RANGE,
            ("selected_min",),
        ),
        (
            ruled(plums.FAULTS, SetRule(selected_min=3, selected_max=2)),
            Rule.NUMBER_OUT_OF_RANGE,
            ("selected_min",),
        ),
        (
            ruled(plums.FAULTS, SetRule(exclusive=((WASP,),))),
            Rule.TASK_MALFORMED,
            ("exclusive", 0),
        ),
        (
            ruled(plums.FAULTS, SetRule(exclusive=((WASP, PEACH),))),
            Rule.CLASS_UNKNOWN,
            ("exclusive", 0, 1),
        ),
        (
            ruled(plums.FAULTS, SetRule(exclusive=((WASP, ROT, WASP),))),
            Rule.DUPLICATE_GIVEN,
            ("exclusive", 0, 2),
        ),
        (
            ruled(plums.FAULTS, SetRule(exclusive=((WASP, ROT),) * (EXCLUSIVE_GROUPS_MAX + 1))),
            Rule.TOO_MANY,
            ("exclusive",),
        ),
        (ruled(plums.WEIGHT, NumberRule(unit=" ")), Rule.TEXT_EMPTY, ("unit",)),
        (ruled(plums.WEIGHT, NumberRule(minimum="low")), Rule.NUMBER_MALFORMED, ("minimum",)),
        (ruled(plums.WEIGHT, NumberRule(maximum="9.0")), Rule.NUMBER_MALFORMED, ("maximum",)),
        (
            ruled(plums.WEIGHT, NumberRule(minimum="2", maximum="1.5")),
            Rule.NUMBER_OUT_OF_RANGE,
            ("maximum",),
        ),
        (ruled(plums.WEIGHT, NumberRule(step="0")), Rule.NUMBER_OUT_OF_RANGE, ("step",)),
        (ruled(plums.WEIGHT, NumberRule(step="-0.5")), Rule.NUMBER_OUT_OF_RANGE, ("step",)),
    ],
)
def test_rule_of_a_task_is_one_that_answers_can_keep(
    task: Task, rule: Rule, path: tuple[str | int, ...]
) -> None:
    inside = path if path == ("rule",) else ("rule", *path)
    published(plums.RIPE, task).refuses(rule, ("tasks", 1, *inside)) if task.name != "ripe" else (
        published(task).refuses(rule, ("tasks", 0, *inside))
    )


@pytest.mark.parametrize(
    ("task", "rule", "path"),
    [
        (
            msgspec.structs.replace(plums.RIPE, classes=plums.classes("no", yes="no")),
            Rule.TASK_MALFORMED,
            ("classes", 1, "parent"),
        ),
        (
            msgspec.structs.replace(plums.KIN, classes=plums.classes("plum", sloe="peach")),
            Rule.CLASS_UNKNOWN,
            ("classes", 1, "parent"),
        ),
        (
            msgspec.structs.replace(plums.KIN, classes=plums.classes("plum", sloe="sloe")),
            Rule.TASK_MALFORMED,
            ("classes", 1, "parent"),
        ),
        (
            msgspec.structs.replace(plums.KIN, classes=plums.classes(a="b", b="c", c="a")),
            Rule.TASK_MALFORMED,
            ("classes", 0, "parent"),
        ),
        (
            msgspec.structs.replace(plums.WEIGHT, classes=plums.classes("heavy", "light")),
            Rule.TASK_MALFORMED,
            ("classes",),
        ),
        (
            msgspec.structs.replace(plums.JAM, classes=plums.classes("nancy")),
            Rule.TASK_MALFORMED,
            ("classes",),
        ),
    ],
)
def test_classes_are_such_as_the_kind_can_have(
    task: Task, rule: Rule, path: tuple[str | int, ...]
) -> None:
    published(task).refuses(rule, ("tasks", 0, *path))
