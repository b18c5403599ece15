"""`labeltrail splits`: how items are split, and what has got from one split into another."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.faults import ExitCode
from labeltrail.backend.cli.reading import position_of, reading
from labeltrail.backend.cli.running import run
from labeltrail.backend.cli.terminal import console, note, print_json, table
from labeltrail.projections.distribution.duplicates import DISTANCE, DISTANCE_MAX
from labeltrail.projections.splits import answers
from labeltrail.projections.splits.answers import SplitCount
from labeltrail.projections.splits.contamination import Contamination

SHOWN_MAX = 50
NAMED_MAX = 3

EXAMPLES = f"""\b
Examples:
  labeltrail splits fitness                 items of each split, and what has leaked
  labeltrail splits fitness --distance 0    only what is equal, not what is nearly so
  labeltrail splits fitness --json          every contamination, not {SHOWN_MAX} of them

\b
Exit code 1: something has got from one split into another.
"""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    position: int
    counts: tuple[SplitCount, ...]
    without: int
    grouped_by: str | None
    contamination: tuple[Contamination, ...]


def splits(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    distance: Annotated[
        int, typer.Option(min=0, max=DISTANCE_MAX, help="Bits in which digests may differ.")
    ] = DISTANCE,
    at: Annotated[
        str | None, typer.Option(metavar="POINT", help="As of this position or time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show how many items each split has, and what contaminates them."""
    shown = run(_shown(project, distance, at))
    if as_json:
        print_json(shown)
    else:
        _tell(shown)
    if shown.contamination:
        raise typer.Exit(ExitCode.REFUSED)


async def _shown(project: str, distance: int, at: str | None) -> Shown:
    async with reading(project) as parts:
        past = None if at is None else await position_of(parts.pool, project, at)
        counts = await answers.split_counts(parts.pool, project, position=past)
        position = counts.holds_for.position
        found = await answers.contaminated(
            parts.pool, project, distance=distance, position=position
        )
    return Shown(
        position=position,
        counts=counts.counts,
        without=counts.without,
        grouped_by=counts.grouped_by,
        contamination=found.found,
    )


def _tell(shown: Shown) -> None:
    out = console()
    rows = [(one.split, str(one.items)) for one in shown.counts]
    table(out, ("split", "items"), [*rows, ("in none", str(shown.without))], right=("items",))
    if shown.contamination:
        out.print()
        told = [
            (one.leak.replace("_", " "), one.key[:40], _items(one))
            for one in shown.contamination[:SHOWN_MAX]
        ]
        table(out, ("by", "what", "items"), told)
        if len(shown.contamination) > SHOWN_MAX:
            note(f"and {len(shown.contamination) - SHOWN_MAX} more; --json has all of them")
    else:
        note("nothing has got from one split into another")
    if shown.grouped_by is not None:
        note(f"items with the same {shown.grouped_by} belong into one split")
    note(f"as of position {shown.position}")


def _items(one: Contamination) -> str:
    pairs = list(zip(one.items, one.splits, strict=True))
    named = ", ".join(f"{item} ({split})" for item, split in pairs[:NAMED_MAX])
    more = f" and {len(pairs) - NAMED_MAX} more" if len(pairs) > NAMED_MAX else ""
    return named + more
