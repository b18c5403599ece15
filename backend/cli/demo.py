"""`labeltrail demo`: the story of one real data set, and then a server to ask."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labeltrail.backend.cli.faults import CommandFault
from labeltrail.backend.cli.running import program, run, settings
from labeltrail.backend.cli.terminal import console, note, print_json, silent_console
from labeltrail.backend.composition import Composition, composed
from labeltrail.backend.demo.acts import item_of
from labeltrail.backend.demo.cast import Cast, hired
from labeltrail.backend.demo.facts import CITATION
from labeltrail.backend.demo.queries import ASKING, as_command, queries_to_try
from labeltrail.backend.demo.stage import Stage
from labeltrail.backend.demo.story import STORY_ITEM, Ending, tell
from labeltrail.backend.serving import ANY_PORT, AddressTaken, serving, stop_signals
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger import read

if TYPE_CHECKING:
    from litestar import Litestar

EXAMPLES = """\b
Examples:
  labeltrail demo
  labeltrail demo --no-serve
  labeltrail demo --no-serve --json | jq .alphaNominal
  labeltrail demo --crowd FOLDER      a crowd's year: judgments.csv.gz with real submit times

\b
Each run makes a project of its own, fitness, fitness-2 and so on. The embedded database lies in
./.labeltrail; remove that folder and everything is gone.
"""
PROJECT, CROWD = "fitness", "crowd"


def demo(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the API afterwards, or end.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the figures, as JSON; ends afterwards.")
    ] = False,
    crowd: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            file_okay=False,
            exists=True,
            help="Replay the judgments of a crowd in it, at the times of their submission.",
        ),
    ] = None,
) -> None:
    """Tell the main job on the labels of Dawid & Skene (1979), through the API itself."""
    serves = serve and not as_json
    if crowd is not None:
        run(_replayed(settings(), crowd, serves=serves, as_json=as_json))
    else:
        run(_demo(settings(), serves=serves, as_json=as_json))


async def _demo(configured: Settings, *, serves: bool, as_json: bool) -> None:
    async with _acting(configured, PROJECT, serves=serves) as (cast, url):
        stage = Stage(silent_console() if as_json else console())
        stage.title(f"Labeltrail on real labels: {CITATION}")
        ending = await tell(stage, cast)
        if as_json:
            print_json(ending)
        else:
            _farewell(stage, cast, ending, url, serves=serves)


async def _replayed(configured: Settings, folder: Path, *, serves: bool, as_json: bool) -> None:
    from labeltrail.backend.demo.crowd import story as crowd
    from labeltrail.backend.demo.crowd.judgments import CrowdFault

    try:
        async with _acting(configured, CROWD, serves=serves) as (cast, url):
            stage = Stage(silent_console() if as_json else console())
            ending = await crowd.tell(stage, cast, folder)
            if as_json:
                print_json(ending)
                return
            stage.say("To look at it, now or in another terminal:")
            for command in (f"status {cast.project}", f"annotators {cast.project}"):
                stage.verbatim(f"   {program()} {command}")
            if serves:
                stage.say(f"The API is at {url}/graphql. Ctrl-C ends the server.")
    except CrowdFault as fault:
        raise CommandFault(str(fault)) from None


@contextlib.asynccontextmanager
async def _acting(
    configured: Settings, name: str, *, serves: bool
) -> AsyncIterator[tuple[Cast, str]]:
    """Those who act, and where the API is. With `serves` it stays until it is interrupted."""
    from labeltrail.backend.app import create_app
    from labeltrail.backend.telemetry import telemetry

    with stop_signals() as stop:
        note("starting the database …")
        async with (
            composed(configured) as parts,
            telemetry(parts),
            _served(create_app(parts), configured) as url,
        ):
            project = await _unused_project(parts, name)
            async with hired(parts.keys, url, project, keep=ASKING if serves else ()) as cast:
                yield cast, url
            if serves:
                await stop.wait()
                note("finishing what is under way …")


@contextlib.asynccontextmanager
async def _served(app: Litestar, configured: Settings) -> AsyncIterator[str]:
    """At the configured port, or at any free one when somebody else has that."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(serving(app, configured.host, configured.port))
        except AddressTaken:
            note(f"port {configured.port} is taken, so another one is used")
            url = await stack.enter_async_context(serving(app, configured.host, ANY_PORT))
        yield url


async def _unused_project(parts: Composition, name: str) -> str:
    number = 1
    while True:
        project = name if number == 1 else f"{name}-{number}"
        if await read.tenant_of(parts.pool, project) is None:
            return project
        number += 1


def _farewell(stage: Stage, cast: Cast, ending: Ending, url: str, *, serves: bool) -> None:
    stage.chapter("Your turn" if serves else "The end")
    before, item = ending.position_before_revision_2, item_of(STORY_ITEM)
    commands = (
        f"{program()} status {cast.project}",
        f"{program()} timeline {cast.project} --item {item}",
        f"{program()} replay {cast.project} --at {before} --item {item}",
    )
    if not serves:
        stage.say("The project stays in the database. To look at it:")
        for command in commands:
            stage.verbatim(f"   {command}")
        return
    stage.say(f"The API is at {url}/graphql; a browser finds a page to ask on there. Or paste:")
    for one in queries_to_try(cast, ending):
        stage.gap()
        stage.say(f"{one.purpose}:", style="bold")
        stage.verbatim(as_command(url, cast.keys[one.member], one.query))
    stage.gap()
    stage.say("Or, in another terminal:")
    stage.verbatim(f"   {commands[0]}")
    stage.say("Ctrl-C ends the server.")
