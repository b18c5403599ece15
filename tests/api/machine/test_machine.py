"""Random lawful and unlawful commands: the API answers as a naive town hall on paper does."""

from __future__ import annotations

from tests.api.machine.playing import played
from tests.api.townhall import TownHall


async def test_api_answers_as_a_town_hall_on_paper_does(hall: TownHall) -> None:
    told = await played(hall, examples=12, steps=40, shrinks=False)
    admitted = {name.split()[0] for name in told if name.endswith(" admitted")}
    refused = {name for name in told if " admitted" not in name}
    assert len(admitted) > 15, admitted
    assert len(refused) > 30, refused
