"""Accuracy against gold, and whose errors come in a row. Pure.

An answer counts that is an annotator's first reading of the item, as `annotators.material` has it,
on an item whose gold is in force; nobody is judged by a gold that they set. Models are left out
unless they vote, or the requirement names them. Of one class: of the answers to items whose gold
is of the class, or of sets, holds it, the share that say so.

Drift: an annotator counts with at least `CHARTED_MIN` answers that can be held against ground
truth; a consensus is taken without the annotator's own vote. The charts are those of
`annotators.drift`; only signals for the worse count.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Requirement, TruthMethod
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.annotators.drift import Direction, Series, drift
from labeltrail.projections.annotators.material import HeldAgainst, Truths, Voting, prepared
from labeltrail.projections.annotators.material import Material as Answers
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.gold.judging import JudgedBy, judges, judging
from labeltrail.projections.readiness.material import Material
from labeltrail.projections.readiness.metrics.shares import nothing
from labeltrail.projections.readiness.metrics.weighing import Cases
from labeltrail.projections.readiness.tallied import task_unknown
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Measured,
    heaviest_culprits,
)
from labeltrail.projections.statistics.sets import set_of
from labeltrail.projections.truth import InForce, Origin

CHARTED_MIN = 20


def gold_accuracy(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    answers = answers_of(material, task)
    known, cases = answers.readings, Cases(requirement)
    gold = answers.standards[HeldAgainst.GOLD_TODAY]
    judged = answers.counts & (gold != NONE)
    if requirement.annotator is not None:
        own = [one == requirement.annotator for one in known.annotators]
        judged &= np.array(own or [False], dtype=np.bool_)[known.annotator]
    for row in np.flatnonzero(judged).tolist():
        annotator = known.annotators[known.annotator[row]]
        if not _is_asked(material, requirement, annotator, is_person=bool(known.is_person[row])):
            continue
        true, said = answers.categories[gold[row]], answers.categories[answers.answer[row]]
        wanted = requirement.category
        if wanted is not None:
            if not _holds(wanted, true, task):
                continue
            is_right = _holds(wanted, said, task)
        else:
            is_right = said == true
        cases.add(
            ItemId(known.items[known.item[row]]),
            hits=is_right,
            annotator=annotator,
            category=true if wanted is None else wanted,
        )
    return cases.measured("no answer can be held against gold.")


def drift_alarms(material: Material, requirement: Requirement) -> Measured:
    task = material.terms.tasks.get(requirement.task) if requirement.task is not None else None
    if task is None:
        return task_unknown(requirement, material.terms, len(material.states))
    answers = answers_of(material, task)
    known, true = answers.readings, answers.standards[HeldAgainst.TRUTH]
    charted, culprits = 0, list[Culprit]()
    for code, annotator in enumerate(known.annotators):
        rows = answers.rows_of(code)
        rows = rows[answers.counts[rows] & (true[rows] != NONE)]
        is_asked = requirement.annotator in (None, annotator)
        if not is_asked or len(rows) < CHARTED_MIN:
            continue
        charted += 1
        series = Series(
            rows=rows,
            right=answers.answer[rows] == true[rows],
            occurred_at=known.occurred_at[rows],
            position=known.position[rows],
        )
        alarms = drift(series, HeldAgainst.TRUTH, ()).alarms
        n = sum(one.direction is Direction.WORSE for one in alarms)
        if n:
            culprits.append(Culprit(kind=CulpritKind.ANNOTATOR, name=annotator, weight=n))
    if not charted:
        return nothing(f"no annotator has {CHARTED_MIN} answers that can be held against truth.")
    return Measured(value=Decimal(len(culprits)), n=charted, culprits=heaviest_culprits(culprits))


def answers_of(material: Material, task: Task) -> Answers:
    """What the answers to a task are held against."""
    readings, gold = material.readings(task.name), material.golds(task.name)
    decided: dict[str, str] = {}
    for item_id, outcome in material.outcomes(task.name).items():
        if isinstance(outcome, InForce) and outcome.origin is not Origin.CONSENSUS:
            decided[item_id] = outcome.category
    categories = task.categories() if not task.has_open_categories else None
    if categories is None:
        named = (*readings.values, *decided.values(), *gold.values)
        categories = tuple(sorted(set(named)))
    place = {category: n for n, category in enumerate(categories)}
    truths = Truths(
        decided=np.array(
            [place.get(decided.get(item, ""), NONE) for item in readings.items], dtype=np.int32
        ),
        gold_then=judges(readings, gold, JudgedBy.TODAY, categories),
        gold_today=judges(readings, gold, JudgedBy.TODAY, categories),
        is_own=judging(readings, gold, JudgedBy.TODAY).is_own,
    )
    policy = material.terms.policy
    voting = Voting()
    if policy is not None:
        voting = Voting(
            quorum=policy.quorum,
            is_majority=policy.truth_method is TruthMethod.MAJORITY,
            models_vote=policy.models_vote,
        )
    return prepared(readings, categories, truths, voting=voting)


def _is_asked(
    material: Material, requirement: Requirement, annotator: str, *, is_person: bool
) -> bool:
    if requirement.annotator is not None:
        return annotator == requirement.annotator
    return is_person or material.terms.models_vote


def _holds(wanted: str, category: str, task: Task) -> bool:
    if task.kind is TaskKind.MULTILABEL:
        return wanted in set_of(category)
    return wanted == category
