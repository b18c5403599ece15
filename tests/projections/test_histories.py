"""Random histories by real commands: live, replayed and naively recomputed answers are equal.

The read models are brought up to every position in turn, in pages of several sizes; at each the
live answers must equal the replay as of it, whatever has been recorded since, and the naive
model's own figures (`model.py`).
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from fractions import Fraction
from typing import Any

import pytest

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.requests import Accepted
from labeltrail.projections import progress, reads, replay
from labeltrail.projections.answers import (
    EscalationKey,
    ItemAnswer,
    ItemFilter,
    Page,
    ScopeAnswer,
    Window,
)
from labeltrail.projections.fold import PROJECT_SCOPE
from labeltrail.projections.page import PageLimits
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.statistics import Score
from labeltrail.projections.truth import Absence, InForce
from labeltrail.projections.turn import CaughtUp, fold_pages
from tests.projections.herbarium import HERBARIUM, Herbarium
from tests.projections.histories import CABINETS, History
from tests.projections.model import Model, ac1, alpha, observed

STEPS = 110
SCOPES = (PROJECT_SCOPE, *CABINETS)
FILTERS = (
    ItemFilter(),
    ItemFilter(batch_id=BatchId(CABINETS[0])),
    ItemFilter(absence=Absence.TIE),
    ItemFilter(absence=Absence.BELOW_QUORUM, batch_id=BatchId(CABINETS[1])),
    ItemFilter(needs_review=True),
    ItemFilter(is_escalated=True),
)
SIZES = (
    PageLimits(events_max=1, items_max=1),
    PageLimits(events_max=7, items_max=2),
    PageLimits(events_max=1_000, items_max=1_000),
)


async def positions_in_turn(herbarium: Herbarium, random_: random.Random) -> AsyncIterator[int]:
    """Folds up to positions of the ledger, one after the other, and gives each."""
    await progress.enrol(herbarium.pool)
    claimed = await progress.claim(herbarium.pool, HERBARIUM)
    assert claimed is not None
    head = await herbarium.head()
    while claimed.position < head:
        aim = min(head, claimed.position + random_.choice((1, 1, 1, 4, 15)))
        limits = random_.choice(SIZES)
        outcome = await fold_pages(herbarium.pool, claimed, limits=limits, up_to=aim)
        assert isinstance(outcome, CaughtUp), outcome
        claimed = outcome.progress
        assert claimed.position == aim
        yield aim


@pytest.mark.parametrize("seed", range(6))
async def test_replay_and_a_naive_model_equal_what_was_answered_live(
    herbarium: Herbarium, seed: int
) -> None:
    history = History(herbarium, seed)
    await history.begin()
    results = await history.run(STEPS)
    assert sum(isinstance(one, Accepted) for one in results) > STEPS / 2
    events, sheets = await herbarium.events(), history.sheets
    live_at: dict[int, tuple[dict[ItemId, ItemAnswer], dict[str, ScopeAnswer]]] = {}
    lists_at: dict[int, list[Page[Any]]] = {}
    sha_at: dict[int, str] = {}
    async for position in positions_in_turn(herbarium, random.Random(seed)):
        items = await reads.items(herbarium.pool, HERBARIUM, sheets)
        scopes = await reads.scopes(herbarium.pool, HERBARIUM, SCOPES)
        live_at[position] = items, scopes
        lists_at[position] = await lists(herbarium)
        sha_at[position] = await state_sha(herbarium)
        assert {one.holds_for.position for one in items.values()} <= {position}
        assert {one.holds_for.position for one in scopes.values()} == {position}
        model = Model(events[:position])
        assert_items(model, items)
        assert set(scopes) == {PROJECT_SCOPE, *model.batches()}
        for scope, answer in scopes.items():
            assert_scope(model, scope, answer)
    for position, (items, scopes) in live_at.items():
        at = position
        assert await reads.items(herbarium.pool, HERBARIUM, sheets, position=at) == items
        assert await reads.scopes(herbarium.pool, HERBARIUM, SCOPES, position=at) == scopes
        assert await lists(herbarium, at) == lists_at[at]
    for at in range(seed, len(events) + 1, 3):  # also where no page ended
        counted = await replay.scopes(herbarium.pool, HERBARIUM, SCOPES, at)
        assert await reads.scopes(herbarium.pool, HERBARIUM, SCOPES, position=at) == counted
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal
    assert await state_sha(herbarium) == sha_at[len(events)]


async def lists(herbarium: Herbarium, position: int | None = None) -> list[Page[Any]]:
    """Every list that can be asked for, each from both ends."""
    found: list[Page[Any]] = []
    pool, at = herbarium.pool, position
    for is_backward in (False, True):
        for where in FILTERS:
            ids = Window[ItemId](limit=3, is_backward=is_backward)
            found.append(await reads.items_page(pool, HERBARIUM, ids, where=where, position=at))
        batch_ids = Window[BatchId](limit=1, is_backward=is_backward)
        found.append(await reads.batches_page(pool, HERBARIUM, batch_ids, position=at))
        for is_open in (True, False, None):
            keys = Window[EscalationKey](limit=2, is_backward=is_backward)
            found.append(
                await reads.escalations_page(pool, HERBARIUM, keys, is_open=is_open, position=at)
            )
    return found


async def state_sha(herbarium: Herbarium) -> str:
    async with herbarium.pool.acquire() as connection:
        shown = await progress.current(connection, HERBARIUM)
    assert shown is not None
    return shown.state_sha


def assert_items(model: Model, items: dict[ItemId, ItemAnswer]) -> None:
    assert set(items) == set(model.items())
    for item_id, answer in items.items():
        assert set(answer.batches) == {
            name for name in model.batches() if item_id in model.items_in(name)
        }
        assert [one.task for one in answer.ground_truths] == list(model.tasks)
        for one in answer.ground_truths:
            found = one.outcome
            if isinstance(found, InForce):
                told = (str(found.origin), found.category, "")
                assert told == model.truth(item_id, one.task)
            else:
                _, value, reason = model.truth(item_id, one.task)
                assert (None, str(found.reason)) == (value, reason)


def assert_scope(model: Model, scope: str, answer: ScopeAnswer) -> None:
    assert answer.tally.items == len(model.items_in(scope))
    if answer.batch is not None:
        assert answer.batch.items == answer.tally.items
    for one in answer.agreement:
        units = model.units(scope, one.task)
        categories = model.tasks[one.task].categories()
        assert_score(one.observed, observed(units))
        assert_score(one.alpha_nominal, alpha(units))
        assert_score(one.ac1, ac1(units, categories))
        if one.alpha_ordinal is not None:
            assert_score(one.alpha_ordinal, alpha(units, categories))
        assert one.observed.n_items == sum(len(unit) > 1 for unit in units)
    assert str(answer.readiness.verdict) == model.verdict(scope)
    requirements = model.policy.requirements if model.policy else ()
    assert len(answer.readiness.requirements) == len(requirements)
    for judged, requirement in zip(answer.readiness.requirements, requirements, strict=True):
        value, rests_on, _ = model.measured(scope, requirement)
        assert judged.requirement == requirement
        assert judged.observed == value
        assert judged.n == rests_on
        assert str(judged.status) == model.status(scope, requirement)
        evidence = [one.item_id for one in judged.evidence]
        assert evidence == model.evidence(scope, requirement)


def assert_score(score: Score, naive: Fraction | str) -> None:
    if isinstance(naive, str):
        assert (score.value, str(score.status)) == (None, naive)
    else:
        assert (score.value, str(score.status)) == (float(naive), "COMPUTED")
