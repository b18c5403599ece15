"""Timelines and the feed of events: complete, in order, cut anywhere, up to any position."""

from __future__ import annotations

import pytest

from labeltrail.events.directory import erasure
from labeltrail.events.directory.erasure import Ground
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams.batch import AddItemsToBatch
from labeltrail.events.streams.item.commands import SkipItem
from labeltrail.events.streams.item.facts import SkipReason
from labeltrail.projections import history, replay
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.errors import PositionAhead, ReplayTooLong
from labeltrail.projections.replay import Counted
from labeltrail.projections.terms import terms_in_force
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, TENANT, Herbarium, tree


async def a_sheet(herbarium: Herbarium) -> ItemId:
    """Registered, in two batches, labeled, skipped and escalated among others."""
    await herbarium.found()
    sheet, other = await herbarium.register("sheet/1847-03", "sheet/1901-11")
    await herbarium.open_batch("cabinet-a", [other, sheet])
    await herbarium.label(sheet, ANNOTATORS[0], tree("birch"))
    await herbarium.open_batch("cabinet-b", [other])
    await herbarium.tell(SkipItem(item_id=other, reason=SkipReason.OTHER), ANNOTATORS[0])
    await herbarium.tell(AddItemsToBatch(batch_id=BatchId("cabinet-b"), item_ids=(sheet,)))
    await herbarium.escalate(sheet, ANNOTATORS[1], "Is it a hybrid?")
    await herbarium.fold()
    return sheet


def types(page: Page[RecordedEvent]) -> list[str]:
    return [event.type for event in page.rows]


WHOLE = [
    "ItemRegistered",
    "ItemsAddedToBatch",
    "LabelSubmitted",
    "ItemsAddedToBatch",
    "EscalationRaised",
]


async def test_item_has_its_own_events_and_those_that_batched_it(herbarium: Herbarium) -> None:
    sheet = await a_sheet(herbarium)
    pool, stream = herbarium.pool, f"item/{sheet}"
    page = await history.timeline(pool, HERBARIUM, stream, Window(limit=50))
    assert types(page) == WHOLE
    assert not page.has_more
    assert page.holds_for.position == await herbarium.head()
    positions = [event.position for event in page.rows]
    for size in (1, 2, 3):
        for start in range(len(positions) + 1):
            after = positions[start - 1] if start else None
            forward = await history.timeline(
                pool, HERBARIUM, stream, Window(limit=size, after=after)
            )
            assert types(forward) == WHOLE[start : start + size]
            assert forward.has_more == (start + size < len(WHOLE))
            before = positions[start] if start < len(positions) else None
            backward = await history.timeline(
                pool, HERBARIUM, stream, Window(limit=size, before=before, is_backward=True)
            )
            assert types(backward) == WHOLE[max(0, start - size) : start]
            assert backward.has_more == (start - size > 0)


async def test_timeline_ends_where_it_is_asked_to(herbarium: Herbarium) -> None:
    sheet = await a_sheet(herbarium)
    stream = f"item/{sheet}"
    whole = await history.timeline(herbarium.pool, HERBARIUM, stream, Window(limit=50))
    for event in whole.rows:
        past = await history.timeline(
            herbarium.pool, HERBARIUM, stream, Window(limit=50), position=event.position
        )
        assert past.rows == whole.rows[: whole.rows.index(event) + 1]
        assert past.holds_for.position == event.position
        assert past.holds_for.recorded_at == event.recorded_at


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("batch/cabinet-b", ["BatchOpened", "ItemsAddedToBatch", "ItemsAddedToBatch"]),
        ("taxonomy", ["TaxonomyPublished"]),
        ("guideline", ["GuidelineRevised", "GuidelinePublished"]),
        ("policy", ["PolicyPublished"]),
        ("item/sheet/0000-00", []),
    ],
)
async def test_batches_and_rules_have_timelines(
    herbarium: Herbarium, stream: str, expected: list[str]
) -> None:
    await a_sheet(herbarium)
    page = await history.timeline(herbarium.pool, HERBARIUM, stream, Window(limit=50))
    assert types(page) == expected


async def test_sentences_quote_the_words_until_they_are_erased(herbarium: Herbarium) -> None:
    sheet = await a_sheet(herbarium)
    page = await history.timeline(
        herbarium.pool, HERBARIUM, f"item/{sheet}", Window(limit=1, is_backward=True)
    )
    (told,) = await history.entries(herbarium.directory, HERBARIUM, page.rows)
    assert told.sentence.startswith("emeka escalated item sheet/1847-03 to level 1")
    assert told.sentence.endswith("Question: “Is it a hybrid?”")
    done = await erasure.erase(
        herbarium.pool, TENANT, ANNOTATORS[1], ground=Ground.REQUESTED, requested_by="curator"
    )
    (erased,) = await history.entries(herbarium.directory, HERBARIUM, page.rows)
    assert erased.sentence.endswith(
        f" Question: words erased on {done.erased_at:%Y-%m-%d} (text {told.texts[0].text_id})."
    )


@pytest.mark.parametrize("size", [1, 4, 1_000])
async def test_feed_gives_every_event_once(herbarium: Herbarium, size: int) -> None:
    await a_sheet(herbarium)
    everything = tuple(await herbarium.events())
    found: tuple[RecordedEvent, ...] = ()
    while True:
        window = Window(limit=size, after=found[-1].position if found else None)
        page = await history.events(herbarium.pool, HERBARIUM, window)
        found = (*found, *page.rows)
        if not page.has_more:
            break
    assert found == everything
    last = await history.events(herbarium.pool, HERBARIUM, Window(limit=size, is_backward=True))
    assert last.rows == everything[-size:]
    middle = Window(limit=size, after=3, before=9, is_backward=True)
    page = await history.events(herbarium.pool, HERBARIUM, middle)
    assert page.rows == everything[3:8][-size:]
    past = await history.events(herbarium.pool, HERBARIUM, Window(limit=1_000), position=5)
    assert past.rows == everything[:5]


async def test_history_beyond_the_head_is_refused(herbarium: Herbarium) -> None:
    await herbarium.found()
    head = await herbarium.head()
    with pytest.raises(PositionAhead):
        await history.events(herbarium.pool, HERBARIUM, Window(limit=5), position=head + 1)


async def test_replay_says_when_the_past_is_too_long(herbarium: Herbarium) -> None:
    await a_sheet(herbarium)
    head = await herbarium.head()
    rules = await herbarium.executor.rules(HERBARIUM)
    counted = Counted(terms_in_force(rules))
    with pytest.raises(ReplayTooLong, match="at most 5 events"):
        await replay.count_project(herbarium.pool, HERBARIUM, head, counted, events_max=5)
    cabinet = BatchId("cabinet-b")
    with pytest.raises(ReplayTooLong, match="at most 1 items"):
        await replay.count_batch(herbarium.pool, HERBARIUM, cabinet, head, counted, items_max=1)
    assert counted.tally.items == 0
