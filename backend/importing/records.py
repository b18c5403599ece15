"""Records of a CSV or JSONL file: named values with the line where they begin.

A broken record is named and the next line is read as if nothing had happened: a quote that is
never closed costs its own line, not the rest of the file.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterator
from typing import assert_never

import msgspec

from labeltrail.backend.importing.lines import Line, Lines, Malformed

LINES_PER_RECORD_MAX = 200  # a quoted CSV field may hold line ends


class Record(msgspec.Struct, frozen=True):
    """The values of one record by the file's own column names. CSV values are text."""

    line: int
    values: dict[str, object]
    has_columns: bool = False

    def column_of(self, name: str) -> int | None:
        """Where a CSV record holds the column, from 1. JSON has names only."""
        if not self.has_columns or name not in self.values:
            return None
        return list(self.values).index(name) + 1


def json_records(lines: Lines) -> Iterator[Record | Malformed]:
    """One JSON object per line; blank lines are passed over."""
    for line in lines:
        if isinstance(line, Malformed):
            yield line
        elif line.text.strip():
            yield _json_record(line)


def _json_record(line: Line) -> Record | Malformed:
    try:
        found = msgspec.json.decode(line.text)
    except msgspec.DecodeError as error:
        column, message = _json_fault(line.text, str(error))
        return Malformed(line=line.number, column=column, message=message)
    if not isinstance(found, dict):
        message = f"a JSON object is needed on every line, not {_json_kind(found)}"
        return Malformed(line=line.number, column=1, message=message)
    return Record(line.number, found)


def _json_fault(text: str, message: str) -> tuple[int, str]:
    """The standard library names the column; msgspec is the one that is quick."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.colno, f"no JSON: {error.msg}"
    return 1, f"no JSON: {message}"


def _json_kind(found: object) -> str:
    kinds = {list: "an array", str: "a string", type(None): "null", bool: "true or false"}
    return kinds.get(type(found), "a number")


class CsvRecords:
    """Iterates over the records below the header line.

    `header` is None for a file whose first line names no columns.
    """

    def __init__(self, lines: Lines, delimiter: str) -> None:
        self._lines = iter(lines)
        self._again: deque[Line | Malformed] = deque()
        self._delimiter = delimiter
        self.header = self._read_header()

    def __iter__(self) -> Iterator[Record | Malformed]:
        header = self.header or []
        while (line := self._next()) is not None:
            match line:
                case Malformed():
                    yield line
                case Line():
                    if line.text.strip():
                        yield self._record(line, header)
                case _:
                    assert_never(line)

    def _next(self) -> Line | Malformed | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _read_header(self) -> list[str] | None:
        first = self._next()
        if not isinstance(first, Line):
            return None
        names = self._fields([first])
        return None if names is None else [name.strip() for name in names]

    def _record(self, line: Line, header: list[str]) -> Record | Malformed:
        taken = [line]
        while _quote_is_open(taken) and len(taken) < LINES_PER_RECORD_MAX:
            following = self._next()
            if not isinstance(following, Line):
                if following is not None:
                    self._again.appendleft(following)
                break
            taken.append(following)
        fields = self._fields(taken)
        if fields is not None and len(fields) == len(header):
            return Record(line.number, dict(zip(header, fields, strict=True)), has_columns=True)
        self._again.extendleft(reversed(taken[1:]))
        if fields is None or len(taken) > 1:
            return Malformed(
                line=line.number,
                column=self._column_of_last_quote(line.text),
                message='a quote is opened here and not closed; write " as "" inside quotes',
            )
        message = f"{len(fields)} columns where the header has {len(header)}"
        return Malformed(line=line.number, column=min(len(fields), len(header)), message=message)

    def _fields(self, taken: list[Line]) -> list[str] | None:
        text = "\n".join(line.text for line in taken)
        try:
            return next(csv.reader([text], delimiter=self._delimiter, strict=True))
        except (csv.Error, StopIteration):
            return None

    def _column_of_last_quote(self, text: str) -> int:
        return text[: text.rfind('"')].count(self._delimiter) + 1


def _quote_is_open(taken: list[Line]) -> bool:
    return sum(line.text.count('"') for line in taken) % 2 == 1
