"""Checkpoints: what is recorded gets sealed, and nothing that was sealed is missing."""

from __future__ import annotations

from datetime import timedelta

from labeltrail.backend.doctor.findings import Examined, Finding, warning, well, wrong
from labeltrail.events.sql import load

UNSEALED_TO_MENTION = timedelta(minutes=1)
RESTORE = "compare a backup and the anchored checkpoints with `labeltrail audit`"

_SQL = load(__package__, "sealing.sql")


async def examine_sealing(examined: Examined) -> list[Finding]:
    connection = examined.connection
    findings = [
        wrong(
            "checkpoints",
            f"project {row['project_id']} was sealed with {row['tree_size']} events and has "
            f"{row['head']}: events are missing",
            RESTORE,
        )
        for row in await connection.fetch(_SQL.ahead)
    ]
    findings += [
        wrong(
            "checkpoints",
            f"project {row['project_id']} takes no appends since {row['head']}: {row['reason']}",
            RESTORE,
        )
        for row in await connection.fetch(_SQL.stopped)
    ]
    tails = await connection.fetch(_SQL.unsealed)
    findings += [
        warning(
            "checkpoints",
            f"project {row['project_id']} has {row['head'] - row['sealed_size']} events after its "
            f"last checkpoint, since {row['since']:%Y-%m-%d %H:%M:%S} UTC: until they are sealed "
            "an alteration of them leaves no trace",
            "run `labeltrail serve`, which seals, or `labeltrail audit seal`",
        )
        for row in tails
        if row["age"] > UNSEALED_TO_MENTION
    ]
    unsealed = sum(row["head"] - row["sealed_size"] for row in tails)
    return findings or [well("checkpoints", f"all is sealed but the last {unsealed} events")]
