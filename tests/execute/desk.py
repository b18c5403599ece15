"""One process that carries out commands on the owls' archive."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from labeltrail.events.acts import Act, ErasedText, PersonalText
from labeltrail.events.decisions import Command
from labeltrail.events.directory import Directory, WrittenText, erasure
from labeltrail.events.directory.ciphers import Keyring
from labeltrail.events.directory.erasure import Erasure, Ground
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import ItemId, LabelId, MemberId, ProjectId, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.append import Ledger
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Request, Result
from labeltrail.events.streams.guideline import PublishGuideline, ReviseGuideline
from labeltrail.events.streams.item.commands import RaiseEscalation, RegisterItem
from labeltrail.events.streams.item.facts import Modality
from labeltrail.events.streams.policy import Policy, PublishPolicy
from labeltrail.events.streams.project import AddMember, CreateProject
from labeltrail.events.streams.taxonomy import PublishTaxonomy
from tests.events.history import ITEM, TENANT
from tests.events.owls import CLAUSES, LENIENT, MEMBERS, MIRA, OSKAR, TASKS, owl, submit

OWLS = ProjectId("owls")


class Desk:
    """Gives commands and reads what was recorded."""

    def __init__(self, pool: asyncpg.Pool, ledger: Ledger, keyring: Keyring | None = None) -> None:
        self.project_id = OWLS
        self.pool = pool
        self.ledger = ledger
        self.directory = Directory(pool, keyring)
        self.executor = Executor(pool, ledger, self.directory)

    def request(
        self,
        command: Command,
        by: MemberId = MIRA,
        *,
        command_id: UUID | None = None,
        expected_version: int | None = None,
        tenant: TenantId = TENANT,
        texts: tuple[WrittenText, ...] = (),
        project_id: ProjectId | None = None,
    ) -> Request:
        now = datetime.now(UTC)
        return Request(
            project_id=self.project_id if project_id is None else project_id,
            command_id=command_id or uuid4(),
            command=command,
            act=Act(
                actor=by,
                person=by,
                now=now,
                occurred_at=now,
                tenant=tenant,
                is_instance_admin=by == MIRA,
            ),
            expected_version=expected_version,
            texts=texts,
        )

    async def ask(self, request: Request) -> Result:
        return await self.executor.execute(request)

    async def tell(self, command: Command, by: MemberId = MIRA) -> Accepted:
        return accepted(await self.ask(self.request(command, by)))

    async def found(self, policy: Policy = LENIENT) -> None:
        await self.tell(CreateProject(title="Owls of the Ore Mountains"))
        for member, roles in MEMBERS.items():
            await self.tell(AddMember(member=member, roles=roles))
        await self.tell(PublishTaxonomy(tasks=TASKS, change_note="Three owls breed here"))
        await self.tell(ReviseGuideline(clauses=CLAUSES, change_note="First handbook"))
        await self.tell(PublishGuideline(guideline_revision=1))
        await self.tell(PublishPolicy(policy=policy, change_note="As agreed in March"))
        await self.register(ITEM)

    async def register(self, *item_ids: str) -> None:
        for item_id in item_ids:
            await self.tell(RegisterItem(item_id=ItemId(item_id), modality=Modality.AUDIO))

    async def label(self, by: MemberId = OSKAR, species: str = "tawny") -> LabelId:
        return LabelId((await self.tell(submit(owl(species)), by)).event_ids[0])

    async def written(self, text: str, by: MemberId, command_id: UUID) -> WrittenText:
        one = await self.directory.refer(
            text, "question", tenant=TENANT, author=by, command_id=command_id
        )
        assert isinstance(one, WrittenText), one
        return one

    async def question(
        self, text: str, by: MemberId = OSKAR, *, command_id: UUID | None = None, level: int = 1
    ) -> Request:
        """A request that raises an escalation with these words."""
        command_id = command_id or uuid4()
        one = await self.written(text, by, command_id)
        command = RaiseEscalation(item_id=ITEM, question=one.reference, level=level)
        return self.request(command, by, command_id=command_id, texts=(one,))

    async def words(self) -> list[str]:
        """Everything that anybody wrote and that is still kept."""
        rows = await self.pool.fetch("SELECT project_id, text_id FROM directory.texts")
        read = [
            await self.directory.words(ProjectId(row["project_id"]), [row["text_id"]])
            for row in rows
        ]
        return sorted(str(one) for found in read for one in found.values())

    async def erase(self, person: MemberId) -> Erasure:
        return await erasure.erase(
            self.pool, TENANT, person, ground=Ground.REQUESTED, requested_by="registrar"
        )

    async def words_of(self, reference: PersonalText) -> str | ErasedText | None:
        found = await self.directory.words(self.project_id, [reference.text_id])
        return found.get(reference.text_id)

    async def events(self, after: int = 0) -> list[RecordedEvent]:
        return await read.read_project(self.pool, self.project_id, after=after, limit=100_000)

    async def head(self) -> int:
        return await read.head(self.pool, self.project_id)


@contextlib.asynccontextmanager
async def opened(pool: asyncpg.Pool, keyring: Keyring | None = None) -> AsyncIterator[Desk]:
    ledger = Ledger(pool)
    try:
        yield Desk(pool, ledger, keyring)
    finally:
        await ledger.aclose()


def accepted(result: Result) -> Accepted:
    assert isinstance(result, Accepted), result
    return result


def refused(result: Result, rule: Rule, path: tuple[str | int, ...] = ()) -> None:
    assert isinstance(result, Rejection), result
    assert (result.rule, result.path) == (rule, path), result
