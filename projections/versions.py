"""The row versions that a page of steps makes: each holds from the position of its event on.

Pure. A version is made only where something it says has changed, so that how pages are cut leaves
no trace in the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.events.streams.item.state import Escalation
from labeltrail.projections.contribution import (
    Share,
    TaskShare,
    difference,
    share,
    share_after,
)
from labeltrail.projections.fold import PROJECT_SCOPE, BatchStep, Folded, ItemStep, KeptItem
from labeltrail.projections.gold_versions import GoldVersion, gold_versions
from labeltrail.projections.reading_versions import (
    ReadingVersion,
    RegisteredVersion,
    reading_versions,
    registered_versions,
)
from labeltrail.projections.tally import Tally
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import InForce


class CountsVersion(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What lists and evidence ask of an item, whatever the terms."""

    item_id: ItemId
    position: int
    labels: int
    voters: int
    voters_any: int
    open_escalations: int
    review_requests: int


class TruthVersion(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The ground truth of an item and task under some terms, or why there is none."""

    item_id: ItemId
    task: TaskName
    position: int
    category: str | None
    origin: str | None
    absence: str | None
    nominal_weight: int
    ordinal_weight: int


class EscalationVersion(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    item_id: ItemId
    position: int
    escalation: Escalation


class Change(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What an event adds to the tally of a scope."""

    scope: str
    position: int
    tally: Tally


class PageRows(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What holds under any terms."""

    counts: tuple[CountsVersion, ...]
    escalations: tuple[EscalationVersion, ...]
    batches: tuple[BatchStep, ...]
    joined: tuple[tuple[BatchId, ItemId, int], ...]
    golds: tuple[GoldVersion, ...]
    readings: tuple[ReadingVersion, ...]
    registered: tuple[RegisteredVersion, ...]


class EditionRows(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What holds under one edition. `settled` are tallies by scope of items that come in."""

    truths: tuple[TruthVersion, ...]
    changes: tuple[Change, ...]
    settled: Mapping[str, Tally]


class Shared(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A step with the item's share before it and after it. `known` is None for a new item."""

    step: ItemStep
    known: Share | None
    now: Share


def shared(steps: Iterable[ItemStep], terms: Terms) -> list[Shared]:
    """The shares along the steps, each had from the one before where there is one."""
    found: list[Shared] = []
    shares: dict[ItemId, Share] = {}
    for step in steps:
        former = step.former
        known = shares.get(step.item_id)
        if former is None:
            known, now = None, share(step.now.state, terms)
        else:
            known = known or share(former.state, terms)
            now = known if step.is_same else share_after(former.state, known, step.now.state, terms)
        shares[step.item_id] = now
        found.append(Shared(step=step, known=known, now=now))
    return found


def page_rows(folded: Folded, along: Iterable[Shared]) -> PageRows:
    """What holds under any terms, from the shares under some."""
    counts: list[CountsVersion] = []
    escalations: list[EscalationVersion] = []
    golds: list[GoldVersion] = []
    joined: list[tuple[BatchId, ItemId, int]] = []
    for one in along:
        step = one.step
        if step.joined:
            joined += [(batch_id, step.item_id, step.position) for batch_id in sorted(step.joined)]
        if step.is_same:
            continue
        now = _counts(step.now, one.now)
        if step.former is None or one.known is None or _counts(step.former, one.known) != now:
            counts.append(_counts_version(step, now))
        escalations += _escalation_versions(step)
        golds += gold_versions(step)
    return PageRows(
        counts=tuple(counts),
        escalations=tuple(escalations),
        batches=folded.batches,
        joined=(*joined, *((one.batch_id, one.item_id, one.position) for one in folded.missed)),
        golds=tuple(golds),
        readings=tuple(reading_versions(folded.items)),
        registered=tuple(registered_versions(folded.items)),
    )


def edition_rows(
    along: Iterable[Shared], terms: Terms, *, begins: int | None = None
) -> EditionRows:
    """Under terms that all items of the steps have rows for, or that came into force at `begins`.

    In the latter case an item whose newest edition is an older one is settled first: what it was
    when the terms came into force holds from there on.
    """
    truths: list[TruthVersion] = []
    changes: dict[tuple[str, int], list[Tally]] = {}
    settled: dict[str, list[Tally]] = {}
    for one in along:
        step, known, now = one.step, one.known, one.now
        former = step.former
        if begins is not None and known and former and former.edition < terms.edition:
            truths += _truth_versions(step.item_id, begins, known.tasks, {})
            for scope in (PROJECT_SCOPE, *former.batches):
                settled.setdefault(scope, []).append(known.tally())
        if step.is_same:
            for batch_id in step.joined:
                changes.setdefault((batch_id, step.position), []).append(now.tally())
            continue
        truths += _truth_versions(
            step.item_id, step.position, now.tasks, known.tasks if known else {}
        )
        changed = difference(known, now)
        if changed != _NOTHING:
            for scope in (PROJECT_SCOPE, *step.now.batches):
                changes.setdefault((scope, step.position), []).append(changed)
    return EditionRows(
        truths=tuple(truths),
        changes=tuple(
            Change(scope=scope, position=position, tally=_sum(parts))
            for (scope, position), parts in changes.items()
        ),
        settled={scope: Tally.total(parts) for scope, parts in settled.items()},
    )


def settled_rows(items: Mapping[ItemId, KeptItem], terms: Terms, *, begins: int) -> EditionRows:
    """What items bring into an edition that came into force when they were as they are."""
    truths: list[TruthVersion] = []
    settled: dict[str, list[Tally]] = {}
    for item_id, item in items.items():
        found = share(item.state, terms)
        truths += _truth_versions(item_id, begins, found.tasks, {})
        for scope in (PROJECT_SCOPE, *item.batches):
            settled.setdefault(scope, []).append(found.tally())
    return EditionRows(
        truths=tuple(truths),
        changes=(),
        settled={scope: Tally.total(parts) for scope, parts in settled.items()},
    )


def attested_page(rows: PageRows) -> Iterator[tuple[object, ...]]:
    """Each row version as what it says, with the name of its table."""
    for count in rows.counts:
        yield ("item_counts", *msgspec.structs.astuple(count))
    for one in rows.escalations:
        yield ("escalations", one.item_id, one.position, one.escalation)
    for step in rows.batches:
        yield ("batches", step.batch_id, step.position, step.now)
    for membership in rows.joined:
        yield ("batch_items", *membership)
    for gold in rows.golds:
        yield ("gold", gold.item_id, gold.position, gold.gold)
    for reading in rows.readings:
        yield reading.attested()
    for registered in rows.registered:
        yield registered.attested()


def attested_edition(rows: EditionRows) -> Iterator[tuple[object, ...]]:
    """The same for what holds under an edition; tallies are sums of what items say anyway."""
    for truth in rows.truths:
        yield ("ground_truth", *msgspec.structs.astuple(truth))


def _counts(item: KeptItem, its_share: Share) -> tuple[int, ...]:
    return (
        len(item.state.active_labels()),
        its_share.voters,
        its_share.voters_any,
        its_share.open_escalations,
        its_share.review_requests,
    )


def _counts_version(step: ItemStep, counts: Sequence[int]) -> CountsVersion:
    labels, voters, voters_any, open_escalations, review_requests = counts
    return CountsVersion(
        item_id=step.item_id,
        position=step.position,
        labels=labels,
        voters=voters,
        voters_any=voters_any,
        open_escalations=open_escalations,
        review_requests=review_requests,
    )


def _escalation_versions(step: ItemStep) -> Iterator[EscalationVersion]:
    known = step.former.state.escalations if step.former is not None else {}
    if step.now.state.escalations is known:
        return
    for escalation_id, escalation in step.now.state.escalations.items():
        if known.get(escalation_id) is not escalation:
            yield EscalationVersion(
                item_id=step.item_id, position=step.position, escalation=escalation
            )


def _truth_versions(
    item_id: ItemId,
    position: int,
    now: Mapping[TaskName, TaskShare],
    former: Mapping[TaskName, TaskShare],
) -> Iterator[TruthVersion]:
    for task, found in now.items():
        known = former.get(task)
        if known is found or (known is not None and _says(known) == _says(found)):
            continue
        category, origin, absence, nominal, ordinal = _says(found)
        yield TruthVersion(
            item_id=item_id,
            task=task,
            position=position,
            category=category,
            origin=origin,
            absence=absence,
            nominal_weight=nominal,
            ordinal_weight=ordinal,
        )


def _says(task: TaskShare) -> tuple[str | None, str | None, str | None, int, int]:
    match task.outcome:
        case InForce(origin=origin, category=category):
            return (category, origin, None, task.nominal_weight, task.ordinal_weight)
        case absent:
            weights = (task.nominal_weight, task.ordinal_weight)
            return (None, absent.origin, absent.reason, *weights)


def _sum(parts: Sequence[Tally]) -> Tally:
    return parts[0] if len(parts) == 1 else Tally.total(parts)


_NOTHING = Tally()
