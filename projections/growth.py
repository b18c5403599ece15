"""What an event adds to the tally of every set that its item is in: remembered moves.

Pure. An item moves from one standing to another; what that changes in a tally, and its bytes, is
computed once for each pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

import msgspec

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.projections.counted import Counted
from labeltrail.projections.standings import Standing
from labeltrail.projections.statistics import AgreementCounts, encode
from labeltrail.projections.statistics.moments import plain as moments_plain
from labeltrail.projections.tally import Counts, Tally, TaskTally
from labeltrail.projections.truth import InForce

MOVES_REMEMBERED_MAX = 8_192


class CountsMove(msgspec.Struct, frozen=True, gc=False, eq=False):
    """`tally` without tasks; `before` and `after` are the fields around `tasks` in its bytes.

    Remembered, so that the same move is the same object.
    """

    tally: Tally
    before: bytes
    after: bytes


class TaskPart(Protocol):
    """One task of an item's share: how it stands, and whose readings it has."""

    @property
    def standing(self) -> Standing: ...

    @property
    def annotators(self) -> tuple[MemberId, ...]: ...


class TaskMove(msgspec.Struct, frozen=True, gc=False, eq=False):
    """`was` is None for an item that joins; `reads` says whether the annotator who came has a
    reading here. `before` and `after` are the fields around the annotators in the bytes."""

    task: TaskName
    was: Standing | None
    now: Standing
    reads: bool
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.reads or self.before or self.after)

    def to_bytes(self, annotators: Counts) -> bytes:
        """With its name."""
        told = self.before
        if annotators:
            told = (*told, b'"annotators":' + msgspec.json.encode(annotators, order="sorted"))
        return _named(self.task) + b"{" + b",".join((*told, *self.after)) + b"}"


class Moves(msgspec.Struct, frozen=True, gc=False, eq=False):
    """How an item moved in all that is counted of it. Only tasks in which something changes.

    Remembered, so that the same moves are the same object.
    """

    counts: CountsMove
    tasks: tuple[TaskMove, ...]
    read: tuple[TaskName, ...]
    """The tasks in which the annotator who came has a reading."""
    is_nothing: bool


class Growth(msgspec.Struct, frozen=True, gc=False):
    """What one step of one item adds. `came` is the annotator whose readings are new; where that
    is not all, `others` tells by task who came and who went."""

    moves: Moves
    came: MemberId | None
    others: Mapping[TaskName, Counts]

    @property
    def is_nothing(self) -> bool:
        return self.moves.is_nothing

    def annotators(self, move: TaskMove) -> Counts:
        """Whose readings are more, or fewer, in a task."""
        return _one_more(self.came) if move.reads else self.others.get(move.task, _NOBODY)

    def tally(self) -> Tally:
        tasks = {
            one.task: _difference(one.was, one.now, self.annotators(one))
            for one in self.moves.tasks
        }
        return msgspec.structs.replace(self.moves.counts.tally, tasks=tasks)

    def to_bytes(self) -> bytes:
        """The same as `tally.change_to_bytes` of it."""
        if self.others:
            return self._bytes()
        key = (id(self.moves), self.came)
        kept = _told.get(key)
        if kept is None:
            if len(_told) >= MOVES_REMEMBERED_MAX:
                _told.clear()
            kept = _told[key] = (self.moves, self._bytes())
        return kept[1]

    def _bytes(self) -> bytes:
        counts = self.moves.counts
        tasks = sorted([one.to_bytes(self.annotators(one)) for one in self.moves.tasks])
        told = b'"tasks":{' + b",".join(tasks) + b"}" if tasks else b""
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


def grown(
    was: Counted | None,
    now: Counted,
    before: Mapping[TaskName, TaskPart],
    after: Mapping[TaskName, TaskPart],
) -> Growth:
    """What an item adds when its counts and tasks become others; `was` is None for one that joins.

    Found by the standings, which are shared: what is remembered keeps them, so their ids are
    nobody else's. Tasks that keep the very same part are passed over.
    """
    came: MemberId | None = None
    others: dict[TaskName, Counts] = {}
    key: list[object] = [was, now]
    for name, task in after.items():
        former = before.get(name)
        if former is task:
            continue
        names = task.annotators
        who = former.annotators if former is not None else ()
        more = len(names) - len(who)
        reads = more == 1 and names[:-1] == who and (came is None or came == names[-1])
        if reads:
            came = names[-1]
        elif more or names != who:
            others[name] = annotators_moved(who, names)
        key += (former and id(former.standing), id(task.standing), reads)
    if others:
        return Growth(_moves_of(was, now, before, after, came, others), came, others)
    told = tuple(key)
    kept = _moves.get(told)
    if kept is None:
        if len(_moves) >= MOVES_REMEMBERED_MAX:
            _moves.clear()
        parts = (*before.values(), *after.values())
        kept = (_moves_of(was, now, before, after, came, others), [one.standing for one in parts])
        _moves[told] = kept
    return Growth(kept[0], came, _NO_OTHERS)


def annotators_moved(was: tuple[MemberId, ...], now: tuple[MemberId, ...]) -> Counts:
    """Nobody is named twice in either."""
    found: dict[str, int] = dict.fromkeys(now, 1)
    for key in was:
        if found.pop(key, None) is None:
            found[key] = -1
    return found


def _moves_of(
    was: Counted | None,
    now: Counted,
    before: Mapping[TaskName, TaskPart],
    after: Mapping[TaskName, TaskPart],
    came: MemberId | None,
    others: Mapping[TaskName, Counts],
) -> Moves:
    tasks: list[TaskMove] = []
    for name, task in after.items():
        former = before.get(name)
        if former is task:
            continue
        who = former.annotators if former is not None else ()
        reads = name not in others and len(task.annotators) > len(who) and came is not None
        move = _move(name, former.standing if former is not None else None, task.standing, reads)
        if name in others or not move.is_nothing:
            tasks.append(move)
    read = tuple(move.task for move in tasks if move.reads)
    counts = counts_move(was, now)
    is_nothing = not (tasks or counts.before or counts.after)
    return Moves(counts, tuple(tasks), read, is_nothing)


def _move(task: TaskName, was: Standing | None, now: Standing, reads: bool) -> TaskMove:
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
    return TaskMove(task, was, now, reads, before, after)


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


@lru_cache(maxsize=MOVES_REMEMBERED_MAX)
def _one_more(annotator: MemberId | None) -> Counts:
    return {annotator: 1} if annotator is not None else _NOBODY


@lru_cache(maxsize=MOVES_REMEMBERED_MAX)
def _named(name: str) -> bytes:
    return msgspec.json.encode(name) + b":"


_NO_COUNTS = AgreementCounts()
_NOBODY: Counts = {}
_NO_OTHERS: Mapping[TaskName, Counts] = {}
_moves: dict[tuple[object, ...], tuple[Moves, list[Standing]]] = {}
"""By counts and the ids of standings; the standings are kept, so that their ids stay theirs."""
_told: dict[tuple[int, MemberId | None], tuple[Moves, bytes]] = {}
"""Bytes by the id of the moves, kept likewise, and by who came."""
