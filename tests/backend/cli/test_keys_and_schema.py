"""keys, migrate, schema, help: commands about the instance itself."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from labeltrail.graphql import schema
from tests.backend.cli.conftest import Command, Ended, run
from tests.conftest import execute, with_database

COMMANDS = (
    "demo", "serve", "import", "status", "timeline", "replay", "rebuild", "migrate", "keys",
    "bench", "schema", "erase",
)  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("help")
    ended = run(name, "--help", folder=folder, database_url=None)
    assert ended.code == 0
    assert "Examples:" in ended.out
    assert not list(folder.iterdir()), "asking for help starts no database"


def test_key_is_issued_listed_and_revoked(command: Command) -> None:
    issued = command("keys", "issue", "ada", "--instance-admin", "--json").json
    assert issued["key"].startswith(f"lt_{issued['prefix']}_")
    (listed,) = command("keys", "list", "--json").json
    assert listed["actor"] == "ada"
    assert "secret" not in str(listed)
    assert command("keys", "revoke", issued["prefix"]).code == 0
    assert command("keys", "list", "--json").json == [], "it opens nothing any more"
    assert "revoked" in command("keys", "list", "--all").out.splitlines()[-1]
    again: Ended = command("keys", "revoke", issued["prefix"])
    assert again.code == 1
    assert "is in use" in again.complaint


def test_actor_that_cannot_be_gets_no_key(command: Command) -> None:
    ended = command("keys", "issue", "a b\n")
    assert ended.code == 2
    assert "actor" in ended.complaint


def test_migrate_names_what_it_applied_and_does_nothing_twice(
    server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    name = f"empty_{uuid.uuid4().hex}"
    asyncio.run(execute(server_url, f'CREATE DATABASE "{name}"'))
    folder = tmp_path_factory.mktemp("migrate")
    url = with_database(server_url, name)
    unready = run("status", folder=folder, database_url=url)
    assert unready.code == 3
    assert "labeltrail migrate" in unready.complaint
    applied = run("migrate", "--json", folder=folder, database_url=url).json["applied"]
    assert applied[0] == "ledger/0001_ledger"
    assert run("migrate", "--json", folder=folder, database_url=url).json == {"applied": []}
    assert run("status", "--json", folder=folder, database_url=url).json == []
    asyncio.run(execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


def test_schema_prints_the_contract(command: Command) -> None:
    assert command("schema").out == schema.CONTRACT.read_text(encoding="utf-8")


def test_misspelt_setting_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("misspelt")
    ended = run("status", folder=folder, database_url=None, LABELTRAIL_DATABASE_ULR="x")
    assert ended.code == 2
    assert "LABELTRAIL_DATABASE_URL" in ended.complaint
