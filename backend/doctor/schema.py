"""Migrations: complete, unchanged, and not newer than this code."""

from __future__ import annotations

from labeltrail.backend.doctor.findings import Examined, Finding, well, wrong
from labeltrail.backend.migrations import SETS
from labeltrail.events.ledger.migrate import standing


async def examine_migrations(examined: Examined) -> list[Finding]:
    findings: list[Finding] = []
    applied = 0
    for one in await standing(examined.connection, SETS):
        applied += one.applied
        if one.pending:
            found = f"the database lacks {', '.join(one.pending)}"
            findings.append(wrong("migrations", found, "run `labeltrail migrate`"))
        if one.unknown:
            found = f"the database has {', '.join(one.unknown)}, which this version does not know"
            findings.append(wrong("migrations", found, "run a newer version of labeltrail"))
        if one.changed:
            found = f"{', '.join(one.changed)} is not the file that was applied"
            mend = "install the released files again; what they should make is checked below"
            findings.append(wrong("migrations", found, mend))
    return findings or [well("migrations", f"{applied} applied, all that this version knows")]
