"""Connections of a pool that are held for long, and may be lost meanwhile."""

import asyncpg
from asyncpg.pool import PoolConnectionProxy


def is_lost(connection: PoolConnectionProxy) -> bool:
    """Whether the server or the way to it is gone, so that another connection is needed."""
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # the pool has taken the lost one back already
        return True
