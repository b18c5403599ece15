"""Free text that people wrote, kept outside the log so that it can be erased.

The log holds a reference and a keyed digest (`PersonalText`); the words are here. Erasing a
person deletes their words and their key: hashes of the log still verify, and nothing in it
identifies the words any more.
"""

import hmac
import secrets
from collections.abc import Iterable
from uuid import UUID, uuid5

import asyncpg
import msgspec

from labeltrail.events import checks, sql
from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import MemberId, ProjectId, TenantId
from labeltrail.events.rejections import Rejection

_SQL = sql.load(__package__, "directory.sql")


class WrittenText(msgspec.Struct, frozen=True, kw_only=True):
    """A text with the reference that stands for it in the log."""

    reference: PersonalText
    tenant: TenantId
    author: MemberId
    words: str


class Directory:
    """Reads, keeps and erases what people wrote."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def refer(
        self, words: str, *path: str | int, tenant: TenantId, author: MemberId, command_id: UUID
    ) -> WrittenText | Rejection:
        """The reference for a text, not kept yet. The same words of a command get the same one."""
        fault = checks.text(words, *path)
        if fault is not None:
            return fault
        fresh = secrets.token_bytes(32)
        key = await self._pool.fetchval(_SQL.digest_key, tenant, author, fresh)
        digest = hmac.digest(key, words.encode(), "sha256").hex()
        text_id = uuid5(command_id, "/".join(map(str, (*path, digest))))
        reference = PersonalText(text_id=text_id, digest=digest)
        return WrittenText(reference=reference, tenant=tenant, author=author, words=words)

    async def keep(self, project_id: ProjectId, texts: Iterable[WrittenText]) -> None:
        """Store the words, before the event that refers to them is appended."""
        rows = [
            (project_id, text.reference.text_id, text.tenant, text.author, text.words)
            for text in texts
        ]
        if rows:
            await self._pool.executemany(_SQL.keep_text, rows)

    async def release(
        self, project_id: ProjectId, command_id: UUID, texts: Iterable[WrittenText]
    ) -> None:
        """Let go of the words of a request that was not admitted.

        Words that an event of the command refers to stay, and so do those of a twin of the
        request that is being carried out meanwhile: it keeps them once more when it is done.
        """
        ids = [text.reference.text_id for text in texts]
        if ids:
            await self._pool.execute(_SQL.release_texts, project_id, ids, command_id)

    async def words(self, project_id: ProjectId, ids: Iterable[UUID]) -> dict[UUID, str]:
        """The words by text id; those erased are absent."""
        rows = await self._pool.fetch(_SQL.texts, project_id, list(ids))
        return {row["text_id"]: row["body"] for row in rows}

    async def erase(self, tenant: TenantId, person: MemberId) -> None:
        """Delete the person's words and key. What they decided stays, without the words."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(_SQL.erase_texts, tenant, person)
            await connection.execute(_SQL.erase_person, tenant, person)
