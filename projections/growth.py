"""What an event adds to the tally of every set that its item is in: remembered moves.

Pure. An item moves from one standing to another; what that changes in a tally, and its bytes, is
computed once for each pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.projections.counted import Counted
from labeltrail.projections.standings import Standing
from labeltrail.projections.statistics import AgreementCounts, encode
from labeltrail.projections.statistics.moments import plain as moments_plain
from labeltrail.projections.tally import Counts, Tally, TaskTally
from labeltrail.projections.truth import InForce

MOVES_REMEMBERED_MAX = 8_192


class CountsMove(msgspec.Struct, frozen=True, gc=False):
    """`tally` without tasks; `before` and `after` are the fields around `tasks` in its bytes."""

    tally: Tally
    before: bytes
    after: bytes


class StandingMove(msgspec.Struct, frozen=True, gc=False):
    """`was` is None for an item that joins. `before` and `after` are the fields around the
    annotators in the bytes; both are empty where nothing changes."""

    was: Standing | None
    now: Standing
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]

    def tally(self, annotators: Counts) -> TaskTally:
        return _difference(self.was, self.now, annotators)

    @property
    def is_nothing(self) -> bool:
        return not self.before and not self.after


class TaskGrowth(msgspec.Struct, frozen=True, gc=False):
    """`told` is the task with its name as it stands in the bytes."""

    task: TaskName
    move: StandingMove
    annotators: Counts
    told: bytes


class Growth(msgspec.Struct, frozen=True, gc=False):
    """What one step of one item adds. Only tasks in which something changes."""

    counts: CountsMove
    tasks: tuple[TaskGrowth, ...]

    @property
    def is_nothing(self) -> bool:
        return not self.tasks and not self.counts.before and not self.counts.after

    def tally(self) -> Tally:
        tasks = {one.task: one.move.tally(one.annotators) for one in self.tasks}
        return msgspec.structs.replace(self.counts.tally, tasks=tasks)

    def to_bytes(self) -> bytes:
        """The same as `tally.change_to_bytes` of it."""
        tasks, counts = self.tasks, self.counts
        if len(tasks) == 1:
            told = b'"tasks":{' + tasks[0].told + b"}"
        elif tasks:
            told = b'"tasks":{' + b",".join(sorted([one.told for one in tasks])) + b"}"
        else:
            told = b""
        return b"{" + b",".join(filter(None, (counts.before, told, counts.after))) + b"}"


@lru_cache(maxsize=MOVES_REMEMBERED_MAX)
def counts_move(was: Counted | None, now: Counted) -> CountsMove:
    """`was` is None for an item that joins."""
    labels, voters, voters_any, escalations, requests = now
    tally = Tally(
        items=1,
        items_labeled=int(labels > 0),
        voters={str(voters): 1},
        voters_any={str(voters_any): 1},
        open_escalations=escalations,
        review_requests=requests,
        items_to_review=int(requests > 0),
        items_escalated=int(escalations > 0),
    )
    if was is not None:
        tally = tally.minus(counts_move(None, was).tally)
    fields = _fields(msgspec.structs.asdict(tally))
    before = b",".join(told for name, told in fields if name < "tasks")
    return CountsMove(tally, before, b",".join(told for name, told in fields if name > "tasks"))


def task_growth(
    task: TaskName,
    was: Standing | None,
    now: Standing,
    came: MemberId | None,
    annotators: Counts | None = None,
) -> TaskGrowth | None:
    """`was` is None for an item that joins; None for no growth at all. Remembered by identity.

    `came` is the one annotator whose reading is new; where others came or went, `annotators` tells.
    """
    key = (id(was), id(now), came)
    kept = _growths.get(key)
    if kept is not None and kept[0] is was and kept[1] is now and annotators is None:
        return kept[2]
    told = annotators if annotators is not None else _one_more(came)
    move = _moved(was, now)
    if move.is_nothing and not told:
        return None
    found = TaskGrowth(task, move, told, _named(task) + _task_bytes(move, told))
    if annotators is None:
        if len(_growths) >= MOVES_REMEMBERED_MAX:
            _growths.clear()
        _growths[key] = (was, now, found)
    return found


def annotators_moved(was: tuple[MemberId, ...], now: tuple[MemberId, ...]) -> Counts:
    """Nobody is named twice in either."""
    found: dict[str, int] = dict.fromkeys(now, 1)
    for key in was:
        if found.pop(key, None) is None:
            found[key] = -1
    return found


def _moved(was: Standing | None, now: Standing) -> StandingMove:
    key = (id(was), id(now))
    kept = _moves.get(key)
    if kept is None or kept[0] is not was or kept[1] is not now:
        if len(_moves) >= MOVES_REMEMBERED_MAX:
            _moves.clear()
        kept = _moves[key] = (was, now, _move(was, now))
    return kept[2]


def _move(was: Standing | None, now: Standing) -> StandingMove:
    tally = _difference(was, now, _NOBODY)
    agreement = msgspec.Raw(encode(tally.agreement)) if tally.agreement != _NO_COUNTS else None
    fields = _fields(
        {
            "absences": tally.absences,
            "agreement": agreement,
            "moments": moments_plain(tally.moments),
            "origins": tally.origins,
        }
    )
    before = tuple(told for name, told in fields if name < "annotators")
    after = tuple(told for name, told in fields if name > "annotators")
    return StandingMove(was, now, before, after)


def _difference(was: Standing | None, now: Standing, annotators: Counts) -> TaskTally:
    agreement, moments = now.agreement, now.moments
    origins, absences = origins_of(now), absences_of(now)
    if was is not None:
        agreement, moments = agreement.minus(was.agreement), moments.minus(was.moments)
        origins = weighted(((origins, 1), (origins_of(was), -1)))
        absences = weighted(((absences, 1), (absences_of(was), -1)))
    return TaskTally(
        agreement=agreement,
        annotators=annotators,
        origins=origins,
        absences=absences,
        moments=moments,
    )


def origins_of(standing: Standing) -> dict[str, int]:
    outcome = standing.outcome
    return {str(outcome.origin): 1} if isinstance(outcome, InForce) else {}


def absences_of(standing: Standing) -> dict[str, int]:
    outcome = standing.outcome
    return {} if isinstance(outcome, InForce) else {str(outcome.reason): 1}


def weighted(parts: Iterable[tuple[Counts, int]]) -> dict[str, int]:
    """The sum of counts, each so many times."""
    found: dict[str, int] = {}
    for counts, times in parts:
        for key, number in counts.items():
            found[key] = found.get(key, 0) + times * number
    return {key: number for key, number in found.items() if number}


def _fields(told: Mapping[str, object]) -> list[tuple[str, bytes]]:
    """Each field that says something, as it stands in the bytes, in order."""
    return [
        (name, _named(name) + msgspec.json.encode(kept, order="sorted"))
        for name, kept in sorted(told.items())
        if kept
    ]


def _task_bytes(move: StandingMove, annotators: Counts) -> bytes:
    told = move.before
    if annotators:
        told = (*told, b'"annotators":' + msgspec.json.encode(annotators, order="sorted"))
    return b"{" + b",".join((*told, *move.after)) + b"}"


@lru_cache(maxsize=MOVES_REMEMBERED_MAX)
def _one_more(annotator: MemberId | None) -> Counts:
    return {annotator: 1} if annotator is not None else _NOBODY


@lru_cache(maxsize=MOVES_REMEMBERED_MAX)
def _named(name: str) -> bytes:
    return msgspec.json.encode(name) + b":"


_NO_COUNTS = AgreementCounts()
_NOBODY: Counts = {}
_moves: dict[tuple[int, int], tuple[Standing | None, Standing, StandingMove]] = {}
"""By the ids of two standings: both, so that their ids stay theirs, and the move."""
_growths: dict[tuple[int, int, MemberId | None], tuple[Standing | None, Standing, TaskGrowth]] = {}
"""The same with the annotator whose reading is new."""
