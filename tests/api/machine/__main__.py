"""A longer game against a database of its own: `python -m tests.api.machine --examples 200`.

Prints how often each command got each answer; ends with 1 and the story at the first difference.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from tests.api.machine.playing import played
from tests.api.townhall import opened


async def _play(url: str, examples: int, steps: int, shrinks: bool) -> None:
    await migrate(url)
    async with opened(url) as hall:
        started = perf_counter()
        told = await played(
            hall, examples=examples, steps=steps, is_repeatable=False, shrinks=shrinks
        )
        seconds = perf_counter() - started
    for name, count in sorted(told.items()):
        print(f"{count:7,}  {name}")
    print(f"{sum(told.values()):,} answers in {examples} examples, {seconds:.1f} s")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.api.machine", description=__doc__)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--shrink", action="store_true", help="look for the shortest story")
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded(Path(folder), durable=False) as url,
    ):
        asyncio.run(_play(url, given.examples, given.steps, given.shrink))
    return 0


if __name__ == "__main__":
    sys.exit(main())
