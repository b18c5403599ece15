"""The taxonomy stream: which tasks are asked, and which classes may answer them."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.constraints import Constraint, ItemFacts, constraints_fault
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import TASKS_MAX
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.taxonomy_constraints import constraints_faults
from labeltrail.events.streams.taxonomy_tasks import task_fault
from labeltrail.events.values import Answers, Task, answers_fault

STREAM = "taxonomy"


class TaxonomyPublished(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Version `taxonomy_version` is in force from this position on."""

    taxonomy_version: int
    tasks: tuple[Task, ...]
    change_note: str
    constraints: tuple[Constraint, ...] = ()


class PublishTaxonomy(msgspec.Struct, frozen=True, kw_only=True):
    tasks: tuple[Task, ...]
    change_note: str
    constraints: tuple[Constraint, ...] = ()


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """Every version ever published; labels keep the version that they were made under."""

    versions: tuple[tuple[Task, ...], ...] = ()
    constraints: tuple[tuple[Constraint, ...], ...] = ()
    """Those of each version."""

    @property
    def in_force(self) -> int:
        """The number of the version in force; 0 before the first."""
        return len(self.versions)

    def tasks(self, version: int) -> dict[TaskName, Task]:
        """The tasks of a published version, by name. KeyError-free: 0 has none."""
        return {t.name: t for t in self.versions[version - 1]} if version else {}

    def current(self) -> dict[TaskName, Task]:
        return self.tasks(self.in_force)

    def answers_fault(self, version: int, answers: Answers, item: ItemFacts) -> Rejection | None:
        """Why the answers are none under a published version: of each alone, then together."""
        fault = answers_fault(self.tasks(version), answers)
        if fault is not None or not version:
            return fault
        return constraints_fault(self.constraints[version - 1], answers, item)


def evolve(state: Taxonomy, fact: TaxonomyPublished) -> Taxonomy:
    return Taxonomy(
        versions=(*state.versions, fact.tasks),
        constraints=(*state.constraints, fact.constraints),
    )


def decide(state: Taxonomy, command: PublishTaxonomy) -> Decision[TaxonomyPublished]:
    fault = checks.first(
        (
            checks.text(command.change_note, "change_note"),
            checks.some(command.tasks, "tasks"),
            checks.at_most(command.tasks, TASKS_MAX, "tasks"),
            checks.distinct([task.name for task in command.tasks], "tasks"),
            *(task_fault(task, "tasks", index) for index, task in enumerate(command.tasks)),
        )
    ) or checks.first(constraints_faults(command.constraints, command.tasks))
    if fault is not None:
        return fault
    return admitted(
        TaxonomyPublished(
            taxonomy_version=state.in_force + 1,
            tasks=command.tasks,
            change_note=command.change_note,
            constraints=command.constraints,
        )
    )
