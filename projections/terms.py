"""The terms that an answer holds under: one policy version, one taxonomy version, recorded runs.

Ground truth and counts are functions of an item and of these terms alone, so an answer that
names them can be recomputed by anybody.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.inference.runs import CompletedRun
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.item.under import item_under, label_under
from labeltrail.events.streams.policy import COUNTED, DEFAULT_ORDER, Origin, Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.taxonomy import Lineage
from labeltrail.events.values import Task, Value, value_of_category

PARSED_REMEMBERED_MAX = 4_096
"""Of each task whose categories are too many to list."""


class Categories(Protocol):
    """The categories of a task under one taxonomy version, with the value of each."""

    def get(self, category: str, /) -> Value | None: ...

    def __contains__(self, category: str, /) -> bool: ...


class ParsedCategories:
    """Categories that nobody can list: whether a text is one shows when it is asked about.

    Bounded: what was asked is forgotten when it is much, and parsed again.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._known: dict[str, Value | None] = {}

    def get(self, category: str, /) -> Value | None:
        try:
            return self._known[category]
        except KeyError:
            value = value_of_category(self._task, category)
        if len(self._known) >= PARSED_REMEMBERED_MAX:
            self._known.clear()
        found = self._known[category] = None if isinstance(value, Rejection) else value
        return found

    def __contains__(self, category: str, /) -> bool:
        return self.get(category) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ParsedCategories) and other._task == self._task

    def __hash__(self) -> int:
        return hash(self._task)


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Version 0 stands for nothing published yet. `values` knows each task's categories.

    `inference_version` counts the runs that came into force; `runs` are by task those whose word
    on an item holds, of the method that the policy asks for: the last word of any of them.
    `standing_version` counts the suspensions and reinstatements that changed who votes; votes of
    `dropped` annotators count for nothing. `lineage` tells how answers of older taxonomy versions
    read under this one; None where all read as they are.
    """

    policy_version: int
    policy: Policy | None
    taxonomy_version: int
    tasks: dict[TaskName, Task]
    values: dict[TaskName, Categories]
    inference_version: int = 0
    runs: dict[TaskName, dict[UUID, CompletedRun]] = {}
    standing_version: int = 0
    dropped: frozenset[MemberId] = frozenset()
    lineage: Lineage | None = None

    @property
    def edition(self) -> int:
        """Rises by one with each policy, taxonomy or run that comes into force, and with each
        suspension that drops votes: it names all."""
        return (
            self.policy_version
            + self.taxonomy_version
            + self.inference_version
            + self.standing_version
        )

    def read(self, item: Item) -> Item:
        """The item as it reads under the taxonomy version; the very same where nothing differs."""
        return item_under(item, self.lineage)

    def carries_over(self, task: TaskName) -> bool:
        """Whether any answer of an older taxonomy version reads otherwise under this one."""
        return self.lineage is not None and self.lineage.changes(task, 1)

    def reads_as_it_is(self, label: Label) -> bool:
        return self.lineage is None or label_under(label, self.lineage) is label

    @property
    def infers(self) -> bool:
        """Whether consensus is what recorded runs say, and not counted from votes."""
        return self.policy is not None and self.policy.truth_method not in COUNTED

    @property
    def order(self) -> tuple[Origin, ...]:
        """Whose word counts, the strongest first."""
        return DEFAULT_ORDER if self.policy is None else self.policy.order

    @property
    def models_vote(self) -> bool:
        return self.policy is not None and self.policy.models_vote


def terms_in_force(rules: Rules) -> Terms:
    return terms_of(
        rules,
        rules.policy.in_force,
        rules.taxonomy.in_force,
        rules.inference.in_force,
        rules.standing.in_force,
    )


def terms_of(
    rules: Rules,
    policy_version: int,
    taxonomy_version: int,
    inference_version: int,
    standing_version: int,
) -> Terms:
    """The terms of versions that were in force together, and need not be any more."""
    policies = rules.policy.versions
    policy = policies[policy_version - 1] if policy_version else None
    edition = policy_version + taxonomy_version + inference_version + standing_version
    tasks = rules.taxonomy.tasks(taxonomy_version)
    return Terms(
        policy_version=policy_version,
        policy=policy,
        taxonomy_version=taxonomy_version,
        tasks=tasks,
        values={name: _categories(task) for name, task in tasks.items()},
        inference_version=inference_version,
        runs=_runs(rules, policy, edition),
        standing_version=standing_version,
        dropped=_dropped(rules, policy, edition),
        lineage=rules.taxonomy.lineage(taxonomy_version),
    )


def _runs(
    rules: Rules, policy: Policy | None, edition: int
) -> dict[TaskName, dict[UUID, CompletedRun]]:
    """Those of the policy's method that were complete by the end of an edition, in order."""
    found: dict[TaskName, dict[UUID, CompletedRun]] = {}
    for run in rules.inference.completed:
        if policy is not None and run.method is policy.truth_method and run.edition <= edition:
            found.setdefault(run.task, {})[run.run_id] = run
    return found


def _dropped(rules: Rules, policy: Policy | None, edition: int) -> frozenset[MemberId]:
    """Whose votes the policy of an edition takes no account of."""
    if policy is None or policy.people is msgspec.UNSET or policy.people.suspended_vote:
        return frozenset()
    return rules.standing.suspended_at(edition)


def _categories(task: Task) -> Categories:
    if task.has_open_categories:
        return ParsedCategories(task)
    found: dict[str, Value] = {}
    for category in task.categories():
        value = value_of_category(task, category)
        if not isinstance(value, Rejection):
            found[category] = value
    return found
