"""The row versions of a part: those that stand, and those that are whole with where they ended."""

from __future__ import annotations

from typing import Protocol, TypeVar

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.projections.edition_versions import Change, TruthVersion
from labeltrail.projections.fold import BatchStep, KeptItem
from labeltrail.projections.gold.versions import GoldVersion
from labeltrail.projections.reading_versions import ReadingVersion, RegisteredVersion
from labeltrail.projections.versions import CountsVersion, EscalationVersion
from labeltrail.projections.work.versions import WorkVersion


class ItemOfPart(msgspec.Struct, frozen=True):
    """An item as its last event left it."""

    item_id: ItemId
    held: KeptItem
    edition: int


class PartRows(msgspec.Struct, kw_only=True):
    """What can be written by now. `truths`, `work` and `changes` name their edition."""

    counts: list[tuple[CountsVersion, int]] = []
    escalations: list[tuple[EscalationVersion, int]] = []
    batches: list[tuple[BatchStep, int]] = []
    truths: list[tuple[int, TruthVersion, int]] = []
    work: list[tuple[int, WorkVersion, int]] = []
    joined: list[tuple[BatchId, ItemId, int]] = []
    golds: list[tuple[GoldVersion, int]] = []
    readings: list[tuple[ReadingVersion, int]] = []
    registered: list[RegisteredVersion] = []
    changes: list[tuple[int, Change]] = []
    items: list[ItemOfPart] = []

    def __len__(self) -> int:
        return (
            len(self.counts)
            + len(self.escalations)
            + len(self.batches)
            + len(self.truths)
            + len(self.work)
            + len(self.joined)
            + len(self.golds)
            + len(self.readings)
            + len(self.registered)
            + len(self.changes)
            + len(self.items)
        )


class _Version(Protocol):
    @property
    def position(self) -> int: ...


Key = TypeVar("Key")
Version = TypeVar("Version", bound=_Version)


def take_over(
    standing: dict[Key, Version], key: Key, now: Version, ended: list[tuple[Version, int]]
) -> None:
    """The version of now stands; the one that stood ends where it begins."""
    former = standing.get(key)
    if former is not None:
        ended.append((former, now.position))
    standing[key] = now
