"""Who acts in the demonstration: members of the project, with a key and a client each."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime, timedelta

import msgspec

from labeltrail.backend.client import Accepted, Client, Refusal, Variables
from labeltrail.backend.demo.facts import OBSERVERS
from labeltrail.backend.importing.command_ids import command_id
from labeltrail.backend.keys import Keys
from labeltrail.events.identifiers import MemberId, TenantId

TENANT = TenantId("demo")
KEYS_LAST = timedelta(days=7)

MANAGER = "manager"
UI = "labeling-ui"
REVIEWER = "reviewer"
ADJUDICATOR = "adjudicator"
AUDITOR = "auditor"
DASHBOARD = "dashboard"

ROLES = {
    UI: "SERVICE",
    **{f"observer-{number}": "ANNOTATOR" for number in range(1, OBSERVERS + 1)},
    REVIEWER: "REVIEWER",
    ADJUDICATOR: "ADJUDICATOR",
    AUDITOR: "AUDITOR",
    DASHBOARD: "AUDITOR",
}
"""Everybody but the manager, who creates the project and lets the others join."""
WITH_KEYS = (MANAGER, UI, "observer-1", REVIEWER, ADJUDICATOR, AUDITOR, DASHBOARD)


class StoryInterrupted(RuntimeError):
    """The server refused an act of the story; the message says which and why."""


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """`project` is the one they act in; `keys` and `clients` are by member."""

    project: str
    keys: dict[str, str]
    clients: dict[str, Client]

    async def act(
        self, member: str, document: str, /, *identity: str | int, **given: object
    ) -> int:
        """Carry out a mutation as a member; its position. Raises StoryInterrupted.

        `identity` is what tells this act from the others of its kind.
        """
        return int(str((await self.fields(member, document, *identity, **given))["position"]))

    async def fields(
        self, member: str, document: str, /, *identity: str | int, **given: object
    ) -> dict[str, object]:
        """The same, and all that the mutation answered. Raises StoryInterrupted."""
        result = await self.tried(member, document, *identity, **given)
        if isinstance(result, Accepted):
            return result.fields
        raise StoryInterrupted(f"{document} by {member}: {result.code}: {result.message}")

    async def tried(
        self, member: str, document: str, /, *identity: str | int, **given: object
    ) -> Accepted | Refusal:
        """Carry out a mutation that may be refused."""
        variables = self.input(document, *identity, **given)
        return await self.clients[member].act(document, variables)

    def input(self, document: str, /, *identity: str | int, **given: object) -> Variables:
        """The input of a mutation, with a command id that follows from what it is."""
        return {
            "project": self.project,
            "commandId": str(command_id(self.project, document, *identity)),
            **given,
        }

    async def ask(self, member: str, document: str, /, **given: object) -> dict[str, object]:
        return await self.clients[member].run(document, {"project": self.project, **given})


@contextlib.asynccontextmanager
async def hired(
    keys: Keys, url: str, project: str, *, keep: Collection[str] = ()
) -> AsyncIterator[Cast]:
    """Issue a key to everybody who calls by themselves, and open their clients.

    The keys end with the block, but for those of the members in `keep`.
    """
    texts: dict[str, str] = {}
    clients: dict[str, Client] = {}
    async with contextlib.AsyncExitStack() as stack:
        for member in WITH_KEYS:
            issued = await keys.issue(
                tenant=TENANT,
                actor=MemberId(member),
                issued_by="labeltrail demo",
                is_instance_admin=member == MANAGER,
                expires_at=datetime.now(UTC) + KEYS_LAST,
            )
            if member not in keep:
                stack.push_async_callback(keys.revoke, issued.prefix, revoked_by="labeltrail demo")
            texts[member] = issued.text
            clients[member] = await stack.enter_async_context(Client(url, issued.text))
        yield Cast(project=project, keys=texts, clients=clients)
