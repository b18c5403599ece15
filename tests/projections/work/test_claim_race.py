"""Many annotators, several processes, rows that lag: no item over-assigned, none lost."""

from __future__ import annotations

import asyncio
from collections import Counter

from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.ledger.read import read_project
from labeltrail.events.requests import Accepted
from labeltrail.events.streams.item.assignment_facts import ItemAssigned
from labeltrail.events.streams.item.facts import LabelSubmitted
from labeltrail.projections.work.answers import Given, Idle, Nothing
from tests.projections.herbarium import HERBARIUM, Herbarium
from tests.projections.work.shifts import Office, folding, giving, hired, offices, opened

OVERLAP, SHEETS, PEOPLE, ITEMS_MAX = 3, 40, 60, 4


async def test_sixty_annotators_at_three_processes_label_every_item_exactly_as_often_as_wanted(
    herbarium: Herbarium,
) -> None:
    policy = giving(OVERLAP, is_required=True, items_max=ITEMS_MAX)
    items = await opened(herbarium, policy, sheets=SHEETS)
    people = await hired(herbarium, PEOPLE)
    async with offices(herbarium.pool, 3) as made, folding(herbarium):
        work = (_work(made[n % 3], one) for n, one in enumerate(people))
        given = sum(await asyncio.gather(*work))
    assert given == OVERLAP * SHEETS
    events = await read_project(herbarium.pool, HERBARIUM, after=0, limit=100_000)
    labels = [
        (one.stream, one.fact.annotator) for one in events if isinstance(one.fact, LabelSubmitted)
    ]
    assert Counter(item for item, _ in labels) == {f"item/{one}": OVERLAP for one in items}
    assert len(labels) == len(set(labels))
    by_person = Counter(one.fact.annotator for one in events if isinstance(one.fact, ItemAssigned))
    assert max(by_person.values()) <= ITEMS_MAX


async def _work(office: Office, person: MemberId) -> int:
    """Claims and labels until there is nothing for the person; how many it were."""
    done = 0
    for _ in range(400):
        answer = await office.claim(person)
        if isinstance(answer, Given):
            assert isinstance(await office.label(person, answer.item_id), Accepted)
            done += 1
            continue
        assert isinstance(answer, Nothing), answer
        if answer.idle in (Idle.ALL_DONE, Idle.CAPPED):
            break
        await asyncio.sleep(0.02)
    return done


async def test_annotator_who_claims_in_many_places_at_once_holds_no_more_than_allowed(
    herbarium: Herbarium,
) -> None:
    await opened(herbarium, giving(2, open_max=2), sheets=20)
    (person,) = await hired(herbarium, 1)
    async with offices(herbarium.pool, 3) as made:
        answers = await asyncio.gather(*(one.claim(person) for one in made * 4))
    held = [one.item_id for one in answers if isinstance(one, Given)]
    assert len(held) == len(set(held)) == 2
    idle = {one.idle for one in answers if isinstance(one, Nothing)}
    assert idle <= {Idle.HOLDS_ENOUGH, Idle.BUSY}
    assert ItemId("sheet/0000") in held or len(held) == 2
