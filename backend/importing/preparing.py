"""What an import needs of a project before the first line: its rules, or a project of its own."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labeltrail.backend.client import Accepted, Client, Refusal
from labeltrail.backend.importing.command_ids import command_id
from labeltrail.backend.importing.file import ImportFile
from labeltrail.backend.importing.lines import Malformed
from labeltrail.backend.importing.target import Target
from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.rejections import Rule
from labeltrail.events.values import ClassDefinition, Task, TaskKind

CLASSES_FOUND_MAX = 200
MEMBERS_PAGE = 100


class NotPrepared(RuntimeError):
    """The import cannot begin; the message says why and what to do."""


class NewProject(msgspec.Struct, frozen=True, kw_only=True):
    """A project to be made for the file. `kind` None: binary for two classes, else multiclass."""

    title: str
    task: str
    classes: tuple[str, ...]
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
        return NewProject(
            title=f"Imported from {file.path.name}",
            task=self.task,
            classes=tuple(self.classes.split(",")) if self.classes else classes_in(file),
            kind=self.kind,
            overlap=self.overlap,
            quorum=1,
            alpha_min=self.alpha_min,
        )


def classes_in(file: ImportFile) -> tuple[str, ...]:
    """The labels that the file holds, numbers by size and before words. Raises NotPrepared."""
    found: set[str] = set()
    with file.opened() as rows:
        for row in rows:
            if not isinstance(row, Malformed) and row.judgment is not None:
                found.add(row.judgment.label)
                if len(found) > CLASSES_FOUND_MAX:
                    message = f"more than {CLASSES_FOUND_MAX} different labels; name --classes"
                    raise NotPrepared(message)
    return tuple(sorted(found, key=_by_size))


async def create(client: Client, project: str, importer: str, new: NewProject) -> None:
    """The project with its rules; what exists already is left as it is. Raises NotPrepared."""
    kind = new.kind or (TaskKind.BINARY if len(new.classes) == 2 else TaskKind.MULTICLASS)
    is_ordinal = kind is TaskKind.ORDINAL
    classes = [
        {
            "classId": f"rank-{name}" if is_ordinal else name,
            "definition": f"As labeled {name!r} where the file comes from.",
            **({"rank": _rank(name)} if is_ordinal else {}),
        }
        for name in new.classes
    ]
    question = "What did the annotators of the imported file say?"
    task = {"name": new.task, "kind": kind.name, "question": question, "classes": classes}
    clause = {
        "number": "1",
        "title": "Imported labels",
        "text": "These labels were made elsewhere, under rules that this project does not hold.",
    }
    alpha = "ALPHA_ORDINAL" if is_ordinal else "ALPHA_NOMINAL"
    blocking = [
        {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "1"},
        {"metric": alpha, "task": new.task, "comparison": "AT_LEAST", "threshold": new.alpha_min},
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


async def target_of(
    client: Client,
    project: str,
    *,
    task: str | None,
    taxonomy_version: int | None,
    guideline_revision: int | None,
    adds_members: bool,
) -> Target:
    """The task that the labels answer, and the rules in force. Raises NotPrepared."""
    answered = await client.run("project_rules", {"project": project})
    if answered["project"] is None:
        message = (
            f"there is no project {project!r} that this key may see; --create makes one, and"
            " otherwise the key's actor must be a member with the roles manager and service"
        )
        raise NotPrepared(message)
    rules = msgspec.convert(answered["project"], _Rules)
    if rules.taxonomy is None or not rules.guideline_revision:
        raise NotPrepared(f"project {project!r} has no taxonomy or no guideline in force yet")
    names = [one.name for one in rules.taxonomy.tasks]
    if task is None and len(names) > 1:
        raise NotPrepared(f"say which task the labels answer: --task {' or '.join(names)}")
    chosen = next((one for one in rules.taxonomy.tasks if task in (None, one.name)), None)
    if chosen is None:
        raise NotPrepared(f"project {project!r} has no task {task!r}; it has {', '.join(names)}")
    return Target(
        project=project,
        task=chosen.task(),
        taxonomy_version=taxonomy_version or rules.taxonomy_version,
        guideline_revision=guideline_revision or rules.guideline_revision,
        annotators=None if adds_members else await _annotators(client, project),
    )


async def _annotators(client: Client, project: str) -> frozenset[str]:
    known: set[str] = set()
    after: str | None = None
    while True:
        given = {"project": project, "first": MEMBERS_PAGE, "after": after}
        answered = await client.run("project_members", given)
        page = msgspec.convert(answered["project"], dict[str, _Members])["members"]
        known |= {one.member_id for one in page.nodes if "ANNOTATOR" in one.roles}
        if not page.page_info.has_next_page:
            return frozenset(known)
        after = page.page_info.end_cursor


class _Answer(msgspec.Struct, kw_only=True, rename="camel"):
    pass


class _Class(_Answer, kw_only=True):
    class_id: str
    definition: str
    rank: int | None


class _Task(_Answer, kw_only=True):
    name: str
    kind: str
    question: str
    allows_cannot_tell: bool
    classes: list[_Class]

    def task(self) -> Task:
        return Task(
            name=TaskName(self.name),
            kind=TaskKind[self.kind],
            question=self.question,
            classes=tuple(
                ClassDefinition(
                    class_id=ClassId(one.class_id), definition=one.definition, rank=one.rank
                )
                for one in self.classes
            ),
            allows_cannot_tell=self.allows_cannot_tell,
        )


class _Taxonomy(_Answer, kw_only=True):
    tasks: list[_Task]


class _Rules(_Answer, kw_only=True):
    taxonomy_version: int
    guideline_revision: int
    taxonomy: _Taxonomy | None


class _Member(_Answer, kw_only=True):
    member_id: str
    roles: list[str]


class _PageInfo(_Answer, kw_only=True):
    has_next_page: bool
    end_cursor: str | None


class _Members(_Answer, kw_only=True):
    nodes: list[_Member]
    page_info: _PageInfo


def _by_size(label: str) -> tuple[int, float, str]:
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label


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
