"""The folds alone, without a database: events in memory, a page at a time, as a worker has them.

Only folding is timed, by processor time, since nothing in it waits. Facts are typed within it, and
every page's events are new: nothing was looked at before. Each fold alone is timed from what the
one before it gives: states make steps, steps make shares, and shares make the rows of counts and
ground truth and the sums of tallies. The bytes that are written are in "everything" alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from labeltrail.backend.bench.recording import remembered
from labeltrail.backend.bench.report import Rate
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams import rules
from labeltrail.events.streams.batch import PREFIX as BATCH
from labeltrail.events.streams.item import PREFIX, state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import attestation
from labeltrail.projections.along import Shared, shared
from labeltrail.projections.edition_versions import (
    attested_edition,
    edition_rows,
    tally_changes,
    truth_rows,
)
from labeltrail.projections.fold import Folded, Kept, KeptBatch, KeptItem, fold, touched
from labeltrail.projections.fold import up_to_new_terms as up_to_terms
from labeltrail.projections.page import PAGE_EVENTS_MAX
from labeltrail.projections.ranged import change_rows
from labeltrail.projections.reading_versions import reading_versions, registered_version
from labeltrail.projections.recent import Recent
from labeltrail.projections.stamps import Stamp, by_scope, stamped
from labeltrail.projections.terms import terms_in_force
from labeltrail.projections.versions import attested_page, counts_rows, page_rows

ROUNDS = 3
_FIRST_EDITION = 1
_NO_ITEM = Item()

Page = Sequence[RecordedEvent]
Seconds = dict[str, float]
"""By the name of what was done."""

ITEMS = "pure: states of items"
STEPS_OF_ALL = "pure: items, batches and rules, step by step"
BATCHES = "pure: batches"
RULES = "pure: rules"
SHARES = "pure: shares of items, from steps"
COUNTS = "pure: counts of items, from shares"
TRUTHS = "pure: ground truth, from shares"
TALLIES = "pure: agreement and other tallies, from shares"
READINGS = "pure: answers and registered items, from steps"
ATTESTED = "pure: attestation, from rows"
EVERYTHING = "pure: everything, every row version and its attestation"
NAMES = (
    *(ITEMS, BATCHES, RULES, STEPS_OF_ALL),
    *(SHARES, COUNTS, TRUTHS, TALLIES, READINGS, ATTESTED, EVERYTHING),
)
STEPS = ROUNDS * len(NAMES)


def bench_pure(*, events: int, advanced: Callable[[], None]) -> tuple[Rate, ...]:
    """Of so many events: each projection by itself, and all of them together."""
    rounds: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(ROUNDS):
        for name, seconds in _round(events).items():
            rounds[name].append(events / seconds)
            advanced()
    return tuple(
        Rate(name=name, unit="events/s", rounds=tuple(found)) for name, found in rounds.items()
    )


def _round(events: int) -> Seconds:
    spent: Seconds = dict.fromkeys(NAMES, 0.0)
    for name, take in ((ITEMS, _items()), (BATCHES, _batches()), (RULES, _rules())):
        for page in _pages(events):
            spent[name] += _timed(take, page)
    apart = _Apart(spent)
    for page in _pages(events):
        apart.take(page)
    whole = _Whole()
    for page in _pages(events):
        spent[EVERYTHING] += _timed(whole.take, page)
    return spent


def _timed(take: Callable[[Page], object], page: Page) -> float:
    started = time.process_time()
    take(page)
    return time.process_time() - started


def _pages(events: int) -> Iterator[Page]:
    coming = iter(remembered(events=events))
    while page := list(islice(coming, PAGE_EVENTS_MAX)):
        yield page


def _items() -> Callable[[Page], None]:
    states: dict[str, Item] = {}

    def take(page: Page) -> None:
        for event in page:
            if event.stream.startswith(PREFIX):
                former = states.get(event.stream, _NO_ITEM)
                states[event.stream] = state.evolve(former, event)

    return take


def _batches() -> Callable[[Page], object]:
    """Of items only that they exist is known; their streams are passed over."""
    steps = _Steps()
    seen: set[str] = set()

    def take(page: Page) -> None:
        some: list[RecordedEvent] = []
        for event in page:
            if event.stream.startswith(BATCH):
                some.append(event)
            elif event.stream.startswith(PREFIX) and event.stream not in seen:
                seen.add(event.stream)
                steps.know(ItemId(event.stream.removeprefix(PREFIX)))
        if some:
            steps.keep(steps.fold(some))

    return take


def _rules() -> Callable[[Page], object]:
    known = Rules()

    def take(page: Page) -> None:
        nonlocal known
        for event in page:
            if event.stream in rules.STREAMS:
                known = rules.evolve(known, event)

    return take


class _Steps:
    """What a worker loads and keeps for each page is in memory here."""

    def __init__(self) -> None:
        self._rules = Rules()
        self._items: dict[ItemId, KeptItem] = {}
        self._batches: dict[BatchId, KeptBatch] = {}

    def know(self, item_id: ItemId) -> None:
        self._items[item_id] = KeptItem(0, _NO_ITEM, frozenset(), _FIRST_EDITION)

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


class _Apart:
    """The same steps for each projection, one after the other; their seconds are added up."""

    def __init__(self, spent: Seconds) -> None:
        self._spent = spent
        self._steps = _Steps()
        self._recent = Recent()
        self._stamps: dict[str, Stamp] = {}
        self._sum = attestation.NOTHING

    def take(self, page: Page) -> None:
        while page:
            some = up_to_terms(page)
            page = page[len(some) :]
            self._take(some)

    def _take(self, page: Page) -> None:
        started = time.process_time()
        folded = self._steps.fold(page)
        self._steps.keep(folded)
        self._spent[STEPS_OF_ALL] += time.process_time() - started
        terms = terms_in_force(folded.kept.rules)
        started = time.process_time()
        along = shared(folded.items, terms, self._recent.shares(folded.kept.items, terms))
        self._spent[SHARES] += time.process_time() - started
        for name, make in (
            (COUNTS, lambda: counts_rows(along)),
            (TRUTHS, lambda: truth_rows(along)),
            (TALLIES, lambda: self._tallies(along)),
            (READINGS, lambda: _readings(folded)),
        ):
            started = time.process_time()
            make()
            self._spent[name] += time.process_time() - started
        rows, answers = page_rows(folded, along), edition_rows(along, terms)
        started = time.process_time()
        self._sum = attestation.plus(self._sum, attested_page(rows))
        self._sum = attestation.plus(self._sum, attested_edition(answers))
        self._spent[ATTESTED] += time.process_time() - started
        shares = {one.step.item_id: one.now for one in along}
        self._recent.take(folded.kept.items, shares, terms)

    def _tallies(self, along: Iterable[Shared]) -> None:
        for move in stamped(self._stamps, by_scope(tally_changes(along))):
            self._stamps[move.scope] = move.stamp


def _readings(folded: Folded) -> None:
    for step in folded.items:
        former = step.former.state if step.former is not None else _NO_ITEM
        if step.now.state.labels is not former.labels:
            reading_versions(step, former)
        if step.now.state.registered is not former.registered:
            list(registered_version(step, former))


class _Whole:
    """All of it, as a worker does it between reading and writing."""

    def __init__(self) -> None:
        self._steps = _Steps()
        self._recent = Recent()
        self._stamps: dict[str, Stamp] = {}
        self._row_sum = self._edition_sum = attestation.NOTHING

    def take(self, page: Page) -> None:
        while page:
            some = up_to_terms(page)
            page = page[len(some) :]
            folded = self._steps.fold(some)
            self._steps.keep(folded)
            self._keep(folded)

    def _keep(self, folded: Folded) -> None:
        terms = terms_in_force(folded.kept.rules)
        along = shared(folded.items, terms, self._recent.shares(folded.kept.items, terms))
        shares = {one.step.item_id: one.now for one in along}
        self._recent.take(folded.kept.items, shares, terms)
        rows, answers = page_rows(folded, along), edition_rows(along, terms)
        self._row_sum = attestation.plus(self._row_sum, attested_page(rows))
        self._edition_sum = attestation.plus(self._edition_sum, attested_edition(answers))
        for _ in change_rows((_FIRST_EDITION, one) for one in answers.changes):
            pass
        for move in stamped(self._stamps, by_scope(answers.changes)):
            self._stamps[move.scope] = move.stamp
