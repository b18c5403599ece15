"""The terms that an answer holds under: one policy version and one taxonomy version.

Ground truth and counts are functions of an item and of these terms alone, so an answer that
names them can be recomputed by anybody.
"""

from __future__ import annotations

import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams.policy import Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Task, Value, value_of_category


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """Version 0 stands for nothing published yet. `values` maps each task's categories."""

    policy_version: int
    policy: Policy | None
    taxonomy_version: int
    tasks: dict[TaskName, Task]
    values: dict[TaskName, dict[str, Value]]

    @property
    def edition(self) -> int:
        """Rises by one with each publication of a policy or taxonomy, so it names the pair."""
        return self.policy_version + self.taxonomy_version

    @property
    def models_vote(self) -> bool:
        return self.policy is not None and self.policy.models_vote


def terms_in_force(rules: Rules) -> Terms:
    return terms_of(rules, rules.policy.in_force, rules.taxonomy.in_force)


def terms_of(rules: Rules, policy_version: int, taxonomy_version: int) -> Terms:
    """The terms of two published versions, which need not be in force any more."""
    policies = rules.policy.versions
    tasks = rules.taxonomy.tasks(taxonomy_version)
    return Terms(
        policy_version=policy_version,
        policy=policies[policy_version - 1] if policy_version else None,
        taxonomy_version=taxonomy_version,
        tasks=tasks,
        values={name: _values(task) for name, task in tasks.items()},
    )


def _values(task: Task) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for category in task.categories():
        value = value_of_category(task, category)
        if not isinstance(value, Rejection):
            found[category] = value
    return found
