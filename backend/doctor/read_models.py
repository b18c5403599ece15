"""Read models: none stands still, none lags because nobody folds, and what they have to tell
arrives."""

from __future__ import annotations

from datetime import timedelta

from labeltrail.backend.doctor.findings import Examined, Finding, warning, well, wrong
from labeltrail.events.sql import load
from labeltrail.projections import outbox
from labeltrail.projections.schema import FOLD_VERSION

LAG_EVENTS_TO_MENTION = 10_000
UNTOLD_SECONDS_TO_MENTION = 300.0
STILL_FOR = timedelta(minutes=1)

_SQL = load(__package__, "read_models.sql")


async def examine_read_models(examined: Examined) -> list[Finding]:
    rows = await examined.connection.fetch(_SQL.standing, LAG_EVENTS_TO_MENTION, STILL_FOR)
    findings: list[Finding] = []
    for row in rows:
        project = row["project_id"]
        lag = row["head"] - row["position"]
        if row["stopped_position"] is not None:
            found = (
                f"project {project} is folded up to position {row['position']} of {row['head']} "
                f"and stopped there: {row['stopped_reason']}"
            )
            mend = "run a version of labeltrail that knows the event; nothing of the ledger is lost"
            findings.append(wrong("read models", found, mend))
        elif row["fold_version"] > FOLD_VERSION:
            found = f"project {project} has rows of newer code"
            findings.append(warning("read models", found, "run a newer version of labeltrail"))
        else:
            found = f"project {project} is {lag} events behind"
            mend = "run `labeltrail serve` or `labeltrail worker`, which fold on"
            findings.append(warning("read models", found, mend))
    findings += await _parked(examined)
    count = await examined.connection.fetchval(_SQL.count)
    return findings or [well("read models", f"of {count} projects, up to date with the ledger")]


async def _parked(examined: Examined) -> list[Finding]:
    return [
        wrong(
            "read models",
            f"project {row['project_id']} passes over {row['stream']} from position "
            f"{row['position']} on (one of {row['total']}): {row['reason']}",
            f"mend the cause, then `labeltrail repair --project {row['project_id']}`",
        )
        for row in await examined.connection.fetch(_SQL.parked)
    ]


async def examine_outbox(examined: Examined) -> list[Finding]:
    waits = await outbox.waiting(examined.connection)
    findings: list[Finding] = []
    if waits.given_up:
        found = f"{waits.given_up} messages to LABELTRAIL_OUTBOX_URL were given up"
        mend = "see why with `labeltrail outbox`, then `labeltrail outbox --retry`"
        findings.append(wrong("outbox", found, mend))
    if waits.oldest_seconds_ago > UNTOLD_SECONDS_TO_MENTION:
        found = (
            f"{waits.messages} messages wait to be told, the oldest for "
            f"{waits.oldest_seconds_ago:.0f} seconds"
        )
        mend = "`labeltrail outbox` says why; if LABELTRAIL_OUTBOX_URL is set nowhere, --end it"
        findings.append(warning("outbox", found, mend))
    return findings or [well("outbox", f"{waits.messages} messages wait to be told")]
