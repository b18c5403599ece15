"""The taxonomy stream: which tasks are asked, and which classes may answer them."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import CLASSES_MAX, LINES_MAX, RANK_MAX, TASKS_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.values import ClassDefinition, Task, TaskKind

STREAM = "taxonomy"


class TaxonomyPublished(msgspec.Struct, frozen=True, kw_only=True):
    """Version `taxonomy_version` is in force from this position on."""

    taxonomy_version: int
    tasks: tuple[Task, ...]
    change_note: str


class PublishTaxonomy(msgspec.Struct, frozen=True, kw_only=True):
    tasks: tuple[Task, ...]
    change_note: str


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """Every version ever published; labels keep the version that they were made under."""

    versions: tuple[tuple[Task, ...], ...] = ()

    @property
    def in_force(self) -> int:
        """The number of the version in force; 0 before the first."""
        return len(self.versions)

    def tasks(self, version: int) -> dict[TaskName, Task]:
        """The tasks of a published version, by name. KeyError-free: 0 has none."""
        return {t.name: t for t in self.versions[version - 1]} if version else {}

    def current(self) -> dict[TaskName, Task]:
        return self.tasks(self.in_force)


def evolve(state: Taxonomy, fact: TaxonomyPublished) -> Taxonomy:
    return Taxonomy(versions=(*state.versions, fact.tasks))


def decide(state: Taxonomy, command: PublishTaxonomy) -> Decision[TaxonomyPublished]:
    fault = checks.first(
        (
            checks.text(command.change_note, "change_note"),
            checks.some(command.tasks, "tasks"),
            checks.at_most(command.tasks, TASKS_MAX, "tasks"),
            checks.distinct([task.name for task in command.tasks], "tasks"),
            *(_task_fault(task, index) for index, task in enumerate(command.tasks)),
        )
    )
    if fault is not None:
        return fault
    return admitted(
        TaxonomyPublished(
            taxonomy_version=state.in_force + 1,
            tasks=command.tasks,
            change_note=command.change_note,
        )
    )


def _task_fault(task: Task, index: int) -> Rejection | None:
    at = ("tasks", index)
    return checks.first(
        (
            checks.identifier(task.name, *at, "name"),
            checks.text(task.question, *at, "question", length_max=TITLE_LENGTH_MAX),
            checks.at_most(task.classes, CLASSES_MAX, *at, "classes"),
            checks.distinct([c.class_id for c in task.classes], *at, "classes"),
            *(_class_fault(c, *at, "classes", place) for place, c in enumerate(task.classes)),
            _shape_fault(task, at),
        )
    )


def _class_fault(definition: ClassDefinition, *at: str | int) -> Rejection | None:
    lists = ("inclusion", "exclusion", "examples", "counterexamples")
    return checks.first(
        (
            checks.identifier(definition.class_id, *at, "class_id"),
            checks.text(definition.definition, *at, "definition"),
            _rank_fault(definition.rank, *at, "rank"),
            *(checks.at_most(getattr(definition, name), LINES_MAX, *at, name) for name in lists),
            *(
                checks.text(line, *at, name, place)
                for name in lists
                for place, line in enumerate(getattr(definition, name))
            ),
        )
    )


def _rank_fault(rank: int | None, *path: str | int) -> Rejection | None:
    if rank is None or -RANK_MAX <= rank <= RANK_MAX:
        return None
    message = f"a rank lies between -{RANK_MAX} and {RANK_MAX}, not at {rank}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)


def _shape_fault(task: Task, at: tuple[str | int, ...]) -> Rejection | None:
    """Each kind's own demand on its classes."""
    ranks = [c.rank for c in task.classes]
    if task.kind is TaskKind.ORDINAL:
        if any(rank is None for rank in ranks) or len(set(ranks)) < len(ranks):
            message = "every class of an ordinal task needs a rank of its own"
            return Rejection(Rule.TASK_MALFORMED, message, (*at, "classes"))
    elif any(rank is not None for rank in ranks):
        message = f"only an ordinal task has ranks; this one is {task.kind}"
        return Rejection(Rule.TASK_MALFORMED, message, (*at, "classes"))
    if task.kind is TaskKind.BINARY and len(task.classes) != 2:
        message = f"a binary task has exactly 2 classes, not {len(task.classes)}"
        return Rejection(Rule.TASK_MALFORMED, message, (*at, "classes"))
    if len(task.classes) < 2:
        message = "a task with fewer than 2 classes asks nothing"
        return Rejection(Rule.TASK_MALFORMED, message, (*at, "classes"))
    return None
