"""Clocks: the database's goes with this machine's, and was not set back behind what is recorded."""

from __future__ import annotations

from datetime import timedelta

from labeltrail.backend.doctor.findings import Examined, Finding, warning, well, wrong
from labeltrail.events.limits import CLOCK_SKEW_MAX
from labeltrail.events.sql import load

SKEW_TO_MENTION = timedelta(seconds=2)
MEND = "let NTP or chrony keep the clocks of both machines"

_SQL = load(__package__, "clock.sql")


async def examine_skew(examined: Examined) -> list[Finding]:
    """The answer was given between two looks at our clock: only what lies outside is skew."""
    before = examined.now()
    theirs = await examined.connection.fetchval(_SQL.now)
    after = examined.now()
    skew = max(before - theirs, theirs - after, timedelta())
    found = f"this machine's clock and the database's are {skew.total_seconds():.1f} s apart"
    if skew > CLOCK_SKEW_MAX:
        breaks = "what happens now is refused as of the future, or of the past"
        return [wrong("clock", f"{found}: {breaks}", MEND)]
    if skew > SKEW_TO_MENTION:
        return [warning("clock", found, MEND)]
    return [well("clock", found)]


async def examine_time_line(examined: Examined) -> list[Finding]:
    latest = await examined.connection.fetchrow(_SQL.latest)
    if latest is None:
        return [well("clock", "nothing is recorded yet")]
    now = await examined.connection.fetchval(_SQL.now)
    recorded = f"{latest['recorded_at']:%Y-%m-%d %H:%M:%S} UTC"
    if latest["recorded_at"] <= now:
        return [well("clock", f"the last event of all was recorded at {recorded}")]
    ahead = latest["recorded_at"] - now
    found = (
        f"project {latest['project_id']} was recorded at {recorded}, "
        f"{ahead.total_seconds():.1f} s after the database's clock: it was set back. "
        "Appends go on a microsecond apart until it has caught up, so their times are too late"
    )
    return [wrong("clock", found, "set the database machine's clock right; " + MEND)]
