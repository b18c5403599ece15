"""New rules on their way through all items: answers stay whole, and name what they hold for."""

from __future__ import annotations

import pytest

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.policy import Policy, TruthMethod
from labeltrail.projections import progress, reads, waiting
from labeltrail.projections.answers import ItemFilter, Window
from labeltrail.projections.errors import AtLeastTimeout
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.page import PageLimits
from labeltrail.projections.progress import Progress
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.truth import Absence, Absent, InForce
from labeltrail.projections.turn import CaughtUp, Paused, fold_pages
from tests.projections.herbarium import (
    ANNOTATORS,
    GENUS,
    HERBARIUM,
    LEAFNET,
    Herbarium,
    genus,
    tree,
)

ONE_BY_ONE = PageLimits(events_max=1, items_max=1)
LOOSE = Policy(overlap=1, quorum=1)
STRICT = Policy(overlap=3, quorum=3, truth_method=TruthMethod.MAJORITY)
SHEETS = tuple(ItemId(f"sheet/{name}") for name in ("1799-01", "1847-03", "1868-20", "1901-11"))


async def labeled(herbarium: Herbarium) -> None:
    """Four sheets with one birch each, folded under the loose policy."""
    await herbarium.found(policies=(LOOSE,))
    for sheet in await herbarium.register(*SHEETS):
        await herbarium.label(sheet, ANNOTATORS[0], tree("birch"))
    await herbarium.fold()


async def a_page(herbarium: Herbarium) -> Progress:
    claimed = await progress.claim(herbarium.pool, HERBARIUM)
    assert claimed is not None
    outcome = await fold_pages(herbarium.pool, claimed, limits=ONE_BY_ONE, pages_max=1)
    await progress.release(herbarium.pool, outcome.progress)
    assert isinstance(outcome, Paused | CaughtUp)
    return outcome.progress


async def truths(herbarium: Herbarium) -> tuple[int, list[str]]:
    """The policy version that answers hold for, and each sheet's genus or why there is none."""
    page = await reads.items(herbarium.pool, HERBARIUM, await sheets(herbarium))
    versions = {one.holds_for.policy_version for one in page.values()}
    assert len(versions) == 1
    found = [one.ground_truths[0].outcome for one in page.values()]
    told = [one.category if isinstance(one, InForce) else str(one.reason) for one in found]
    return versions.pop(), told


async def sheets(herbarium: Herbarium) -> list[ItemId]:
    query = "SELECT DISTINCT item_id FROM read.items ORDER BY item_id"
    return [ItemId(row["item_id"]) for row in await herbarium.pool.fetch(query)]


async def test_answers_hold_for_the_former_policy_until_the_new_one_is_everywhere(
    herbarium: Herbarium,
) -> None:
    await labeled(herbarium)
    accepted = await herbarium.publish_policy(STRICT)
    seen: list[tuple[int, list[str]]] = []
    for _ in range(2 * len(SHEETS)):
        shown = await a_page(herbarium)
        assert shown.position == accepted.position  # nobody waits for the refold
        seen.append(await truths(herbarium))
        if shown.refold is None:
            break
    assert (1, ["birch"] * 4) in seen
    assert seen[-1] == (2, ["below_quorum"] * 4)
    assert all(one in ((1, ["birch"] * 4), (2, ["below_quorum"] * 4)) for one in seen)
    assert len(seen) > 2


async def test_past_is_asked_under_the_policy_in_force_there(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    accepted = await herbarium.publish_policy(STRICT)
    await a_page(herbarium)
    assert await truths(herbarium) == (1, ["birch"] * 4)  # now, and it names the former policy
    at = accepted.position
    past = await reads.items(herbarium.pool, HERBARIUM, SHEETS, position=at)
    assert {one.holds_for.policy_version for one in past.values()} == {2}
    with pytest.raises(AtLeastTimeout):  # sums under the new policy are not whole yet
        async with snapshot(herbarium.pool, HERBARIUM, position=at, seconds_max=0.1):
            pass
    await herbarium.fold(ONE_BY_ONE)
    whole = await reads.scopes(herbarium.pool, HERBARIUM, [PROJECT_SCOPE], position=at)
    assert whole[PROJECT_SCOPE].holds_for.policy_version == 2
    before = await reads.items(herbarium.pool, HERBARIUM, SHEETS, position=at - 1)
    assert {one.holds_for.policy_version for one in before.values()} == {1}


async def test_labels_during_a_refold_count_under_both_policies(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await herbarium.publish_policy(STRICT)
    await a_page(herbarium)
    under_way = await a_page(herbarium)
    assert under_way.refold is not None
    for annotator in ANNOTATORS[1:3]:
        await herbarium.label(under_way.refold.after, annotator, tree("birch"))  # one passed
        await herbarium.label(SHEETS[-1], annotator, tree("alder"))  # one to come
    await herbarium.fold(ONE_BY_ONE)
    version, found = await truths(herbarium)
    assert version == 2
    assert found.count("birch") == 1
    assert found[-1] == "alder"
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_what_former_policies_said_can_still_be_asked(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    ends = [(await herbarium.head(), 4)]  # position, items with ground truth
    for policy, with_truth in ((STRICT, 0), (LOOSE, 4), (STRICT, 1)):
        accepted = await herbarium.publish_policy(policy)
        ends.append((accepted.position, with_truth))
        await a_page(herbarium)  # the refold begins, and labels come in meanwhile
        if len(ends) < 4:
            await herbarium.label(SHEETS[0], ANNOTATORS[len(ends) - 1], tree("birch"))
    await herbarium.fold(ONE_BY_ONE)
    for position, with_truth in ends:
        scopes = await reads.scopes(herbarium.pool, HERBARIUM, [PROJECT_SCOPE], position=position)
        origins = {"consensus": with_truth} if with_truth else {}
        assert scopes[PROJECT_SCOPE].tally.of_task(GENUS).origins == origins
        where = ItemFilter(absence=Absence.BELOW_QUORUM)
        page = await reads.items_page(
            herbarium.pool, HERBARIUM, Window(limit=9), where=where, position=position
        )
        assert len(page.rows) == 4 - with_truth


async def test_a_second_policy_waits_until_the_first_is_everywhere(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    first = await herbarium.publish_policy(STRICT)
    await herbarium.publish_policy(LOOSE)
    shown = await a_page(herbarium)
    assert shown.position == first.position
    await herbarium.fold(ONE_BY_ONE)
    between = await reads.items(herbarium.pool, HERBARIUM, SHEETS, position=first.position)
    assert {one.holds_for.policy_version for one in between.values()} == {2}
    assert await truths(herbarium) == (3, ["birch"] * 4)


async def test_a_class_that_was_dropped_is_no_truth_any_more(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    before = await herbarium.head()
    await herbarium.publish_taxonomy(genus("alder", "willow"))
    await herbarium.fold(ONE_BY_ONE)
    (sheet, *_) = await sheets(herbarium)
    now = (await reads.items(herbarium.pool, HERBARIUM, [sheet]))[sheet]
    assert now.holds_for.taxonomy_version == 2
    assert [one.task for one in now.ground_truths] == [GENUS]
    assert now.ground_truths[0].outcome == Absent(reason=Absence.NOT_ANSWERABLE)
    then = (await reads.items(herbarium.pool, HERBARIUM, [sheet], position=before))[sheet]
    assert isinstance(then.ground_truths[0].outcome, InForce)
    assert then.holds_for.taxonomy_version == 1


async def test_machines_vote_from_the_policy_on_that_says_so(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(LOOSE,))
    (sheet,) = await herbarium.register(SHEETS[0])
    await herbarium.label(sheet, LEAFNET, tree("willow"))
    await herbarium.fold()
    assert await truths(herbarium) == (1, ["below_quorum"])
    await herbarium.publish_policy(Policy(overlap=1, quorum=1, models_vote=True))
    await herbarium.fold()
    assert await truths(herbarium) == (2, ["willow"])
    lag = await waiting.lag(herbarium.pool, HERBARIUM)
    assert (lag.events, lag.refold) == (0, None)
