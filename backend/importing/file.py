"""A file of items and labels as a stream of rows, read from the start as often as asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import msgspec

from labeltrail.backend.importing.columns import Columns, found_columns
from labeltrail.backend.importing.lines import Lines, Malformed
from labeltrail.backend.importing.records import CsvRecords, Record, json_records
from labeltrail.backend.importing.rows import Row, row_of


class FileFormat(StrEnum):
    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"


SUFFIXES = {
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.TSV,
    ".jsonl": FileFormat.JSONL,
    ".ndjson": FileFormat.JSONL,
}


class FileFault(ValueError):
    """The file as a whole cannot be imported; the message says why."""


class ImportFile(msgspec.Struct, frozen=True, kw_only=True):
    """Where the rows are, and how to read them."""

    path: Path
    file_format: FileFormat
    mapping: dict[str, str] = {}
    zone: tzinfo | None = None

    def opened(self) -> Rows:
        """A fresh pass over the file."""
        try:
            stream = self.path.open("rb")
        except OSError as error:
            raise FileFault(f"cannot read {self.path}: {error.strerror}") from None
        return Rows(self, stream)

    def bytes_total(self) -> int:
        return self.path.stat().st_size


def format_of(path: Path) -> FileFormat:
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise FileFault(
            f"cannot tell the format of {path.name} by its name; say --format csv, tsv or jsonl"
        ) from None


class Rows:
    """One pass. Use as a context manager; iterate once."""

    def __init__(self, file: ImportFile, stream: BinaryIO) -> None:
        self._file = file
        self._stream = stream
        self._lines = Lines(stream)
        try:
            self.columns, self._records = self._begun()
        except BaseException:
            stream.close()
            raise

    def __enter__(self) -> Rows:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __iter__(self) -> Iterator[Row | Malformed]:
        for record in self._records:
            if isinstance(record, Malformed):
                yield record
            else:
                yield row_of(record, self.columns, zone=self._file.zone)

    @property
    def bytes_read(self) -> int:
        return self._lines.bytes_read

    def _begun(self) -> tuple[Columns, Iterator[Record | Malformed]]:
        if self._file.file_format is FileFormat.JSONL:
            return self._begun_json()
        delimiter = "\t" if self._file.file_format is FileFormat.TSV else ","
        records = CsvRecords(self._lines, delimiter)
        if not records.header:
            raise FileFault(f"{self._file.path}, line 1: no header with the columns' names")
        twice = {name for name in records.header if records.header.count(name) > 1}
        if twice:
            message = f"line 1: the column {min(twice)!r} stands there twice"
            raise FileFault(f"{self._file.path}, {message}")
        return found_columns(records.header, self._file.mapping), iter(records)

    def _begun_json(self) -> tuple[Columns, Iterator[Record | Malformed]]:
        """The first readable object says which keys there are."""
        records = json_records(self._lines)
        before: list[Record | Malformed] = []
        for record in records:
            before.append(record)
            if isinstance(record, Record):
                columns = found_columns(list(record.values), self._file.mapping)
                return columns.or_our_names(), itertools.chain(before, records)
            if len(before) >= BROKEN_LINES_AT_START_MAX:
                break
        raise FileFault(f"{self._file.path} holds no JSON object; is it {FileFormat.JSONL}?")


BROKEN_LINES_AT_START_MAX = 100
