"""How a command fails: one sentence on stderr and a documented exit code, never a traceback.

0  done; for `status`: ready
1  refused, or not ready: the input was understood and the answer is no
2  the command line, a file or a setting is wrong
3  a database or a server cannot be reached, or does not let us in
70 a fault of Labeltrail itself
130 interrupted
"""

from __future__ import annotations

import ssl
from enum import IntEnum

import asyncpg
import httpx

from labeltrail.backend.postgres import EmbeddedPostgresError, PostgresNotFound
from labeltrail.backend.serving import AddressTaken
from labeltrail.backend.settings import SettingsError
from labeltrail.events.catalogue import UnknownEventType
from labeltrail.events.directory.ciphers import WrappingKeyMissing
from labeltrail.events.ledger.errors import (
    LedgerNotMigrated,
    LedgerStopped,
    LedgerUnavailable,
    Overloaded,
)
from labeltrail.events.ledger.migrate import MigrationRefused


class ExitCode(IntEnum):
    DONE = 0
    REFUSED = 1
    USAGE = 2
    UNREACHABLE = 3
    OWN_FAULT = 70
    INTERRUPTED = 130


EXIT_CODES = (
    "Exit codes: 0 done · 1 refused or not ready · 2 wrong command line, file or setting · "
    "3 database or server out of reach"
)


class CommandFault(Exception):
    """Ends a command. The message is for people: what, where, and how to mend it."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def told(error: BaseException) -> CommandFault | None:
    """The fault to tell for an exception that commands do not catch; None for our own bugs."""
    match error:
        case CommandFault():
            return error
        case SettingsError() | WrappingKeyMissing():
            return CommandFault(str(error))
        case AddressTaken():
            return CommandFault(error.strerror or str(error))
        case PostgresNotFound() | EmbeddedPostgresError():
            return CommandFault(str(error), ExitCode.UNREACHABLE)
        case LedgerStopped():
            message = f"{error}; see `labeltrail audit resume --help`"
            return CommandFault(message, ExitCode.REFUSED)
        case LedgerNotMigrated():
            message = "the database has not been migrated; run `labeltrail migrate` first"
            return CommandFault(message, ExitCode.UNREACHABLE)
        case MigrationRefused():
            return CommandFault(str(error), ExitCode.REFUSED)
        case Overloaded():
            message = f"too much is asked for at once ({error}); try again later"
            return CommandFault(message, ExitCode.UNREACHABLE)
        case LedgerUnavailable():
            cause = error.__cause__
            return (told(cause) if cause else None) or _unreachable(
                "the database cannot be reached", error, "host and port"
            )
        case UnknownEventType():
            message = f"the ledger holds {error}; run a newer version of labeltrail"
            return CommandFault(message, ExitCode.REFUSED)
        case asyncpg.InvalidAuthorizationSpecificationError():
            return _unreachable("PostgreSQL does not let us in", error, "user and password")
        case asyncpg.InvalidCatalogNameError():
            return _unreachable("there is no such database", error, "database")
        case asyncpg.UndefinedTableError() | asyncpg.InvalidSchemaNameError():
            message = "the database has not been migrated; run `labeltrail migrate` first"
            return CommandFault(message, ExitCode.UNREACHABLE)
        case asyncpg.InsufficientPrivilegeError():
            return CommandFault(f"PostgreSQL refuses: {error}", ExitCode.UNREACHABLE)
        case asyncpg.PostgresConnectionError() | asyncpg.CannotConnectNowError():
            return _unreachable("the database cannot be reached", error, "host and port")
        case asyncpg.TooManyConnectionsError():
            return CommandFault(f"PostgreSQL is full: {error}", ExitCode.UNREACHABLE)
        case httpx.HTTPError():
            message = f"the server cannot be reached: {error}"
            return CommandFault(message, ExitCode.UNREACHABLE)
        case ConnectionError() | TimeoutError() | ssl.SSLError():
            return _unreachable("the database cannot be reached", error, "host and port")
        case OSError() if error.errno is not None:
            # gethostbyname's faults and an unreachable network come as plain OSError
            return _unreachable("the database cannot be reached", error, "host and port")
        case BaseExceptionGroup():
            return next((found for one in error.exceptions if (found := told(one))), None)
        case _:
            return None


def _unreachable(what: str, error: BaseException, part: str) -> CommandFault:
    reason = str(error).strip() or type(error).__name__
    return CommandFault(
        f"{what} ({reason}); check the {part} in LABELTRAIL_DATABASE_URL",
        ExitCode.UNREACHABLE,
    )
