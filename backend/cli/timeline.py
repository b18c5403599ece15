"""`labeltrail timeline`: who decided what, when, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

import asyncpg
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import position_of, require_project, time_of
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, table
from labeltrail.backend.composition import composed
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import batch as batches
from labeltrail.events.streams import item as items
from labeltrail.events.streams.rules import STREAMS
from labeltrail.projections import history
from labeltrail.projections.answers import PAGE_ROWS_MAX, Window
from labeltrail.projections.bitemporal import Moment
from labeltrail.projections.timeline import Entry

EXAMPLES = """\b
Examples:
  labeltrail timeline fitness --item patient-2
  labeltrail timeline fitness --batch table-1
  labeltrail timeline fitness --rule guideline
  labeltrail timeline fitness --item patient-2 --at 2026-03-03T12:00Z
  labeltrail timeline fitness --item patient-2 --at 350 --occurred-by 1979-06-01
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
    occurred_by: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Only what had happened by then, by its source, in the order of happening.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Tell what happened to an item, a batch or a rule, one sentence for each event.

    --at says up to where it was known, --occurred-by what had happened by then.
    """
    stream = _stream(item, batch, rule)
    time = None if occurred_by is None else time_of(occurred_by)
    entries = run(_entries(project, stream, at, time))
    if as_json:
        print_json(entries)
        return
    if not entries:
        raise CommandFault(f"nothing happened to {stream} of {project!r}", ExitCode.REFUSED)
    when = "recorded" if time is None else "occurred"
    rows = [
        (str(one.position), f"{getattr(one, f'{when}_at'):%Y-%m-%d %H:%M:%S}", one.sentence)
        for one in entries
    ]
    table(console(), ("position", f"{when} (UTC)", "what happened"), rows, right=("position",))


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


async def _entries(
    project: str, stream: str, at: str | None, occurred_by: datetime | None
) -> list[Entry]:
    async with composed(settings(), folds=False) as parts:
        await require_project(parts.pool, project)
        position = None if at is None else await position_of(parts.pool, project, at)
        told: list[Entry] = []
        async for events in _pages(parts.pool, project, stream, position, occurred_by):
            told += await history.entries(parts.directory, project, events)
        return told


async def _pages(
    pool: asyncpg.Pool,
    project: str,
    stream: str,
    position: int | None,
    occurred_by: datetime | None,
) -> AsyncIterator[list[RecordedEvent]]:
    """The events page by page, in the order of recording, or of happening by a time."""
    if occurred_by is not None:
        whole = Window[Moment](limit=PAGE_ROWS_MAX)
        while True:
            found = await history.happened(
                pool, project, stream, whole, occurred_by=occurred_by, position=position
            )
            yield [one.event for one in found.rows]
            if not found.has_more:
                return
            whole = Window(limit=PAGE_ROWS_MAX, after=found.rows[-1].moment)
    after: int | None = None
    while True:
        window = Window(limit=PAGE_ROWS_MAX, after=after)
        page = await history.timeline(pool, project, stream, window, position=position)
        yield list(page.rows)
        if not page.has_more:
            return
        after = page.rows[-1].position
