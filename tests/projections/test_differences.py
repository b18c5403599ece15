"""The difference between two positions, judged by a naive second opinion over random histories.

The judge scans the bare facts: it asks the naive model for the truth at every position between,
and names the positions where it became another.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.events.streams import batch, guideline, policy, taxonomy
from labeltrail.events.streams.item import facts
from labeltrail.events.streams.policy import Policy
from labeltrail.projections import differences
from labeltrail.projections.difference import ItemDifference, TruthChange
from labeltrail.projections.differences import ChangedItems, Compared
from labeltrail.projections.errors import DifferenceTooLong, PositionAhead, PositionsReversed
from labeltrail.projections.explanation import GroundTruth
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.truth import InForce
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, POLICY, Herbarium, tree
from tests.projections.histories import CABINETS, History
from tests.projections.model import Model, Truth
from tests.projections.poison import recorded

STEPS = 90
PAIRS = 12

Judged = dict[str, Any]


async def everything(
    herbarium: Herbarium, asked: Compared, *, size: int, batch_id: BatchId | None = None
) -> list[ItemDifference]:
    """All pages of a size."""
    rows: list[ItemDifference] = []
    page = ChangedItems(rows=(), scanned_to=None, has_more=True)
    while page.has_more:
        page = await differences.items(
            herbarium.pool, asked, limit=size, after=page.scanned_to, batch_id=batch_id
        )
        assert len(page.rows) <= size
        rows += page.rows
    return rows


@pytest.mark.parametrize("seed", range(5))
async def test_naive_scan_of_the_facts_finds_the_same(herbarium: Herbarium, seed: int) -> None:
    history, chosen = History(herbarium, seed), random.Random(seed)
    await history.begin()
    await history.run(STEPS)
    await herbarium.fold()
    events = await herbarium.events()
    for _ in range(PAIRS):
        earlier, later = sorted(chosen.sample(range(len(events) + 1), 2))
        asked = await differences.compared(herbarium.pool, HERBARIUM, earlier, later)
        assert [told_rule(one.event, events) for one in asked.rules] == [
            (one.version, one.change_note) for one in asked.rules
        ]
        assert [one.event for one in asked.rules] == [
            one for one in events[earlier:later] if "/" not in one.stream
        ]
        size = chosen.choice((1, 2, 50))
        for scope in (None, *CABINETS):
            name = BatchId(scope) if scope is not None else None
            found = await everything(herbarium, asked, size=size, batch_id=name)
            assert [shown(one) for one in found] == judged(events, earlier, later, scope)
        for one in await everything(herbarium, asked, size=50):
            assert await differences.item(herbarium.pool, asked, one.item_id) == one
        await assert_scopes(herbarium, asked, events)


def judged(
    events: list[RecordedEvent], earlier: int, later: int, scope: str | None
) -> list[Judged]:
    """What the facts alone say of every item, those without a change left out."""
    before, after = Model(events[:earlier]), Model(events[:later])
    chosen = after.items() if scope is None else after.items_in(scope)
    found = []
    for item in sorted(chosen):
        own = [one for one in events[earlier:later] if one.stream == f"item/{item}"]
        joined = [
            (one.stream.removeprefix("batch/"), one.position)
            for one in events[earlier:later]
            if isinstance(one.fact, batch.ItemsAddedToBatch) and item in one.fact.item_ids
        ]
        truths = judged_truths(events, item, earlier, later)
        if own or joined or truths:
            found.append(
                {
                    "item": item,
                    "is_new": item not in before.items(),
                    "labels": judged_labels(own),
                    "truths": truths,
                    "joined": joined,
                    "events": [one.position for one in own],
                }
            )
    return found


def judged_labels(own: list[RecordedEvent]) -> dict[str, list[tuple[str, int]]]:
    names = {
        facts.LabelSubmitted: "submitted",
        facts.LabelRevised: "revised",
        facts.LabelRetracted: "retracted",
        facts.LabelReviewed: "reviewed",
    }
    found: dict[str, list[tuple[str, int]]] = {}
    for event in own:
        kind = type(event.fact)
        if kind in names:
            label = str(getattr(event.fact, "label_id", event.event_id))
            found.setdefault(label, []).append((names[kind], event.position))
    return found


def judged_truths(events: list[RecordedEvent], item: str, earlier: int, later: int) -> Judged:
    """Of each task whose truth differs: how, what it was and is, and where it moved."""

    def truths(position: int) -> dict[TaskName, Truth]:
        model = Model(events[:position])
        return {one: model.truth(item, one) for one in model.tasks if item in model.items()}

    standing = {at: truths(at) for at in range(earlier, later + 1)}
    found: Judged = {}
    for task in {**standing[earlier], **standing[later]}:
        was, is_ = standing[earlier].get(task), standing[later].get(task)
        change = judged_change(was, is_)
        if change is not None:
            moved = [
                at
                for at in range(earlier + 1, later + 1)
                if judged_change(standing[at - 1].get(task), standing[at].get(task))
            ]
            found[task] = (change, was, is_, moved)
    return found


def judged_change(was: Truth | None, is_: Truth | None) -> str | None:
    if was == is_:
        return None
    value = was[1] if was is not None else None
    now = is_[1] if is_ is not None else None
    if value is None and now is None:
        return "regrounded" if was is not None and is_ is not None else None
    if value is None or now is None:
        return "gained" if value is None else "lost"
    return "regrounded" if value == now else "changed"


def shown(found: ItemDifference) -> Judged:
    """A difference in the judge's words."""
    at = {one.position: one.type.removeprefix("Label").lower() for one in found.events}
    for one in found.labels:
        assert list(one.changes) == list(dict.fromkeys(at[position] for position in one.positions))
    return {
        "item": found.item_id,
        "is_new": found.is_new,
        "labels": {
            str(one.label_id): [(at[position], position) for position in one.positions]
            for one in found.labels
        },
        "truths": {
            one.task: (
                str(one.change),
                told_truth(one.before),
                told_truth(one.after),
                list(one.positions),
            )
            for one in found.truths
        },
        "joined": [(one.batch_id, one.position) for one in found.joined],
        "events": [one.position for one in found.events],
    }


def told_truth(found: GroundTruth | None) -> Truth | None:
    if found is None:
        return None
    if isinstance(found.outcome, InForce):
        return str(found.outcome.origin), found.outcome.category, ""
    return str(found.outcome.origin or ""), None, str(found.outcome.reason)


def told_rule(event: RecordedEvent, events: list[RecordedEvent]) -> tuple[int | None, str | None]:
    match event.fact:
        case taxonomy.TaxonomyPublished(taxonomy_version=version, change_note=note):
            return version, note
        case policy.PolicyPublished(policy_version=version, change_note=note):
            return version, note
        case guideline.GuidelineRevised(guideline_revision=version, change_note=note):
            return version, note
        case guideline.GuidelinePublished(guideline_revision=version):
            drafts = [
                one.fact for one in events if isinstance(one.fact, guideline.GuidelineRevised)
            ]
            return version, drafts[version - 1].change_note
    return None, None


async def assert_scopes(herbarium: Herbarium, asked: Compared, events: list[RecordedEvent]) -> None:
    """Verdicts and what was measured, against the naive model at both positions."""
    before, after = (Model(events[:at]) for at in (asked.period.earlier, asked.period.later))
    for scope in (PROJECT_SCOPE, *CABINETS):
        found = await differences.scope(herbarium.pool, asked, scope)
        if scope and scope not in after.batches():
            assert found is None
            continue
        assert found is not None
        had = not scope or scope in before.batches()
        assert (found.before is not None) is had
        assert found.difference.before == (before.verdict(scope) if had else None)
        assert found.difference.after == after.verdict(scope)
        for one in found.difference.requirements:
            for side, model in ((one.before, before), (one.after, after)):
                if side is not None:
                    assert side.observed == model.measured(scope, side.requirement)[0]
        tasks = {one.task for one in found.difference.agreement}
        assert tasks == {*after.tasks, *(before.tasks if had else ())}


async def test_truth_names_the_policy_or_the_vote_that_moved_it(herbarium: Herbarium) -> None:
    await herbarium.found()
    (sheet,) = await herbarium.register("sheet/1847-03")
    for annotator in ANNOTATORS[:3]:
        await herbarium.label(sheet, annotator, tree("birch"))
    released = await herbarium.head()
    await herbarium.publish_policy(Policy(overlap=4, quorum=4))
    stricter = await herbarium.head()
    await herbarium.label(sheet, ANNOTATORS[3], tree("birch"))
    last = await herbarium.head()
    await herbarium.fold()

    async def moved(earlier: int, later: int) -> list[tuple[TruthChange, tuple[int, ...]]]:
        asked = await differences.compared(herbarium.pool, HERBARIUM, earlier, later)
        found = await everything(herbarium, asked, size=5)
        return [(one.change, one.positions) for each in found for one in each.truths]

    assert await moved(released, stricter) == [(TruthChange.LOST, (stricter,))]
    assert await moved(stricter, last) == [(TruthChange.GAINED, (last,))]
    assert await moved(released, last) == [], "there and back again is no difference"


async def test_requirement_with_another_threshold_is_one_requirement(
    herbarium: Herbarium,
) -> None:
    await herbarium.found()
    released = await herbarium.head()
    demands = POLICY.requirements
    stricter = tuple(msgspec.structs.replace(one, items_min=9) for one in demands)
    await herbarium.publish_policy(Policy(overlap=2, quorum=2, requirements=stricter))
    await herbarium.fold()
    asked = await differences.compared(herbarium.pool, HERBARIUM, released, await herbarium.head())
    found = await differences.scope(herbarium.pool, asked, PROJECT_SCOPE)
    assert found is not None
    assert len(found.difference.requirements) == len(demands)
    for one in found.difference.requirements:
        assert one.before is not None
        assert one.after is not None
        assert one.before.requirement.items_min < one.after.requirement.items_min == 9
        assert one.is_changed


async def test_what_cannot_be_compared_is_told(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch
) -> None:
    await herbarium.found()
    head = await herbarium.head()
    with pytest.raises(PositionsReversed):
        await differences.compared(herbarium.pool, HERBARIUM, head, 1)
    with pytest.raises(PositionAhead):
        await differences.compared(herbarium.pool, HERBARIUM, 1, head + 1)
    await herbarium.register("sheet/1847-03", "sheet/1901-11", "sheet/1868-20")
    await herbarium.fold()
    asked = await differences.compared(herbarium.pool, HERBARIUM, head, await herbarium.head())
    monkeypatch.setattr(differences, "EVENTS_BETWEEN_MAX", 2)
    with pytest.raises(DifferenceTooLong, match="more than 2 events"):
        await differences.items(herbarium.pool, asked, limit=5)
    assert await differences.item(herbarium.pool, asked, ItemId("sheet/1847-03")) is not None


async def test_item_moved_by_the_rules_alone_is_found(herbarium: Herbarium) -> None:
    await herbarium.found()
    sheets = await herbarium.register(*(f"sheet/19{number:02}" for number in range(9)))
    await herbarium.label(sheets[7], ANNOTATORS[0], tree("birch"))
    released = await herbarium.head()
    await herbarium.publish_policy(Policy(overlap=1, quorum=1))
    published = await herbarium.head()
    await herbarium.fold()
    asked = await differences.compared(herbarium.pool, HERBARIUM, released, published)
    (found,) = await everything(herbarium, asked, size=5)
    assert (found.item_id, found.events) == (sheets[7], ())
    (truth,) = found.truths
    assert (truth.task, truth.change, truth.positions) == (GENUS, TruthChange.GAINED, (published,))


async def test_parked_streams_differ_up_to_where_answers_hold_them(herbarium: Herbarium) -> None:
    await herbarium.found()
    released = await herbarium.head()
    bad, worse = await herbarium.register("sheet/1847-03", "sheet/1901-11")
    cabinet = await herbarium.open_batch(CABINETS[0], [bad])
    opened = await herbarium.head()
    await herbarium.label(bad, ANNOTATORS[0], tree("birch"))
    for stream in (f"item/{bad}", f"item/{worse}", f"batch/{cabinet}"):
        await recorded(herbarium, stream, "LabelSubmitted")
    await herbarium.fold()
    head = await herbarium.head()
    asked = await differences.compared(herbarium.pool, HERBARIUM, released, head)
    for name in (None, cabinet):
        found = await everything(herbarium, asked, size=1, batch_id=name)
        assert [one.item_id for one in found] == ([bad, worse] if name is None else [bad])
        types = [one.type for one in found[0].events]
        assert types == ["ItemRegistered", "LabelSubmitted"]
    later = await differences.compared(herbarium.pool, HERBARIUM, opened, head)
    assert [one.item_id for one in await everything(herbarium, later, size=1)] == [bad]
