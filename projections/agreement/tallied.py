"""Agreement on each task: one observed figure, chance-corrected ones, one robust to prevalence.

Always reported together, each a score record. Categories are the taxonomy's where it can list them,
otherwise (sets, numbers, rankings, preferences) those that were given.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.statistics import (
    AgreementCounts,
    AnyDistance,
    Distance,
    Pooling,
    ReasonCode,
    Score,
    gwet_ac1,
    krippendorff_alpha,
    observed_agreement,
    path_difference,
)
from labeltrail.projections.statistics.alpha import ALGORITHM as ALPHA
from labeltrail.projections.statistics.evidence import Method, examine
from labeltrail.projections.statistics.gwet import AC1
from labeltrail.projections.statistics.moments import interval_alpha
from labeltrail.projections.tally import Tally, TaskTally
from labeltrail.projections.terms import Terms

NATURAL_DISTANCE: Mapping[TaskKind, Distance] = {
    TaskKind.BINARY: Distance.NOMINAL,
    TaskKind.MULTICLASS: Distance.NOMINAL,
    TaskKind.ORDINAL: Distance.ORDINAL,
    TaskKind.NUMERIC: Distance.INTERVAL,
    TaskKind.MULTILABEL: Distance.MASI,
    TaskKind.HIERARCHICAL: Distance.PATH,
    TaskKind.RANKING: Distance.KENDALL,
    TaskKind.PREFERENCE: Distance.PREFERENCE,
}
"""How far apart two answers to a task are, by its kind."""


class TaskAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """`alpha` is by the kind's own distance; `alpha_ordinal` is None where classes have no order,
    and then `alpha` may be by another one; `alpha_nominal` asks only whether answers are equal."""

    task: TaskName
    observed: Score
    alpha: Score
    alpha_nominal: Score
    alpha_ordinal: Score | None
    ac1: Score


def agreements(tally: Tally, terms: Terms, position: int) -> tuple[TaskAgreement, ...]:
    """One for each task of the terms, in the taxonomy's order."""
    return tuple(
        task_agreement(tally.of_task(name), task, position) for name, task in terms.tasks.items()
    )


def task_agreement(counted: TaskTally, task: Task, position: int) -> TaskAgreement:
    """Of numbers the sums know which are equal and how far they lie apart, not how often each
    was given: what needs that is asked from the labels, by the reports."""
    counts, categories = counted.agreement, categories_of(task, counted.agreement)
    n_annotators = len(counted.annotators)
    nominal = alpha(counted, task, Distance.NOMINAL, position)
    natural = NATURAL_DISTANCE[task.kind]
    by_kind = nominal if natural is Distance.NOMINAL else alpha(counted, task, natural, position)
    return TaskAgreement(
        task=task.name,
        observed=_at(position, observed_agreement(counts, categories, n_annotators=n_annotators)),
        alpha=by_kind,
        alpha_nominal=nominal,
        alpha_ordinal=by_kind if task.kind is TaskKind.ORDINAL else None,
        ac1=_at(
            position,
            _of_too_many(counted, Method(algorithm=AC1, pooling=Pooling.ITEMS))
            if task.kind is TaskKind.NUMERIC
            else gwet_ac1(counts, categories, n_annotators=n_annotators),
        ),
    )


def alpha(counted: TaskTally, task: Task, distance: Distance, position: int) -> Score:
    if task.kind is TaskKind.NUMERIC:
        return _at(position, _alpha_of_numbers(counted, distance))
    score = krippendorff_alpha(
        counted.agreement,
        categories_of(task, counted.agreement),
        n_annotators=len(counted.annotators),
        distance=distance_between(task, distance),
    )
    return _at(position, score)


def _alpha_of_numbers(counted: TaskTally, distance: Distance) -> Score:
    if distance is Distance.INTERVAL:
        n_annotators = len(counted.annotators)
        return interval_alpha(counted.moments, counted.agreement, n_annotators=n_annotators)
    method = Method(algorithm=ALPHA, pooling=Pooling.KRIPPENDORFF, distance=distance)
    return _of_too_many(counted, method)


def _of_too_many(counted: TaskTally, method: Method) -> Score:
    counts = counted.agreement
    evidence = examine(counts, counts.categories() or ("",), len(counted.annotators))
    return evidence.score(evidence.absence() or ReasonCode.TOO_MANY_CATEGORIES, method)


def distance_between(task: Task, distance: Distance) -> AnyDistance:
    """With the task's hierarchy, where the distance needs one."""
    if distance is Distance.PATH:
        return path_difference({one.class_id: one.parent for one in task.classes})
    return distance


def categories_of(task: Task, counts: AgreementCounts) -> tuple[str, ...]:
    """To choose from. Where nothing was given yet and nothing can be listed, one without a name:
    whatever is computed says that there is no value."""
    if not task.has_open_categories:
        return task.categories()
    return counts.categories() or ("",)


def _at(position: int, score: Score) -> Score:
    return msgspec.structs.replace(score, position=position)
