"""What reads answer: who is asked about is found, pages cut the lists where they should."""

from __future__ import annotations

from labeltrail.events.identifiers import BatchId
from labeltrail.projections import reads
from labeltrail.projections.answers import Window
from labeltrail.projections.truth import InForce
from tests.projections.herbarium import ANNOTATORS, HERBARIUM, Herbarium, tree


async def test_item_tells_its_truth_and_batches(herbarium: Herbarium) -> None:
    await herbarium.found()
    (sheet,) = await herbarium.register("sheet/1847-03")
    await herbarium.open_batch("cabinet-a", [sheet])
    for annotator in ANNOTATORS[:2]:
        await herbarium.label(sheet, annotator, tree("birch"))
    await herbarium.fold()
    answer = (await reads.items(herbarium.pool, HERBARIUM, [sheet]))[sheet]
    assert answer.batches == (BatchId("cabinet-a"),)
    assert answer.holds_for.position == await herbarium.head()
    found = answer.ground_truths[0].outcome
    assert isinstance(found, InForce)
    assert found.category == "birch"
    scope = (await reads.scopes(herbarium.pool, HERBARIUM, ["cabinet-a", ""]))["cabinet-a"]
    assert scope.batch is not None
    page = await reads.items_page(herbarium.pool, HERBARIUM, Window(limit=10))
    assert page.rows == (answer,)
    past = await reads.items(herbarium.pool, HERBARIUM, [sheet], position=answer.holds_for.position)
    assert past == {sheet: answer}
    past_scope = await reads.scopes(
        herbarium.pool, HERBARIUM, ["cabinet-a"], position=answer.holds_for.position
    )
    assert past_scope == {"cabinet-a": scope}
