"""`labeltrail worker`: what a server does beside its API: read models, seals, messages."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from labeltrail.backend.cli.reading import require_project
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note
from labeltrail.backend.composition import composed, kept_running
from labeltrail.backend.serving import stop_signals

EXAMPLES = """\b
Examples:
  labeltrail worker
  labeltrail worker --project fitness --project herbarium
  labeltrail serve --no-worker       beside it, only the API

\b
Any number of workers share the projects of one database: each project is folded by one of them at
a time. When one dies, another goes on with its projects after LABELTRAIL_LEASE_SECONDS (30). They
also seal what is appended, and tell LABELTRAIL_OUTBOX_URL what changed.
SIGTERM and Ctrl-C end a worker after the page under way.
"""


def worker(
    project: Annotated[
        list[str] | None, typer.Option(help="This project alone; may be repeated. Default: all.")
    ] = None,
) -> None:
    """Keep the read models up to date until interrupted."""
    run(_work(project or None))


async def _work(projects: list[str] | None) -> None:
    from labeltrail.backend.telemetry import telemetry

    with stop_signals() as stop:
        async with (
            composed(settings(), folds=False, projects=projects) as parts,
            telemetry(parts),
        ):
            for project in projects or ():
                await require_project(parts.pool, project)
            console().print(f"keeping {_named(projects)} up to date")
            note("Ctrl-C ends it")
            async with asyncio.TaskGroup() as group:
                for loop in parts.loops():
                    group.create_task(kept_running(loop, stop))
            note("finished what was under way")


def _named(projects: list[str] | None) -> str:
    return "all projects" if projects is None else ", ".join(projects)
