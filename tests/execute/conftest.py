"""Executors on one database, as several processes of a deployment would have them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.execute.desk import Desk, opened


@pytest.fixture
async def desk(pool: asyncpg.Pool) -> AsyncIterator[Desk]:
    """The archive with its rules and one recording, through an executor of its own."""
    async with opened(pool) as one:
        await one.found()
        yield one


@pytest.fixture
async def other(pool: asyncpg.Pool, desk: Desk) -> AsyncIterator[Desk]:
    """A second process on the same database; its caches know nothing of the first."""
    async with opened(pool) as one:
        await one.executor.rules(desk.project_id)
        yield one
