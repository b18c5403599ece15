"""`labeltrail migrate`: brings the database's tables to this version of Labeltrail."""

from __future__ import annotations

from typing import Annotated

import typer

from labeltrail.backend import migrations
from labeltrail.backend.cli.database import database_to_migrate
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, print_json
from labeltrail.backend.settings import Settings
from labeltrail.backend.subject_keys import keyring

EXAMPLES = """\b
Examples:
  labeltrail migrate
  labeltrail migrate --json | jq .applied
  LABELTRAIL_MIGRATION_DATABASE_URL=postgresql://owner@db/labeltrail \\
    labeltrail migrate --service-role labeltrail_service

\b
The embedded database is migrated by itself; a server of your own is when you say so.
Migrations only go forward, and running them again changes nothing.
"""


def migrate(
    service_role: Annotated[
        str | None,
        typer.Option(help="A PostgreSQL role to grant what the service needs, and not more."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Bring the database to this version: apply the migrations that it lacks."""
    configured = settings()
    role = service_role or configured.service_role
    applied = run(_migrate(configured, role))
    if as_json:
        print_json({"applied": applied})
        return
    out = console()
    for name in applied:
        out.print(f"applied {name}")
    if not applied:
        out.print("nothing to apply: the database is up to date")


async def _migrate(configured: Settings, service_role: str | None) -> list[str]:
    with database_to_migrate(configured) as url:
        keys = keyring(configured)
        return await migrations.migrate(url, service_role=service_role, keyring=keys)
