"""What a read model holds, told in 32 bytes, so that two machines can compare without rows.

All that an event says anew of an item adds one number, and a sum has no order: pages in any cut, a
refold that overlaps with new events and a rebuild in parts all come to the same. 2048 bits, since
sums of fewer could be made to meet (Wagner's generalised birthday attack; Bellare and Micciancio's
AdHash 1997).

>>> both = plus(plus(NOTHING, [("a", 1)]), [("b", 2)])
>>> both == plus(NOTHING, [("b", 2), ("a", 1)])
True
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

BYTES = 256
NOTHING = b""
"""The sum over no rows."""

Attested = tuple[object, ...]
"""What a step says anew in some tables, all of it; or one row that stands for itself."""
PLACE = 2
"""Entries of what a step tells that only say of which item and where."""

_encode = msgspec.msgpack.Encoder().encode
_MASK = (1 << (8 * BYTES)) - 1


def plus(sum_: bytes, rows: Iterable[Attested]) -> bytes:
    """The sum with these added."""
    total = int.from_bytes(sum_, "big")
    for row in rows:
        total += int.from_bytes(hashlib.shake_256(_encode(row)).digest(BYTES), "big")
    return _written(total)


def together(sums: Iterable[bytes]) -> bytes:
    """The sum over the rows of all parts."""
    return _written(sum(int.from_bytes(one, "big") for one in sums))


def state_sha(
    fold_version: int, position: int, edition: int, row_sum: bytes, edition_sum: bytes
) -> str:
    """SHA-256 in hexadecimal of everything that a read model holds at a position.

    Equal code (`fold_version`) at an equal position under an equal edition gives equal state.
    """
    told = _encode(("labeltrail.state.v1", fold_version, position, edition, row_sum, edition_sum))
    return hashlib.sha256(told).hexdigest()


def _written(total: int) -> bytes:
    kept = total & _MASK
    return kept.to_bytes(BYTES, "big") if kept else NOTHING
