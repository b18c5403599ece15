"""Verifies the events of one segment, apart from all others: everything that needs no neighbour.

Segments are full subtrees, so many processes can each take one; what crosses their borders is told
in `Segment` and compared by `whole`.
"""

from __future__ import annotations

import gc
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from operator import eq, lt
from pathlib import Path
from typing import TypeVar

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.layout import SEGMENT_EVENTS
from labeltrail.backend.audit.rows import Hashed, Leaves, Row, RowsMalformed, rows_of
from labeltrail.backend.audit.wrong import Fault, Refused, Wrong
from labeltrail.events.proof.hashes import HASH_BYTES
from labeltrail.events.proof.merkle import Frontier

CHANGED = "a column or the leaf is not as it was when the event was recorded"

Cell = TypeVar("Cell")


class Segment(msgspec.Struct):
    """What one segment holds, up to the first thing that is wrong in it."""

    number: int
    cuts: tuple[int, ...]
    """Sizes of the project's tree, inside this segment, at which a root is asked for."""
    events: int = 0
    frontier: Frontier = Frontier()
    frontiers: dict[int, Frontier] = msgspec.field(default_factory=dict)
    """At each cut, as if the segment stood alone."""
    recorded_from: int = 0
    recorded_to: int = 0
    versions: dict[str, int] = msgspec.field(default_factory=dict)
    """The last of each stream, in order of their first events here."""
    first_versions: array[int] = msgspec.field(default_factory=lambda: array("q"))
    first_positions: array[int] = msgspec.field(default_factory=lambda: array("q"))
    event_ids: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    """The last eight bytes of each, enough to be suspicious."""
    command_ids: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    """The same of each run of events with one command id."""
    command_from: str = ""
    command_to: str = ""
    wrong: Wrong | None = None

    @property
    def before(self) -> int:
        """The last position before the segment."""
        return self.number * SEGMENT_EVENTS


def verified_segment(bundle: Bundle, number: int, cuts: tuple[int, ...]) -> Segment:
    """Reads the segment from the bundle and verifies it alone."""
    with _uncollected():
        return _verified(bundle, Segment(number=number, cuts=cuts))


def verified_segment_of(path: Path, number: int, cuts: tuple[int, ...]) -> Segment:
    """The same for a process that was started for this one file."""
    try:
        bundle = _opened(path)
    except Refused as refusal:
        segment = Segment(number=number, cuts=cuts)
        segment.wrong = msgspec.structs.replace(refusal.wrong, position=_next(segment))
        return segment
    return verified_segment(bundle, number, cuts)


@lru_cache(maxsize=1)
def _opened(path: Path) -> Bundle:
    """Open until the process ends: to open it for every segment reads its list of files each time.

    Only for processes that no later audit will use, when there may be another file at the path.
    """
    return Bundle(path)


def _verified(bundle: Bundle, segment: Segment) -> Segment:
    events = bundle.manifest.segments[segment.number]
    leaves = Leaves(bundle.manifest.project_id)
    try:
        stored = bundle.leaves(segment.number)
        for lines in bundle.event_lines(segment.number):
            _take(segment, leaves, lines, stored)
            if segment.wrong is not None:
                return segment
    except Refused as refusal:
        segment.wrong = msgspec.structs.replace(refusal.wrong, position=_next(segment))
        return segment
    if segment.events != events:
        message = f"the manifest says {events} events in this segment, not {segment.events}"
        position = min(segment.events, events) + segment.before + 1
        segment.wrong = _wrong(Fault.POSITION, position, message)
    elif len(stored) != events * HASH_BYTES:
        segment.wrong = _wrong(Fault.LEAF, _next(segment), "there is a leaf, and no event of it")
    return segment


@contextmanager
def _uncollected() -> Iterator[None]:
    """Rows hold no cycles, and looking for some among thousands takes longer than reading them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _take(segment: Segment, leaves: Leaves, lines: bytes, stored: bytes) -> None:
    try:
        rows = rows_of(lines)
        hashed = leaves.of(rows)
    except RowsMalformed as malformed:
        rows = _well_formed(leaves, lines)
        hashed = leaves.of(rows)
        segment.wrong = _wrong(
            Fault.MALFORMED,
            _next(segment) + len(rows),
            f"what stands there is no event: {malformed}",
        )
    if rows:
        start = segment.events * HASH_BYTES
        _add(segment, rows, hashed, stored[start : start + len(rows) * HASH_BYTES])


def _add(segment: Segment, rows: list[Row], hashed: Hashed, stored: bytes) -> None:
    found = min(_found(segment, rows, hashed.leaves, stored), key=_row, default=None)
    if found is not None:
        count, wrong = found
        segment.wrong = wrong
        del rows[count:], hashed.leaves[count:]
    if not rows:
        return
    if not segment.events:
        segment.recorded_from = rows[0][7]
        segment.command_from = rows[0][9]
    segment.event_ids += hashed.event_ids
    segment.command_ids.extend(_runs(segment.command_to, rows, hashed.command_ids))
    _grow(segment, hashed.leaves)
    segment.events += len(rows)
    segment.recorded_to = rows[-1][7]
    segment.command_to = rows[-1][9]


def _found(
    segment: Segment, rows: list[Row], hashes: list[bytes], stored: bytes
) -> Iterator[tuple[int, Wrong]]:
    """Each check's first wrong row, and what is wrong there; the first named counts most."""
    start = _next(segment)
    at = _first_difference([row[0] for row in rows], range(start, start + len(rows)))
    if at is not None:
        message = f"position {start + at} is expected, and {rows[at][0]} stands in its place"
        yield at, _wrong(Fault.POSITION, start + at, message)
    if b"".join(hashes) != stored:
        leaves = [
            stored[at : at + HASH_BYTES] for at in range(0, len(rows) * HASH_BYTES, HASH_BYTES)
        ]
        at = _first_difference(leaves, hashes)
        if at is not None:
            yield at, _wrong(Fault.LEAF, start + at, CHANGED)
    times = [row[7] for row in rows]
    if segment.events:
        times.insert(0, segment.recorded_to)
    if not all(map(lt, times, times[1:])):
        at = next(i for i, (one, two) in enumerate(pairwise(times)) if one >= two)
        at += 0 if segment.events else 1
        yield at, _wrong(Fault.RECORDED_AT, start + at, "it is not recorded after the one before")
    at = _versions(segment, rows)
    if at is not None:
        stream, version = rows[at][1:3]
        message = f"version {version} of {stream} does not follow {segment.versions[stream]}"
        yield at, _wrong(Fault.VERSION, start + at, message)


def _versions(segment: Segment, rows: Sequence[Row]) -> int | None:
    versions = segment.versions
    position = _next(segment)
    for at, row in enumerate(rows):
        stream, version = row[1], row[2]
        last = versions.get(stream)
        if last is None:
            segment.first_versions.append(version)
            segment.first_positions.append(position + at)
        elif version != last + 1:
            return at
        versions[stream] = version
    return None


def _runs(last: str, rows: Sequence[Row], words: Iterable[int]) -> Iterator[int]:
    """The first of each run of one command id."""
    for row, word in zip(rows, words, strict=False):
        if row[9] != last:
            last = row[9]
            yield word


def _grow(segment: Segment, hashes: list[bytes]) -> None:
    start, place = segment.before + segment.events, 0
    for cut in segment.cuts:
        if start < cut <= start + len(hashes):
            segment.frontier = segment.frontier.extended(hashes[place : cut - start])
            segment.frontiers[cut] = segment.frontier
            place = cut - start
    segment.frontier = segment.frontier.extended(hashes[place:])


def _well_formed(leaves: Leaves, lines: bytes) -> list[Row]:
    """The rows before the first line that is none."""
    rows: list[Row] = []
    for line in lines.split(b"\n")[:-1]:
        try:
            [row] = rows_of(line)
            leaves.of([row])
        except (RowsMalformed, ValueError):
            break
        rows.append(row)
    return rows


def _first_difference(found: Sequence[Cell], wanted: Sequence[Cell]) -> int | None:
    if len(found) == len(wanted) and all(map(eq, found, wanted)):
        return None
    return next(at for at, (one, two) in enumerate(zip(found, wanted, strict=True)) if one != two)


def _row(found: tuple[int, Wrong]) -> int:
    return found[0]


def _next(segment: Segment) -> int:
    return segment.before + segment.events + 1


def _wrong(fault: Fault, position: int, message: str) -> Wrong:
    return Wrong(fault=fault, position=position, message=message)
