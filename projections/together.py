"""What several parts of a project say together: the tallies, and changes that they share.

Pure. Sums are exact and have no order, so the parts may be any number and come in any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from labeltrail.projections import tally
from labeltrail.projections.part import PartEnd, PartStamp
from labeltrail.projections.stamps import CHANGES_MAX
from labeltrail.projections.tally import Tally

StampRow = tuple[int, str, int, int, bytes]
"""Edition, scope, position, changes and the tally, as the table has them."""
ChangeRow = tuple[int, str, int, bytes]


def stamp_rows(ends: Sequence[PartEnd]) -> Iterator[StampRow]:
    """For each scope and stretch of positions the sum of what each part last said of the scope."""
    found: dict[tuple[int, str], dict[int, dict[int, PartStamp]]] = {}
    for number, end in enumerate(ends):
        for one in end.stamps:
            stretches = found.setdefault((one.edition, one.scope), {})
            stretches.setdefault(one.stretch, {})[number] = one
    for (edition, scope), stretches in found.items():
        latest: dict[int, bytes] = {}
        for _, told in sorted(stretches.items()):
            latest |= {number: one.tally for number, one in told.items()}
            position = max(one.position for one in told.values())
            changes = min(CHANGES_MAX, sum(one.changes for one in told.values()))
            yield edition, scope, position, changes, _sum_of_tallies(list(latest.values()))


def joint_changes(ends: Sequence[PartEnd]) -> Iterator[ChangeRow]:
    """What one event adds to a scope by items of several parts."""
    found: dict[tuple[int, str, int], list[bytes]] = {}
    for end in ends:
        for edition, scope, position, raw in end.joint:
            found.setdefault((edition, scope, position), []).append(raw)
    for (edition, scope, position), parts in found.items():
        yield edition, scope, position, _sum_of_changes(parts)


def _sum_of_tallies(parts: Sequence[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    return tally.to_bytes(Tally.total(tally.from_bytes(raw) for raw in parts))


def _sum_of_changes(parts: Sequence[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    return tally.change_to_bytes(Tally.total(tally.change_from_bytes(raw) for raw in parts))
