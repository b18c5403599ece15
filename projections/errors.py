"""Why a question about a project could not be answered.

ReadError
├── ProjectUnknown     no such project
├── TaskUnknown        no such task in the taxonomy that the answer would hold for
├── ClassOfNoTask      no such class in a task in force
├── PositionAhead      asked about a position or time that the ledger has not reached
├── AtLeastTimeout     the read models did not get that far in time; may succeed when asked again
├── ReadModelStopped   they cannot get that far: an event before it cannot be folded
├── ReplayTooLong      more of the past than one answer may fold
├── QueueTooLong       more items wait than one answer may read
├── ReadingsNotFolded  rows of an earlier version answer, until they are rebuilt; ask later
├── LedgerTooLong      more events than an answer that is counted in the ledger looks through
├── TooManyPrecedents  more about precedents than one answer takes on
├── RevisionWithoutFormer  a guideline revision that followed no other into force
├── DifferenceTooLong  more events between two moments than one comparison may look through
└── PositionsReversed  a difference to an earlier position than it is from
"""

from __future__ import annotations

from collections.abc import Iterable

from labeltrail.events.values.faults import listed, shown


class ReadError(Exception):
    """Base of all; the message is for whoever asked."""


class ProjectUnknown(ReadError):
    def __init__(self, project_id: str) -> None:
        super().__init__(f"no project {project_id!r}")
        self.project_id = project_id


class TaskUnknown(ReadError):
    def __init__(self, task: str, tasks: Iterable[str]) -> None:
        super().__init__(f"there is no task {shown(task)}; the tasks are: {listed(tasks)}")


class ClassOfNoTask(ReadError):
    def __init__(self, named: str, classes: Iterable[str]) -> None:
        super().__init__(f"there is no class {shown(named)}; the classes are: {listed(classes)}")


class PositionAhead(ReadError):
    """Nothing is recorded there yet, so waiting would be guessing."""

    def __init__(self, asked: str, head: int) -> None:
        super().__init__(f"{asked} lies outside the ledger, whose last position is {head}")
        self.head = head


class AtLeastTimeout(ReadError):
    def __init__(self, position: int, reached: int, seconds: float) -> None:
        super().__init__(
            f"the read models have reached position {reached}, not {position}, after {seconds:g}"
            " seconds; ask again, or without atLeast for an older answer"
        )
        self.position = position
        self.reached = reached


class ReadModelStopped(ReadError):
    def __init__(self, position: int, reason: str) -> None:
        super().__init__(f"the read models stopped before position {position}: {reason}")
        self.position = position
        self.reason = reason


class ReplayTooLong(ReadError):
    def __init__(self, what: str, number_max: int) -> None:
        super().__init__(f"a replay folds at most {number_max} {what} for one answer")
        self.number_max = number_max


class QueueTooLong(ReadError):
    def __init__(self, items_max: int) -> None:
        super().__init__(f"more than {items_max} items wait; ask for those of one batch at a time")
        self.items_max = items_max


class ReadingsNotFolded(ReadError):
    def __init__(self, fold_version: int) -> None:
        super().__init__(
            f"the read models are those of fold version {fold_version}, which did not keep answers"
            " one by one; they are being rebuilt, ask again later"
        )
        self.fold_version = fold_version


class DifferenceTooLong(ReadError):
    def __init__(self, events_max: int) -> None:
        super().__init__(
            f"more than {events_max} events lie between the two moments; ask for less time at once,"
            " or for one item"
        )
        self.events_max = events_max


class PositionsReversed(ReadError):
    def __init__(self, earlier: int, later: int) -> None:
        super().__init__(f"a difference leads forward, not from position {earlier} to {later}")


class LedgerTooLong(ReadError):
    """What is counted in the ledger itself is counted up to a length."""

    def __init__(self, events: int, events_max: int) -> None:
        super().__init__(
            f"the ledger has {events} events there; this counts at most {events_max}:"
            " ask as of an earlier position"
        )


class TooManyPrecedents(ReadError):
    """There is more about precedents than one answer takes on."""

    def __init__(self, events: int, events_max: int) -> None:
        super().__init__(
            f"there are {events} events about precedents; one answer takes on {events_max}"
        )


class RevisionWithoutFormer(ReadError):
    """The revision was never in force by then, or none was before it."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"guideline revision {revision} did not follow another one into force by then,"
            " so there is nothing to compare it with"
        )
