"""One examination of one database: every check in its own read-only transaction.

Guarantees: nothing is changed, and a check that cannot be made is a finding, not the end.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import asyncpg

from labeltrail.backend.doctor.clock import examine_skew, examine_time_line
from labeltrail.backend.doctor.connections import examine_connections
from labeltrail.backend.doctor.durability import examine_settings
from labeltrail.backend.doctor.epochs import examine_epochs
from labeltrail.backend.doctor.findings import Check, Examined, Finding, wrong
from labeltrail.backend.doctor.functions import examine_functions
from labeltrail.backend.doctor.read_models import examine_outbox, examine_read_models
from labeltrail.backend.doctor.roles import examine_roles
from labeltrail.backend.doctor.schema import examine_migrations
from labeltrail.backend.doctor.sealing import examine_sealing
from labeltrail.backend.doctor.tables import examine_tables, examine_triggers
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger.errors import LedgerFault
from labeltrail.events.sql import load

CONNECT_SECONDS_MAX = 10.0
STATEMENT_SECONDS_MAX = 30.0

_SQL = load(__package__, "settings.sql")

OF_THE_SERVER: dict[str, Check] = {
    "migrations": examine_migrations,
    "settings": examine_settings,
    "clock": examine_skew,
    "connections": examine_connections,
}
OF_THE_TABLES: dict[str, Check] = {
    "roles": examine_roles,
    "tables": examine_tables,
    "triggers": examine_triggers,
    "functions": examine_functions,
    "clock": examine_time_line,
    "read models": examine_read_models,
    "outbox": examine_outbox,
    "checkpoints": examine_sealing,
    "epochs": examine_epochs,
}


async def examine(
    url: str, settings: Settings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> list[Finding]:
    """Everything that can be seen from here. Raises what asyncpg raises when there is no way in.

    The role examined is `settings.service_role`, or the one of the address.
    """
    async with _connected(url) as connection:
        examined = Examined(
            connection=connection,
            settings=settings,
            role=settings.service_role or await connection.fetchval(_SQL.session_role),
            is_development=settings.database_url is None and settings.profile == "development",
            now=now,
        )
        findings = await _made(examined, OF_THE_SERVER)
        if not await connection.fetchval(_SQL.has_tables):
            return findings
        return findings + await _made(examined, OF_THE_TABLES)


async def _made(examined: Examined, checks: dict[str, Check]) -> list[Finding]:
    findings: list[Finding] = []
    for name, check in checks.items():
        try:
            async with examined.connection.transaction(readonly=True):
                findings += await check(examined)
        except (asyncpg.PostgresError, LedgerFault) as fault:
            found = f"cannot be examined: {fault}"
            mend = "run `labeltrail migrate`, with --service-role where the service has its own"
            findings.append(wrong(name, found, mend))
    return findings


@contextlib.asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(
        url,
        timeout=CONNECT_SECONDS_MAX,
        command_timeout=STATEMENT_SECONDS_MAX,
        server_settings={
            "application_name": "labeltrail doctor",
            "search_path": "pg_catalog",
            "bytea_output": "hex",
        },
    )
    try:
        yield connection
    finally:
        await connection.close()
