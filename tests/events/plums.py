"""A survey of plum varieties: one task of every kind, with the rules that its answers keep."""

from __future__ import annotations

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import (
    ClassDefinition,
    NumberRule,
    PathRule,
    RankingRule,
    SetRule,
    Task,
    TaskKind,
)


def classes(*names: str, **parents: str) -> tuple[ClassDefinition, ...]:
    """The classes named, and those under a parent by `child="parent"`."""
    given = {**dict.fromkeys(names), **parents}
    return tuple(
        ClassDefinition(
            class_id=ClassId(name),
            definition=f"As in the pomology, under {name}.",
            parent=ClassId(parent) if parent is not None else None,
        )
        for name, parent in given.items()
    )


def ids(*names: str) -> tuple[ClassId, ...]:
    return tuple(map(ClassId, names))


RIPE = Task(
    name=TaskName("ripe"),
    kind=TaskKind.BINARY,
    question="Is it ripe?",
    classes=classes("yes", "no"),
    allows_cannot_tell=True,
)
FAULTS = Task(
    name=TaskName("faults"),
    kind=TaskKind.MULTILABEL,
    question="What is wrong with it?",
    classes=classes("wasp", "rot", "crack", "scab", "bruise"),
    rule=SetRule(selected_max=3, exclusive=((ClassId("wasp"), ClassId("scab")),)),
    allows_cannot_tell=True,
)
KIN = Task(
    name=TaskName("kin"),
    kind=TaskKind.HIERARCHICAL,
    question="Which kind of plum?",
    classes=classes("plum", "sloe", mirabelle="plum", zwetschge="plum", bühler="zwetschge"),
)
VARIETY = Task(
    name=TaskName("variety"),
    kind=TaskKind.HIERARCHICAL,
    question="Which variety?",
    classes=KIN.classes,
    rule=PathRule(leaf_required=True),
)
WEIGHT = Task(
    name=TaskName("weight"),
    kind=TaskKind.NUMERIC,
    question="What does it weigh?",
    classes=(),
    rule=NumberRule(unit="g", minimum="0.5", maximum="90", step="0.25"),
    allows_cannot_tell=True,
)
SUGAR = Task(
    name=TaskName("sugar"), kind=TaskKind.NUMERIC, question="Degrees Brix, corrected?", classes=()
)
TASTE = Task(
    name=TaskName("taste"),
    kind=TaskKind.RANKING,
    question="Which tastes best?",
    classes=classes("ersinger", "hauszwetschge", "nancy"),
    rule=RankingRule(allows_ties=True),
)
LOOKS = Task(
    name=TaskName("looks"),
    kind=TaskKind.RANKING,
    question="Which looks best?",
    classes=TASTE.classes,
)
JAM = Task(
    name=TaskName("jam"),
    kind=TaskKind.PREFERENCE,
    question="Which makes the better jam?",
    classes=TASTE.classes,
    allows_cannot_tell=True,
)
PLUM_TASKS = (RIPE, FAULTS, KIN, VARIETY, WEIGHT, SUGAR, TASTE, LOOKS, JAM)
