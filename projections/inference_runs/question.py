"""What is asked of a run, and how it is put to the mathematics.

Pure. Parameters that are not given have the method's defaults; all are recorded, so that a later
default changes no run of before.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.inference.decide import BY_COMPARISON, method_fault, seed_fault
from labeltrail.events.streams.inference.facts import Setting
from labeltrail.events.streams.policy import COUNTED, TruthMethod
from labeltrail.events.values import Task
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.inference import (
    PARAMETERS,
    InferenceError,
    Method,
    Parameters,
    checked,
)
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.terms import Terms

WITH_REPEATS = "with_repeats"
"""A parameter of every method: whether all repeats of an annotator count, or the first alone."""
WITH_GOLD = "with_gold"
"""The same: whether what is known to be true is given, to learn from and to hold to."""
METHOD_TAG = "method"

PLURALITY_AS: Mapping[TruthMethod, Setting] = {
    TruthMethod.PLURALITY: "PLURALITY",
    TruthMethod.MAJORITY: "ABSOLUTE_MAJORITY",
}
"""Both are INFER's majority, by another rule; they are compared and never recorded."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`settings` are the parameters that were given; `batch_id` None: the whole project."""

    task: TaskName
    method: TruthMethod
    settings: dict[str, Setting] = {}
    seed: int = 0
    batch_id: BatchId | None = None


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """The question as the mathematics takes it. `recorded` are all parameters, by name."""

    method: Method
    parameters: Parameters
    with_repeats: bool
    with_gold: bool

    @property
    def recorded(self) -> dict[str, Setting]:
        plain: dict[str, Setting] = msgspec.to_builtins(self.parameters)
        del plain[METHOD_TAG]
        ours = {WITH_REPEATS: self.with_repeats, WITH_GOLD: self.with_gold}
        return dict(sorted({**plain, **ours}.items()))


def put(question: Question, terms: Terms) -> Put | Rejection:
    """`terms` of the position that is asked about."""
    task = terms.tasks.get(question.task)
    if task is None:
        message = f"no task {question.task!r} there; the tasks are: {', '.join(terms.tasks)}"
        return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
    fault = seed_fault(question.seed, "seed") or (
        method_fault(task, question.method, "method") if question.method not in COUNTED else None
    )
    if fault is not None:
        return fault
    method = _method(question.method, task)
    settings = dict(question.settings)
    with_repeats = settings.pop(WITH_REPEATS, False)
    with_gold = settings.pop(WITH_GOLD, True)
    if question.method in PLURALITY_AS:
        settings.setdefault("rule", PLURALITY_AS[question.method])
    settings.setdefault("quorum", terms.policy.quorum if terms.policy is not None else 1)
    parameters = _parameters(method, settings)
    if isinstance(parameters, Rejection):
        return parameters
    return Put(
        method=method,
        parameters=parameters,
        with_repeats=bool(with_repeats),
        with_gold=bool(with_gold),
    )


def recordable_fault(question: Question, terms: Terms) -> Rejection | None:
    """Why no run can be recorded for the question, whatever the votes."""
    task = terms.tasks.get(question.task)
    return method_fault(task, question.method, "method") if task is not None else None


def votes(readings: Readings, task: Task, terms: Terms, *, with_repeats: bool) -> ReadingTable:
    """The votes on a task, of the items and annotators that have some."""
    is_open = task.has_open_categories
    categories = readings.answerable if is_open else task.categories()
    table = readings.votes(
        categories,
        models_vote=terms.models_vote,
        with_repeats=with_repeats,
        dropped=terms.dropped,
    )
    return _compact(table)


def known(gold: GoldColumns, table: ReadingTable) -> dict[str, str]:
    """The gold in force of items that have votes, where it is one of the categories."""
    voted, listed = set(table.items), set(table.categories)
    rows = np.flatnonzero(gold.is_in_force)
    found = (
        (gold.items[item], gold.values[value])
        for item, value in zip(gold.item[rows].tolist(), gold.value[rows].tolist(), strict=True)
    )
    return {item: value for item, value in found if item in voted and value in listed}


def _compact(table: ReadingTable) -> ReadingTable:
    """Without the items and annotators that have no votes: codes are places among those left."""
    items, item = np.unique(table.item, return_inverse=True)
    annotators, annotator = np.unique(table.annotator, return_inverse=True)
    return msgspec.structs.replace(
        table,
        items=tuple(table.items[place] for place in items.tolist()),
        annotators=tuple(table.annotators[place] for place in annotators.tolist()),
        item=item.reshape(-1).astype(np.int32),
        annotator=annotator.reshape(-1).astype(np.int32),
    )


def _method(asked: TruthMethod, task: Task) -> Method:
    if asked in PLURALITY_AS:
        return Method.MAJORITY
    if asked is TruthMethod.AUTOMATIC and task.kind in BY_COMPARISON:
        return Method.BRADLEY_TERRY
    return Method[asked.name]


def _parameters(method: Method, settings: dict[str, Setting]) -> Parameters | Rejection:
    known = PARAMETERS[method]
    names = [name for name in known.__struct_fields__ if name != METHOD_TAG]
    for name in settings:
        if name not in names:
            message = f"{method} has no parameter {name!r}; it has: {', '.join(names)}"
            return Rejection(Rule.METHOD_NOT_FOR_TASK, message, ("parameters", name))
    try:
        given = msgspec.convert({METHOD_TAG: str(method), **settings}, known)
        return checked(method, given)
    except (InferenceError, msgspec.ValidationError) as fault:
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, str(fault), ("parameters",))
