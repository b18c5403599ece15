"""What the API's tests share: a server, and the project of a town hall in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.api.townhall import TownHall, founded, opened


@pytest.fixture
async def hall(database_url: str) -> AsyncIterator[TownHall]:
    """A server without a project, in the development profile."""
    async with opened(database_url) as one:
        yield one


@pytest.fixture
async def town(hall: TownHall) -> TownHall:
    """The same with the project, its people, its rules and three letters."""
    return await founded(hall)
