"""What a project that exists says to an import: the task to answer, and under which rules.

Rules that would refuse every label are found here, before the first item is registered.
"""

from __future__ import annotations

import msgspec

from labeltrail.backend.client import Client
from labeltrail.backend.importing.preparing import NotPrepared
from labeltrail.backend.importing.target import Target
from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.values import (
    ClassDefinition,
    NumberRule,
    PathRule,
    RankingRule,
    SetRule,
    Task,
    TaskKind,
    TaskRule,
)

MEMBERS_PAGE = 100


async def target_of(
    client: Client,
    project: str,
    *,
    task: str | None,
    taxonomy_version: int | None,
    guideline_revision: int | None,
    adds_members: bool,
) -> Target:
    """The task that the labels answer, and the rules that they are said to be made under.

    Raises NotPrepared.
    """
    named = {"taxonomyVersion": taxonomy_version, "guidelineRevision": guideline_revision}
    answered = await client.run("project_rules", {"project": project, **named})
    if answered["project"] is None:
        message = (
            f"there is no project {project!r} that this key may see; --create makes one, and"
            " otherwise the key's actor must be a member with the roles manager and service"
        )
        raise NotPrepared(message)
    rules = msgspec.convert(answered["project"], _Rules)
    taxonomy = _wanted(project, rules)
    names = [one.name for one in taxonomy.tasks]
    if task is None and len(names) > 1:
        raise NotPrepared(f"say which task the labels answer: --task {' or '.join(names)}")
    chosen = next((one for one in taxonomy.tasks if task in (None, one.name)), None)
    if chosen is None:
        raise NotPrepared(f"project {project!r} has no task {task!r}; it has {', '.join(names)}")
    return Target(
        project=project,
        task=chosen.task(),
        taxonomy_version=taxonomy_version or rules.taxonomy_version,
        guideline_revision=guideline_revision or rules.guideline_revision,
        annotators=None if adds_members else await _annotators(client, project),
    )


def _wanted(project: str, rules: _Rules) -> _Taxonomy:
    """The taxonomy asked for, if labels under it and the guideline asked for are taken."""
    if not rules.taxonomy_version or not rules.guideline_revision:
        raise NotPrepared(f"project {project!r} has no taxonomy or no guideline in force yet")
    if rules.taxonomy is None:
        raise NotPrepared(
            f"--taxonomy-version: project {project!r} has none beyond {rules.taxonomy_version}"
        )
    if rules.guideline is None or not rules.guideline.is_published:
        raise NotPrepared(
            f"--guideline-revision: it was never in force; {rules.guideline_revision} is"
        )
    is_stale = not (rules.taxonomy.is_in_force and rules.guideline.is_in_force)
    if is_stale and rules.policy is not None and rules.policy.stale_labels == "REFUSE":
        raise NotPrepared(
            f"the policy of {project!r} refuses labels made under former rules; taxonomy version"
            f" {rules.taxonomy_version} and guideline revision {rules.guideline_revision} are in"
            " force"
        )
    return rules.taxonomy


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
    parent: str | None


class _SetRule(_Answer, kw_only=True, tag_field="__typename", tag="SetRule"):
    selected_min: int
    selected_max: int | None
    exclusive: list[list[str]]

    def rule(self) -> TaskRule:
        return SetRule(
            selected_min=self.selected_min,
            selected_max=self.selected_max,
            exclusive=tuple(tuple(map(ClassId, group)) for group in self.exclusive),
        )


class _PathRule(_Answer, kw_only=True, tag_field="__typename", tag="PathRule"):
    leaf_required: bool

    def rule(self) -> TaskRule:
        return PathRule(leaf_required=self.leaf_required)


class _NumberRule(_Answer, kw_only=True, tag_field="__typename", tag="NumberRule"):
    unit: str | None
    minimum: str | None
    maximum: str | None
    step: str | None

    def rule(self) -> TaskRule:
        return NumberRule(
            unit=self.unit, minimum=self.minimum, maximum=self.maximum, step=self.step
        )


class _RankingRule(_Answer, kw_only=True, tag_field="__typename", tag="RankingRule"):
    allows_ties: bool

    def rule(self) -> TaskRule:
        return RankingRule(allows_ties=self.allows_ties)


class _Task(_Answer, kw_only=True):
    name: str
    kind: str
    question: str
    allows_cannot_tell: bool
    classes: list[_Class]
    rule: _SetRule | _PathRule | _NumberRule | _RankingRule | None

    def task(self) -> Task:
        return Task(
            name=TaskName(self.name),
            kind=TaskKind[self.kind],
            question=self.question,
            classes=tuple(
                ClassDefinition(
                    class_id=ClassId(one.class_id),
                    definition=one.definition,
                    rank=one.rank,
                    parent=ClassId(one.parent) if one.parent is not None else None,
                )
                for one in self.classes
            ),
            allows_cannot_tell=self.allows_cannot_tell,
            rule=self.rule.rule() if self.rule is not None else msgspec.UNSET,
        )


class _Taxonomy(_Answer, kw_only=True):
    is_in_force: bool
    tasks: list[_Task]


class _Guideline(_Answer, kw_only=True):
    is_published: bool
    is_in_force: bool


class _Policy(_Answer, kw_only=True):
    stale_labels: str


class _Rules(_Answer, kw_only=True):
    taxonomy_version: int
    guideline_revision: int
    taxonomy: _Taxonomy | None
    guideline: _Guideline | None
    policy: _Policy | None


class _Member(_Answer, kw_only=True):
    member_id: str
    roles: list[str]


class _PageInfo(_Answer, kw_only=True):
    has_next_page: bool
    end_cursor: str | None


class _Members(_Answer, kw_only=True):
    nodes: list[_Member]
    page_info: _PageInfo
