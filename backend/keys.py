"""API keys: `lt_<prefix>_<secret>`, told once, kept as a digest, refused when they should be.

A key names an actor of a tenant and no role: roles come from the project's members. The secret
is 256 random bits, so its SHA-256 is as safe to keep as a slower hash. Issuing and revoking are
recorded in a table that only grows. A key that is unknown and a wrong secret look the same.
"""

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

import asyncpg
import msgspec

from labeltrail.events.identifiers import SYSTEM, MemberId, TenantId, identifier_fault
from labeltrail.events.sql import load
from labeltrail.graphql.caller import Caller

USE_NOTED_EVERY = timedelta(minutes=1)

_SQL = load(__package__, "keys.sql")
_FORM = re.compile(r"lt_(?P<prefix>[0-9a-f]{16})_(?P<secret>[A-Za-z0-9_-]{43})")


class KeyFault(StrEnum):
    """Why a key is refused. EXPIRED and REVOKED are told only to who holds the secret."""

    MALFORMED = "MALFORMED"
    UNKNOWN = "UNKNOWN"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class KeyNotIssued(ValueError):
    """The key was asked for with an id or a time that cannot be; the message says which."""


class IssuedKey(msgspec.Struct, frozen=True, kw_only=True):
    """`text` is the only copy of the key."""

    prefix: str
    text: str


class ListedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its secret."""

    prefix: str
    tenant_id: str
    actor: str
    is_instance_admin: bool
    issued_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class Keys:
    """The keys of one instance."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def issue(
        self,
        *,
        tenant: TenantId,
        actor: MemberId,
        issued_by: str,
        is_instance_admin: bool = False,
        expires_at: datetime | None = None,
    ) -> IssuedKey:
        """A new key. Raises KeyNotIssued when an id or the time of expiry cannot be."""
        for name, text in (("tenant", tenant), ("actor", actor)):
            fault = identifier_fault(text)
            if fault is not None:
                raise KeyNotIssued(f"the {name} {text!r} {fault}")
        if actor == SYSTEM:
            raise KeyNotIssued(f"the actor {SYSTEM!r} stands for rules, which need no key")
        prefix, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(_SQL.know_tenant, tenant)
                await connection.execute(
                    _SQL.issue,
                    prefix,
                    _digest(secret),
                    tenant,
                    actor,
                    is_instance_admin,
                    expires_at,
                )
                await connection.execute(_SQL.record, prefix, "issued", issued_by)
        except asyncpg.CheckViolationError as error:
            if error.constraint_name != "key_expires_after_it_was_issued":
                raise
            raise KeyNotIssued("the key would be expired from the start") from None
        return IssuedKey(prefix=prefix, text=f"lt_{prefix}_{secret}")

    async def revoke(self, prefix: str, *, revoked_by: str) -> bool:
        """Refuse the key from now on. False when it is unknown or was revoked before."""
        async with self._pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(_SQL.revoke, prefix) is None:
                return False
            await connection.execute(_SQL.record, prefix, "revoked", revoked_by)
            return True

    async def listed(self) -> list[ListedKey]:
        """Every key ever issued, newest first."""
        rows = await self._pool.fetch(_SQL.listed)
        return [msgspec.convert(dict(row), ListedKey) for row in rows]

    async def verify(self, text: str) -> Caller | KeyFault:
        """Who presents this key, or why it is refused."""
        form = _FORM.fullmatch(text)
        if form is None:
            return KeyFault.MALFORMED
        row = await self._pool.fetchrow(_SQL.found, form["prefix"], USE_NOTED_EVERY)
        if row is None or not hmac.compare_digest(row["secret_sha"], _digest(form["secret"])):
            return KeyFault.UNKNOWN
        if row["is_revoked"]:
            return KeyFault.REVOKED
        if row["is_expired"]:
            return KeyFault.EXPIRED
        if row["is_use_unnoted"]:
            await self._pool.execute(_SQL.note_use, form["prefix"])
        return Caller(
            tenant=TenantId(row["tenant_id"]),
            actor=MemberId(row["actor"]),
            is_instance_admin=row["is_instance_admin"],
        )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
