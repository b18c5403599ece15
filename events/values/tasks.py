"""What is asked of every item: tasks, their classes, and what each kind demands of an answer."""

from enum import StrEnum
from typing import TypeVar

import msgspec

from labeltrail.events.identifiers import ClassId, TaskName


class TaskKind(StrEnum):
    """What shape of value answers a task."""

    BINARY = "binary"
    MULTICLASS = "multiclass"
    ORDINAL = "ordinal"
    MULTILABEL = "multilabel"
    HIERARCHICAL = "hierarchical"
    NUMERIC = "numeric"
    RANKING = "ranking"
    PREFERENCE = "preference"


class ClassDefinition(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One class of a task, as annotators read it.

    On an ordinal task `rank` places it, on a hierarchical one `parent` names the class above; on a
    ranking or preference task it is a candidate. `hotkey` is the key that chooses it in an
    annotation tool.
    """

    class_id: ClassId
    definition: str
    inclusion: tuple[str, ...] = ()
    exclusion: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    rank: int | None = None
    parent: ClassId | None = None
    hotkey: str | None = None


class SetRule(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="of",
    tag="set",
):
    """How many classes of a multilabel task, and which of them exclude each other.

    `selected_max` None: all of them. Of each group in `exclusive`, at most one is chosen.
    """

    selected_min: int = 0
    selected_max: int | None = None
    exclusive: tuple[tuple[ClassId, ...], ...] = ()


class PathRule(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="of",
    tag="path",
):
    """Whether a path of a hierarchical task must go down to a class without children."""

    leaf_required: bool = False


class NumberRule(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="of",
    tag="number",
):
    """The unit and the bounds of a numeric task, both inclusive, as canonical numbers.

    Steps of `step` are counted from `minimum`, or from 0 where there is none.
    """

    unit: str | None = None
    minimum: str | None = None
    maximum: str | None = None
    step: str | None = None


class RankingRule(
    msgspec.Struct,
    frozen=True,
    gc=False,
    kw_only=True,
    omit_defaults=True,
    tag_field="of",
    tag="ranking",
):
    """Whether candidates of a ranking task may share a place."""

    allows_ties: bool = False


TaskRule = SetRule | PathRule | NumberRule | RankingRule
"""What a task demands of its answers beside its classes, by its kind."""

RULE_OF_KIND: dict[TaskKind, type[TaskRule]] = {
    TaskKind.MULTILABEL: SetRule,
    TaskKind.HIERARCHICAL: PathRule,
    TaskKind.NUMERIC: NumberRule,
    TaskKind.RANKING: RankingRule,
}
OPEN_KINDS = frozenset(
    (TaskKind.MULTILABEL, TaskKind.NUMERIC, TaskKind.RANKING, TaskKind.PREFERENCE)
)
"""Kinds whose categories are too many to list."""

_R = TypeVar("_R", bound=TaskRule)


class Task(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A question asked of every item. `classes` is in the order that scores report.

    `rule` is of the task's kind; UNSET, and then absent from the bytes, where it demands nothing.
    """

    name: TaskName
    kind: TaskKind
    question: str
    classes: tuple[ClassDefinition, ...]
    allows_cannot_tell: bool = False
    rule: TaskRule | msgspec.UnsetType = msgspec.UNSET

    @property
    def has_open_categories(self) -> bool:
        """Whether answers are so many that the observed ones stand for all."""
        return self.kind in OPEN_KINDS

    def categories(self) -> tuple[str, ...]:
        """The statistics' categories, in order: class ids, or ranks from low to high.

        Hierarchical: each class that a path may end at. Raises CategoriesOpen where
        `has_open_categories`.
        """
        if self.kind in OPEN_KINDS:
            raise CategoriesOpen(
                f"task {self.name!r} is {self.kind}: its answers are no short list"
            )
        if self.kind is TaskKind.ORDINAL:
            return tuple(str(rank) for rank in sorted(c.rank or 0 for c in self.classes))
        if self.kind is TaskKind.HIERARCHICAL and self.ruled(PathRule).leaf_required:
            parents = {c.parent for c in self.classes}
            return tuple(c.class_id for c in self.classes if c.class_id not in parents)
        return tuple(c.class_id for c in self.classes)

    def ruled(self, rule: type[_R]) -> _R:
        """The task's rule of this type; the one that demands nothing where it has none."""
        return self.rule if isinstance(self.rule, rule) else rule()


class CategoriesOpen(TypeError):
    """A list of categories was asked of a task that has none: use the observed ones."""
