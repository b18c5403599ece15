"""`labeltrail rebuild`: the read models anew from the ledger, compared with those in use."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json, progress_bar
from labeltrail.backend.composition import Composition, composed
from labeltrail.projections import waiting
from labeltrail.projections.parallel import Processes
from labeltrail.projections.rebuild import RebuildRefused, Rebuilt, change_back
from labeltrail.projections.rebuild import rebuild as rebuild_project

EXAMPLES = """\b
Examples:
  labeltrail rebuild fitness
  labeltrail rebuild                 all projects, one after the other
  labeltrail rebuild fitness --compare-only && echo as the ledger says
  labeltrail rebuild fitness --processes 4
  labeltrail rebuild fitness --keep 24h
  labeltrail rebuild fitness --back  answer from the kept rows again
  labeltrail rebuild fitness --json | jq '.[].isEqual'

\b
Answers come from the former rows until the new ones are complete. Exit code 1: the rows were not
equal; answers come from the new ones, which is what the ledger says.
"""


def rebuild(
    project: Annotated[str | None, typer.Argument(help="The project's id; left out: all.")] = None,
    compare_only: Annotated[
        bool, typer.Option("--compare-only", help="Throw the new rows away after comparing.")
    ] = False,
    keep: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Keep the former rows so long: 90m, 24h or 7d."),
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help="Answer from the kept former rows again.")
    ] = False,
    processes: Annotated[
        int, typer.Option(min=1, max=64, help="Split the items among so many processes.")
    ] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Build the read models anew beside the old ones, compare, and change over."""
    if compare_only and (back or keep is not None):
        raise CommandFault("--compare-only changes nothing, so there is nothing to keep or undo")
    how = _How(compare_only=compare_only, keep_for=_time(keep), back=back, processes=processes)
    try:
        done = run(_rebuild(project, how))
    except RebuildRefused as error:
        raise CommandFault(str(error), ExitCode.REFUSED) from None
    if as_json:
        print_json([_as_json(one) for one in done])
    else:
        for one in done:
            console().print(_told(one), soft_wrap=True)
    if not all(one.is_equal for one in done):
        raise typer.Exit(ExitCode.REFUSED)


class _How(msgspec.Struct, frozen=True, kw_only=True):
    compare_only: bool
    keep_for: timedelta | None
    back: bool
    processes: int


def _time(text: str | None) -> timedelta | None:
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,4})([mhd])", text)
    if found is None:
        raise CommandFault(f"--keep {text}: a number and m, h or d is wanted, such as 24h")
    number = int(found[1])
    match found[2]:
        case "m":
            return timedelta(minutes=number)
        case "h":
            return timedelta(hours=number)
        case _:
            return timedelta(days=number)


async def _rebuild(project: str | None, how: _How) -> list[Rebuilt]:
    async with composed(settings(), folds=False) as parts:
        if project is not None:
            await require_project(parts.pool, project)
            wanted = [project]
        else:
            await parts.runner.run_all()
            wanted = [lag.project_id for lag in await waiting.every_lag(parts.pool)]
        return [await _rebuilt(parts, one, how) for one in wanted]


async def _rebuilt(parts: Composition, project: str, how: _How) -> Rebuilt:
    pool = parts.pool
    with progress_bar(f"rebuilding {project}", total=None) as bar:

        def advanced(reached: int, aim: int) -> None:
            bar.reach(reached, total=aim)

        if how.back:
            return await change_back(pool, project, on_progress=advanced, keep_for=how.keep_for)
        return await rebuild_project(
            pool,
            project,
            on_progress=advanced,
            keep_for=how.keep_for,
            compare_only=how.compare_only,
            processes=_processes(how.processes, parts.url),
        )


def _processes(number: int, url: str) -> Processes | None:
    """None for a single one: folding page by page needs less memory and is as quick."""
    return Processes(number=number, database_url=url) if number > 1 else None


def _told(done: Rebuilt) -> str:
    where = f"{done.project_id}: generation {done.generation} at position {done.rebuilt.position}"
    if done.is_thrown_away:
        where = f"{where}, thrown away"
    if done.is_equal:
        return f"{where}, equal to the former rows (sha256 {done.rebuilt.whole[:16]}…)"
    if done.uncompared:
        where = f"{where}, NOT COMPARED in {', '.join(done.uncompared)}: it took too long"
    if not done.different_tables:
        return where
    told = f"{where}, DIFFERENT from the former rows in {', '.join(done.different_tables)}"
    if done.was_tampered_with:
        return f"{told}: something else than folding had changed those"
    return told


def _as_json(done: Rebuilt) -> dict[str, object]:
    return {
        "project": done.project_id,
        "generation": done.generation,
        "position": done.rebuilt.position,
        "isEqual": done.is_equal,
        "isThrownAway": done.is_thrown_away,
        "wasTamperedWith": done.was_tampered_with,
        "stateSha": done.rebuilt.state_sha,
        "differentTables": done.different_tables,
        "uncomparedTables": done.uncompared,
        "sha256": done.rebuilt.whole,
        "formerSha256": done.former.whole,
    }
