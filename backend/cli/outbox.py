"""`labeltrail outbox`: what a receiver was not told, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from labeltrail.backend.cli.faults import ExitCode
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, table
from labeltrail.backend.composition import composed
from labeltrail.projections import outbox as messages
from labeltrail.projections.outbox import Message, Waiting

SHOWN_MAX = 1_000

EXAMPLES = """\b
Examples:
  LABELTRAIL_OUTBOX_URL=https://example.org/hook labeltrail worker
  labeltrail outbox                  what has failed so far
  labeltrail outbox --retry          try again what was given up
  labeltrail outbox --end            once LABELTRAIL_OUTBOX_URL is set nowhere any more

\b
Each change of ground truth is told by one POST of JSON for the project and one for each batch.
Exit code 1: something was given up.
"""


def outbox(
    retry: Annotated[
        bool, typer.Option("--retry", help="Try again what was given up, first of all.")
    ] = False,
    end: Annotated[
        bool, typer.Option("--end", help="Tell nobody any more; what waits is forgotten.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Show messages that did not reach LABELTRAIL_OUTBOX_URL."""
    found, waits = run(_untold(retry=retry, end=end))
    if as_json:
        print_json(found)
    elif not found:
        is_told = settings().outbox_url is not None or waits.messages
        arrived = "every message arrived, or waits for its first attempt"
        nobody = "LABELTRAIL_OUTBOX_URL is not set here: nobody is told of changes"
        console().print(arrived if is_told else nobody)
        _tell(waits)
    else:
        head = ("project", "position", "message", "batch", "attempts", "state", "failure")
        table(console(), head, map(_row, found), right=("position", "attempts"))
        _tell(waits)
    if any(one.is_dead for one in found):
        raise typer.Exit(ExitCode.REFUSED)


async def _untold(*, retry: bool, end: bool) -> tuple[list[Message], Waiting]:
    async with composed(settings(), folds=False) as parts:
        if end:
            await messages.end(parts.pool)
        if retry:
            await messages.retry(parts.pool)
        untold = await messages.untold(parts.pool, limit=SHOWN_MAX)
        return untold, await messages.waiting(parts.pool)


def _tell(waits: Waiting) -> None:
    if waits.oldest_at is not None:
        since = f"{waits.oldest_at:%Y-%m-%d %H:%M:%S}"
        console().print(f"{waits.messages} wait to be told, the oldest since {since} UTC")


def _row(one: Message) -> tuple[str, ...]:
    state = "given up" if one.is_dead else "waits"
    failure = one.failure or ""
    position, attempts = str(one.position), str(one.attempts)
    return (one.project_id, position, one.kind, one.scope, attempts, state, failure)
