"""A cabinet of sheets that was certified and released, on a database of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.projections.certificates_made import Cabinet
from tests.projections.herbarium import Herbarium


@pytest.fixture
async def cabinet(pool: asyncpg.Pool) -> AsyncIterator[Cabinet]:
    herbarium = Herbarium(pool)
    one = Cabinet(herbarium)
    await one.filled()
    await one.certify()
    yield one
    await herbarium.ledger.aclose()
