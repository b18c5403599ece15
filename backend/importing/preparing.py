"""A project, or a batch, made for an import before its first line."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labeltrail.backend.client import Accepted, Client, Refusal
from labeltrail.backend.importing.command_ids import command_id
from labeltrail.backend.importing.file import ImportFile
from labeltrail.backend.importing.found_classes import (
    ClassesFault,
    FoundClass,
    classes_in,
    named_classes,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.values import TaskKind


class NotPrepared(RuntimeError):
    """The import cannot begin; the message says why and what to do."""


class NewProject(msgspec.Struct, frozen=True, kw_only=True):
    """A project to be made for the file. `kind` None: binary for two classes, else multiclass."""

    title: str
    task: str
    classes: tuple[FoundClass, ...]
    kind: TaskKind | None
    overlap: int
    quorum: int
    alpha_min: str


class NewRules(msgspec.Struct, frozen=True, kw_only=True):
    """How a project is to be made. `classes` None: those that the file holds."""

    task: str
    kind: TaskKind | None
    overlap: int
    alpha_min: str
    classes: str | None

    def project(self, file: ImportFile) -> NewProject:
        """Raises NotPrepared."""
        try:
            classes = (
                named_classes(self.classes.split(","), self.kind)
                if self.classes
                else classes_in(file, self.kind)
            )
        except ClassesFault as fault:
            raise NotPrepared(str(fault)) from None
        return NewProject(
            title=f"Imported from {file.path.name}",
            task=self.task,
            classes=classes,
            kind=self.kind,
            overlap=self.overlap,
            quorum=1,
            alpha_min=self.alpha_min,
        )


async def create(client: Client, project: str, importer: str, new: NewProject) -> None:
    """The project with its rules; what exists already is left as it is. Raises NotPrepared."""
    kind = new.kind or (TaskKind.BINARY if len(new.classes) == 2 else TaskKind.MULTICLASS)
    is_ordinal = kind is TaskKind.ORDINAL
    classes = [
        {
            "classId": f"rank-{one.class_id}" if is_ordinal else one.class_id,
            "definition": f"As labeled {one.class_id!r} where the file comes from.",
            "parent": one.parent,
            **({"rank": _rank(one.class_id)} if is_ordinal else {}),
        }
        for one in new.classes
    ]
    question = "What did the annotators of the imported file say?"
    task = {
        "name": new.task,
        "kind": kind.name,
        "question": question,
        "classes": classes,
        **({"rule": {"ranking": {"allowsTies": True}}} if kind is TaskKind.RANKING else {}),
    }
    clause = {
        "number": "1",
        "title": "Imported labels",
        "text": "These labels were made elsewhere, under rules that this project does not hold.",
    }
    alpha = "ALPHA_ORDINAL" if is_ordinal else "ALPHA_NOMINAL"
    at_least = {"comparison": "AT_LEAST", "threshold": new.alpha_min}
    blocking = [
        {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"},
        *(
            ()  # the sums of numbers know nothing of equal classes
            if kind is TaskKind.NUMERIC
            else ({"metric": alpha, "task": new.task, **at_least},)
        ),
        {
            "metric": "ITEMS_WITHOUT_GROUND_TRUTH",
            "task": new.task,
            "comparison": "AT_MOST",
            "threshold": "0",
        },
        {"metric": "OPEN_ESCALATIONS", "comparison": "AT_MOST", "threshold": "0"},
    ]
    policy = {"overlap": new.overlap, "quorum": new.quorum, "requirements": blocking}
    note = "Made for an import."
    acts: Sequence[tuple[str, dict[str, object]]] = (
        ("create_project", {"title": new.title}),
        ("change_member_roles", {"member": importer, "roles": ["MANAGER", "SERVICE"]}),
        ("publish_taxonomy", {"tasks": [task], "changeNote": note}),
        ("revise_guideline", {"clauses": [clause], "changeNote": note}),
        ("publish_guideline", {"guidelineRevision": 1}),
        ("publish_policy", {"policy": policy, "changeNote": note}),
    )
    for document, given in acts:
        identity = str(command_id(project, "prepare", document))
        result = await client.act(document, {"project": project, "commandId": identity, **given})
        if isinstance(result, Accepted) or result.code == Rule.COMMAND_ID_REUSED.code:
            continue  # made before, perhaps with other options: the project's rules stand
        raise NotPrepared(_told(project, document, result))


async def open_batch(client: Client, project: str, batch: str) -> None:
    """The batch, if it is not there already. Raises NotPrepared."""
    given = {
        "project": project,
        "commandId": str(command_id(project, "open batch", batch)),
        "batchId": batch,
        "title": batch,
    }
    result = await client.act("open_batch", given)
    if isinstance(result, Refusal) and result.code != Rule.BATCH_EXISTS.code:
        raise NotPrepared(f"batch {batch!r}: {result.code}: {result.message}")


def _rank(name: str) -> int:
    try:
        return int(name)
    except ValueError:
        message = f"the classes of an ordinal task are whole numbers here, and {name!r} is none"
        raise NotPrepared(message) from None


def _told(project: str, document: str, refused: Refusal) -> str:
    if refused.code == Rule.PROJECT_EXISTS.code:
        return f"project {project!r} exists; leave --create out, or choose another id"
    return f"{document.replace('_', ' ')}: {refused.code}: {refused.message}"
