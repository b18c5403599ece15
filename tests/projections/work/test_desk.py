"""What the desk gives to whom, and what it says when there is nothing: against the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted
from labeltrail.events.streams.item.assignment_facts import (
    AssignmentReleased,
    ItemAssigned,
    Purpose,
    ReleaseReason,
)
from labeltrail.events.streams.item.commands import RegisterItem, SkipItem
from labeltrail.events.streams.item.facts import Modality, SkipReason
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import AssignmentRules
from labeltrail.events.streams.project import RemoveMember
from labeltrail.events.streams.standing import SuspendAnnotator
from labeltrail.events.streams.standing.facts import SuspensionCause
from labeltrail.events.streams.work.draws import purpose_of
from labeltrail.projections.work import windows
from labeltrail.projections.work.answers import Answer, Given, Idle, Nothing
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, MAUD, POLICY, Herbarium
from tests.projections.work.shifts import MINUTE, Office, giving, offices, opened

ANNA, BEN = ANNOTATORS[:2]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a desk remembers is old at once, so that no test has to wait for that."""
    monkeypatch.setattr(windows, "FRESH_SECONDS", 0.0)
    monkeypatch.setattr(windows, "RELOAD_SECONDS_MIN", 0.0)


def idle(answer: Answer) -> Idle:
    assert isinstance(answer, Nothing), answer
    return answer.idle


def given(answer: Answer) -> ItemId:
    assert isinstance(answer, Given), answer
    return answer.item_id


async def purpose(herbarium: Herbarium, answer: Answer) -> Purpose:
    assert isinstance(answer, Given), answer
    item = await herbarium.item(answer.item_id)
    return next(reversed(item.assignments.values())).purpose


async def test_every_reason_to_do_nothing_is_told(herbarium: Herbarium) -> None:
    (sheet,) = await opened(herbarium, POLICY, sheets=1)
    async with offices(herbarium.pool, 1) as (office,):
        assert idle(await office.claim(ANNA)) is Idle.NOTHING_IS_ASSIGNED
        await herbarium.publish_policy(giving(1, items_max=1, session_items_max=1))
        assert idle(await office.claim(ANNA)) is Idle.CATCHING_UP
        await herbarium.fold()
        assert given(await office.claim(ANNA)) == sheet
        assert idle(await office.claim(BEN)) is Idle.WAITING_FOR_OTHERS
        await herbarium.fold()
        assert idle(await office.claim(BEN)) is Idle.WAITING_FOR_OTHERS
        assert isinstance(await office.label(ANNA, sheet), Accepted)
        await herbarium.fold()
        office.later = timedelta(seconds=2)
        assert idle(await office.claim(BEN)) is Idle.ALL_DONE
        await herbarium.register("sheet/0001")
        await herbarium.fold()
        assert idle(await office.claim(ANNA)) is Idle.CAPPED
        await herbarium.publish_policy(giving(1, session_items_max=1, rest_minutes=15))
        await herbarium.fold()
        resting = await office.claim(ANNA)
        assert idle(resting) is Idle.RESTING
        assert isinstance(resting, Nothing)
        assert resting.until is not None
        assert timedelta(minutes=14) < resting.until - datetime.now(UTC) <= timedelta(minutes=16)
        note, text = await herbarium.written("Away.", MAUD, "note")
        cause = SuspensionCause.ABSENT
        await herbarium.tell(SuspendAnnotator(annotator=BEN, cause=cause, note=note), texts=(text,))
        assert idle(await office.claim(BEN)) is Idle.SUSPENDED


async def test_order_is_priority_then_age_and_what_one_skipped_never_comes_back(
    herbarium: Herbarium,
) -> None:
    policy = giving(1, batch_priorities={"cabinet-b": 3}, priority_attribute="urgency")
    first, second, third = await opened(herbarium, policy, sheets=3)
    urgent = RegisterItem(
        item_id=ItemId("sheet/urgent"),
        modality=Modality.IMAGE,
        attributes={"urgency": "7"},
    )
    await herbarium.tell(urgent)
    await herbarium.open_batch("cabinet-b", [third])
    await herbarium.fold()
    async with offices(herbarium.pool, 1) as (office,):
        told = []
        for _ in range(2):
            item_id = given(await office.claim(ANNA))
            told.append(item_id)
            await office.label(ANNA, item_id)
        assert told == ["sheet/urgent", third]
        item_id = given(await office.claim(ANNA))
        assert item_id in (first, second)
        skip = SkipItem(item_id=item_id, reason=SkipReason.OTHER)
        await herbarium.tell(skip, ANNA)
        other = given(await office.claim(ANNA))
        assert {item_id, other} == {first, second}


async def test_claim_sent_again_is_answered_as_before(herbarium: Herbarium) -> None:
    await opened(herbarium, giving(1, open_max=5), sheets=30)
    async with offices(herbarium.pool, 2) as (here, there):
        command_id = uuid4()
        first = await here.claim(ANNA, command_id=command_id)
        await here.claim(ANNA)
        for office in (here, there):
            again = await office.claim(ANNA, command_id=command_id)
            assert isinstance(again, Given)
            assert (again.item_id, again.accepted.is_duplicate) == (given(first), True)


async def test_claim_sent_again_is_answered_as_before_where_nothing_else_is_open(
    herbarium: Herbarium,
) -> None:
    (only,) = await opened(herbarium, giving(1, open_max=1), sheets=1)
    async with offices(herbarium.pool, 2) as both:
        command_id = uuid4()
        assert given(await both[0].claim(ANNA, command_id=command_id)) == only
        await herbarium.fold()
        for office in both:
            again = await office.claim(ANNA, command_id=command_id)
            assert isinstance(again, Given)
            assert (again.item_id, again.accepted.is_duplicate) == (only, True)
            assert idle(await office.claim(BEN, command_id=command_id)) is Idle.WAITING_FOR_OTHERS


SEEDED = AssignmentRules(gold_percent=40, repeat_percent=30, repeat_distance=2, seed=0)


async def test_gold_and_repeats_come_where_the_seed_says_and_nowhere_else(
    herbarium: Herbarium,
) -> None:
    """A third of the sheets is gold; a gold answer of one annotator counts as nobody's progress:
    no gold is given out before its claim is drawn."""
    section = {"gold_percent": 40, "repeat_percent": 30, "repeat_distance": 2, "seed": 0}
    items = await opened(herbarium, giving(2, **section), sheets=18)
    for sheet in items[:8]:
        await herbarium.import_gold(sheet, GENUS, "alder")
    await herbarium.fold()
    async with offices(herbarium.pool, 1) as (office,):
        purposes = []
        for _ in range(14):
            answer = await office.claim(ANNA)
            purposes.append(await purpose(herbarium, answer))
            await _label(office, ANNA, answer, await herbarium.item(given(answer)))
            await herbarium.fold()
    drawn = [purpose_of(SEEDED, ANNA, number) for number in range(1, 15)]
    assert Purpose.GOLD in drawn
    assert Purpose.REPEAT in drawn
    for number, (was, wanted) in enumerate(zip(purposes, drawn, strict=True), start=1):
        if wanted is Purpose.REPEAT:
            assert was in (Purpose.REPEAT, Purpose.WORK), number
        else:
            assert was is wanted, number
    assert Purpose.REPEAT in purposes


async def _label(office: Office, person: MemberId, answer: Answer, item: Item) -> None:
    assert isinstance(answer, Given)
    repeat = next(reversed(item.assignments.values())).repeat
    assert isinstance(await office.label(person, answer.item_id, repeat=repeat), Accepted), (
        answer.item_id
    )


async def test_expired_lease_is_free_at_once_and_ended_by_rule_once(herbarium: Herbarium) -> None:
    first, second = await opened(herbarium, giving(1, lease_minutes=5), sheets=2)
    async with offices(herbarium.pool, 1) as (office,):
        office.later = -6 * MINUTE  # so that by the database's clock the lease is over
        lapsed = given(await office.claim(ANNA))
        await herbarium.fold()
        office.later = timedelta()
        loop = AutomationLoop(herbarium.pool, herbarium.executor)
        for _ in range(2):
            await loop.run_all()
            await herbarium.fold()
        events = await read_streams(herbarium.pool, HERBARIUM, [f"item/{lapsed}"])
        ends = [one for one in events if isinstance(one.fact, AssignmentReleased)]
        assert [one.actor for one in ends] == ["system"]
        assigned = next(one for one in events if isinstance(one.fact, ItemAssigned))
        assert ends[0].causation_id == assigned.event_id
        assert {given(await office.claim(BEN)), given(await office.claim(ANNA))} == {first, second}


@pytest.mark.parametrize("leaves", [False, True], ids=["suspended", "removed"])
async def test_what_somebody_holds_who_is_suspended_or_removed_is_free_by_rule(
    herbarium: Herbarium, leaves: bool
) -> None:
    (only,) = await opened(herbarium, giving(1), sheets=1)
    async with offices(herbarium.pool, 1) as (office,):
        assert given(await office.claim(ANNA)) == only
        await herbarium.fold()
        if leaves:
            await herbarium.tell(RemoveMember(member=ANNA))
        else:
            note, text = await herbarium.written("Away.", MAUD, "note")
            away = SuspendAnnotator(annotator=ANNA, cause=SuspensionCause.ABSENT, note=note)
            await herbarium.tell(away, texts=(text,))
        await herbarium.fold()
        loop = AutomationLoop(herbarium.pool, herbarium.executor)
        for _ in range(2):
            await loop.run_all()
            await herbarium.fold()
        events = await read_streams(
            herbarium.pool, HERBARIUM, [f"item/{only}", "standing", "project"]
        )
        (end,) = [one for one in events if isinstance(one.fact, AssignmentReleased)]
        assert isinstance(end.fact, AssignmentReleased)
        assert (end.actor, end.fact.reason) == ("system", ReleaseReason.RECALLED)
        (cause,) = [one for one in events if one.event_id == end.causation_id]
        assert cause.type == ("MemberRemoved" if leaves else "AnnotatorSuspended")
        assert given(await office.claim(BEN)) == only


async def test_lapsed_lease_is_claimed_by_others_before_any_event_says_so(
    herbarium: Herbarium,
) -> None:
    (only,) = await opened(herbarium, giving(1, lease_minutes=5), sheets=1)
    async with offices(herbarium.pool, 1) as (office,):
        office.later = -6 * MINUTE
        assert given(await office.claim(ANNA)) == only
        await herbarium.fold()
        office.later = timedelta()
        assert given(await office.claim(BEN)) == only


@pytest.mark.parametrize("batch", ["cabinet-a"])
async def test_claim_for_a_batch_gives_of_that_batch_only(herbarium: Herbarium, batch: str) -> None:
    first, second, _ = await opened(herbarium, giving(1, open_max=5), sheets=3)
    await herbarium.open_batch(BatchId(batch), [second])
    await herbarium.fold()
    async with offices(herbarium.pool, 1) as (office,):
        assert given(await office.claim(ANNA, batch=batch)) == second
        assert idle(await office.claim(ANNA, batch=batch)) is Idle.WAITING_FOR_OTHERS
        assert given(await office.claim(ANNA)) != second
        assert first
        unknown = await office.claim(BEN, batch="cabinet-z")
        assert isinstance(unknown, Rejection)
        assert (unknown.rule, unknown.path) == (Rule.BATCH_UNKNOWN, ("batch_id",))
