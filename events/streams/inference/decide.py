"""Every decision about runs. What was computed comes as data, with the position it holds for."""

from uuid import UUID

from labeltrail.events import checks
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, EventId, ItemId, TaskName
from labeltrail.events.limits import (
    INFERENCE_ANNOTATORS_MAX,
    INFERENCE_CHUNK_ITEMS_MAX,
    INFERENCE_LABELS_MAX,
    INFERENCE_SEED_MAX,
)
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.inference import STREAM
from labeltrail.events.streams.inference.commands import (
    Completion,
    Computation,
    Outcomes,
    RecordInference,
)
from labeltrail.events.streams.inference.facts import InferenceCompleted, InferenceRecorded
from labeltrail.events.streams.inference.runs import Runs
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.inferred import TruthInferred
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.policy import COUNTED, TruthMethod
from labeltrail.events.values import Task, TaskKind

BY_COMPARISON = (TaskKind.PREFERENCE, TaskKind.RANKING)
"""Kinds whose answers compare candidates."""


def recorded(events: list[RecordedEvent]) -> tuple[EventId, InferenceRecorded] | None:
    """The one event of a run's stream, if the run was begun."""
    for event in events:
        if isinstance(event.fact, InferenceRecorded):
            return EventId(event.event_id), event.fact
    return None


def taxonomy_version(command: RecordInference) -> int:
    """Of the taxonomy that the run was computed under; 0 where the command says nothing of it."""
    part = command.part
    return part.recorded.computed_from.taxonomy_version if isinstance(part, Computation) else 0


def decide(
    events: list[RecordedEvent],
    command: RecordInference,
    runs: Runs,
    tasks: dict[TaskName, Task],
    registered: frozenset[ItemId] = frozenset(),
) -> Decision[InferenceRecorded | TruthInferred | InferenceCompleted]:
    """`events` of the run's stream; `registered` are those of the items that the project knows."""
    begun = recorded(events)
    if isinstance(command.part, Computation):
        if begun is not None:
            message = "this run is recorded already; name another one"
            return Rejection(Rule.COMMAND_ID_REUSED, message, ("command_id",))
        return _begin(command.part.recorded, runs, tasks)
    if begun is None:
        return Rejection(Rule.RUN_UNKNOWN, "no run with this id", ("run_id",))
    event_id, run = begun
    if any(one.run_id == command.run_id for one in runs.completed):
        message = "this run is complete; nothing can be added to it"
        return Rejection(Rule.RUN_COMPLETED, message, ("run_id",))
    fault = superseded_fault(run, runs)
    if fault is not None:
        return fault
    if isinstance(command.part, Outcomes):
        return _tell(command.run_id, event_id, run, command.part, registered)
    return _complete(command.run_id, event_id, run, command.part)


def method_fault(task: Task, method: TruthMethod, *path: str | int) -> Rejection | None:
    """Why the method cannot be recorded for this task."""
    if method in COUNTED:
        message = f"{method} is counted as labels come, so there is nothing to record"
        return Rejection(Rule.METHOD_COUNTED_LIVE, message, path)
    is_of_pairs = method is TruthMethod.BRADLEY_TERRY
    fits = method is TruthMethod.AUTOMATIC or is_of_pairs == (task.kind in BY_COMPARISON)
    if fits and task.kind is not TaskKind.NUMERIC:
        return None
    wanted = "preferences and rankings" if is_of_pairs else "classes, ranks and sets"
    message = f"{_spaced(method)} takes {wanted}, and task {task.name!r} is {task.kind}"
    return Rejection(Rule.METHOD_NOT_FOR_TASK, message, path)


def cost_fault(why: str | None, *path: str | int) -> Rejection:
    """A method that takes more steps than are allowed, or, without `why`, more time."""
    late = "no answer in the time that there is; ask for fewer iterations or name a batch"
    return Rejection(Rule.METHOD_TOO_COSTLY, why or late, path)


def resumed_fault(begun: InferenceRecorded, again: InferenceRecorded) -> Rejection | None:
    """Why what is computed again is not the run that was begun: its outcomes would be mixed."""
    asked = ("task", "method", "parameters", "seed", "batch_id")
    if any(getattr(begun, name) != getattr(again, name) for name in asked):
        message = "a run with this id was begun from another question; make a new command id"
        return Rejection(Rule.COMMAND_ID_REUSED, message, ("command_id",))
    if (begun.result.digest, begun.items_changed) != (again.result.digest, again.items_changed):
        message = (
            "computed again, the run comes to another result than when it was begun; record a new"
            " one, with a new command id"
        )
        return Rejection(Rule.RUN_NOT_REPRODUCED, message, ("command_id",))
    return None


def _begin(
    run: InferenceRecorded, runs: Runs, tasks: dict[TaskName, Task]
) -> Decision[InferenceRecorded]:
    task = tasks.get(run.task)
    if task is None:
        message = f"no task {run.task!r} in the taxonomy of then; its tasks: {', '.join(tasks)}"
        return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
    if not run.computed_from.labels:
        message = "nobody has voted on this task there, so there is nothing to infer from"
        return Rejection(Rule.NOTHING_TO_INFER, message, ("task",))
    fault = (
        method_fault(task, run.method, "method")
        or seed_fault(run.seed, "seed")
        or size_fault(run.computed_from.labels, run.computed_from.annotators)
        or superseded_fault(run, runs)
    )
    return fault if fault is not None else admitted(run)


def seed_fault(seed: int, *path: str | int) -> Rejection | None:
    if 0 <= seed <= INFERENCE_SEED_MAX:
        return None
    message = f"a seed lies between 0 and {INFERENCE_SEED_MAX}, not {seed}"
    return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, path)


def size_fault(
    labels: int, annotators: int, *, labels_max: int = INFERENCE_LABELS_MAX
) -> Rejection | None:
    """Why a run would be too large: it has to be held in memory, and its event in a row."""
    if labels > labels_max:
        message = f"at most {labels_max:,} labels are inferred from at once; name a batch"
        return Rejection(Rule.TOO_MANY, message)
    if annotators > INFERENCE_ANNOTATORS_MAX:
        message = f"a run takes at most {INFERENCE_ANNOTATORS_MAX} annotators, not {annotators}"
        return Rejection(Rule.TOO_MANY, message)
    return None


def superseded_fault(run: InferenceRecorded, runs: Runs) -> Rejection | None:
    """A run tells what is other than in the one before it: that must not have changed."""
    last = runs.last(run.task, run.method)
    if (last.run_id if last is not None else None) == run.follows:
        return None
    message = "another run of this task and method was completed meanwhile; record a new one"
    return Rejection(Rule.RUN_SUPERSEDED, message)


def _tell(
    run_id: UUID,
    cause: EventId,
    run: InferenceRecorded,
    part: Outcomes,
    registered: frozenset[ItemId],
) -> Decision[TruthInferred]:
    fault = checks.first(
        (
            checks.some(part.items, "items"),
            checks.at_most(part.items, INFERENCE_CHUNK_ITEMS_MAX, "items"),
            checks.distinct([one.item_id for one in part.items], "items"),
        )
    )
    if fault is not None:
        return fault
    for place, one in enumerate(part.items):
        if one.item_id not in registered:
            message = f"no item {one.item_id!r} in this project"
            return Rejection(Rule.ITEM_UNKNOWN, message, ("items", place))
    told = (
        Emitted(
            fact=TruthInferred(
                task=run.task,
                run_id=run_id,
                method=run.method,
                value=one.value,
                reason=one.reason,
                probability=one.probability,
                against=one.against,
                votes=one.votes,
                votes_more=one.votes_more,
            ),
            by=SYSTEM,
            stream=ITEM + one.item_id,
        )
        for one in part.items
    )
    return admitted(*told, cause=cause)


def _complete(
    run_id: UUID, cause: EventId, run: InferenceRecorded, part: Completion
) -> Decision[InferenceCompleted]:
    if part.items != run.items_changed:
        message = f"the run changes {run.items_changed} items, and {part.items} were told of"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, ("items",))
    completed = InferenceCompleted(
        run_id=run_id,
        task=run.task,
        method=run.method,
        batch_id=run.batch_id,
        input_position=run.computed_from.position,
        items_changed=run.items_changed,
        result_digest=run.result.digest,
    )
    return admitted(Emitted(fact=completed, stream=STREAM), cause=cause)


def _spaced(code: str) -> str:
    return code.replace("_", " ")
