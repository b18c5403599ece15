"""Readings as the server's binary COPY gives them, put into columns.

Pure. Every row begins with its numbers, which take one length, and ends with its texts. So rows
are found by how they begin, all at once; that each ends where the next begins proves them right,
and where one does not, rows are followed one by one. The texts of a row are looked up together:
there are few different.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from labeltrail.projections.columns.readings import NONE, Readings

HEADER_BYTES = 19
"""Before the first row: a signature, flags, and the length of an extension that nobody uses."""
EPOCH_MICROSECONDS = 946_684_800_000_000
"""Of the server's epoch, 2000-01-01 UTC, since 1970."""
NUMBERS = (
    *(("repeat", "i4"), ("flags", "i4"), ("taxonomy_version", "i4"), ("guideline_revision", "i4")),
    *(("item_position", "i8"), ("submitted", "i8"), ("position", "i8"), ("occurred_at", "i8")),
    ("seconds_spent", "f8"),
)
"""The first fields of a row: none of them is NULL."""
TEXTS = 4
"""Annotator, category, independent category, suggested category: the fields that follow."""
IS_INDEPENDENT, IS_PERSON, IS_RETRACTED, STANDING_SHIFT = 1, 2, 4, 3
STANDING_BITS, VERSION_SHIFT = 3, 5

_ROW = np.dtype(
    [
        ("fields", ">i2"),
        *(
            field
            for name, kind in NUMBERS
            for field in ((f"bytes_of_{name}", ">i4"), (name, f">{kind}"))
        ),
    ]
)
_BEGINNING = (len(NUMBERS) + TEXTS).to_bytes(2, "big") + (4).to_bytes(4, "big") + bytes(2)
"""Of every row: the number of fields, the length of the first, and zeros of a small number."""
_MARK = np.frombuffer(_BEGINNING, dtype="<i8")[0]
_LENGTHS_OF_FOUR = (10, 18, 26)
"""Where a row has the lengths of its other short numbers; nothing else in a row looks like it."""
_length = struct.Struct(">i").unpack_from
_Places = npt.NDArray[np.int64]


class RegisteredItems(msgspec.Struct, frozen=True, eq=False):
    """Ids, sorted, and where each was registered."""

    items: Sequence[str]
    position: npt.NDArray[np.int64]


class CopiedReadings:
    """Takes the bytes of one COPY in pieces that end anywhere, then gives the columns."""

    def __init__(self) -> None:
        self._rest = b""
        self._skip = HEADER_BYTES
        self._places: dict[bytes, int] = {}
        self._texts: list[npt.NDArray[np.int32]] = []
        self._numbers: list[npt.NDArray[np.void]] = []

    def take(self, piece: bytes) -> None:
        """Rows that are whole are decoded at once."""
        read = self._rest + piece
        if self._skip:
            if len(read) < self._skip:
                self._rest = read
                return
            read, self._skip = read[self._skip :], 0
        begins, ends = found(read)
        if len(begins) == 0:
            self._rest = read
            return
        self._rest = read[int(ends[-1]) :]
        at_any = len(read) - _ROW.itemsize + 1
        rows = np.ndarray(at_any, dtype=f"V{_ROW.itemsize}", buffer=read, strides=(1,))
        self._numbers.append(rows[begins].view(_ROW))
        known = self._places
        texts = (begins + _ROW.itemsize).tolist()
        places = [
            known.setdefault(read[begin:end], len(known))
            for begin, end in zip(texts, ends.tolist(), strict=True)
        ]
        self._texts.append(np.array(places, dtype=np.int32))

    def readings(self, registered: RegisteredItems) -> Readings:
        """Sorted by item, annotator and repeat. Raises ValueError for an item not registered."""
        numbers = np.concatenate([np.empty(0, dtype=_ROW), *self._numbers])
        places = np.concatenate([np.empty(0, dtype=np.int32), *self._texts])
        columns = {name: numbers[name].astype(kind) for name, kind in NUMBERS}
        items, item = _items(columns["item_position"], registered)
        annotators, values, told = _lists(self._places)
        annotator, value, independent, suggested = told[:, places]
        flags = columns["flags"]
        order = np.lexsort((columns["submitted"], columns["repeat"], annotator, item))
        return Readings(
            items=items,
            annotators=annotators,
            values=values,
            item=item[order],
            annotator=annotator[order],
            repeat=columns["repeat"][order],
            value=value[order],
            independent=independent[order],
            is_independent=(flags & IS_INDEPENDENT != 0)[order],
            is_person=(flags & IS_PERSON != 0)[order],
            is_retracted=(flags & IS_RETRACTED != 0)[order],
            standing=(flags >> STANDING_SHIFT & STANDING_BITS)[order],
            suggested=suggested[order],
            position=columns["position"][order],
            submitted=columns["submitted"][order],
            occurred_at=columns["occurred_at"][order] + EPOCH_MICROSECONDS,
            taxonomy_version=columns["taxonomy_version"][order],
            guideline_revision=columns["guideline_revision"][order],
            seconds_spent=columns["seconds_spent"][order],
            independent_version=(flags >> VERSION_SHIFT)[order],
        )


def found(read: bytes) -> tuple[_Places, _Places]:
    """Where the rows that are whole begin and end; the first begins at once."""
    if len(read) < _ROW.itemsize + 4 * TEXTS:
        return _NOWHERE, _NOWHERE
    lengths = np.ndarray(len(read) - 3, dtype=">i4", buffer=read, strides=(1,))
    words = np.ndarray(len(read) - 7, dtype="<i8", buffer=read, strides=(1,))
    begins = np.flatnonzero(words[: len(read) - _ROW.itemsize - 3] == _MARK)
    for place in _LENGTHS_OF_FOUR:
        begins = begins[lengths[begins + place] == 4]
    ends = begins + _ROW.itemsize
    for _ in range(TEXTS):
        ends = ends + 4 + np.maximum(lengths[np.minimum(ends, len(lengths) - 1)], 0)
        ends = np.minimum(ends, len(read) + 1)
    is_whole = ends <= len(read)
    if len(begins) and begins[0] == 0 and np.array_equal(begins[1:], ends[:-1]):
        return begins[is_whole], ends[is_whole]
    return followed(read)


def followed(read: bytes) -> tuple[_Places, _Places]:
    """The same row by row, whatever stands in them."""
    begins: list[int] = []
    ends: list[int] = []
    at, last = 0, len(read)
    while at + _ROW.itemsize + 4 * TEXTS <= last:
        end = at + _ROW.itemsize
        for _ in range(TEXTS):
            if end + 4 > last:
                end = last + 1
                break
            end += 4 + max(0, _length(read, end)[0])
        if end > last:
            break
        begins.append(at)
        ends.append(end)
        at = end
    return np.array(begins, dtype=np.int64), np.array(ends, dtype=np.int64)


def _items(
    positions: npt.NDArray[np.int64], registered: RegisteredItems
) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
    """The items that occur, sorted by id, and each row's place among them."""
    by_position = np.argsort(registered.position)
    known = registered.position[by_position]
    found = np.searchsorted(known, positions)
    if len(positions) and (not len(known) or np.any(known[found % len(known)] != positions)):
        raise ValueError("a reading is of an item that is not registered")
    code = by_position[found] if len(positions) else np.empty(0, dtype=np.int64)
    occurs = np.zeros(len(known), dtype=np.bool_)
    occurs[code] = True
    place = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    items = registered.items
    return tuple(items[n] for n in np.flatnonzero(occurs).tolist()), place[code]


def _lists(
    told: dict[bytes, int],
) -> tuple[tuple[str, ...], tuple[str, ...], npt.NDArray[np.int32]]:
    """Annotators and categories, sorted, and the codes of each combination of texts that occurs:
    shape (TEXTS, n)."""
    rows = [_texts(one) for one in told]
    annotators = tuple(sorted({row[0] or "" for row in rows}))
    values = tuple(sorted({one for row in rows for one in row[1:] if one is not None}))
    people: dict[str | None, int] = {one: n for n, one in enumerate(annotators)}
    place: dict[str | None, int] = {one: n for n, one in enumerate(values)} | {None: NONE}
    codes = [(people[row[0]], *(place[one] for one in row[1:])) for row in rows]
    table = np.array(codes, dtype=np.int32).reshape(len(codes), TEXTS)
    return annotators, values, np.ascontiguousarray(table.T)


def _texts(fields: bytes) -> list[str | None]:
    found: list[str | None] = []
    at = 0
    for _ in range(TEXTS):
        (length,) = _length(fields, at)
        at += 4
        found.append(None if length < 0 else fields[at : at + length].decode())
        at += max(length, 0)
    return found


_NOWHERE = np.empty(0, dtype=np.int64)
