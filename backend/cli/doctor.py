"""`labeltrail doctor`: whether a database keeps what the ledger promises, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from labeltrail.backend.cli.database import database_to_examine
from labeltrail.backend.cli.faults import ExitCode
from labeltrail.backend.cli.running import run, settings
from labeltrail.backend.cli.terminal import console, note, print_json, table, word
from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Finding, Level
from labeltrail.backend.settings import Settings

EXAMPLES = """\b
Examples:
  labeltrail doctor
  labeltrail doctor --json | jq '.[] | select(.level == "wrong")'
  labeltrail doctor --sql | psql --single-transaction …        mend what SQL can mend
  labeltrail doctor --service-role labeltrail_service          asked as another role

\b
It changes nothing and needs no more than the service's rights. Exit code 0: nothing is wrong,
though there may be warnings. 1: something is.
"""
SHOWN_CHARACTERS_MAX = 200


def doctor(
    service_role: Annotated[
        str | None,
        typer.Option(help="The role that the service runs as, if not the one of the address."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
    as_sql: Annotated[
        bool, typer.Option("--sql", help="Only the statements that mend, as a script.")
    ] = False,
) -> None:
    """Check roles, triggers, functions, settings, clocks and checkpoints of a live database."""
    configured = settings()
    if service_role is not None:
        configured = msgspec.structs.replace(configured, service_role=service_role)
    findings = run(_examine(configured))
    if as_json:
        print_json(findings)
    elif as_sql:
        _print_script(findings)
    else:
        _tell(findings)
    if any(one.level is Level.WRONG for one in findings):
        raise typer.Exit(ExitCode.REFUSED)


async def _examine(configured: Settings) -> list[Finding]:
    with database_to_examine(configured) as url:
        return await examine(url, configured)


def _tell(findings: list[Finding]) -> None:
    out = console()
    rows = [(one.check, word(one.level.value.upper()), one.found, _mend(one)) for one in findings]
    table(out, ("check", "state", "finding", "how to mend it"), rows)
    counts = {level: sum(one.level is level for one in findings) for level in Level}
    note(", ".join(f"{count} {level}" for level, count in counts.items()))


def _mend(finding: Finding) -> str:
    sql = "; ".join(finding.statements)
    if len(sql) > SHOWN_CHARACTERS_MAX:
        sql = "`labeltrail doctor --sql` prints the statement"
    return ": ".join(part for part in (finding.mend, sql) if part)


def _print_script(findings: list[Finding]) -> None:
    for one in findings:
        if one.statements:
            console().out(f"-- {one.check}: {one.found}", highlight=False)
        for statement in one.statements:
            console().out(f"{statement};", highlight=False)
