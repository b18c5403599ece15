"""A run computed: the votes as of a position, and what the method makes of them, in a thread.

One at a time in a process: a run holds its votes in memory and a core to itself. Whoever comes
meanwhile is told that it is too much. Who goes away leaves nothing that computes for long: a run
looks between iterations whether anybody waits for it.

Raises ReadError where the position cannot be read.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import asyncpg
import msgspec

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.ledger.errors import Overloaded
from labeltrail.events.limits import INFERENCE_LABELS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.inference.decide import cost_fault, size_fault
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections.aside import aside_until
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.columns.rows import load_readings
from labeltrail.projections.errors import TaskUnknown
from labeltrail.projections.gold.columns import GoldColumns
from labeltrail.projections.gold.rows import load_gold
from labeltrail.projections.inference import (
    InferenceError,
    Inferred,
    Stopped,
    TooMuchWork,
    infer,
)
from labeltrail.projections.inference.budget import Stop, never
from labeltrail.projections.inference.sets import infer_sets
from labeltrail.projections.inference_runs import words
from labeltrail.projections.inference_runs.question import Put, Question, known, put, votes
from labeltrail.projections.inference_runs.sets import as_one
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.terms import Terms

RETRY_SECONDS = 5
READ_SECONDS_MAX = 60.0
"""So long the read models are waited for."""
COMPUTE_SECONDS_MAX = 600.0

_running = threading.Lock()


class Computed(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a question comes to as of a position, under the terms in force there."""

    question: Question
    put: Put
    position: int
    terms: Terms
    table: ReadingTable
    inferred: Inferred

    @property
    def task(self) -> Task:
        return self.terms.tasks[self.question.task]


class Loaded(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The answers to a task as of a position, with the terms in force there."""

    position: int
    terms: Terms
    readings: Readings
    gold: GoldColumns


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises Overloaded while another computes."""
    if not _running.acquire(blocking=False):
        raise Overloaded(
            "inferences_at_once",
            "this process computes another inference; try again when it is done",
            retry_after_seconds=RETRY_SECONDS,
        )
    try:
        yield
    finally:
        _running.release()


async def loaded(
    pool: asyncpg.Pool, project_id: str, question: Question, position: int
) -> Loaded | Rejection:
    """The answers that the question is about."""
    async with snapshot(pool, project_id, position=position, seconds_max=READ_SECONDS_MAX) as seen:
        return await answers_seen(
            seen, question.task, question.batch_id, labels_max=INFERENCE_LABELS_MAX
        )


async def answers_seen(
    seen: Snapshot, task: TaskName, batch_id: BatchId | None, *, labels_max: int
) -> Loaded | Rejection:
    """The answers to a task at the moment of a snapshot, if they are not too many."""
    if task not in seen.terms.tasks:
        message = str(TaskUnknown(task, seen.terms.tasks))
        return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
    counted = await words.labels(seen, task, batch_id, labels_max=labels_max)
    fault = size_fault(counted, 0, labels_max=labels_max)
    if fault is not None:
        return fault
    readings = await load_readings(seen, task, batch_id=batch_id)
    gold = await load_gold(seen, task)
    return Loaded(position=seen.position, terms=seen.terms, readings=readings, gold=gold)


async def computed(
    found: Loaded, question: Question, *, seconds_max: float = COMPUTE_SECONDS_MAX
) -> Computed | Rejection:
    """What the question comes to; a core is busy meanwhile, the event loop is not.

    METHOD_TOO_COSTLY where the method takes too many steps, or longer than `seconds_max`.
    """
    return await aside_until(
        lambda stop: computed_here(found, question, stop), seconds_max=seconds_max
    )


def computed_here(found: Loaded, question: Question, stop: Stop = never) -> Computed | Rejection:
    """In the thread that asks; METHOD_TOO_COSTLY where `stop` ends it."""
    asked = put(question, found.terms)
    if isinstance(asked, Rejection):
        return asked
    task = found.terms.tasks[question.task]
    table = votes(found.readings, task, found.terms, with_repeats=asked.with_repeats)
    fault = size_fault(table.n_readings, len(table.annotators))
    if fault is not None:
        return fault
    if not table.n_readings:
        message = "nobody has voted on this task there, so there is nothing to infer from"
        return Rejection(Rule.NOTHING_TO_INFER, message, ("task",))
    try:
        gold = known(found.gold, table) if asked.with_gold else None
        inferred = _inferred(table, task, asked, question.seed, gold, stop)
    except TooMuchWork as refused:
        return cost_fault(str(refused), "method")
    except Stopped:
        return cost_fault(None, "method")
    except InferenceError as refused:
        return Rejection(Rule.METHOD_NOT_FOR_TASK, str(refused), ("method",))
    return Computed(
        question=question,
        put=asked,
        position=found.position,
        terms=found.terms,
        table=table,
        inferred=inferred,
    )


def _inferred(
    table: ReadingTable,
    task: Task,
    asked: Put,
    seed: int,
    gold: dict[str, str] | None,
    stop: Stop,
) -> Inferred:
    """Sets are inferred class by class."""
    if task.kind is not TaskKind.MULTILABEL:
        return infer(table, asked.method, asked.parameters, seed, gold, stop=stop)
    classes = [one.class_id for one in task.classes]
    sets = infer_sets(table, classes, asked.method, asked.parameters, seed, gold, stop=stop)
    return as_one(sets)
