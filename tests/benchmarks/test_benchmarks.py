"""Every part of `labeltrail bench` runs, very small: what nobody runs rots. No figure is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from labeltrail.backend.bench.parts import Part, Sizes, measure, stated_conditions
from labeltrail.backend.settings import Settings

TINY = Sizes(
    callers=4,
    appends=120,
    events=1_000,
    clients=2,
    labels=40,
    annotators=10,
    claims=60,
    answers=2_000,
    resamples=50,
)


@pytest.fixture
def configured(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path)


@pytest.mark.filterwarnings("ignore:The (inplace|copy) keyword")  # crowd-kit's, of today's pandas
@pytest.mark.parametrize("part", list(Part))
async def test_part_measures_to_its_end(
    part: Part, configured: Settings, database_url: str
) -> None:
    steps: dict[str, int] = {}

    @contextmanager
    def counted(label: str, total: int) -> Iterator[Callable[[], None]]:
        steps[label] = total

        def advanced() -> None:
            steps[label] -= 1

        yield advanced

    found = await measure(part, configured, database_url, TINY, counted)
    assert found
    assert set(steps.values()) == {0}, "a bar ends where it said it would"
    for one in found:
        for baseline in one.baselines:
            assert one.ours.unit, baseline.name
            print(f"{one.title}: {one.ratio(baseline):.2f} times {baseline.name}")
            assert one.ratio(baseline) > 0


async def test_conditions_are_those_of_the_server(configured: Settings) -> None:
    stated = await stated_conditions(configured)
    assert stated.cores >= 1
    assert f"fsync {stated.fsync}" in stated.sentence()
