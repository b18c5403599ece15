"""Connections: the server has room for what one process of ours may open."""

from __future__ import annotations

from labeltrail.backend.doctor.findings import Examined, Finding, warning, well, wrong
from labeltrail.events.sql import load

_SQL = load(__package__, "settings.sql")


async def examine_connections(examined: Examined) -> list[Finding]:
    pool = examined.settings.pool_size_max
    room = await examined.connection.fetchrow(_SQL.room, examined.role)
    if room is None:
        return []
    limits = {
        "the server allows": (room["server_max"], "ALTER SYSTEM SET max_connections = {}"),
        f"database {room['database']} allows": (
            room["database_max"],
            f"ALTER DATABASE {room['database']} CONNECTION LIMIT -1",
        ),
        f"role {room['role']} is allowed": (
            room["role_max"],
            f"ALTER ROLE {room['role']} CONNECTION LIMIT -1",
        ),
    }
    findings = [
        wrong(
            "connections",
            f"{who} {allowed} connections, fewer than the {pool} of one process",
            f"set LABELTRAIL_POOL_SIZE_MAX={max(allowed, 1)}, or as a superuser",
            statement.format(2 * pool + room["in_use"]),
        )
        for who, (allowed, statement) in limits.items()
        if 0 <= allowed < pool
    ]
    if findings:
        return findings
    allowed = min(allowed for allowed, _ in limits.values() if allowed >= 0)
    found = f"{room['in_use']} of {allowed} in use; one process of Labeltrail opens up to {pool}"
    if room["in_use"] + pool > allowed:
        mend = f"lower LABELTRAIL_POOL_SIZE_MAX={pool} or raise max_connections"
        return [warning("connections", f"{found}: too few are left for another", mend)]
    return [well("connections", found)]
