"""`labeltrail doctor` as it is called: its table, JSON, script and exit code."""

from __future__ import annotations

import asyncio
import subprocess
from pathlib import Path

from labeltrail.backend.postgres.binaries import postgres_binaries
from tests.backend.cli.conftest import Command, run
from tests.conftest import execute


def test_a_fresh_demonstration_has_warnings_of_development_only(tmp_path: Path) -> None:
    """In the embedded database one role does everything, which is said and is no fault there."""
    told = run("demo", "--no-serve", folder=tmp_path, database_url=None)
    assert told.code == 0, told.complaint
    doctor = run("doctor", "--json", folder=tmp_path, database_url=None)
    levels = {one["check"]: one["level"] for one in doctor.json if one["level"] != "ok"}
    assert doctor.code == 0, doctor.out
    assert set(levels.values()) <= {"warning"}
    assert set(levels) - {"settings"} == {"roles.owner", "roles.service"}, doctor.out


def test_the_same_roles_are_wrong_elsewhere(command: Command) -> None:
    doctor = command("doctor")
    assert doctor.code == 1
    head, *rows = doctor.out.splitlines()
    assert head.split() == ["check", "state", "finding", "how", "to", "mend", "it"]
    assert [row for row in rows if row.startswith("roles.owner ") and " WRONG " in row]
    assert "wrong" in doctor.complaint


def test_the_script_mends_what_sql_can(command: Command, database_url: str) -> None:
    asyncio.run(execute(database_url, "DROP TRIGGER table_is_never_emptied ON ledger.events"))
    found = "ledger.events does not refuse TRUNCATE: it lacks the trigger table_is_never_emptied"
    assert found in command("doctor").out
    script = command("doctor", "--sql")
    assert script.code == 1
    subprocess.run(
        [postgres_binaries() / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", database_url],
        input=script.out,
        text=True,
        check=True,
    )
    assert found not in command("doctor").out
    assert "CREATE TRIGGER" not in command("doctor", "--sql").out
