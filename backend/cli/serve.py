"""`labeltrail serve`: the GraphQL API, and in the same process a worker unless told otherwise."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note
from labeltrail.backend.composition import composed
from labeltrail.backend.serving import serving, stop_signals
from labeltrail.backend.settings import Settings

DRAIN_SECONDS_MAX = 10.0
"""So long new requests are told to go elsewhere while those under way are answered."""
CUT_SECONDS_MAX = 5.0

EXAMPLES = """\b
Examples:
  labeltrail serve
  labeltrail serve --port 9000
  labeltrail serve --no-worker       read models are kept up to date by `labeltrail worker`
  LABELTRAIL_DATABASE_URL=postgresql://service@db/labeltrail labeltrail serve

\b
In the development profile, which is the default, /graphql shows a page to browsers and its schema
to everybody; LABELTRAIL_PROFILE=production turns both off.
"""


def serve(
    host: Annotated[
        str | None, typer.Option(help="The address to listen on; LABELTRAIL_HOST, or loopback.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port; LABELTRAIL_PORT, or 8000. 0: any free one."),
    ] = None,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Keep the read models up to date here.")
    ] = True,
) -> None:
    """Serve the API until interrupted."""
    configured = settings()
    if host is not None:
        configured = msgspec.structs.replace(configured, host=host)
    run(_serve(configured, configured.port if port is None else port, folds=worker))


async def _serve(configured: Settings, port: int, *, folds: bool) -> None:
    from labeltrail.backend.app import create_app
    from labeltrail.backend.telemetry import telemetry

    with stop_signals() as stop:
        async with (
            composed(configured, folds=folds) as parts,
            telemetry(parts),
            serving(create_app(parts), configured.host, port) as url,
        ):
            console().print(f"GraphQL is at {url}/graphql, health at {url}/health/ready")
            note("Ctrl-C ends it")
            await stop.wait()
            note("finishing what is under way …")
            parts.door.close()
            if await parts.door.emptied(DRAIN_SECONDS_MAX):
                # They wait for a database that hangs: each is told to send its command again.
                parts.pool.terminate()
                await parts.door.emptied(CUT_SECONDS_MAX)
