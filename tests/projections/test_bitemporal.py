"""What had happened by a time, as known at a position: an importer tells late of what was early."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.decisions import Command
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId, LabelId, MemberId
from labeltrail.events.requests import Accepted
from labeltrail.events.streams.item import commands, facts, state
from labeltrail.projections import bitemporal, history
from labeltrail.projections.answers import Page, Window
from labeltrail.projections.bitemporal import Happened, Moment
from labeltrail.projections.errors import ReplayTooLong
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, SCANNER, Herbarium, tree
from tests.projections.histories import History

MARCH = datetime(1847, 3, 1, 9, tzinfo=UTC)
NOOR, EMEKA = ANNOTATORS[:2]
SHEET = ItemId("sheet/1847-03")


def day(number: int) -> datetime:
    """Nine in the morning, so many days after the first of March."""
    return MARCH + timedelta(days=number - 1)


class Importer:
    """Tells the herbarium's ledger today of what happened in March."""

    def __init__(self, herbarium: Herbarium) -> None:
        self.herbarium = herbarium

    async def tell(self, command: Command, person: MemberId, at: datetime) -> UUID:
        request = self.herbarium.request(command, person, actor=SCANNER)
        act = msgspec.structs.replace(request.act, occurred_at=at)
        result = await self.herbarium.executor.execute(msgspec.structs.replace(request, act=act))
        assert isinstance(result, Accepted), result
        return result.event_ids[0]

    async def label(self, person: MemberId, name: str, at: datetime, repeat: int = 1) -> LabelId:
        command = commands.SubmitLabel(
            item_id=SHEET,
            answers=tree(name),
            taxonomy_version=1,
            guideline_revision=1,
            repeat=repeat,
        )
        return LabelId(await self.tell(command, person, at))

    async def revise(self, label_id: LabelId, person: MemberId, name: str, at: datetime) -> None:
        command = commands.ReviseLabel(
            item_id=SHEET,
            label_id=label_id,
            answers=tree(name),
            taxonomy_version=1,
            guideline_revision=1,
        )
        await self.tell(command, person, at)


@pytest.fixture
async def importer(herbarium: Herbarium) -> Importer:
    await herbarium.found()
    await herbarium.register(SHEET)
    return Importer(herbarium)


async def answers(
    importer: Importer, by: datetime, position: int | None = None
) -> dict[str, str | None]:
    """Who had said what."""
    pool = importer.herbarium.pool
    holds_for, item = await history.item_by(
        pool, HERBARIUM, SHEET, occurred_by=by, position=position
    )
    if position is not None:
        assert holds_for.position == position
    said = {}
    for one in item.labels.values():
        value = msgspec.to_builtins(one.answers)["genus"]["value"]
        said[str(one.annotator)] = value.get("class_id")
    return said


async def test_what_had_happened_by_a_day_as_known_then_and_now(importer: Importer) -> None:
    await importer.label(NOOR, "birch", day(3))
    known = await importer.herbarium.head()
    await importer.label(EMEKA, "alder", day(2))
    assert await answers(importer, day(2), known) == {}
    assert await answers(importer, day(2)) == {EMEKA: "alder"}
    assert await answers(importer, day(3), known) == {NOOR: "birch"}
    assert await answers(importer, day(3)) == {NOOR: "birch", EMEKA: "alder"}


async def test_answer_that_was_given_last_stands_whenever_it_was_told(importer: Importer) -> None:
    label = await importer.label(NOOR, "birch", day(1))
    await importer.revise(label, NOOR, "willow", day(5))
    await importer.revise(label, NOOR, "alder", day(3))
    assert await answers(importer, day(4)) == {NOOR: "alder"}
    assert await answers(importer, day(6)) == {NOOR: "willow"}
    item = await importer.herbarium.item(SHEET)
    (told_last,) = item.labels.values()
    assert told_last.answers == tree("alder"), "the ledger's order is that of telling"


async def test_revision_did_not_happen_before_its_label(importer: Importer) -> None:
    label = await importer.label(NOOR, "birch", day(5))
    await importer.revise(label, NOOR, "alder", day(2))
    assert await answers(importer, day(4)) == {}
    assert await answers(importer, day(5)) == {NOOR: "alder"}


async def test_timeline_is_in_the_order_of_happening(importer: Importer) -> None:
    herbarium = importer.herbarium
    await herbarium.open_batch("cabinet-a", [SHEET])
    for number, name in ((3, "birch"), (1, "alder"), (2, "willow")):
        await importer.label(NOOR, name, day(number), repeat=len(await told(importer)) + 1)
    await herbarium.fold()
    whole = await told(importer)
    assert [one.event.occurred_at for one in whole] == [day(1), day(2), day(3)]
    everything = await happenings(importer, Window(limit=50), datetime.now(UTC))
    types = [one.event.type for one in everything.rows]
    assert types == ["LabelSubmitted"] * 3 + ["ItemRegistered", "ItemsAddedToBatch"]
    for size in (1, 2, 3, 50):
        after: Moment | None = None
        forward: list[int] = []
        while True:
            page = await happenings(importer, Window(limit=size, after=after), datetime.now(UTC))
            forward += [one.event.position for one in page.rows]
            if not page.has_more:
                break
            after = page.rows[-1].moment
        assert forward == [one.event.position for one in everything.rows]
        last = Window[Moment](limit=size, is_backward=True)
        backward = await happenings(importer, last, datetime.now(UTC))
        assert backward.rows == everything.rows[-size:]
        assert backward.has_more == (size < len(everything.rows))


async def happenings(importer: Importer, window: Window[Moment], by: datetime) -> Page[Happened]:
    return await history.happened(
        importer.herbarium.pool, HERBARIUM, f"item/{SHEET}", window, occurred_by=by
    )


async def told(importer: Importer) -> list[Happened]:
    page = await happenings(importer, Window(limit=50), day(9))
    return list(page.rows)


async def test_guideline_in_force_by_a_day(herbarium: Herbarium) -> None:
    await herbarium.found()
    first = datetime.now(UTC)
    await herbarium.publish_guideline("Look at the buds.", "Then at the bark.")
    holds_for, then = await history.guideline_by(herbarium.pool, HERBARIUM, occurred_by=first)
    assert (then.guideline.in_force, then.drafted) == (1, frozenset({1}))
    assert holds_for.guideline_revision == 2, "what was known is another matter"
    _, now = await history.guideline_by(herbarium.pool, HERBARIUM, occurred_by=datetime.now(UTC))
    assert (now.guideline.in_force, now.drafted) == (2, frozenset({1, 2}))
    _, before = await history.guideline_by(herbarium.pool, HERBARIUM, occurred_by=MARCH)
    assert (before.guideline.in_force, before.drafted) == (0, frozenset())


async def test_history_too_long_to_order_is_refused(
    importer: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await importer.label(NOOR, "birch", day(1))
    monkeypatch.setattr(history, "HISTORY_EVENTS_MAX", 1)
    with pytest.raises(ReplayTooLong, match="at most 1 events"):
        await answers(importer, day(9))


@pytest.mark.parametrize("seed", range(3))
async def test_any_times_fold_at_any_cut(herbarium: Herbarium, seed: int) -> None:
    """Times in disorder: every cut folds, and each label says what was said last by then."""
    chosen = random.Random(seed)
    told_by = History(herbarium, seed)
    await told_by.begin()
    await told_by.run(80)
    streams: dict[str, list[RecordedEvent]] = {}
    for event in await herbarium.events():
        if event.stream.startswith("item/"):
            streams.setdefault(event.stream, []).append(event)
    for events in streams.values():
        in_order = [at(one, day(place)) for place, one in enumerate(events)]
        for cut in range(len(events) + 1):
            found = bitemporal.item_by(in_order, day(cut) - timedelta(hours=1))
            assert found == state.fold(in_order[:cut])
        shuffled = [at(one, day(chosen.randint(1, 9))) for one in events]
        for cut in range(11):
            assert_labels(shuffled, day(cut))


async def test_event_of_newer_code_is_told_at_its_own_time(importer: Importer) -> None:
    await importer.label(NOOR, "birch", day(3))
    (registered, labeled) = [
        one for one in await importer.herbarium.events() if one.stream == f"item/{SHEET}"
    ]
    unknown = msgspec.structs.replace(at(labeled, day(2)), type="LabelBlessed", position=999)
    told_in_order = bitemporal.in_order([at(registered, day(1)), labeled, unknown])
    assert [one.event.type for one in told_in_order] == [
        "ItemRegistered",
        "LabelBlessed",
        "LabelSubmitted",
    ]
    with pytest.raises(UnknownEventType):
        bitemporal.item_by([labeled, unknown], day(9))


def at(event: RecordedEvent, time: datetime) -> RecordedEvent:
    return msgspec.structs.replace(event, occurred_at=time)


def assert_labels(events: list[RecordedEvent], by: datetime) -> None:
    """Each label's answers are those of its last saying by then, never before the label."""
    found = bitemporal.item_by(events, by).labels
    submitted = [one for one in events if isinstance(one.fact, facts.LabelSubmitted)]
    assert set(found) == {one.event_id for one in submitted if one.occurred_at <= by}
    for label_id, label in found.items():
        (first,) = [one for one in submitted if one.event_id == label_id]
        sayings = [
            (max(one.occurred_at, first.occurred_at), one.position, one.fact.answers)
            for one in events
            if isinstance(one.fact, facts.LabelSubmitted | facts.LabelRevised)
            if one is first or getattr(one.fact, "label_id", None) == label_id
            if max(one.occurred_at, first.occurred_at) <= by
        ]
        assert label.answers == max(sayings, key=lambda saying: saying[:2])[2]
