"""A herbarium that gives its sheets out: many annotators, and desks as of several processes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.directory import Directory
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.requests import Request, Result
from labeltrail.events.streams.item.commands import SubmitLabel
from labeltrail.events.streams.policy import AssignmentRules, Policy
from labeltrail.events.streams.project import AddMember, Role
from labeltrail.projections.work.answers import Answer, Claim
from labeltrail.projections.work.claiming import Desk
from tests.projections.herbarium import HERBARIUM, TENANT, Herbarium, tree

MINUTE = timedelta(minutes=1)


def giving(overlap: int = 2, /, **section: object) -> Policy:
    rules = msgspec.convert(section, AssignmentRules, strict=False)
    return Policy(overlap=overlap, quorum=1, assignment=rules)


async def opened(herbarium: Herbarium, policy: Policy, *, sheets: int) -> list[ItemId]:
    """The herbarium under the policy, with so many sheets, folded."""
    await herbarium.found(policies=(policy,))
    items = list(await herbarium.register(*(f"sheet/{one:04}" for one in range(sheets))))
    await herbarium.fold()
    return items


async def hired(herbarium: Herbarium, count: int) -> list[MemberId]:
    people = [MemberId(f"annotator-{one:03}") for one in range(count)]
    for one in people:
        await herbarium.tell(AddMember(member=one, roles=(Role.ANNOTATOR,)))
    return people


class Office:
    """A process: its executor, ledger and desk. `later` is how far its clock is ahead of now."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.ledger = Ledger(pool)
        self.executor = Executor(pool, self.ledger, Directory(pool))
        self.desk = Desk(pool, self.executor)
        self.later = timedelta()

    def act(self, person: MemberId) -> Act:
        now = datetime.now(UTC) + self.later
        return Act(actor=person, person=person, now=now, occurred_at=now, tenant=TENANT)

    async def claim(
        self, person: MemberId, *, batch: str | None = None, command_id: UUID | None = None
    ) -> Answer:
        asked = Claim(
            project_id=HERBARIUM,
            command_id=command_id or uuid4(),
            act=self.act(person),
            batch_id=BatchId(batch) if batch is not None else None,
        )
        return await self.desk.claim(asked)

    async def label(
        self, person: MemberId, item_id: ItemId, name: str = "alder", *, repeat: int = 1
    ) -> Result:
        command = SubmitLabel(
            item_id=item_id,
            answers=tree(name),
            taxonomy_version=1,
            guideline_revision=1,
            repeat=repeat,
        )
        request = Request(
            project_id=HERBARIUM, command_id=uuid4(), command=command, act=self.act(person)
        )
        return await self.executor.execute(request)


@contextlib.asynccontextmanager
async def offices(pool: asyncpg.Pool, count: int) -> AsyncIterator[list[Office]]:
    made = [Office(pool) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            await one.ledger.aclose()


@contextlib.asynccontextmanager
async def folding(herbarium: Herbarium) -> AsyncIterator[None]:
    """Rows follow the events, a little later."""

    async def fold() -> None:
        while True:
            await herbarium.fold()
            await asyncio.sleep(0.03)

    task = asyncio.create_task(fold())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
