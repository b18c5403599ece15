"""Agreement on each task: one observed figure, chance-corrected ones, one robust to prevalence.

Always reported together, each a score record, with the taxonomy's classes as categories.
"""

from __future__ import annotations

import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.statistics import (
    Distance,
    Score,
    gwet_ac1,
    krippendorff_alpha,
    observed_agreement,
)
from labeltrail.projections.tally import Tally, TaskTally
from labeltrail.projections.terms import Terms


class TaskAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """`alpha_ordinal` is None on tasks whose classes have no order."""

    task: TaskName
    observed: Score
    alpha_nominal: Score
    alpha_ordinal: Score | None
    ac1: Score


def agreements(tally: Tally, terms: Terms, position: int) -> tuple[TaskAgreement, ...]:
    """One for each task of the terms, in the taxonomy's order."""
    return tuple(
        task_agreement(tally.of_task(name), task, position) for name, task in terms.tasks.items()
    )


def task_agreement(counted: TaskTally, task: Task, position: int) -> TaskAgreement:
    counts, categories = counted.agreement, task.categories()
    n_annotators = len(counted.annotators)
    is_ordinal = task.kind is TaskKind.ORDINAL
    return TaskAgreement(
        task=task.name,
        observed=_at(position, observed_agreement(counts, categories, n_annotators=n_annotators)),
        alpha_nominal=alpha(counted, task, Distance.NOMINAL, position),
        alpha_ordinal=alpha(counted, task, Distance.ORDINAL, position) if is_ordinal else None,
        ac1=_at(position, gwet_ac1(counts, categories, n_annotators=n_annotators)),
    )


def alpha(counted: TaskTally, task: Task, distance: Distance, position: int) -> Score:
    score = krippendorff_alpha(
        counted.agreement,
        task.categories(),
        n_annotators=len(counted.annotators),
        distance=distance,
    )
    return _at(position, score)


def _at(position: int, score: Score) -> Score:
    return msgspec.structs.replace(score, position=position)
