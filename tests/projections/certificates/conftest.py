"""A cabinet whose sheets are labeled."""

from __future__ import annotations

import pytest

from tests.projections.certificates_made import Cabinet
from tests.projections.herbarium import Herbarium


@pytest.fixture
async def cabinet(herbarium: Herbarium) -> Cabinet:
    one = Cabinet(herbarium)
    await one.filled()
    return one
