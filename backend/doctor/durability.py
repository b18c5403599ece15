"""Settings of the server: what is acknowledged survives a crash, and is read as it was written."""

from __future__ import annotations

from collections.abc import Iterator

import asyncpg

from labeltrail.backend.doctor.findings import Examined, Finding, warning, well, wrong
from labeltrail.events.ledger.migrate import POSTGRESQL_VERSION_MIN
from labeltrail.events.sql import load

WANTED = {
    "fsync": ("on", "a power cut may destroy the database"),
    "full_page_writes": ("on", "a power cut may leave half-written pages"),
    "synchronous_commit": ("on", "what was acknowledged may be lost in a crash"),
    "zero_damaged_pages": ("off", "damaged pages are emptied instead of told"),
    "ignore_checksum_failure": ("off", "damaged pages are read instead of told"),
    "default_transaction_isolation": ("read committed", "appends are refused"),
    "default_transaction_read_only": ("off", "appends are refused"),
    "session_replication_role": ("origin", "ordinary triggers and foreign keys sleep"),
}
AS_GOOD = {"synchronous_commit": {"on", "local", "remote_write", "remote_apply"}}
TOLD = ("wal_level", "data_checksums", "server_encoding", "server_version_num", "TimeZone")
NOT_OURS = {"session", "client", "override"}
"""Sources that only this command's own connection knows: its address and driver."""

_SQL = load(__package__, "settings.sql")


async def examine_settings(examined: Examined) -> list[Finding]:
    connection = examined.connection
    values = {row["name"]: row for row in await connection.fetch(_SQL.current, [*WANTED, *TOLD])}
    kept = await connection.fetch(_SQL.kept, examined.role, list(WANTED))
    findings = [
        *(finding for row in kept for finding in _kept(row)),
        *(finding for row in values.values() for finding in _value(row)),
        *_checksums(values["data_checksums"]["setting"]),
    ]
    if await connection.fetchval(_SQL.is_standby):
        found = "this server is a standby: it takes no appends"
        findings.append(wrong("settings", found, "set the address of the primary server"))
    return [*findings, *_told(values)] if findings else [_sound(values), *_told(values)]


def _is_good(name: str, setting: str) -> bool:
    return setting in AS_GOOD.get(name, {WANTED[name][0]})


def _kept(row: asyncpg.Record) -> Iterator[Finding]:
    name, setting = row["name"], row["setting"]
    if _is_good(name, setting.lower()):
        return
    if row["role"] is None:
        whose, statement = f"database {row['database']}", f"ALTER DATABASE {row['database']}"
    else:
        whose, statement = f"role {row['role']}", f"ALTER ROLE {row['role']}"
        if row["is_of_database"]:
            whose += f" in database {row['database']}"
            statement += f" IN DATABASE {row['database']}"
    found = f"{whose} has {name} = {setting}: {WANTED[name][1]}"
    yield wrong(
        "settings", found, "as a superuser; new sessions follow", f"{statement} RESET {name}"
    )


def _value(row: asyncpg.Record) -> Iterator[Finding]:
    """What the server's own configuration or the address says; `_kept` tells the rest."""
    name, setting, source = row["name"], row["setting"], row["source"]
    if name not in WANTED or _is_good(name, setting) or source in ("database", "user"):
        return
    if source == "database user":
        return
    wanted, breaks = WANTED[name]
    found = f"{name} is {setting}: {breaks}"
    if source in NOT_OURS:
        yield wrong("settings", found, f"take {name} out of LABELTRAIL_DATABASE_URL")
    elif source == "command line":
        yield wrong("settings", found, f"start the server without setting {name}")
    else:
        statements = (f"ALTER SYSTEM SET {name} = '{wanted}'", "SELECT pg_reload_conf()")
        yield wrong("settings", found, "as a superuser", *statements)


def _checksums(setting: str) -> Iterator[Finding]:
    if setting != "on":
        yield warning(
            "settings",
            "data checksums are off: what a disk alters is found by proofs only",
            "stop the server and run `pg_checksums --enable` on its data folder",
        )


def _sound(values: dict[str, asyncpg.Record]) -> Finding:
    durable = ", ".join(
        f"{name} {values[name]['setting']}"
        for name in ("fsync", "full_page_writes", "synchronous_commit")
    )
    return well("settings", f"{durable}, data checksums on")


def _told(values: dict[str, asyncpg.Record]) -> Iterator[Finding]:
    version = int(values["server_version_num"]["setting"])
    encoding = values["server_encoding"]["setting"]
    zone, wal = values["TimeZone"]["setting"], values["wal_level"]["setting"]
    named = f"PostgreSQL {version // 10_000}.{version % 10_000} in {encoding}"
    if version < POSTGRESQL_VERSION_MIN * 10_000:
        yield wrong("server", named, f"move to PostgreSQL {POSTGRESQL_VERSION_MIN} or newer")
    elif encoding != "UTF8":
        mend = "make a database in UTF8 and restore a dump into it"
        yield wrong("server", named, mend)
    else:
        copies = "allows no replica or archive" if wal == "minimal" else "allows replicas"
        yield well("server", f"{named}; wal_level {wal} {copies}; time zone {zone} plays no part")
