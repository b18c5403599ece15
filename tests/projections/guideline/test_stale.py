"""Stale labels, coverage of clauses and the impact of a revision, as of any position."""

from __future__ import annotations

from typing import Any

import pytest

from labeltrail.events.identifiers import EventId, ItemId, LabelId, MemberId
from labeltrail.events.streams.guideline import ClarifyClause
from labeltrail.events.streams.item.commands import (
    RetractLabel,
    ReviewLabel,
    ReviseLabel,
    SubmitLabel,
)
from labeltrail.events.streams.item.facts import RetractReason, Verdict
from labeltrail.projections.answers import Window
from labeltrail.projections.errors import LedgerTooLong, RevisionWithoutFormer
from labeltrail.projections.guideline.coverage import Cited, coverage
from labeltrail.projections.guideline.impacts import impact_of
from labeltrail.projections.guideline.life import life
from labeltrail.projections.guideline.stale import (
    Narrowed,
    StaleKey,
    StaleLabel,
    stale_counts,
    stale_page,
)
from tests.projections.herbarium import (
    ANNOTATORS,
    CONDITION,
    GENUS,
    HERBARIUM,
    INES,
    TOMAS,
    TREES,
    Herbarium,
    condition,
    genus,
    grade,
    tree,
)

NOOR, EMEKA, SOFIA, _ = ANNOTATORS
BUDS, BARK = "Look at the buds before the bark.", "White bark is not enough."


async def label(
    herbarium: Herbarium,
    sheet: str,
    annotator: MemberId,
    *,
    revision: int = 1,
    clauses: tuple[str, ...] = (),
    **more: Any,
) -> LabelId:
    command = SubmitLabel(
        item_id=ItemId(sheet),
        answers=more.pop("answers", tree("alder")),
        taxonomy_version=more.pop("taxonomy", 1),
        guideline_revision=revision,
        clauses=clauses,
        **more,
    )
    return LabelId((await herbarium.tell(command, annotator)).event_ids[0])


EVERY_LABEL = Narrowed()


async def page(
    herbarium: Herbarium, where: Narrowed = EVERY_LABEL, **more: Any
) -> list[StaleLabel]:
    window = Window[StaleKey](limit=more.pop("limit", 50), **more.pop("window", {}))
    found = await stale_page(herbarium.pool, HERBARIUM, window, where, **more)
    return list(found.rows)


async def test_stale_labels_say_what_made_them_stale(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register("s-1", "s-2", "s-3")
    batch = await herbarium.open_batch("a", [ItemId("s-2")])
    old = await label(herbarium, "s-1", NOOR, answers=tree("alder") | grade(2))
    await label(herbarium, "s-2", EMEKA)
    gone = await label(herbarium, "s-3", SOFIA)
    await herbarium.fold()
    assert await page(herbarium) == []
    then = await herbarium.head()

    await herbarium.publish_guideline(BUDS, BARK)
    published = await herbarium.head()
    await herbarium.publish_guideline(BUDS, "White bark is birch.")
    fresh = await label(herbarium, "s-3", EMEKA, revision=3)
    late = await label(herbarium, "s-1", EMEKA, revision=2)
    await herbarium.tell(
        RetractLabel(item_id=ItemId("s-3"), label_id=gone, reason=RetractReason.MISTAKE), SOFIA
    )
    await herbarium.fold()
    rows = await page(herbarium)
    assert [(one.item_id, one.annotator, one.guideline_revision) for one in rows] == sorted(
        [("s-1", NOOR, 1), ("s-1", EMEKA, 2), ("s-2", EMEKA, 1)],
        key=lambda one: (one[0], {NOOR: old, EMEKA: late}[one[1]] if one[0] == "s-1" else old),
    )
    assert fresh not in {one.label_id for one in rows}
    mine = next(one for one in rows if one.label_id == old)
    assert (mine.stale_since, mine.stale_position) == (2, published)
    assert mine.changed_clauses == ("2",)
    assert not mine.newer_taxonomy
    assert [one.item_id for one in await page(herbarium, Narrowed(batch_id=batch))] == ["s-2"]
    assert [one.label_id for one in await page(herbarium, Narrowed(annotator=NOOR))] == [old]
    assert await page(herbarium, Narrowed(clause="1")) == []
    assert len(await page(herbarium, Narrowed(clause="2"))) == 3
    assert await page(herbarium, position=then) == []
    was = await page(herbarium, position=published)
    assert [(one.item_id, one.stale_since) for one in was] == [("s-1", 2), ("s-2", 2), ("s-3", 2)]
    _, counts = await stale_counts(herbarium.pool, HERBARIUM)
    assert [(one.guideline_revision, one.labels, one.items) for one in counts] == [
        (1, 2, 2),
        (2, 1, 1),
    ]


async def test_label_revised_under_the_new_revision_leaves_the_list(
    herbarium: Herbarium,
) -> None:
    await herbarium.found()
    await herbarium.register("s-1")
    old = await label(herbarium, "s-1", NOOR)
    await herbarium.publish_guideline(BUDS, BARK)
    await herbarium.fold()
    assert [one.label_id for one in await page(herbarium)] == [old]
    command = ReviseLabel(
        item_id=ItemId("s-1"),
        label_id=old,
        answers=tree("alder"),
        taxonomy_version=1,
        guideline_revision=2,
    )
    await herbarium.tell(command, NOOR)
    await herbarium.fold()
    assert await page(herbarium) == []


async def test_newer_taxonomy_makes_stale_and_pages_meet(herbarium: Herbarium) -> None:
    await herbarium.found()
    sheets = [f"s-{number}" for number in range(5)]
    await herbarium.register(*sheets)
    for sheet in sheets:
        await label(herbarium, sheet, NOOR)
    await herbarium.publish_taxonomy(genus(*TREES, "hazel"), condition(1, 2, 3, 4))
    await herbarium.fold()
    rows = await page(herbarium)
    assert {(one.newer_taxonomy, one.stale_since) for one in rows} == {(True, None)}
    found: list[StaleLabel] = []
    while batch := await page(herbarium, limit=2, window={"after": found[-1].key} if found else {}):
        found += batch
    assert found == rows
    back = await page(herbarium, limit=2, window={"before": rows[-1].key, "is_backward": True})
    assert back == rows[-3:-1]
    assert await page(herbarium, Narrowed(clause="1")) == []


async def test_coverage_counts_who_went_by_which_clause(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register("s-1", "s-2")
    first = await label(herbarium, "s-1", NOOR, clauses=("1",))
    await label(herbarium, "s-2", NOOR)
    review = ReviewLabel(
        item_id=ItemId("s-1"),
        label_id=first,
        judged=EventId(first),
        verdict=Verdict.APPROVED,
        clause="1",
    )
    await herbarium.tell(review, TOMAS)
    await herbarium.publish_guideline(BUDS, BARK)
    then = await herbarium.head()
    command = ReviseLabel(
        item_id=ItemId("s-1"),
        label_id=first,
        answers=tree("birch"),
        taxonomy_version=1,
        guideline_revision=2,
        clauses=("1", "2"),
    )
    await herbarium.tell(command, NOOR)
    await herbarium.fold()
    found = await coverage(herbarium.pool, HERBARIUM)
    one, two = found.revisions
    assert (one.made, one.clauses[0].cited) == (Cited(labels=1, reviews=1), Cited(reviews=1))
    assert two.made == Cited(labels=1)
    assert [clause.cited for clause in two.clauses] == [Cited(labels=1), Cited(labels=1)]
    assert found.before == Cited()
    was = await coverage(herbarium.pool, HERBARIUM, position=then)
    assert was.revisions[0].made == Cited(labels=2, reviews=1)
    assert was.revisions[0].clauses[0].cited == Cited(labels=1, reviews=1)
    assert was.revisions[1].made == Cited()
    with pytest.raises(LedgerTooLong, match="at most 3"):
        await coverage(herbarium.pool, HERBARIUM, events_max=3)


async def test_impact_is_asked_as_of_a_position(herbarium: Herbarium) -> None:
    await herbarium.found()
    await herbarium.register("s-1", "s-2")
    label_ids = [
        await label(herbarium, sheet, who, answers=tree(name))
        for sheet, who, name in (
            ("s-1", NOOR, "alder"),
            ("s-1", EMEKA, "birch"),
            ("s-2", NOOR, "birch"),
            ("s-2", EMEKA, "birch"),
        )
    ]
    with pytest.raises(RevisionWithoutFormer):
        await impact_of(herbarium.pool, HERBARIUM, GENUS)
    await herbarium.publish_guideline(BUDS, BARK)
    published = await herbarium.head()
    command = ReviseLabel(
        item_id=ItemId("s-1"),
        label_id=label_ids[1],
        answers=tree("alder"),
        taxonomy_version=1,
        guideline_revision=2,
    )
    await herbarium.tell(command, EMEKA)
    await herbarium.fold()
    answer = await impact_of(herbarium.pool, HERBARIUM, GENUS)
    assert (answer.former, answer.revision, answer.published_position) == (1, 2, published)
    assert answer.found.before.agreement[0].value == 0.5
    assert answer.found.before.answers == 4
    again = answer.found.answered_again
    assert (again.changed.hits, again.changed.n) == (1, 1)
    assert answer.found.items_waiting == 1
    was = await impact_of(herbarium.pool, HERBARIUM, GENUS, position=published)
    assert (was.found.before.answers, was.found.after.answers) == (4, 0)
    with pytest.raises(RevisionWithoutFormer):
        await impact_of(herbarium.pool, HERBARIUM, CONDITION, revision=1)


async def test_life_of_the_handbook_is_told_as_of_a_position(herbarium: Herbarium) -> None:
    await herbarium.found()
    then = await herbarium.head()
    clarify = ClarifyClause(
        guideline_revision=1, clause="1", clarification="Both kinds.", reason="Asked often"
    )
    await herbarium.tell(clarify, INES)
    await herbarium.publish_guideline(BUDS, BARK)
    was, known = [await life(herbarium.pool, HERBARIUM, one) for one in (then, None)]
    assert (was.in_force, known.in_force) == (1, 2)
    assert was.clarifications == ()
    (clarified,) = known.clarified(1, "1")
    assert (clarified.said.clarified_by, clarified.said.reason) == (INES, "Asked often")
    former = known.before(2)
    assert former is not None
    assert (former.number, known.before(1), known.after(2)) == (1, None, None)
