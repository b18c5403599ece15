"""Rows: what one record says about an item and, where it does, about one label of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TypeVar

import msgspec

from labeltrail.backend.importing.columns import Columns
from labeltrail.backend.importing.lines import Malformed
from labeltrail.backend.importing.records import Record
from labeltrail.events.identifiers import identifier_fault
from labeltrail.events.limits import SECONDS_SPENT_MAX, TEXT_LENGTH_MAX
from labeltrail.events.streams.item.facts import Modality

Parsed = TypeVar("Parsed")


class Judgment(msgspec.Struct, frozen=True, kw_only=True):
    """One label as the file gives it. `repeat` is None where the file does not number them."""

    annotator: str
    label: str
    repeat: int | None = None
    confidence: float | None = None
    seconds: float | None = None
    at: datetime | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file: an item, a label of it unless `judgment` is None, and what is known
    to be true of it, if the line says so.
    """

    line: int
    item: str
    modality: Modality | None = None
    uri: str | None = None
    content_sha256: str | None = None
    text: str | None = None
    source: str | None = None
    judgment: Judgment | None = None
    gold: object = None
    """As it stands in the file: only an import of gold reads it, by `label_text`."""

    @property
    def has_gold(self) -> bool:
        return self.gold not in (None, "")


class _Unreadable(ValueError):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def row_of(record: Record, columns: Columns, *, zone: tzinfo | None) -> Row | Malformed:
    """The record's row. `zone` is taken for times that state none; without it they are broken."""
    try:
        return _row(record, columns, zone)
    except _Unreadable as fault:
        column = columns.of_field.get(fault.field, fault.field)
        return Malformed(
            line=record.line,
            column=record.column_of(column),
            field=column,
            message=str(fault),
        )


def _row(record: Record, columns: Columns, zone: tzinfo | None) -> Row:
    def text(field: str) -> str | None:
        column = columns.of_field.get(field)
        return None if column is None else _text(field, record.values.get(column))

    def read(field: str, parse: Callable[[str], Parsed]) -> Parsed | None:
        written = text(field)
        return None if written is None else _parsed(field, written, parse)

    inline = text("text")
    if inline is not None and len(inline) > TEXT_LENGTH_MAX:
        message = f"at most {TEXT_LENGTH_MAX:,} characters fit inline; give a uri instead"
        raise _Unreadable("text", message)
    judgment = None
    label = label_text(record.values.get(columns.of_field.get("label", "")))
    if label is not None or text("annotator") is not None:
        judgment = Judgment(
            annotator=_identifier("annotator", text("annotator")),
            label=_label(label),
            repeat=read("repeat", _repeat),
            confidence=read("confidence", _confidence),
            seconds=read("seconds", _seconds),
            at=read("at", lambda written: _time(written, zone)),
        )
    return Row(
        line=record.line,
        item=_identifier("item", text("item")),
        modality=read("modality", _modality),
        uri=text("uri"),
        content_sha256=text("content_sha256"),
        text=inline,
        source=text("source"),
        judgment=judgment,
        gold=record.values.get(columns.of_field.get("gold", "")),
    )


def label_text(value: object) -> str | None:
    """As `_text`; a set, path, ranking or preference may be an array, and is taken as its text.

    Raises ValueError for what is no value.
    """
    if isinstance(value, list):
        return msgspec.json.encode(value).decode()
    return _text("label", value)


def _text(field: str, value: object) -> str | None:
    """A scalar as text. An empty cell, null and a missing key are all "not given"."""
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case _:
            raise _Unreadable(field, "one value is needed here, not a list or an object")


def _parsed(field: str, written: str, parse: Callable[[str], Parsed]) -> Parsed:
    try:
        return parse(written.strip())
    except ValueError as fault:
        raise _Unreadable(field, str(fault)) from None


def _identifier(field: str, written: str | None) -> str:
    if written is None:
        raise _Unreadable(field, f"the {field} is missing")
    reason = identifier_fault(written)
    if reason is not None:
        raise _Unreadable(field, f"the {field} {reason}")
    return written


def _label(written: str | None) -> str:
    if written is None:
        raise _Unreadable("label", "the label is missing")
    return written


def _repeat(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise ValueError(f"repeat counts 1, 2, 3 …, not {written!r}")
    return int(written)


def _confidence(written: str) -> float:
    return _number(written, "confidence", 1)


def _seconds(written: str) -> float:
    return _number(written, "seconds", SECONDS_SPENT_MAX)


def _number(written: str, field: str, highest: float) -> float:
    try:
        number = float(written)
    except ValueError:
        raise ValueError(f"{field} must be a number, not {written!r}") from None
    if not 0 <= number <= highest:
        raise ValueError(f"{field} must lie between 0 and {highest}, not {written}")
    return number


def _time(written: str, zone: tzinfo | None) -> datetime:
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"no ISO 8601 time: {written!r}, as in 2014-06-27T14:49:50Z") from None
    if time.tzinfo is not None:
        return time
    if zone is None:
        raise ValueError(f"{written} states no time zone; append Z, or say --zone UTC")
    return time.replace(tzinfo=zone)


def _modality(written: str) -> Modality:
    try:
        return Modality(written)
    except ValueError:
        raise ValueError(f"modality is one of {', '.join(Modality)}, not {written!r}") from None
