"""Rows of version 0.1, whose words are in clear, become ciphertext; keys get the instance's wrap.

SQL has no ciphers, so `labeltrail migrate` does this after its scripts: page by page, each a
short transaction. Interrupted, it goes on with what is left when it is run again; run once more,
it finds nothing. While it has not finished, clear rows are read as they are.
"""

from __future__ import annotations

import msgspec

from labeltrail.events import sql
from labeltrail.events.directory import subject_key
from labeltrail.events.directory.ciphers import Keyring
from labeltrail.events.ledger.migrate import Connection, become_owner

PAGE_ROWS = 500

_SQL = sql.load(__package__, "clear_rows.sql")


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """How many texts were encrypted and how many people's keys wrapped."""

    texts: int
    keys: int


async def hide(connection: Connection, keyring: Keyring) -> Hidden:
    """Encrypt what is in clear, and wrap each key under the first of the keyring.

    By the migrator. Raises WrappingKeyMissing.
    """
    keys = await _wrap(connection, keyring) if keyring.current is not None else 0
    texts = await _encrypt(connection, keyring)
    async with connection.transaction():
        await become_owner(connection)
        await connection.execute(_SQL.promise)
    if texts:
        # The clear words are still in the pages of the table until it is written anew. PostgreSQL
        # would pass over a table of somebody else with a warning.
        await become_owner(connection, for_session=True)
        await connection.execute(_SQL.forget_former_rows)
    return Hidden(texts=texts, keys=keys)


async def _encrypt(connection: Connection, keyring: Keyring) -> int:
    encrypted = 0
    while True:
        async with connection.transaction():
            await become_owner(connection)
            rows = await connection.fetch(_SQL.in_clear, PAGE_ROWS)
            places = [(row["project_id"], row["text_id"]) for row in rows]
            sealed = [
                subject_key(keyring, row).encrypt(row["body"], *place)
                for row, place in zip(rows, places, strict=True)
            ]
            await connection.executemany(
                _SQL.encrypt, [(*place, one) for place, one in zip(places, sealed, strict=True)]
            )
        encrypted += len(rows)
        if len(rows) < PAGE_ROWS:
            return encrypted


async def _wrap(connection: Connection, keyring: Keyring) -> int:
    wrapped = 0
    while True:
        async with connection.transaction():
            await become_owner(connection)
            rows = await connection.fetch(_SQL.to_wrap, keyring.current, PAGE_ROWS)
            secrets = [(row["key_id"], subject_key(keyring, row).secret) for row in rows]
            await connection.executemany(
                _SQL.wrap,
                [
                    (key_id, keyring.wrap(secret, key_id), keyring.current)
                    for key_id, secret in secrets
                ],
            )
        wrapped += len(rows)
        if len(rows) < PAGE_ROWS:
            return wrapped
