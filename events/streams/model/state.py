"""A model as its stream has it: versions in order, evaluations in order."""

from collections.abc import Iterable

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.model.facts import Evaluated, ModelEvaluated, ModelRegistered


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation, and where it was recorded."""

    version: str
    position: int
    result: Evaluated


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """No version: there is no such model."""

    versions: tuple[ModelRegistered, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()

    def last_evaluation(self, task: TaskName) -> Evaluation | None:
        """The last of the last version: what an older version could do is no evidence."""
        for one in reversed(self.evaluations):
            if one.version == self.versions[-1].version and one.result.task == task:
                return one
        return None


def fold(events: Iterable[RecordedEvent]) -> Model:
    """The model after these events of its stream, in order."""
    versions: list[ModelRegistered] = []
    evaluations: list[Evaluation] = []
    for event in events:
        match event.fact:
            case ModelRegistered() as fact:
                versions.append(fact)
            case ModelEvaluated() as fact:
                evaluations.append(
                    Evaluation(version=fact.version, position=event.position, result=fact.result)
                )
            case _:
                message = f"{event.type} at position {event.position} is no event of a model"
                raise TypeError(message)
    return Model(versions=tuple(versions), evaluations=tuple(evaluations))
