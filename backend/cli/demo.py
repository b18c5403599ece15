"""`labeltrail demo`: the story of one real data set, and then a server to ask."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

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

\b
Each run makes a project of its own, fitness, fitness-2 and so on. The embedded database lies in
./.labeltrail; remove that folder and everything is gone.
"""
PROJECT = "fitness"


def demo(
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the API afterwards, or end.")
    ] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the figures, as JSON; ends afterwards.")
    ] = False,
) -> None:
    """Tell the main job on the labels of Dawid & Skene (1979), through the API itself."""
    run(_demo(settings(), serves=serve and not as_json, as_json=as_json))


async def _demo(configured: Settings, *, serves: bool, as_json: bool) -> None:
    from labeltrail.backend.app import create_app
    from labeltrail.backend.telemetry import telemetry

    with stop_signals() as stop:
        note("starting the database …")
        async with (
            composed(configured) as parts,
            telemetry(parts),
            _served(create_app(parts), configured) as url,
        ):
            project = await _unused_project(parts)
            async with hired(parts.keys, url, project, keep=ASKING if serves else ()) as cast:
                stage = Stage(silent_console() if as_json else console())
                stage.title(f"Labeltrail on real labels: {CITATION}")
                ending = await tell(stage, cast)
                if as_json:
                    print_json(ending)
                    return
                _farewell(stage, cast, ending, url, serves=serves)
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


async def _unused_project(parts: Composition) -> str:
    number = 1
    while True:
        project = PROJECT if number == 1 else f"{PROJECT}-{number}"
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
