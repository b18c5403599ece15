"""What can go wrong at the ledger that is nobody's decision.

LedgerError
├── LedgerUnavailable   not reachable or out of time; may succeed when tried again
│   ├── Overloaded      a named limit of this process is reached; nothing stored
│   └── LedgerClosed    this process is shutting down; nothing stored
├── LedgerNotMigrated   the database lacks our tables or functions
├── LedgerStopped       this project takes no appends until an operator has looked at it
├── AppendRefused       this one append breaks a rule of the tables; `rule` names it
└── LedgerFault         anything else the database said

This is the one place where an error of the database becomes one of ours. After
LedgerUnavailable an append may be stored or not: sent again with the same command id, it is
stored once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

_OF_THE_WAY = (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""The second is what asyncpg says of a connection that was lost just before it was used."""

# Classes of SQLSTATE: connection, rollback, resources, object state, intervention, system.
_PASSING = ("08", "40", "53", "55", "57", "58")
_READ_ONLY = "25006"  # a standby, until it is promoted
_OF_THE_APPEND = ("0A", "22", "23", "54")  # infinite time, value, constraint, program limit
_STOPPED = "LT001"  # raised by ledger.append
_MISSING = ("3F000", "42P01", "42883", "42703")


class LedgerError(Exception):
    """Base of all; the message is for operators."""


class LedgerUnavailable(LedgerError):
    """May succeed when tried again, with the same command id."""


class Overloaded(LedgerUnavailable):
    """This process has too much waiting, and takes no more instead of growing.

    Nothing was stored. `limit` names what was reached; after `retry_after_seconds` it is worth
    another try.
    """

    def __init__(self, limit: str, reason: str, *, retry_after_seconds: int) -> None:
        super().__init__(f"{limit}: {reason}")
        self.limit = limit
        self.reason = reason
        self.retry_after_seconds = retry_after_seconds


class LedgerClosed(LedgerUnavailable):
    """This process takes no more appends. Nothing was stored."""


class LedgerNotMigrated(LedgerError):
    """Run `labeltrail migrate` first."""


class LedgerStopped(LedgerError):
    """The project's ledger does not fit a checkpoint that was published. Nothing was stored."""


class AppendRefused(LedgerError):
    """The append breaks a rule of the ledger's tables. Nothing of it was stored."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(f"{rule}: {message}")
        self.rule = rule


class LedgerFault(LedgerError):
    """The database refused for a reason that no retry and no other input mends."""


FAULTS = (asyncpg.PostgresError, *_OF_THE_WAY, TimeoutError, Overloaded)
"""What any use of a connection may raise. To `translate` them gives one of ours."""


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the database that leave this block are ours."""
    try:
        yield
    except Overloaded:
        raise
    except FAULTS as error:
        raise translate(error) from error


def translate(error: Exception) -> LedgerError:
    """The error of ours for one of the database, its driver or the network."""
    if isinstance(error, Overloaded):
        return Overloaded(error.limit, error.reason, retry_after_seconds=error.retry_after_seconds)
    state = getattr(error, "sqlstate", None) or ""
    message = str(error) or type(error).__name__
    if isinstance(error, asyncpg.DataError | UnicodeError) or state.startswith(_OF_THE_APPEND):
        return AppendRefused(getattr(error, "constraint_name", None) or "value", message)
    if state == _STOPPED:
        return LedgerStopped(message)
    if state in _MISSING:
        return LedgerNotMigrated(message)
    if isinstance(error, _OF_THE_WAY):  # TimeoutError is an OSError
        return LedgerUnavailable(message)
    if state.startswith(_PASSING) or state == _READ_ONLY:
        return LedgerUnavailable(message)
    return LedgerFault(message)
