"""Columns of answers and items, as of every position, equal what the items' own streams say."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, TaskName
from labeltrail.events.streams.item import PREFIX, state
from labeltrail.events.streams.item.ballots import ballots
from labeltrail.events.streams.item.facts import Modality
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.values import Value, category
from labeltrail.projections import progress
from labeltrail.projections.columns.readings import Readings
from labeltrail.projections.columns.rows import load_items, load_readings
from labeltrail.projections.errors import ReadingsNotFolded
from labeltrail.projections.page import PageLimits
from labeltrail.projections.readings import first_readings
from labeltrail.projections.snapshot import Snapshot, snapshot
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.terms import Terms
from tests.projections.herbarium import (
    ANNOTATORS,
    CONDITION,
    GENUS,
    GRETA,
    HERBARIUM,
    Herbarium,
    genus,
    tree,
)
from tests.projections.histories import CABINETS, History

SIZES = (
    PageLimits(events_max=1, items_max=1),
    PageLimits(events_max=7, items_max=2),
    PageLimits(),
)
Told = dict[tuple[str, str], str]


def items_at(events: list[RecordedEvent], position: int) -> dict[str, Item]:
    streams: dict[str, list[RecordedEvent]] = {}
    for event in events[:position]:
        if event.stream.startswith(PREFIX):
            streams.setdefault(event.stream.removeprefix(PREFIX), []).append(event)
    return {item_id: state.fold(found) for item_id, found in streams.items()}


def told(table: ReadingTable) -> Told:
    found = {
        (table.items[item], table.annotators[person]): table.categories[said]
        for item, person, said in zip(
            table.item.tolist(), table.annotator.tolist(), table.category.tolist(), strict=True
        )
    }
    assert len(found) == table.n_readings
    return found


SAID = (
    *("value", "independent", "is_independent", "is_person", "is_retracted", "standing"),
    *("suggested", "position", "submitted", "occurred_at"),
    *("taxonomy_version", "guideline_revision", "seconds_spent"),
)


def by_label(readings: Readings) -> dict[tuple[str, str, int], tuple[object, ...]]:
    values = (*readings.values, None)
    found: dict[tuple[str, str, int], tuple[object, ...]] = {}
    for n in range(len(readings.item)):
        said: list[object] = [getattr(readings, name)[n].item() for name in SAID]
        for place, name in enumerate(SAID):
            if name in ("value", "independent", "suggested"):
                said[place] = values[getattr(readings, name)[n]]
        if np.isnan(readings.seconds_spent[n]):
            said[-1] = None
        person = readings.annotators[readings.annotator[n]]
        found[readings.items[readings.item[n]], person, int(readings.repeat[n])] = tuple(said)
    return found


def said_by(label: Label, task: TaskName, terms: Terms) -> tuple[object, ...]:
    answer = label.answers.get(task)
    independent = (label.independent or {}).get(task)
    review = label.review_in_force()
    verdicts = (None, "approved", "rejected", "corrected")
    suggestion = label.suggestion.values.get(task) if label.suggestion else None
    return (
        category(answer.value) if answer else None,
        category(independent.value) if independent else None,
        independent is not None,
        label.member_kind == "person",
        label.is_retracted,
        verdicts.index(review.verdict if review else None),
        _suggested(suggestion, label, task, terms),
        *(label.position, label.submitted_position),
        round(label.occurred_at.timestamp() * 1_000_000),
        *(label.taxonomy_version, label.guideline_revision, label.seconds_spent),
    )


def _suggested(shown: Value | None, label: Label, task: TaskName, terms: Terms) -> str | None:
    if shown is None or terms.lineage is None:
        return category(shown) if shown is not None else None
    return category(terms.lineage.read(task, label.taxonomy_version, shown).value)


def assert_equal(
    seen: Snapshot, readings: Readings, items: dict[str, Item], task: TaskName
) -> None:
    items = {item_id: seen.terms.read(item) for item_id, item in items.items()}
    labels = {
        (item_id, label.annotator, label.repeat): said_by(label, task, seen.terms)
        for item_id, item in items.items()
        for label in item.labels.values()
        if task in label.answers or task in (label.independent or {})
    }
    found = by_label(readings)
    assert len(found) == len(readings.item)
    assert found == labels
    assert list(found) == sorted(found), "rows are in order"
    if task not in seen.terms.tasks:
        return
    known = seen.terms.tasks[task].categories()
    first: Told = {}
    causes: Counter[str] = Counter()
    for item_id, item in items.items():
        said, left_out = first_readings(item, task, seen.terms)
        first |= {(item_id, annotator): one for annotator, one in said.items()}
        causes.update(left_out)
    table, exclusions = readings.first(known)
    assert told(table) == first
    assert exclusions == causes
    for models_vote in (False, True):
        cast = {
            (item_id, annotator): one
            for item_id, item in items.items()
            for annotator, one in ballots(item, task, models_vote=models_vote).items()
            if one in known
        }
        assert told(readings.votes(known, models_vote=models_vote)) == cast


@pytest.mark.parametrize("seed", [71, 72])
async def test_columns_equal_the_items_at_every_position(herbarium: Herbarium, seed: int) -> None:
    history, chance = History(herbarium, seed), random.Random(seed)
    await history.begin()
    for _ in range(4):
        await history.run(25)
        await herbarium.fold(chance.choice(SIZES))
    events = await herbarium.events()
    for position in range(1, len(events) + 1):
        items = items_at(events, position)
        async with snapshot(herbarium.pool, HERBARIUM, position=position) as seen:
            for task in (GENUS, CONDITION):
                assert_equal(seen, await load_readings(seen, task), items, task)
            cabinet = BatchId(CABINETS[0])
            columns = await load_items(seen)
            some = await load_readings(seen, GENUS, batch_id=cabinet)
        assert columns.items == tuple(sorted(items))
        registered = [items[one].registered_position for one in columns.items]
        assert columns.position.tolist() == registered
        held = {
            one
            for one, is_in in zip(columns.items, columns.in_batch(cabinet), strict=True)
            if is_in
        }
        assert_equal(seen, some, {one: items[one] for one in held}, GENUS)


async def test_item_columns_tell_what_was_registered(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register("sheet/b", "sheet/a", "sheet/ä")
    await herbarium.open_batch(CABINETS[1], [ItemId("sheet/ä"), ItemId("sheet/a")])
    await herbarium.open_batch(CABINETS[0], [ItemId("sheet/b"), ItemId("sheet/a")])
    await herbarium.fold()
    async with snapshot(herbarium.pool, HERBARIUM) as seen:
        columns = await load_items(seen)
    assert columns.items == ("sheet/a", "sheet/b", "sheet/ä")
    assert columns.modality.texts == (Modality.IMAGE,)
    assert columns.batches == CABINETS
    pairs = list(zip(columns.batch_code.tolist(), columns.batch_item.tolist(), strict=True))
    assert pairs == [(0, 0), (0, 1), (1, 0), (1, 2)]
    assert not columns.in_batch("cabinet-z").any()


async def test_a_project_without_answers_has_empty_columns(herbarium: Herbarium) -> None:
    await herbarium.found()
    async with snapshot(herbarium.pool, HERBARIUM) as seen:  # no runner has seen it yet
        readings, columns = await load_readings(seen, GENUS), await load_items(seen)
    assert (len(readings.item), readings.items, readings.values) == (0, (), ())
    assert (columns.items, columns.batches, columns.attributes) == ((), (), {})
    assert readings.first(("alder",))[0].n_readings == 0


async def test_new_rules_leave_answers_as_they_are(herbarium: Herbarium) -> None:
    await herbarium.found()
    (sheet,) = await herbarium.register("sheet/1847-03")
    await herbarium.label(sheet, ANNOTATORS[0], tree("birch"))
    await herbarium.label(sheet, GRETA, tree("willow"))
    await herbarium.fold()
    query = "SELECT label_id, from_position, to_position, xmin::text FROM read.readings ORDER BY 1"
    before = await herbarium.pool.fetch(query)
    assert len(before) == 2
    await herbarium.publish_taxonomy(genus("alder", "birch"))
    await herbarium.fold()
    assert await herbarium.pool.fetch(query) == before


async def test_rows_of_an_earlier_version_are_not_taken_for_no_answers(
    herbarium: Herbarium,
) -> None:
    await herbarium.found()
    await progress.enrol(herbarium.pool)
    await herbarium.pool.execute("UPDATE read.progress SET fold_version = 2")
    async with snapshot(herbarium.pool, HERBARIUM) as seen:
        with pytest.raises(ReadingsNotFolded, match="fold version 2"):
            await load_readings(seen, GENUS)
        with pytest.raises(ReadingsNotFolded):
            await load_items(seen)
