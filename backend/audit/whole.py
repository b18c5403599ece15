"""Verifies the ledger of a whole project: its segments by as many processes as there are, together.

Memory: one chunk for each process, 16 bytes for each event and request (so that none is there
twice), and one entry for each stream.
"""

from __future__ import annotations

import signal
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.layout import SEGMENT_EVENTS
from labeltrail.backend.audit.once import Once
from labeltrail.backend.audit.rows import Row, id_words, rows_of
from labeltrail.backend.audit.segment import Segment, verified_segment, verified_segment_of
from labeltrail.backend.audit.wrong import Fault, Refused, Wrong, refused
from labeltrail.events.proof.merkle import Frontier

AHEAD = 2
"""Segments that wait for their turn, for each process."""

Advanced = Callable[[int, int], None]
"""Told how many events are done, and of how many."""


class Whole:
    """The project so far: every segment before the next has been found right."""

    def __init__(self, roots: Mapping[int, Sequence[tuple[bytes, str]]]) -> None:
        self.frontier = Frontier()
        self.versions: dict[str, int] = {}
        self.event_ids = Once()
        self.command_ids = Once()
        self._roots = roots
        self._verified = 0  # the largest tree whose root was as signed
        self._recorded_at: int | None = None
        self._command_id = ""

    def add(self, segment: Segment) -> None:
        """Raises Refused with the first thing that is wrong."""
        wrong = [one for one in (segment.wrong, self._recorded(segment)) if one is not None]
        wrong += self._streams(segment)
        wrong += self._trees(segment)
        if wrong:
            first = wrong[0]
            for one in wrong[1:]:
                first = one if one.before(first) else first
            raise Refused(first)
        self.frontier = self.frontier.followed_by(segment.frontier)
        self._recorded_at = segment.recorded_to
        self.event_ids.add(segment.event_ids)
        goes_on = segment.command_from == self._command_id
        self.command_ids.add(segment.command_ids[1:] if goes_on else segment.command_ids)
        self._command_id = segment.command_to

    def _recorded(self, segment: Segment) -> Wrong | None:
        last = self._recorded_at
        if last is None or not segment.events or segment.recorded_from > last:
            return None
        message = "it is not recorded after the one before"
        return Wrong(fault=Fault.RECORDED_AT, position=segment.before + 1, message=message)

    def _streams(self, segment: Segment) -> Iterator[Wrong]:
        first = zip(segment.versions, segment.first_versions, segment.first_positions, strict=True)
        for stream, version, position in first:
            last = self.versions.get(stream, 0)
            if version != last + 1:
                message = f"version {version} of {stream} does not follow {last}"
                yield Wrong(fault=Fault.VERSION, position=position, message=message)
        self.versions.update(segment.versions)

    def _trees(self, segment: Segment) -> Iterator[Wrong]:
        for size in segment.cuts:
            if size not in segment.frontiers:
                return  # what is wrong stands before it
            found = self.frontier.followed_by(segment.frontiers[size]).root()
            for root, whose in self._roots[size]:
                if root != found:
                    yield Wrong(
                        fault=Fault.ROOT,
                        message=f"the tree of {size} events has another root than {whose}",
                        position=self._verified + 1,
                        to_position=size,
                    )
                    return
            self._verified = size


def verify_whole(
    bundle: Bundle,
    roots: Mapping[int, Sequence[tuple[bytes, str]]],
    *,
    jobs: int,
    advanced: Advanced,
) -> Whole:
    """All events of the bundle. `roots`: for a size of the tree, every root it should have, and
    whose word that is. Raises Refused."""
    whole = Whole(roots)
    for segment in _segments(bundle, sorted(roots), jobs):
        whole.add(segment)
        advanced(whole.frontier.size, bundle.manifest.events)
    for size in sorted(roots):
        if size > whole.frontier.size:
            missing = whole.frontier.size + 1
            message = f"positions {missing} to {size} are missing, which were signed once"
            raise refused(Fault.POSITION, message, missing)
    _check_once(bundle, whole)
    return whole


def _segments(bundle: Bundle, sizes: Sequence[int], jobs: int) -> Iterator[Segment]:
    """In order, whoever is ready first."""
    manifest = bundle.manifest
    tasks = [(number, _cuts(sizes, number)) for number in range(len(manifest.segments))]
    processes = min(jobs, len(tasks))
    if processes <= 1:
        yield from (verified_segment(bundle, *task) for task in tasks)
        return
    pool = started(processes)
    try:
        waiting: deque[Future[Segment]] = deque()
        for task in tasks:
            waiting.append(pool.submit(verified_segment_of, bundle.path, *task))
            if len(waiting) >= AHEAD * processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def started(processes: int) -> ProcessPoolExecutor:
    """Spawned: forking a process that has threads, as a progress bar does, may never end.

    Ctrl-C reaches all of them, and the first one ends the others.
    """
    return ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    )


def _cuts(sizes: Sequence[int], number: int) -> tuple[int, ...]:
    start = number * SEGMENT_EVENTS
    first, last = bisect_right(sizes, start), bisect_right(sizes, start + SEGMENT_EVENTS)
    return tuple(sizes[first:last])


def _check_once(bundle: Bundle, whole: Whole) -> None:
    """Ids that are there twice, exactly: their halves were only a suspicion."""
    events, commands = whole.event_ids.twice(), whole.command_ids.twice()
    if not events and not commands:
        return
    seen: set[str] = set()
    last_command = ""
    for row in _rows(bundle):
        if _word(row[3]) in events:
            if row[3] in seen:
                raise refused(Fault.EVENT_ID, f"event {row[3]} is there already", row[0])
            seen.add(row[3])
        if row[9] != last_command and _word(row[9]) in commands:
            named = f"command {row[9]}"
            if named in seen:
                message = f"{named} has events further up, and others between"
                raise refused(Fault.COMMAND, message, row[0])
            seen.add(named)
        last_command = row[9]


def _rows(bundle: Bundle) -> Iterator[Row]:
    for number in range(len(bundle.manifest.segments)):
        for lines in bundle.event_lines(number):
            yield from rows_of(lines)


def _word(text: str) -> int:
    return id_words([text])[0]
