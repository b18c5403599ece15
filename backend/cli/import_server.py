"""The server that an import speaks to: one that is named, or one of our own that ends with it.

Our own folds nothing while labels come in, and everything at once after the last one.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec

from labeltrail.backend.cli.keys import TENANT, operator
from labeltrail.backend.cli.running import settings
from labeltrail.backend.cli.terminal import note
from labeltrail.backend.client import Client, RequestRefused
from labeltrail.backend.composition import composed
from labeltrail.backend.importing.report import Report
from labeltrail.backend.serving import ANY_PORT, serving
from labeltrail.events.identifiers import MemberId, TenantId
from labeltrail.events.ledger import read
from labeltrail.projections.runner import Runner

KEY_LASTS = timedelta(days=1)
FOLD_SECONDS_MAX = 120.0


class ImportServer(msgspec.Struct, frozen=True, kw_only=True):
    """`runner` is our own server's; one that is named folds by itself."""

    client: Client
    runner: Runner | None = None

    async def sums(self, project: str, report: Report) -> object:
        """How the project stands, with every line in it. Folding many lines takes its time."""
        if self.runner is not None:
            note("everything is sent; reckoning how the project stands …")
            await self.runner.run_once(project)
        given = {"project": project, "atLeast": report.position_text()}
        until = time.monotonic() + FOLD_SECONDS_MAX
        while True:
            try:
                return (await self.client.run("project_sums", given))["project"]
            except RequestRefused as refused:
                if refused.code != "PROJECTION_LAGS" or time.monotonic() > until:
                    raise
                note("waiting for the read models …")


@contextlib.asynccontextmanager
async def server_named(url: str, key: str) -> AsyncIterator[ImportServer]:
    async with Client(url, key) as client:
        yield ImportServer(client=client)


@contextlib.asynccontextmanager
async def server_of_our_own(
    project: str, importer: str, *, is_instance_admin: bool
) -> AsyncIterator[ImportServer]:
    """On the database of the settings, with a key that is revoked at the end."""
    from labeltrail.backend.app import create_app

    async with (
        composed(settings(), folds=False) as parts,
        serving(create_app(parts), "127.0.0.1", ANY_PORT) as url,
    ):
        tenant = await read.tenant_of(parts.pool, project) or TENANT
        issued = await parts.keys.issue(
            tenant=TenantId(tenant),
            actor=MemberId(importer),
            issued_by=operator(),
            is_instance_admin=is_instance_admin,
            expires_at=datetime.now(UTC) + KEY_LASTS,
        )
        try:
            async with Client(url, issued.text) as client:
                yield ImportServer(client=client, runner=parts.runner)
        finally:
            await parts.keys.revoke(issued.prefix, revoked_by=operator())
