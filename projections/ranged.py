"""Versions with the positions that they hold for, as rows of the tables.

Pure. Within a page a version ends where the next of the same key begins; what stood before the
page ends where the first begins, and only where there is something to end.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import msgspec

from labeltrail.projections.edition_versions import Change, TruthVersion
from labeltrail.projections.fold import BatchStep
from labeltrail.projections.reading_versions import FOR_EVER, ReadingVersion
from labeltrail.projections.versions import EscalationVersion

NEVER_DUE = datetime.max  # noqa: DTZ901 - asyncpg's word for infinity

_encode = msgspec.msgpack.Encoder().encode


class _Version(Protocol):
    @property
    def position(self) -> int: ...

    @property
    def follows(self) -> bool: ...


Version = TypeVar("Version", bound=_Version)


class Ranged(msgspec.Struct, Generic[Version], frozen=True):
    """`rows` are versions, each with the position where it ends; `ends` are keys, each with the
    position where a version from before the page ends."""

    rows: list[tuple[Version, int]]
    ends: list[tuple[Hashable, ...]]


def ranged(
    versions: Sequence[Version], key_of: Callable[[Version], tuple[Hashable, ...]]
) -> Ranged[Version]:
    """Of versions in order of position."""
    rows: list[tuple[Version, int]] = []
    first: dict[tuple[Hashable, ...], Version] = {}
    for one in reversed(versions):
        key = key_of(one)
        later = first.get(key)
        rows.append((one, later.position if later is not None else FOR_EVER))
        first[key] = one
    rows.reverse()
    ends = [(*key, one.position) for key, one in first.items() if one.follows]
    return Ranged(rows, ends)


def truth_row(edition: int, one: TruthVersion, end: int) -> tuple[object, ...]:
    return (edition, one.item_id, one.task, one.position, end, *one.says)


def reading_row(one: ReadingVersion, end: int) -> tuple[object, ...]:
    return (one.task, one.label_id, one.position, end, *(one.said or ()))


def escalation_row(one: EscalationVersion, end: int) -> tuple[object, ...]:
    held = one.escalation
    return (
        *(held.escalation_id, one.position, end, one.item_id, held.is_open, held.level),
        *(held.due_at or NEVER_DUE, held.raised_position, _encode(held)),
        *(held.owner, held.owner_role),
    )


def batch_row(step: BatchStep, end: int) -> tuple[object, ...]:
    return (step.batch_id, step.position, end, *msgspec.structs.astuple(step.now))


def change_rows(changes: Iterable[tuple[int, Change]]) -> Iterator[tuple[object, ...]]:
    """Of changes with their editions. One item's growth is the same in every scope that it is in,
    so its bytes are made once."""
    written: dict[int, bytes] = {}
    for edition, one in changes:
        raw = written.get(id(one.growths))
        if raw is None:
            raw = written[id(one.growths)] = one.to_bytes()
        yield edition, one.scope, one.position, raw
