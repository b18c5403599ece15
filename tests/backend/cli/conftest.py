"""Runs commands as a terminal does, against a database of the test server."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.conftest import execute, with_database

SECONDS_MAX = 120


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a command ended."""

    code: int
    out: str
    complaint: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Ended]


def run(*arguments: str, folder: Path, database_url: str | None, **variables: str) -> Ended:
    """`labeltrail …` in a folder, with nothing of ours in the environment but what is given."""
    environment = {name: text for name, text in os.environ.items() if "LABELTRAIL" not in name}
    if database_url is not None:
        environment["LABELTRAIL_DATABASE_URL"] = database_url
    done = subprocess.run(
        [sys.executable, "-m", "labeltrail.backend", *arguments],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    return Ended(code=done.returncode, out=done.stdout, complaint=done.stderr)


@pytest.fixture(scope="session")
def told_database(server_url: str, template_database: str) -> Iterator[str]:
    """A database in which the demonstration's story has been told; nobody writes to it."""
    name = f"told_{uuid.uuid4().hex}"
    asyncio.run(execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template_database}"'))
    yield with_database(server_url, name)
    asyncio.run(execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def story_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the story is told, and where its keys are."""
    return tmp_path_factory.mktemp("story")


@pytest.fixture(scope="session")
def story(told_database: str, story_folder: Path) -> Ended:
    """`labeltrail demo --no-serve`, as it is told when piped."""
    return run("demo", "--no-serve", folder=story_folder, database_url=told_database)


@pytest.fixture
def told(story: Ended, told_database: str, tmp_path: Path) -> Command:
    """Runs a command where the story has been told."""
    assert story.code == 0, story.complaint

    def command(*arguments: str) -> Ended:
        return run(*arguments, folder=tmp_path, database_url=told_database)

    return command


@pytest.fixture(scope="session")
def of_the_paper(story: Ended, told_database: str, story_folder: Path) -> int:
    """The last position at which the project holds what the paper printed, reviewed and settled:
    before the policy is published under which the story goes on to production."""
    assert story.code == 0, story.complaint
    asked = ("timeline", "fitness", "--rule", "policy", "--json")
    first, second, *_ = run(*asked, folder=story_folder, database_url=told_database).json
    assert first["position"] < second["position"]
    before: int = second["position"] - 1
    return before


@pytest.fixture
def retold(
    server_url: str, story: Ended, told_database: str, story_folder: Path, tmp_path: Path
) -> Iterator[Command]:
    """Runs a command where the story has been told, in a copy that may be written to: with the
    keys that it was signed with, as a certificate takes a sealed ledger."""
    assert story.code == 0, story.complaint
    shutil.copytree(story_folder / ".labeltrail", tmp_path / ".labeltrail")
    name = f"retold_{uuid.uuid4().hex}"
    original = told_database.partition("?")[0].rpartition("/")[2]
    asyncio.run(execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{original}"'))

    def command(*arguments: str) -> Ended:
        return run(*arguments, folder=tmp_path, database_url=with_database(server_url, name))

    yield command
    asyncio.run(execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """Runs a command on a database of the test's own."""

    def labeltrail(*arguments: str) -> Ended:
        return run(*arguments, folder=tmp_path, database_url=database_url)

    return labeltrail
