"""`labeltrail repair`: what could not be folded into the read models is tried again."""

from __future__ import annotations

from typing import Annotated

import asyncpg
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, progress_bar, table
from labeltrail.backend.composition import composed
from labeltrail.projections import waiting
from labeltrail.projections.answers import Lag
from labeltrail.projections.parking import Parked
from labeltrail.projections.rebuild import RebuildRefused
from labeltrail.projections.repair import Repaired
from labeltrail.projections.repair import repair as repair_project

EXAMPLES = """\b
Examples:
  labeltrail repair --list
  labeltrail repair
  labeltrail repair --project fitness --stream item/patient-2

\b
An event that cannot be folded is parked, and what follows in its stream, so that all else goes
on; answers that lack it say so. When the cause is gone, this folds it at its place in the ledger.
Exit code 1: something is still parked.
"""


def repair(
    project: Annotated[str | None, typer.Option(help="This project alone.")] = None,
    stream: Annotated[
        str | None, typer.Option(help="Try when this stream can be read; needs --project.")
    ] = None,
    only_list: Annotated[
        bool, typer.Option("--list", help="Tell what is parked, no more.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Try again the streams that were parked, or tell which they are."""
    if stream is not None and project is None:
        raise CommandFault("name the stream's project too, with --project")
    if only_list:
        _tell_parked(run(_parked(project)), as_json=as_json)
        return
    try:
        done = run(_repair(project, stream))
    except RebuildRefused as error:
        raise CommandFault(str(error), ExitCode.REFUSED) from None
    if as_json:
        print_json([_as_json(one) for one in done])
    else:
        for one in done:
            _tell(one)
        if not done:
            console().print("nothing is parked")
    if any(one.parked for one in done):
        raise typer.Exit(ExitCode.REFUSED)


async def _parked(project: str | None) -> list[Lag]:
    async with composed(settings(), folds=False) as parts:
        if project is not None:
            await require_project(parts.pool, project)
            return [await waiting.lag(parts.pool, project)]
        return await waiting.every_lag(parts.pool)


async def _repair(project: str | None, stream: str | None) -> list[Repaired]:
    async with composed(settings(), folds=False) as parts:
        if project is not None:
            await require_project(parts.pool, project)
            wanted = [project]
        else:
            every = await waiting.every_lag(parts.pool)
            wanted = [lag.project_id for lag in every if lag.parked]
        return [await _repaired(parts.pool, one, stream) for one in wanted]


async def _repaired(pool: asyncpg.Pool, project: str, stream: str | None) -> Repaired:
    with progress_bar(f"repairing {project}", total=None) as bar:

        def advanced(reached: int, aim: int) -> None:
            bar.reach(reached, total=aim)

        return await repair_project(pool, project, stream=stream, on_progress=advanced)


def _tell(done: Repaired) -> None:
    out = console()
    for one in done.mended:
        where = f"{one.stream.stream} from position {one.stream.position} on"
        out.print(f"{done.project_id}: folded {where}", soft_wrap=True)
    for one in done.parked:
        where = f"{one.stream.stream} from position {one.stream.position} on"
        out.print(f"{done.project_id}: STILL PARKED {where}: {one.stream.reason}", soft_wrap=True)
    if not done.mended and not done.parked:
        out.print(f"{done.project_id}: nothing is parked")


def _tell_parked(lags: list[Lag], *, as_json: bool) -> None:
    found = [(lag.project_id, one) for lag in lags for one in lag.parked]
    if as_json:
        print_json([{"project": project, **_parked_json(one)} for project, one in found])
        return
    if not found:
        console().print("nothing is parked")
        return
    head = ("project", "stream", "from position", "attempts", "since", "reason")
    rows = [
        (
            project,
            one.stream.stream,
            str(one.stream.position),
            str(one.attempts),
            f"{one.parked_at:%Y-%m-%d %H:%M}",
            one.stream.reason,
        )
        for project, one in found
    ]
    table(console(), head, rows, right=("from position", "attempts"))


def _as_json(done: Repaired) -> dict[str, object]:
    return {
        "project": done.project_id,
        "isRebuilt": done.rebuilt is not None,
        "folded": [_parked_json(one) for one in done.mended],
        "parked": [_parked_json(one) for one in done.parked],
    }


def _parked_json(one: Parked) -> dict[str, object]:
    return {
        "stream": one.stream.stream,
        "position": one.stream.position,
        "reason": one.stream.reason,
        "attempts": one.attempts,
        "parkedAt": one.parked_at,
    }
