"""docker-compose.yml as far as it can be tried without an engine: its shape, and its roles."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import yaml

from labeltrail.backend.doctor.examination import examine
from labeltrail.backend.doctor.findings import Level
from labeltrail.backend.migrations import migrate
from labeltrail.backend.postgres import embedded
from labeltrail.backend.postgres.binaries import postgres_binaries
from labeltrail.backend.settings import Settings
from labeltrail.events.ledger.append import Append, Appended, Ledger, NewEvent

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DATABASE, MIGRATE, SERVICE = (
    COMPOSE["services"][name] for name in ("database", "migrate", "labeltrail")
)
DOCKERFILE = (ROOT / "backend" / "Dockerfile").read_text()
DEFAULTED = re.compile(r"\$\{\w+:-(\w*)\}")


def environment(part: dict[str, Any]) -> dict[str, str]:
    return {name: DEFAULTED.sub(r"\1", value) for name, value in part["environment"].items()}


def test_rows_survive_the_container() -> None:
    major = int(DATABASE["image"].removeprefix("postgres:"))
    assert major >= 18
    # Up to 17 the image kept its rows in /var/lib/postgresql/data; mounted there, an image of 18
    # would write beside the volume.
    assert DATABASE["volumes"] == ["database:/var/lib/postgresql"]
    assert "database" in COMPOSE["volumes"]


def test_key_and_anchors_survive_the_container_and_are_not_in_the_database() -> None:
    assert SERVICE["volumes"] == ["seals:/var/lib/labeltrail"]
    assert "seals" in COMPOSE["volumes"]
    assert "--owner=labeltrail --mode=0700 /var/lib/labeltrail" in DOCKERFILE
    serving = Settings.from_environment(environment(SERVICE))
    for file in (serving.signing_key_file, serving.anchor_file):
        assert file is not None
        assert file.parent == Path("/var/lib/labeltrail")


def test_the_database_is_out_of_reach_and_the_service_is_local() -> None:
    assert "ports" not in DATABASE
    assert SERVICE["ports"] == ["127.0.0.1:8000:8000"]


def test_each_part_waits_for_the_one_before() -> None:
    assert MIGRATE["depends_on"]["database"]["condition"] == "service_healthy"
    assert SERVICE["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert "--host=127.0.0.1" in DATABASE["healthcheck"]["test"]
    assert "/health/ready" in SERVICE["healthcheck"]["test"][-1]


def test_the_settings_are_known_and_each_part_has_its_role() -> None:
    migrator = Settings.from_environment(environment(MIGRATE))
    serving = Settings.from_environment(environment(SERVICE))
    assert migrator.database_url is None
    assert serving.migration_database_url is None
    assert "//labeltrail_migrator:" in str(migrator.migration_database_url)
    assert f"//{migrator.service_role}:" in str(serving.database_url)
    assert (serving.host, serving.port, serving.profile) == ("0.0.0.0", 8000, "production")


def test_the_service_can_change_nothing_but_its_answers() -> None:
    assert SERVICE["read_only"] is True
    assert SERVICE["cap_drop"] == ["ALL"]
    assert SERVICE["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)


def test_the_image_is_built_from_files_that_exist_and_pinned_versions() -> None:
    build = SERVICE["build"]
    assert MIGRATE["build"] == build
    assert (ROOT / build["context"] / build["dockerfile"]).is_file()
    assert "--require-hashes --requirement run.txt" in DOCKERFILE
    let_in = (ROOT / ".dockerignore").read_text().splitlines()
    for line in let_in:
        if line.startswith("!"):
            assert (ROOT / line[1:]).exists(), line
    for needed in ("pyproject.toml", "README.md", "LICENSE", "labeltrail", ".pins/run.txt"):
        assert f"!{needed}" in let_in


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """DSNs of the superuser, the migrator and the service, made as the compose file makes them."""
    with embedded(tmp_path_factory.mktemp("compose"), durable=False) as url:
        spare = url.replace("@/labeltrail", "@/postgres")
        run_sql(spare, "ALTER DATABASE labeltrail RENAME TO spare")
        run_sql(spare, COMPOSE["configs"]["roles"]["content"])
        urls = {"superuser": url} | {
            role: url.replace("//labeltrail@", f"//labeltrail_{role}@")
            for role in ("migrator", "service")
        }
        applied = asyncio.run(migrate(urls["migrator"], service_role="labeltrail_service"))
        assert applied
        yield urls


def run_sql(url: str, script: str) -> None:
    subprocess.run(
        [postgres_binaries() / "psql", "--no-psqlrc", "--quiet", "-v", "ON_ERROR_STOP=1", url],
        input=script,
        text=True,
        check=True,
        env=os.environ | environment(DATABASE),
    )


async def recorded(url: str) -> Appended:
    async with asyncpg.create_pool(url, min_size=1, max_size=4) as pool:
        ledger = Ledger(pool)
        await ledger.open_project("ward-7", "hospital")
        outcome = await ledger.append(
            "ward-7",
            Append(
                command_id=uuid4(),
                request_sha=bytes(32),
                correlation_id=uuid4(),
                expected={},
                events=(
                    NewEvent(
                        stream="project",
                        event_id=uuid4(),
                        type="ProjectCreated",
                        schema_version=1,
                        occurred_at=datetime.now(UTC),
                        actor="ada",
                        body=b"{}",
                    ),
                ),
            ),
        )
        await ledger.aclose()
    assert isinstance(outcome, Appended), outcome
    return outcome


def test_the_service_appends_and_migrating_again_changes_nothing(roles: dict[str, str]) -> None:
    first = asyncio.run(recorded(roles["service"]))
    assert asyncio.run(migrate(roles["migrator"], service_role="labeltrail_service")) == []
    second = asyncio.run(recorded(roles["service"]))
    assert second.first_position == first.last_position + 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger.events (project_id, position) VALUES ('ward-7', 99)",
        "UPDATE ledger.events SET actor = 'eve'",
        "DELETE FROM ledger.events",
        "TRUNCATE ledger.events",
        "DROP TABLE ledger.events",
        "ALTER TABLE ledger.events DISABLE TRIGGER ALL",
        "CREATE TABLE ledger.shadow (note text)",
        "CREATE TABLE public.shadow (note text)",
        "CREATE SCHEMA shadow",
        "SET ROLE labeltrail_owner",
        "SET session_replication_role = replica",
    ],
)
def test_the_service_cannot(statement: str, roles: dict[str, str]) -> None:
    async def attempt() -> None:
        connection = await asyncpg.connect(roles["service"])
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(attempt())


def test_the_doctor_has_nothing_to_say_about_these_roles(roles: dict[str, str]) -> None:
    settings = Settings(database_url=roles["service"], profile="production")
    findings = asyncio.run(examine(roles["service"], settings))
    wrong = [one for one in findings if one.level is not Level.OK]
    # The server of the tests does without what only a crash needs.
    assert {one.check for one in wrong} <= {"settings", "checkpoints"}, wrong


@pytest.mark.parametrize("role", ["migrator", "service"])
def test_nobody_but_the_superuser_can_grant_himself_more(role: str, roles: dict[str, str]) -> None:
    async def attributes() -> asyncpg.Record | None:
        connection = await asyncpg.connect(roles["superuser"].replace("@/labeltrail", "@/spare"))
        try:
            return await connection.fetchrow(
                """SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
                FROM pg_roles WHERE rolname = $1""",
                f"labeltrail_{role}",
            )
        finally:
            await connection.close()

    found = asyncio.run(attributes())
    assert found is not None
    assert not any(found.values())
