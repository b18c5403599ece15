"""Epochs and keys: where ledgers were set back, and whether a signing key has stated it.

Anybody who may call the ledger's functions can add such rows; the signatures tell which count.
"""

from __future__ import annotations

from collections.abc import Iterator

from labeltrail.backend.doctor.findings import Examined, Finding, warning, well, wrong
from labeltrail.events.ledger.binding import keys_in_use, trusted_by
from labeltrail.events.ledger.checkpoints import Epoch, epochs, signing_keys
from labeltrail.events.sql import load

_SQL = load(__package__, "epochs.sql")


async def examine_epochs(examined: Examined) -> list[Finding]:
    connection = examined.connection
    recorded = await signing_keys(connection)
    keys = keys_in_use(recorded)
    findings = [
        warning(
            "signing keys",
            f"signing key {one.number} was added and no key in use has named it: it is passed over",
            "find out who added it; `labeltrail audit keys --json` shows its statement",
        )
        for one in recorded
        if one.public_key not in keys
    ]
    for row in await connection.fetch(_SQL.restored):
        opened = await epochs(connection, row["project_id"])
        findings += _of_project(row["project_id"], keys, opened)
    return findings or [well("epochs", "no project was set back to an older state")]


def _of_project(project_id: str, keys: tuple[bytes, ...], opened: list[Epoch]) -> Iterator[Finding]:
    unstated = trusted_by(project_id, keys, opened).unstated
    for one in (each for each in opened if each.epoch > 1):
        told = f"project {project_id}, epoch {one.epoch}, from {one.fork_size} events on"
        if one.epoch not in unstated:
            yield well("epochs", f"{told}: {one.reason} ({one.opened_by}), stated and signed")
        elif one is opened[-1]:
            yield wrong(
                "epochs",
                f"{told}: {unstated[one.epoch]}; it is not sealed, and its bundles are refused",
                "find out who opened it; `labeltrail audit resume` begins one that is signed",
            )
        else:
            yield warning(
                "epochs",
                f"{told}: {unstated[one.epoch]}; it lifts no checkpoint",
                "find out who opened it",
            )
