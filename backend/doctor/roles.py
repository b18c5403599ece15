"""Roles: an owner that cannot log in, and a service that can read and append and nothing else."""

from __future__ import annotations

import asyncpg

from labeltrail.backend.doctor.findings import (
    Examined,
    Finding,
    well,
    worse_outside_development,
    wrong,
)
from labeltrail.events.sql import load

POWERS = {
    "rolsuper": ("a superuser", "NOSUPERUSER"),
    "rolcreaterole": ("allowed to make roles", "NOCREATEROLE"),
    "rolreplication": ("allowed to replicate", "NOREPLICATION"),
    "rolbypassrls": ("not held by row security", "NOBYPASSRLS"),
}
WRITING_ROLES = ["pg_write_all_data", "pg_write_server_files", "pg_execute_server_program"]
SEPARATE = (
    "give the database to an owner without a login, run `labeltrail migrate` as a role that may "
    "become it and serve as a third: the roles in docker-compose.yml"
)

_SQL = load(__package__, "roles.sql")


async def examine_roles(examined: Examined) -> list[Finding]:
    connection = examined.connection
    owned = await connection.fetch(_SQL.owners)
    schema_owner = next(row["owner"] for row in owned if row["kind"] == "SCHEMA")
    owner = await connection.fetchrow(_SQL.role, schema_owner, None)
    role = await connection.fetchrow(_SQL.role, None, examined.role)
    if owner is None or role is None:
        return [wrong("roles.service", f"there is no role {examined.role}", SEPARATE)]
    findings = [
        await _owner(examined, owner),
        *_strangers(owned, owner),
        *await _excess(connection, owner),
    ]
    if role["oid"] == owner["oid"]:
        found = f"the service runs as {role['rolname']}, which owns the ledger and can change it"
        return [
            *findings,
            worse_outside_development(examined, wrong("roles.service", found, SEPARATE)),
        ]
    return [*findings, *await _service(connection, role, owner)]


async def _owner(examined: Examined, owner: asyncpg.Record) -> Finding:
    name = owner["rolname"]
    excess = [
        (power, what, f"ALTER ROLE {owner['quoted']} {without}")
        for power, what, without in (
            ("rolsuper", "is a superuser", "NOSUPERUSER"),
            ("rolcanlogin", "can log in", "NOLOGIN"),
        )
        if owner[power]
    ]
    if excess:
        found = f"{name} owns the ledger and {' and '.join(what for _, what, _ in excess)}"
        if examined.role == name:
            finding = wrong("roles.owner", found, SEPARATE)
        else:
            mend = "take that away, as a superuser"
            finding = wrong("roles.owner", found, mend, *(sql for _, _, sql in excess))
        return worse_outside_development(examined, finding)
    may_become = await examined.connection.fetch(_SQL.may_become, owner["oid"])
    superusers = await examined.connection.fetch(_SQL.superusers)
    return well(
        "roles.owner",
        f"{name} owns the ledger and cannot log in; {_listed(may_become)} may become it, and "
        f"{_listed(superusers)} may do anything: what they alter, only proofs show",
    )


def _strangers(owned: list[asyncpg.Record], owner: asyncpg.Record) -> list[Finding]:
    """Parts of the ledger that somebody else owns."""
    return [
        wrong(
            "roles.owner",
            f"{row['object']} belongs to another role than the ledger",
            "give it back, as a superuser",
            f"ALTER {row['kind']} {row['object']} OWNER TO {owner['quoted']}",
        )
        for row in owned
        if row["owner"] != owner["oid"]
    ]


async def _excess(connection: asyncpg.Connection, owner: asyncpg.Record) -> list[Finding]:
    findings = [_excessive(row) for row in await connection.fetch(_SQL.excess)]
    findings += [
        wrong(
            "roles.rights",
            f"{row['grantee']} will have {row['privileges']} on every table made from now on",
            "end it, as the owner",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner['quoted']} {row['place']} "
            f"REVOKE {row['privileges']} ON TABLES FROM {row['grantee']}",
        )
        for row in await connection.fetch(_SQL.defaults, owner["oid"])
    ]
    found = "nobody but the owner may write, now or on tables to come; PUBLIC may nothing"
    return findings or [well("roles.rights", found)]


def _excessive(row: asyncpg.Record) -> Finding:
    grantee, privilege, thing = row["grantee"], row["privilege"], row["object"]
    found = f"{grantee} has {privilege} on {thing.lower()}"
    if row["is_handed_on"]:
        found += " and may hand it on"
        privilege = f"GRANT OPTION FOR {privilege}"
    statement = f"REVOKE {privilege} ON {thing} FROM {grantee} CASCADE"
    return wrong("roles.rights", found, "take it away, as the owner", statement)


async def _service(
    connection: asyncpg.Connection, role: asyncpg.Record, owner: asyncpg.Record
) -> list[Finding]:
    name, quoted = role["rolname"], role["quoted"]
    if role["rolsuper"]:
        found = f"{name}, as which the service runs, is a superuser: no right holds it"
        statement = f"ALTER ROLE {quoted} NOSUPERUSER"
        return [wrong("roles.service", found, "take that away, as a superuser", statement)]
    findings = [
        wrong(
            "roles.service",
            f"{name} is {what}",
            "take that away, as a superuser",
            f"ALTER ROLE {quoted} {without}",
        )
        for power, (what, without) in POWERS.items()
        if role[power]
    ]
    for row in await connection.fetch(_SQL.memberships, role["oid"], owner["oid"], WRITING_ROLES):
        found = f"{name} may become {row['target']}, through {row['holder']}"
        statement = f"REVOKE {row['target']} FROM {row['holder']}"
        findings.append(wrong("roles.service", found, "end it, as a superuser", statement))
    if await connection.fetchval(_SQL.may_sleep_triggers, role["oid"]):
        found = f"{name} may set session_replication_role; the ledger's triggers do not mind"
        statement = f"REVOKE SET ON PARAMETER session_replication_role FROM {quoted}"
        findings.append(wrong("roles.service", found, "end it, as a superuser", statement))
    lacking = [row["right"] for row in await connection.fetch(_SQL.lacking, role["oid"])]
    if lacking:
        found = f"{name} lacks {', '.join(lacking)}"
        statement = f"SELECT ledger.grant_to_service({role['literal']})"
        mend = f"run `labeltrail migrate --service-role {name}`, or as the owner"
        findings.append(wrong("roles.service", found, mend, statement))
    return findings or [
        well("roles.service", f"{name} reads and appends; it can take or give no further right")
    ]


def _listed(rows: list[asyncpg.Record]) -> str:
    return ", ".join(row["rolname"] for row in rows) or "nobody else"
