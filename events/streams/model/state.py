"""A model as its stream has it: versions in order, evaluations in order."""

from collections.abc import Iterable

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.model.facts import Evaluated, ModelEvaluated, ModelRegistered


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation, and where it was recorded."""

    version: str
    position: int
    result: Evaluated
    vouched_by: MemberId | None = None

    @property
    def counts(self) -> bool:
        """Whether it is evidence: computed from this ledger, or a person answers for it."""
        return self.result.is_computed or self.vouched_by is not None


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """No version: there is no such model."""

    versions: tuple[ModelRegistered, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()

    def last_evaluation(self, task: TaskName) -> Evaluation | None:
        """The last that counts of the last version: what an older one could do is no evidence."""
        for one in reversed(self.evaluations):
            is_of_last = one.version == self.versions[-1].version
            if is_of_last and one.result.task == task and one.counts:
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
                vouched = fact.vouched_by
                evaluations.append(
                    Evaluation(
                        version=fact.version,
                        position=event.position,
                        result=fact.result,
                        vouched_by=None if vouched is msgspec.UNSET else vouched,
                    )
                )
            case _:
                message = f"{event.type} at position {event.position} is no event of a model"
                raise TypeError(message)
    return Model(versions=tuple(versions), evaluations=tuple(evaluations))
