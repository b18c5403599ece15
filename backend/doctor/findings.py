"""What an examination says: one finding for each thing looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum

import asyncpg
import msgspec

from labeltrail.backend.settings import Settings


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """
    check       what was looked at: `roles.service`
    found       what is there, and where it is not right, what that breaks
    mend        what to do, in words
    statements  SQL that does it, for the owner or, where it says so, a superuser
    """

    check: str
    level: Level
    found: str
    mend: str | None = None
    statements: tuple[str, ...] = ()


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """
    role            the role that the service runs as
    is_development  the embedded database in the development profile: one role does everything
    now             this machine's clock
    """

    connection: asyncpg.Connection
    settings: Settings
    role: str
    is_development: bool
    now: Callable[[], datetime]


Check = Callable[[Examined], Awaitable[list[Finding]]]


def well(check: str, found: str) -> Finding:
    return Finding(check=check, level=Level.OK, found=found)


def warning(check: str, found: str, mend: str | None = None, *statements: str) -> Finding:
    return Finding(check=check, level=Level.WARNING, found=found, mend=mend, statements=statements)


def wrong(check: str, found: str, mend: str | None = None, *statements: str) -> Finding:
    return Finding(check=check, level=Level.WRONG, found=found, mend=mend, statements=statements)


def worse_outside_development(examined: Examined, finding: Finding) -> Finding:
    """What is expected of the embedded database and nowhere else."""
    level = Level.WARNING if examined.is_development else Level.WRONG
    return msgspec.structs.replace(finding, level=level)
