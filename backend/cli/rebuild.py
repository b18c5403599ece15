"""`labeltrail rebuild`: the read models anew from the ledger, compared with those in use."""

from __future__ import annotations

from typing import Annotated

import asyncpg
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, progress_bar
from labeltrail.backend.composition import composed
from labeltrail.projections import waiting
from labeltrail.projections.rebuild import RebuildRefused, Rebuilt
from labeltrail.projections.rebuild import rebuild as rebuild_project

EXAMPLES = """\b
Examples:
  labeltrail rebuild fitness
  labeltrail rebuild                 all projects, one after the other
  labeltrail rebuild fitness --json | jq .isEqual

\b
Answers come from the former rows until the new ones are complete. Exit code 1: the rows were not
equal; answers come from the new ones, which is what the ledger says.
"""


def rebuild(
    project: Annotated[str | None, typer.Argument(help="The project's id; left out: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Build the read models anew beside the old ones, compare, and change over."""
    try:
        done = run(_rebuild(project))
    except RebuildRefused as error:
        raise CommandFault(str(error), ExitCode.REFUSED) from None
    if as_json:
        print_json([_as_json(one) for one in done])
    else:
        for one in done:
            console().print(_told(one), soft_wrap=True)
    if not all(one.is_equal for one in done):
        raise typer.Exit(ExitCode.REFUSED)


async def _rebuild(project: str | None) -> list[Rebuilt]:
    async with composed(settings(), folds=False) as parts:
        if project is not None:
            await require_project(parts.pool, project)
            wanted = [project]
        else:
            await parts.runner.run_all()
            wanted = [lag.project_id for lag in await waiting.every_lag(parts.pool)]
        return [await _rebuilt(parts.pool, one) for one in wanted]


async def _rebuilt(pool: asyncpg.Pool, project: str) -> Rebuilt:
    with progress_bar(f"rebuilding {project}", total=None) as bar:

        def advanced(reached: int, aim: int) -> None:
            bar.reach(reached, total=aim)

        return await rebuild_project(pool, project, on_progress=advanced)


def _told(done: Rebuilt) -> str:
    where = f"{done.project_id}: generation {done.generation} at position {done.rebuilt.position}"
    if done.is_equal:
        return f"{where}, equal to the former rows (sha256 {done.rebuilt.whole[:16]}…)"
    return f"{where}, DIFFERENT from the former rows in {', '.join(done.different_tables)}"


def _as_json(done: Rebuilt) -> dict[str, object]:
    return {
        "project": done.project_id,
        "generation": done.generation,
        "position": done.rebuilt.position,
        "isEqual": done.is_equal,
        "differentTables": done.different_tables,
        "sha256": done.rebuilt.whole,
        "formerSha256": done.former.whole,
    }
