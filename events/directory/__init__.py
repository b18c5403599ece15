"""Free text that people wrote, kept outside the log so that it can be erased.

The log holds a reference and a keyed digest (`PersonalText`); the words are here, encrypted under
a key of who wrote them (`ciphers.py`), and never anywhere in clear. Erasing a person destroys key
and words: hashes of the log still verify, and nothing in it identifies the words any more.

Ciphertext is here and not in the log, on purpose. The log can never be shortened, and it is
copied: into backups, into the bundles of auditors. Ciphertext in it would stay everywhere for as
long as any copy of a key, or AES, holds. The digest commits to the words as well: whoever has
words and key can still prove that they are the ones of the event.

Words cannot outlive their key (a foreign key of the database): whoever writes while their author
is being erased is told so and keeps nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import UUID, uuid4, uuid5

import asyncpg
import msgspec

from labeltrail.events import checks, sql
from labeltrail.events.acts import ErasedText, PersonalText
from labeltrail.events.directory.ciphers import DIGEST_IN_COMMAND, KEY_BYTES, Keyring, SubjectKey
from labeltrail.events.identifiers import MemberId, ProjectId, TenantId
from labeltrail.events.rejections import Rejection

_SQL = sql.load(__package__, "directory.sql")


class AuthorErased(Exception):
    """The author was erased between writing and keeping: nothing was kept."""


class WrittenText(msgspec.Struct, frozen=True, kw_only=True):
    """A text with the reference that stands for it in the log."""

    reference: PersonalText
    tenant: TenantId
    author: MemberId
    words: str
    kind: str
    command_id: UUID
    key: SubjectKey


class Directory:
    """Reads and keeps what people wrote."""

    def __init__(self, pool: asyncpg.Pool, keyring: Keyring | None = None) -> None:
        self._pool = pool
        self._keyring = keyring or Keyring()

    async def refer(
        self, words: str, *path: str | int, tenant: TenantId, author: MemberId, command_id: UUID
    ) -> WrittenText | Rejection:
        """The reference for a text, not kept yet. The same words of a command get the same one."""
        fault = checks.text(words, *path)
        if fault is not None:
            return fault
        key = await self._key(tenant, author)
        place = "/".join(map(str, path))
        digest = key.digest(words, command_id=command_id, path=place)
        text_id = uuid5(command_id, "/".join(map(str, (*path, digest))))
        return WrittenText(
            reference=PersonalText(text_id=text_id, digest=digest),
            tenant=tenant,
            author=author,
            words=words,
            kind=str(path[-1]) if path else "text",
            command_id=command_id,
            key=key,
        )

    async def keep(self, project_id: ProjectId, texts: Iterable[WrittenText]) -> None:
        """Store the words, before the event that refers to them is appended.

        Raises AuthorErased.
        """
        rows = [
            (
                project_id,
                text.reference.text_id,
                text.key.key_id,
                text.command_id,
                text.kind,
                text.key.encrypt(text.words, project_id, text.reference.text_id),
            )
            for text in texts
        ]
        if not rows:
            return
        try:
            await self._pool.executemany(_SQL.keep_text, rows)
        except asyncpg.ForeignKeyViolationError as error:
            if error.constraint_name != "words_go_with_their_key":
                raise
            raise AuthorErased from None

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

    async def words(
        self, project_id: ProjectId, ids: Iterable[UUID]
    ) -> dict[UUID, str | ErasedText]:
        """By text id the words, or when they were erased; those never kept are absent.

        Raises WrappingKeyMissing.
        """
        rows = await self._pool.fetch(_SQL.texts, project_id, list(ids))
        return {row["text_id"]: self._read(project_id, row) for row in rows}

    async def _key(self, tenant: TenantId, author: MemberId) -> SubjectKey:
        fresh, fresh_id = secrets.token_bytes(KEY_BYTES), uuid4()
        row = await self._pool.fetchrow(
            _SQL.subject_key,
            tenant,
            author,
            fresh_id,
            self._keyring.wrap(fresh, fresh_id),
            self._keyring.current,
            DIGEST_IN_COMMAND,
        )
        assert row is not None  # the statement inserts or updates
        return subject_key(self._keyring, row)

    def _read(self, project_id: ProjectId, row: asyncpg.Record) -> str | ErasedText:
        if row["erased_at"] is not None:
            return ErasedText(erased_at=row["erased_at"])
        if row["body"] is not None:
            body: str = row["body"]
            return body
        key = subject_key(self._keyring, row)
        return key.decrypt(row["ciphertext"], project_id, row["text_id"])


def subject_key(keyring: Keyring, row: asyncpg.Record) -> SubjectKey:
    """The key of a row of `directory.subject_keys`. Raises WrappingKeyMissing."""
    return SubjectKey(
        key_id=row["key_id"],
        secret=keyring.unwrap(row["key"], row["wrapped_by"], row["key_id"]),
        digest_form=row["digest_form"],
    )
