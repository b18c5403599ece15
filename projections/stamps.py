"""Tallies stamped with a position, dense enough that any moment between two is quickly counted.

Pure. The last stamp of a scope moves along with its changes, until so many have come that it
stays and another begins; a tally as of any position is then the stamp before it and a bounded
number of changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

import msgspec

from labeltrail.projections.edition_versions import Change
from labeltrail.projections.growth_sum import total
from labeltrail.projections.tally import Tally

CHANGES_MAX = 500
"""Changes between two stamps of a scope."""


_POSITION = attrgetter("position")


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """`changes` since the stamp before; 0 where an edition begins, and such a stamp stays."""

    position: int
    changes: int
    tally: Tally

    @property
    def room(self) -> int:
        """How many changes it can still move over."""
        return CHANGES_MAX - self.changes if self.changes else 0


class StampMove(msgspec.Struct, frozen=True, kw_only=True):
    """`moved_from` is the position of the stamp that gives way, None for a new one."""

    scope: str
    moved_from: int | None
    stamp: Stamp


def by_scope(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """The changes of each scope, in order of position."""
    found: dict[str, list[Change]] = {}
    for change in sorted(changes, key=_POSITION):
        found.setdefault(change.scope, []).append(change)
    return found


def stamped(
    latest: Mapping[str, Stamp], changes: Mapping[str, Sequence[Change]]
) -> Iterator[StampMove]:
    """The stamps after these changes, given the last one of each scope that has any."""
    for scope, found in changes.items():
        last = latest.get(scope)
        start = 0
        while start < len(found):
            room = last.room if last is not None else 0
            part = found[start : start + (room or CHANGES_MAX)]
            start += len(part)
            tally = grown(last.tally if last is not None else None, part)
            moved_from = last.position if last is not None and room else None
            before = last.changes if last is not None and room else 0
            last = Stamp(position=part[-1].position, changes=before + len(part), tally=tally)
            yield StampMove(scope=scope, moved_from=moved_from, stamp=last)


def grown(tally: Tally | None, changes: Sequence[Change]) -> Tally:
    """The tally, None for an empty one, after these changes."""
    added = total([one for change in changes for one in change.growths])
    return added if tally is None else tally.plus(added)
