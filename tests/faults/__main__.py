"""Faults, one round after another, with figures: `python -m tests.faults --rounds 20`.

Ends with 1 and the seed at the first round that finds something wrong. A fault that this machine
cannot stage is named with the reason.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import msgspec
from rich.progress import Progress

from labeltrail.backend.cli.terminal import console, table
from tests.faults.scenarios import SCENARIOS, played
from tests.faults.stage import Stage, staged
from tests.faults.verdict import Round, Skipped

COUNTED = ("acknowledged", "answers", "events", "unheard", "came_back", "lost")
HEAD = (
    "fault", "rounds", "faults", "acknowledged", "answers", "events", "unheard", "came back",
    "lost", "seconds",
)  # fmt: skip
LEGEND = """
acknowledged   commands that clients were told to be in the ledger; each is there exactly once
unheard        of these, committed although the first answer was lost: told when sent again
came back      answers OVERLOADED or UNAVAILABLE; the client waited and sent the same again
lost           requests that got no answer at all
After every round: positions and stream versions dense, leaves computed again, times rising, and
the read model equal to one built anew from the first event."""


class Played(msgspec.Struct):
    """The rounds of one fault."""

    name: str
    rounds: int = 0
    faults: int = 0
    seconds: float = 0.0
    sums: Counter[str] = msgspec.field(default_factory=Counter)
    figures: Counter[str] = msgspec.field(default_factory=Counter)
    skipped: str = ""

    def add(self, played_round: Round, seconds: float) -> None:
        self.rounds += 1
        self.faults += played_round.faults
        self.seconds += seconds
        self.figures.update(played_round.figures)
        self.sums.update({name: getattr(played_round.verdict, name) for name in COUNTED})

    def row(self) -> list[str]:
        counted = [f"{self.sums[name]:,}" for name in COUNTED]
        return [self.name, str(self.rounds), str(self.faults), *counted, f"{self.seconds:.1f}"]


async def play(stage: Stage, names: Sequence[str], *, rounds: int, seed: int) -> list[Played]:
    every = [Played(name) for name in names]
    with Progress(console=console(sys.stderr), transient=True) as bar:
        task = bar.add_task("faults", total=rounds * len(names))
        for number in range(rounds):
            for one in every:
                bar.update(task, description=f"{one.name} {number + 1}/{rounds}")
                await _play(stage, one, seed, number)
                bar.advance(task)
    return every


async def _play(stage: Stage, one: Played, seed: int, number: int) -> None:
    started = perf_counter()
    try:
        found = await played(one.name, stage, seed, number)
    except Skipped as skipped:
        one.skipped = str(skipped)
    except BaseException:
        told = f"{one.name}, round {number} of seed {seed}, went wrong"
        print(f"{stage.said()}\n\n{told}", file=sys.stderr)
        raise
    else:
        one.add(found, perf_counter() - started)


def tell(every: Sequence[Played]) -> None:
    out = console()
    table(out, HEAD, [one.row() for one in every if one.rounds], right=HEAD[1:])
    out.print(LEGEND)
    for one in every:
        if one.skipped:
            out.print(f"{one.name}: skipped, {one.skipped}")
        elif one.figures:
            figures = ", ".join(f"{name} {count:,}" for name, count in one.figures.items())
            out.print(f"{one.name}: {figures}")


def main() -> None:
    reader = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    reader.add_argument("--rounds", type=int, default=1, help="of each fault")
    reader.add_argument("--only", action="append", choices=SCENARIOS, help="may be repeated")
    reader.add_argument("--seed", type=int, default=1979)
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="labeltrail-faults-") as folder:
        Path(folder).chmod(0o755)  # the database does not run as root
        with staged(Path(folder)) as stage:
            names = asked.only or list(SCENARIOS)
            every = asyncio.run(play(stage, names, rounds=asked.rounds, seed=asked.seed))
    tell(every)


if __name__ == "__main__":
    main()
