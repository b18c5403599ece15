"""A project on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.projections.herbarium import Herbarium


@pytest.fixture
async def herbarium(pool: asyncpg.Pool) -> AsyncIterator[Herbarium]:
    """Nothing is recorded in it yet."""
    one = Herbarium(pool)
    yield one
    await one.ledger.aclose()
