"""Lists are cut where they should be, in both directions, and filters hold all together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest

from labeltrail.events.identifiers import BatchId, EscalationId, ItemId
from labeltrail.events.streams.batch import BatchKind, CloseBatch
from labeltrail.events.streams.item.commands import RequestReview, WithdrawEscalation
from labeltrail.projections import reads
from labeltrail.projections.answers import (
    PAGE_ROWS_MAX,
    ItemFilter,
    Page,
    Window,
)
from labeltrail.projections.truth import Absence
from tests.projections.herbarium import (
    ANNOTATORS,
    CONDITION,
    GENUS,
    HERBARIUM,
    Herbarium,
    grade,
    tree,
)

Key = TypeVar("Key")
Row = TypeVar("Row")
SHEETS = tuple(ItemId(f"sheet/{number:02}") for number in range(7))


async def walked(
    read: Callable[[Window[Key]], Awaitable[Page[Row]]],
    key: Callable[[Row], Key],
    *,
    size: int,
    is_backward: bool,
) -> list[Row]:
    """All rows, page after page, in the list's order."""
    rows: list[Row] = []
    place: Key | None = None
    while True:
        window = Window(
            limit=size,
            after=None if is_backward else place,
            before=place if is_backward else None,
            is_backward=is_backward,
        )
        page = await read(window)
        assert len(page.rows) <= size
        rows = [*page.rows, *rows] if is_backward else [*rows, *page.rows]
        if not page.has_more:
            return rows
        assert len(page.rows) == size
        place = key(page.rows[0] if is_backward else page.rows[-1])


@pytest.mark.parametrize("is_backward", [False, True])
@pytest.mark.parametrize("size", [1, 3, 7, 100])
async def test_every_page_size_walks_all_items_once(
    herbarium: Herbarium, size: int, is_backward: bool
) -> None:
    await herbarium.found()
    await herbarium.register(*reversed(SHEETS))
    await herbarium.fold()
    rows = await walked(
        lambda window: reads.items_page(herbarium.pool, HERBARIUM, window),
        lambda row: row.item_id,
        size=size,
        is_backward=is_backward,
    )
    assert [row.item_id for row in rows] == list(SHEETS)


async def test_items_are_listed_by_what_is_to_do(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register(*SHEETS)
    await herbarium.open_batch("cabinet-a", SHEETS[:4])
    for sheet, second in ((SHEETS[0], "birch"), (SHEETS[1], "alder"), (SHEETS[5], "alder")):
        await herbarium.label(sheet, ANNOTATORS[0], tree("birch") | grade(2))
        await herbarium.label(sheet, ANNOTATORS[1], tree(second) | grade(2))
    await herbarium.tell(RequestReview(item_id=SHEETS[3]), ANNOTATORS[0])
    await herbarium.escalate(SHEETS[2], ANNOTATORS[0], "Is it a hybrid?")
    await herbarium.fold()

    async def listed(where: ItemFilter) -> list[int]:
        page = await reads.items_page(herbarium.pool, HERBARIUM, Window(limit=50), where=where)
        return [SHEETS.index(row.item_id) for row in page.rows]

    a = BatchId("cabinet-a")
    assert await listed(ItemFilter()) == [0, 1, 2, 3, 4, 5, 6]
    assert await listed(ItemFilter(batch_id=a)) == [0, 1, 2, 3]
    assert await listed(ItemFilter(batch_id=BatchId("cabinet-z"))) == []
    assert await listed(ItemFilter(needs_review=True)) == [1, 3, 5]  # two by the policy: ties
    assert await listed(ItemFilter(needs_review=True, batch_id=a)) == [1, 3]
    assert await listed(ItemFilter(is_escalated=True)) == [2]
    assert await listed(ItemFilter(absence=Absence.TIE)) == [1, 5]
    assert await listed(ItemFilter(absence=Absence.TIE, task=CONDITION)) == []
    assert await listed(ItemFilter(absence=Absence.TIE, task=GENUS, batch_id=a)) == [1]
    assert await listed(ItemFilter(absence=Absence.NO_LABELS)) == [2, 3, 4, 6]
    assert await listed(ItemFilter(absence=Absence.NO_LABELS, is_escalated=True)) == [2]


async def test_batches_tell_what_they_are(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register(*SHEETS)
    for name in ("cabinet-c", "cabinet-a", "cabinet-b"):
        await herbarium.open_batch(name, SHEETS[:2])
    await herbarium.tell(CloseBatch(batch_id=BatchId("cabinet-b")))
    await herbarium.fold()
    for is_backward in (False, True):
        rows = await walked(
            lambda window: reads.batches_page(herbarium.pool, HERBARIUM, window),
            lambda row: row.batch_id,
            size=2,
            is_backward=is_backward,
        )
        assert [row.batch_id for row in rows] == ["cabinet-a", "cabinet-b", "cabinet-c"]
    assert [row.is_closed for row in rows] == [False, True, False]
    assert {(row.items, row.batch_kind) for row in rows} == {(2, BatchKind.PRODUCTION)}
    assert rows[2].title == "Cabinet cabinet-c"
    found = await reads.scopes(herbarium.pool, HERBARIUM, ["cabinet-b", "cabinet-z"])
    assert list(found) == ["cabinet-b"]
    assert found["cabinet-b"].batch == rows[1]


@pytest.mark.parametrize("is_backward", [False, True])
@pytest.mark.parametrize("size", [1, 2, 50])
async def test_queue_is_by_level_then_due_then_raised(
    herbarium: Herbarium, size: int, is_backward: bool
) -> None:
    await herbarium.found()
    (sheet,) = await herbarium.register(SHEETS[0])
    noon = datetime(2031, 5, 1, 12, tzinfo=UTC)
    asked = ((1, None), (3, None), (3, noon), (1, noon), (3, noon - timedelta(days=1)), (1, None))
    raised: list[EscalationId] = []
    for level, due_at in asked:
        words = f"Level {level}?"
        raised.append(
            await herbarium.escalate(sheet, ANNOTATORS[0], words, level=level, due_at=due_at)
        )
    withdrawal = WithdrawEscalation(item_id=sheet, escalation_id=raised[3])
    await herbarium.tell(withdrawal, ANNOTATORS[0])
    await herbarium.fold()
    order = [raised[place] for place in (4, 2, 1, 3, 0, 5)]
    expected = {
        None: order,
        True: [one for one in order if one != raised[3]],
        False: [raised[3]],
    }
    for is_open, wanted in expected.items():
        read = partial(reads.escalations_page, herbarium.pool, HERBARIUM, is_open=is_open)
        rows = await walked(read, lambda row: row.key, size=size, is_backward=is_backward)
        assert [row.escalation_id for row in rows] == wanted
    found = await reads.escalations(herbarium.pool, HERBARIUM, [raised[3]])
    assert found[raised[3]].item_id == sheet
    assert not found[raised[3]].escalation.is_open


async def test_rules_are_those_of_the_position(herbarium: Herbarium) -> None:
    await herbarium.found()
    before = await herbarium.head()
    await herbarium.publish_guideline("Look at the buds.", "Then at the bark.")
    await herbarium.fold()
    then = await reads.rules(herbarium.pool, HERBARIUM, position=before)
    now = await reads.rules(herbarium.pool, HERBARIUM)
    assert (then.holds_for.guideline_revision, now.holds_for.guideline_revision) == (1, 2)
    assert len(now.rules.guideline.revisions[1]) == 2
    again = await reads.rules(herbarium.pool, HERBARIUM, position=await herbarium.head())
    assert again == now


def test_page_has_a_largest_size() -> None:
    assert Window[int](limit=PAGE_ROWS_MAX).limit == PAGE_ROWS_MAX
    with pytest.raises(ValueError, match=f"0 to {PAGE_ROWS_MAX} rows, not {PAGE_ROWS_MAX + 1}"):
        Window[int](limit=PAGE_ROWS_MAX + 1)
