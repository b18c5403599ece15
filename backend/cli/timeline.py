"""`labeltrail timeline`: who decided what, when, in order."""

from __future__ import annotations

from typing import Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import position_of, require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, table
from labeltrail.backend.composition import composed
from labeltrail.events.streams import batch as batches
from labeltrail.events.streams import item as items
from labeltrail.events.streams.rules import STREAMS
from labeltrail.projections import history
from labeltrail.projections.answers import PAGE_ROWS_MAX, Window
from labeltrail.projections.timeline import Entry

EXAMPLES = """\b
Examples:
  labeltrail timeline fitness --item patient-2
  labeltrail timeline fitness --batch table-1
  labeltrail timeline fitness --rule guideline
  labeltrail timeline fitness --item patient-2 --at 2026-03-03T12:00Z
  labeltrail timeline fitness --item patient-2 --json | jq '.[].sentence'
"""


def timeline(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    item: Annotated[str | None, typer.Option(help="What happened to this item.")] = None,
    batch: Annotated[str | None, typer.Option(help="What happened to this batch.")] = None,
    rule: Annotated[
        str | None, typer.Option(help="The history of a rule: " + ", ".join(STREAMS) + ".")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="POINT", help="End at this position or time.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Tell what happened to an item, a batch or a rule, one sentence for each event."""
    stream = _stream(item, batch, rule)
    entries = run(_entries(project, stream, at))
    if as_json:
        print_json(entries)
        return
    if not entries:
        raise CommandFault(f"nothing happened to {stream} of {project!r}", ExitCode.REFUSED)
    rows = [
        (str(one.position), f"{one.recorded_at:%Y-%m-%d %H:%M:%S}", one.sentence) for one in entries
    ]
    table(console(), ("position", "recorded (UTC)", "what happened"), rows, right=("position",))


def _stream(item: str | None, batch: str | None, rule: str | None) -> str:
    given = [one for one in (item, batch, rule) if one is not None]
    if len(given) != 1:
        raise CommandFault("say whose timeline: --item, --batch or --rule, and only one of them")
    if item is not None:
        return items.PREFIX + item
    if batch is not None:
        return batches.PREFIX + batch
    if rule not in STREAMS:
        raise CommandFault(f"no rule {rule!r}; there are {', '.join(STREAMS)}")
    return rule


async def _entries(project: str, stream: str, at: str | None) -> list[Entry]:
    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        position = None if at is None else await position_of(parts.pool, project, at)
        told: list[Entry] = []
        after: int | None = None
        while True:
            window = Window(limit=PAGE_ROWS_MAX, after=after)
            page = await history.timeline(parts.pool, project, stream, window, position=position)
            told += await history.entries(parts.directory, project, page.rows)
            if not page.has_more:
                return told
            after = page.rows[-1].position
