"""Cases that count for or against a share, by item and by annotator or class. Pure.

Of a requirement "at least" the cases that miss weigh, of one "at most" those that hit.
"""

from __future__ import annotations

from collections import Counter

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Comparison, Requirement
from labeltrail.projections.evidence import Evidence, heaviest
from labeltrail.projections.readiness.metrics.shares import of_share
from labeltrail.projections.readiness.verdicts import (
    Culprit,
    CulpritKind,
    Measured,
    heaviest_culprits,
)


class Cases:
    """What a share is counted from, case by case."""

    def __init__(self, requirement: Requirement) -> None:
        self._requirement = requirement
        self._is_least = requirement.comparison is Comparison.AT_LEAST
        self._items: Counter[ItemId] = Counter()
        self._culprits: Counter[tuple[CulpritKind, str]] = Counter()
        self.hits = 0
        self.n = 0

    def add(
        self,
        item_id: ItemId,
        *,
        hits: bool,
        annotator: str | None = None,
        category: str | None = None,
    ) -> None:
        self.n += 1
        self.hits += hits
        if hits is self._is_least:
            return
        self._items[item_id] += 1
        if annotator is not None:
            self._culprits[CulpritKind.ANNOTATOR, annotator] += 1
        if category is not None:
            self._culprits[CulpritKind.CLASS, category] += 1

    def measured(self, empty: str) -> Measured:
        """`empty` tells what is not there where there is no case."""
        return of_share(
            self.hits,
            self.n,
            self._requirement,
            empty=empty,
            evidence=self.evidence(),
            culprits=self.culprits(),
        )

    def evidence(self) -> tuple[Evidence, ...]:
        return heaviest(
            Evidence(item_id=item_id, weight=weight) for item_id, weight in self._items.items()
        )

    def culprits(self) -> tuple[Culprit, ...]:
        return heaviest_culprits(
            [
                Culprit(kind=kind, name=name, weight=weight)
                for (kind, name), weight in self._culprits.items()
            ]
        )
