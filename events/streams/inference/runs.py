"""The runs of a project that are complete, and so in force for all items at once."""

from uuid import UUID

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.inference.facts import InferenceCompleted
from labeltrail.events.streams.policy import TruthMethod


class CompletedRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run that came into force at `position`. `edition` is that of the terms from there on."""

    run_id: UUID
    task: TaskName
    method: TruthMethod
    is_of_batch: bool
    input_position: int
    position: int
    edition: int


class Runs(msgspec.Struct, frozen=True, kw_only=True):
    """All completed runs, in order. `in_force` counts those that the policy of then asked for:
    only they change what is true.
    """

    completed: tuple[CompletedRun, ...] = ()
    in_force: int = 0

    def last(self, task: TaskName, method: TruthMethod) -> CompletedRun | None:
        """The run in force for a task where the policy asks for the method."""
        for run in reversed(self.completed):
            if run.task == task and run.method is method:
                return run
        return None


def evolve(state: Runs, event: RecordedEvent, *, wanted: TruthMethod | None, edition: int) -> Runs:
    """`wanted` is the method of the policy in force, `edition` that of policy and taxonomy."""
    fact = event.fact
    if not isinstance(fact, InferenceCompleted):
        raise TypeError(f"{event.type} at position {event.position} completes no run")
    in_force = state.in_force + (fact.method is wanted)
    run = CompletedRun(
        run_id=fact.run_id,
        task=fact.task,
        method=fact.method,
        is_of_batch=fact.batch_id is not None,
        input_position=fact.input_position,
        position=event.position,
        edition=edition + in_force,
    )
    return Runs(completed=(*state.completed, run), in_force=in_force)
