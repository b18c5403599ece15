"""One round of each fault; many rounds are `python -m tests.faults --rounds N`.

The seed is in the test's id. Whatever happened, what was acknowledged is stored exactly once, and
every answer equals a replay.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.scenarios import LONG, SCENARIOS, played
from tests.faults.stage import Stage, staged
from tests.faults.verdict import Skipped

SEED = 1979


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(tmp_path_factory.mktemp("faults")) as built:
        yield built


@pytest.mark.parametrize(
    "name", [name for name in SCENARIOS if name not in LONG], ids=lambda name: f"{name}-{SEED}"
)
async def test_nothing_acknowledged_is_lost_or_doubled(name: str, stage: Stage) -> None:
    try:
        found = await played(name, stage, SEED, 0)
    except Skipped as skipped:
        pytest.skip(str(skipped))
    assert found.faults > 0
    assert found.verdict.acknowledged > 0
