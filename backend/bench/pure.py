"""The folds alone, without a database: events in memory, a page at a time, as a worker has them.

Only folding is timed, by processor time, since nothing in it waits. Facts are typed within it, and
every page's events are new: nothing was looked at before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from labeltrail.backend.bench.recording import remembered
from labeltrail.backend.bench.report import Rate
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams.item import PREFIX, state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import attestation
from labeltrail.projections.fold import (
    Folded,
    Kept,
    KeptBatch,
    KeptItem,
    fold,
    touched,
    up_to_new_terms,
)
from labeltrail.projections.page import PAGE_EVENTS_MAX
from labeltrail.projections.terms import terms_in_force
from labeltrail.projections.versions import (
    attested_edition,
    attested_page,
    edition_rows,
    page_rows,
    shared,
)

ROUNDS = 3
STEPS = 3 * ROUNDS
_FIRST_EDITION = 1

Page = Sequence[RecordedEvent]
Fold = Callable[[Page], None]
"""Folds page after page, in order."""


def bench_pure(*, events: int, advanced: Callable[[], None]) -> tuple[Rate, ...]:
    """Of so many events: items alone, what read models keep of each step, and all their rows."""
    makers: dict[str, Callable[[], Fold]] = {
        "pure: states of items": _items,
        "pure: items, batches and rules, step by step": lambda: _Steps().take,
        "pure: all row versions, shares, tallies and their sum": lambda: _Rows().take,
    }
    rounds: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(ROUNDS):
        for name, make in makers.items():
            rounds[name].append(events / _seconds(make(), events))
            advanced()
    return tuple(
        Rate(name=name, unit="events/s", rounds=tuple(found)) for name, found in rounds.items()
    )


def _seconds(take: Fold, events: int) -> float:
    seconds = 0.0
    for page in _pages(remembered(events=events)):
        started = time.process_time()
        take(page)
        seconds += time.process_time() - started
    return seconds


def _pages(events: Iterable[RecordedEvent]) -> Iterator[Page]:
    coming = iter(events)
    while page := list(islice(coming, PAGE_EVENTS_MAX)):
        yield page


def _items() -> Fold:
    states: dict[str, Item] = {}
    nothing = Item()

    def take(page: Page) -> None:
        for event in page:
            if event.stream.startswith(PREFIX):
                former = states.get(event.stream, nothing)
                states[event.stream] = state.evolve(former, event)

    return take


class _Steps:
    """What a worker loads and keeps for each page is in memory here."""

    def __init__(self) -> None:
        self._rules = Rules()
        self._items: dict[ItemId, KeptItem] = {}
        self._batches: dict[BatchId, KeptBatch] = {}

    def take(self, page: Page) -> None:
        while page:
            some = up_to_new_terms(page)
            page = page[len(some) :]
            self.keep(self.fold(some))

    def fold(self, page: Page) -> Folded:
        """Only what the page touches goes in."""
        found = touched(page)
        before = Kept(
            rules=self._rules,
            items={one: self._items[one] for one in found.items if one in self._items},
            batches={one: self._batches[one] for one in found.batches if one in self._batches},
        )
        return fold(page, before, _FIRST_EDITION)

    def keep(self, folded: Folded) -> None:
        self._rules = folded.kept.rules
        self._items.update(folded.kept.items)
        self._batches.update(folded.kept.batches)


class _Rows(_Steps):
    """The steps, and every row version that they make, as a worker would write them."""

    def __init__(self) -> None:
        super().__init__()
        self._row_sum = self._edition_sum = attestation.NOTHING

    def keep(self, folded: Folded) -> None:
        super().keep(folded)
        terms = terms_in_force(folded.kept.rules)
        along = shared(folded.items, terms)
        rows, answers = page_rows(folded, along), edition_rows(along, terms)
        self._row_sum = attestation.plus(self._row_sum, attested_page(rows))
        self._edition_sum = attestation.plus(self._edition_sum, attested_edition(answers))
