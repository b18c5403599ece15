"""One part of a project, folded in memory from its first event: the items that fall to it.

Pure. Events of items outside are not given; those of batches, rules and the project are given to
every part, and only the first one tells of batches. All rows are made whole, with their ends, so
they are only ever inserted. What several parts say together (the tallies, and what one event adds
to them in several parts) is kept apart, for whoever puts the parts together (`together.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import (
    BatchId,
    EscalationId,
    GoldId,
    ItemId,
    LabelId,
    TaskName,
)
from labeltrail.events.streams.batch import PREFIX as BATCH
from labeltrail.events.streams.rules import Rules
from labeltrail.projections import attestation, tally
from labeltrail.projections.along import shared
from labeltrail.projections.edition_versions import (
    Change,
    TruthVersion,
    attested_edition,
    edition_rows,
    settled_rows,
)
from labeltrail.projections.fold import BatchStep, Kept, fold, up_to_new_terms
from labeltrail.projections.gold.versions import GoldVersion
from labeltrail.projections.part_output import ItemOfPart, PartRows, take_over
from labeltrail.projections.reading_versions import (
    FOR_EVER,
    ReadingVersion,
)
from labeltrail.projections.stamps import CHANGES_MAX, by_scope, grown
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms, terms_in_force
from labeltrail.projections.versions import (
    CountsVersion,
    EscalationVersion,
    PageRows,
    attested_page,
    page_rows,
)
from labeltrail.projections.work.versions import WorkVersion


class PartStamp(msgspec.Struct, frozen=True, kw_only=True):
    """What a part's items add up to in a scope, at the last change in a stretch of positions."""

    edition: int
    scope: str
    stretch: int
    position: int
    changes: int
    tally: bytes


class PartEnd(msgspec.Struct, frozen=True, kw_only=True):
    """What a part adds to the whole. `joint` are changes that other parts may have a share in."""

    rules: Rules
    stamps: list[PartStamp]
    joint: list[tuple[int, str, int, bytes]]
    editions: list[tuple[int, int]]
    row_sum: bytes
    edition_sum: bytes


class Part:
    """Takes events in order, page by page. Rows are to be taken out by `written_out`."""

    def __init__(self, number: int, *, parts: int) -> None:
        self._is_first = number == 0
        self._others = _Others(number, parts)
        self._kept = Kept(rules=Rules(), items={}, batches={})
        self._terms = terms_in_force(Rules())
        self.rows = PartRows()
        self._counts: dict[ItemId, CountsVersion] = {}
        self._escalations: dict[EscalationId, EscalationVersion] = {}
        self._batches: dict[BatchId, BatchStep] = {}
        self._golds: dict[GoldId, GoldVersion] = {}
        self._readings: dict[tuple[TaskName, LabelId], ReadingVersion] = {}
        self._truths: dict[tuple[ItemId, TaskName], TruthVersion] = {}
        self._work: dict[ItemId, WorkVersion] = {}
        self._running: dict[str, Tally] = {}
        self._stamps: dict[tuple[int, str], list[PartStamp]] = {}
        self._joint: list[tuple[int, str, int, bytes]] = []
        self._editions: list[tuple[int, int]] = []
        self._row_sum = self._edition_sum = attestation.NOTHING

    def fold(self, events: Sequence[RecordedEvent]) -> None:
        while events:
            some = up_to_new_terms(events)
            self._fold(some)
            events = events[len(some) :]
            terms = terms_in_force(self._kept.rules)
            if terms.edition != self._terms.edition:
                self._begin(terms, some[-1].position)

    def written_out(self) -> PartRows:
        """The rows that are whole; they are not given again."""
        rows, self.rows = self.rows, PartRows()
        return rows

    def ended(self) -> PartEnd:
        """After the last event. Everything that is open holds for ever."""
        self._end_edition()
        edition = self._terms.edition
        rows = self.rows
        rows.counts += [(one, FOR_EVER) for one in self._counts.values()]
        rows.escalations += [(one, FOR_EVER) for one in self._escalations.values()]
        rows.batches += [(one, FOR_EVER) for one in self._batches.values()]
        rows.golds += [(one, FOR_EVER) for one in self._golds.values()]
        rows.readings += [(one, FOR_EVER) for one in self._readings.values()]
        rows.items += [
            ItemOfPart(item_id, held, edition) for item_id, held in self._kept.items.items()
        ]
        return PartEnd(
            rules=self._kept.rules,
            stamps=[one for found in self._stamps.values() for one in found],
            joint=self._joint,
            editions=self._editions,
            row_sum=self._row_sum,
            edition_sum=self._edition_sum,
        )

    def _fold(self, events: Sequence[RecordedEvent]) -> None:
        folded = fold(events, self._kept, self._terms.edition, self._others)
        folded = msgspec.structs.replace(folded, missed=())
        self._kept = folded.kept
        along = shared(folded.items, self._terms)
        rows, answers = page_rows(folded, along), edition_rows(along, self._terms)
        if not self._is_first:
            rows = msgspec.structs.replace(rows, batches=())
        self._row_sum = attestation.plus(self._row_sum, attested_page(rows))
        self._edition_sum = attestation.plus(self._edition_sum, attested_edition(answers))
        self._take(rows)
        self._take_truths(answers.truths)
        self._take_work(answers.work)
        self._take_changes(answers.changes, _batch_positions(events))

    def _begin(self, terms: Terms, position: int) -> None:
        """New terms: what every item is when they come into force holds under them from there."""
        self._end_edition()
        self._terms = terms
        self._editions.append((terms.edition, position))
        settled = settled_rows(self._kept.items, terms, begins=position)
        self._edition_sum = attestation.plus(attestation.NOTHING, attested_edition(settled))
        self._take_truths(settled.truths)
        self._take_work(settled.work)
        self._running = dict(settled.settled)
        for scope, sum_ in settled.settled.items():
            self._stamp(scope, position, changes=0, tally_=sum_, stretch=-1)

    def _take(self, rows: PageRows) -> None:
        out = self.rows
        for count in rows.counts:
            take_over(self._counts, count.item_id, count, out.counts)
        for one in rows.escalations:
            take_over(self._escalations, one.escalation.escalation_id, one, out.escalations)
        for gold in rows.golds:
            take_over(self._golds, gold.gold.gold_id, gold, out.golds)
        for step in rows.batches:
            take_over(self._batches, step.batch_id, step, out.batches)
        self._take_readings(rows.readings)
        out.joined += rows.joined
        out.registered += rows.registered

    def _take_readings(self, readings: Iterable[ReadingVersion]) -> None:
        out = self.rows.readings
        for one in readings:
            former = self._readings.pop(one.key, None)
            if former is not None:
                out.append((former, one.position))
            if one.said is not None:
                self._readings[one.key] = one

    def _take_truths(self, truths: Iterable[TruthVersion]) -> None:
        edition, out = self._terms.edition, self.rows.truths
        for one in truths:
            former = self._truths.get((one.item_id, one.task))
            if former is not None:
                out.append((edition, former, one.position))
            self._truths[one.item_id, one.task] = one

    def _take_work(self, work: Iterable[WorkVersion]) -> None:
        edition, out = self._terms.edition, self.rows.work
        for one in work:
            former = self._work.pop(one.item_id, None)
            if former is not None:
                out.append((edition, former, one.position))
            if one.want is not None:
                self._work[one.item_id] = one

    def _end_edition(self) -> None:
        """What stands under it stands for ever: nothing of it is asked for once another is."""
        edition = self._terms.edition
        self.rows.truths += [(edition, one, FOR_EVER) for one in self._truths.values()]
        self.rows.work += [(edition, one, FOR_EVER) for one in self._work.values()]
        self._truths, self._work = {}, {}

    def _take_changes(self, changes: Sequence[Change], shared_at: Collection[int]) -> None:
        edition = self._terms.edition
        for one in changes:
            if one.position in shared_at:
                self._joint.append((edition, one.scope, one.position, one.to_bytes()))
            else:
                self.rows.changes.append((edition, one))
        for scope, found in by_scope(changes).items():
            for stretch, some in _stretches(found):
                sum_ = self._running[scope] = grown(self._running.get(scope), some)
                position = some[-1].position
                self._stamp(scope, position, changes=len(some), tally_=sum_, stretch=stretch)

    def _stamp(
        self, scope: str, position: int, *, changes: int, tally_: Tally, stretch: int
    ) -> None:
        """One stamp for each stretch: of several in the same one the last is kept."""
        edition = self._terms.edition
        found = self._stamps.setdefault((edition, scope), [])
        if found and found[-1].stretch == stretch:
            changes += found.pop().changes
        found.append(
            PartStamp(
                edition=edition,
                scope=scope,
                stretch=stretch,
                position=position,
                changes=changes,
                tally=tally.to_bytes(tally_),
            )
        )


def part_of(stream: str, *, parts: int) -> int:
    """The part that an item's stream falls to; `parallel.sql` computes the same."""
    digest = sha256(stream.encode()).digest()
    return (256 * digest[0] + digest[1]) % parts


class _Others(Collection[str]):
    """The streams of items that are in other parts: their joining a batch is told there."""

    def __init__(self, number: int, parts: int) -> None:
        self._number, self._parts = number, parts

    def __contains__(self, stream: object) -> bool:
        return isinstance(stream, str) and part_of(stream, parts=self._parts) != self._number

    def __iter__(self) -> Iterator[str]:
        raise TypeError("nobody knows them all")

    def __len__(self) -> int:
        raise TypeError("nobody knows them all")


def _batch_positions(events: Iterable[RecordedEvent]) -> frozenset[int]:
    return frozenset(event.position for event in events if event.stream.startswith(BATCH))


def _stretches(changes: Sequence[Change]) -> Iterator[tuple[int, list[Change]]]:
    """Changes in order of position, by the stretch of positions that they lie in."""
    some: list[Change] = []
    for one in changes:
        if some and one.position // CHANGES_MAX != some[0].position // CHANGES_MAX:
            yield some[0].position // CHANGES_MAX, some
            some = []
        some.append(one)
    if some:
        yield some[0].position // CHANGES_MAX, some
