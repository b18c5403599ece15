"""What the database, its driver and the network say, as errors of ours."""

from __future__ import annotations

import asyncpg
import pytest

from labeltrail.events.ledger.errors import (
    FAULTS,
    AppendRefused,
    LedgerError,
    LedgerFault,
    LedgerNotMigrated,
    LedgerUnavailable,
    translate,
)


@pytest.mark.parametrize(
    ("fault", "ours"),
    [
        (ConnectionRefusedError(), LedgerUnavailable),
        (FileNotFoundError("no socket"), LedgerUnavailable),
        (TimeoutError(), LedgerUnavailable),
        (asyncpg.InterfaceError("connection is closed"), LedgerUnavailable),
        (asyncpg.InternalClientError("cannot switch to state 12"), LedgerUnavailable),
        (asyncpg.AdminShutdownError("terminating"), LedgerUnavailable),
        (asyncpg.TooManyConnectionsError("no slots"), LedgerUnavailable),
        (asyncpg.DeadlockDetectedError("deadlock"), LedgerUnavailable),
        (asyncpg.QueryCanceledError("statement timeout"), LedgerUnavailable),
        (asyncpg.ReadOnlySQLTransactionError("standby"), LedgerUnavailable),
        (asyncpg.UndefinedTableError("no ledger.events"), LedgerNotMigrated),
        (asyncpg.CheckViolationError("too long"), AppendRefused),
        (asyncpg.CharacterNotInRepertoireError("0x00"), AppendRefused),
        (asyncpg.InsufficientPrivilegeError("denied"), LedgerFault),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Exception) else None,
)
def test_fault_is_translated(fault: Exception, ours: type[LedgerError]) -> None:
    assert isinstance(fault, FAULTS)
    assert type(translate(fault)) is ours
