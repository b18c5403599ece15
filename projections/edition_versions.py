"""Rows that hold under one edition of the terms: ground truth, open work, what tallies grow by.

Pure. Made along the steps of a page as in `versions.py`, or of items that come into an edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from labeltrail.events.identifiers import ItemId, TaskName
from labeltrail.projections import tally
from labeltrail.projections.along import Shared
from labeltrail.projections.attestation import PLACE, Attested
from labeltrail.projections.contribution import Share, Sharing, TaskShare, growth
from labeltrail.projections.fold import PROJECT_SCOPE, KeptItem
from labeltrail.projections.growth import Growth
from labeltrail.projections.growth_sum import Sum, total
from labeltrail.projections.standings import Says
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms
from labeltrail.projections.work.versions import Work, WorkVersion, wanting_under

_NO_TASKS: Mapping[TaskName, TaskShare] = {}


class TruthVersion(msgspec.Struct, frozen=True, gc=False):
    """The ground truth of an item and task under some terms, or why there is none."""

    item_id: ItemId
    task: TaskName
    position: int
    says: Says
    follows: bool


class Change(msgspec.Struct, frozen=True, gc=False):
    """What an event adds to the tally of a scope: one growth for each item that has a part."""

    scope: str
    position: int
    growths: tuple[Growth, ...]

    def to_bytes(self) -> bytes:
        if len(self.growths) == 1:
            return self.growths[0].to_bytes()
        return tally.change_to_bytes(total(self.growths))


class EditionRows(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What holds under one edition. `settled` are tallies by scope of items that come in."""

    truths: Sequence[TruthVersion]
    changes: Sequence[Change]
    settled: Mapping[str, Tally]
    work: Sequence[WorkVersion]
    attested: Sequence[Attested]


def edition_rows(
    along: Sequence[Shared], terms: Terms, *, begins: int | None = None
) -> EditionRows:
    """Under terms that all items of the steps have rows for, or that came into force at `begins`.

    In the latter case an item whose newest edition is an older one is settled first: what it was
    when the terms came into force holds from there on.
    """
    settled = _Settled(terms)
    if begins is not None:
        for one in along:
            former, known = one.step.former, one.known
            if known is not None and former is not None and former.edition < terms.edition:
                settled.take(one.step.item_id, former, known, begins)
    truths, work = truth_rows(along), settled.work
    work.take(along)
    return EditionRows(
        truths=[*settled.truths.versions, *truths.versions],
        changes=tally_changes(along),
        settled=settled.tallies(),
        work=work.versions,
        attested=[*settled.truths.attested, *truths.attested, *work.attested],
    )


def settled_rows(items: Mapping[ItemId, KeptItem], terms: Terms, *, begins: int) -> EditionRows:
    """What items bring into an edition that came into force when they were as they are."""
    settled, sharing = _Settled(terms), Sharing(terms)
    for item_id, item in items.items():
        settled.take(item_id, item, sharing.share(item.state), begins)
    return EditionRows(
        truths=settled.truths.versions,
        changes=(),
        settled=settled.tallies(),
        work=settled.work.versions,
        attested=[*settled.truths.attested, *settled.work.attested],
    )


class Truths:
    """Versions of ground truth, and what they tell by item and position."""

    def __init__(self) -> None:
        self.versions: list[TruthVersion] = []
        self.attested: list[Attested] = []

    def add(
        self,
        item_id: ItemId,
        position: int,
        now: Mapping[TaskName, TaskShare],
        former: Mapping[TaskName, TaskShare],
    ) -> None:
        """Those tasks of which something else is true than before."""
        told: list[object] = [item_id, position]
        for task, found in now.items():
            known = former.get(task)
            if known is found:
                continue
            says = found.standing.says
            if known is not None and known.standing.says == says:
                continue
            self.versions.append(TruthVersion(item_id, task, position, says, known is not None))
            told.append((task, *says))
        if len(told) > PLACE:
            self.attested.append(tuple(told))


def truth_rows(along: Iterable[Shared]) -> Truths:
    """Of the steps."""
    found = Truths()
    for one in along:
        if one.known is not one.now:
            former = one.known.tasks if one.known is not None else _NO_TASKS
            found.add(one.step.item_id, one.step.position, one.now.tasks, former)
    return found


def tally_changes(along: Iterable[Shared]) -> list[Change]:
    """What the steps add to the tallies of the sets that their items are in."""
    found: list[Change] = []
    joining: dict[tuple[str, int], list[Growth]] = {}
    wholes: dict[int, Growth] = {}
    for one in along:
        step, now = one.step, one.now
        former, position = step.former, step.position
        joins = former is not None and former.state is step.now.state
        if joins or one.known is None:
            grown = wholes.get(id(now))
            if grown is None:
                grown = wholes[id(now)] = growth(None, now)
            if joins:
                for batch_id in step.joined:
                    joining.setdefault((batch_id, position), []).append(grown)
                continue
        else:
            grown = growth(one.known, now)
            if grown.moves.is_nothing:
                continue
        changed = (grown,)
        found.append(Change(PROJECT_SCOPE, position, changed))
        found += [Change(scope, position, changed) for scope in step.now.batches]
    found += [Change(*place, tuple(growths)) for place, growths in joining.items()]
    return found


class _Settled:
    """Items that come into an edition; under construction, never handed out."""

    def __init__(self, terms: Terms) -> None:
        self.truths = Truths()
        self.work = Work(wanting_under(terms))
        self._sums: dict[str, Sum] = {}

    def take(self, item_id: ItemId, item: KeptItem, its_share: Share, begins: int) -> None:
        self.truths.add(item_id, begins, its_share.tasks, _NO_TASKS)
        self.work.begin(item_id, item, begins)
        whole = growth(None, its_share)
        for scope in (PROJECT_SCOPE, *item.batches):
            self._sums.setdefault(scope, Sum()).add(whole)

    def tallies(self) -> dict[str, Tally]:
        return {scope: found.tally() for scope, found in self._sums.items()}


def attested_edition(rows: EditionRows) -> Iterable[Attested]:
    """The same for what holds under an edition; tallies are sums of what items say anyway."""
    return rows.attested
