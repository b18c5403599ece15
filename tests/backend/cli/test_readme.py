"""README's blocks run, in order, on what the demonstration leaves behind."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from labeltrail.backend.app import create_app
from labeltrail.backend.cli.application import ORDER
from labeltrail.backend.composition import composed
from labeltrail.backend.demo.cast import TENANT
from labeltrail.backend.serving import ANY_PORT, serving
from labeltrail.backend.settings import Settings
from labeltrail.events.identifiers import MemberId
from tests.backend.cli.conftest import Ended, run
from tests.conftest import execute, with_database

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
QUERIES = [
    (text, BLOCKS[place + 1]) for place, (kind, text) in enumerate(BLOCKS) if kind == "graphql"
]
SESSIONS = [text for kind, text in BLOCKS if kind == "console"]
LEFT_OUT = "…"


@pytest.fixture(scope="module")
def database(server_url: str, told_database: str, story: Ended) -> Iterator[str]:
    """A copy of what the story leaves behind, to write to."""
    assert story.code == 0, story.complaint
    name = f"readme_{uuid.uuid4().hex}"
    told = told_database.partition("?")[0].rpartition("/")[2]
    asyncio.run(execute(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{told}"'))
    yield with_database(server_url, name)
    asyncio.run(execute(server_url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(scope="module")
def answers(database: str, tmp_path_factory: pytest.TempPathFactory) -> list[httpx.Response]:
    """What the API answers to all queries, asked in order: one of them writes, and the commands
    that are shown come after it, whichever worker runs which test."""
    return asyncio.run(_asked(database, tmp_path_factory.mktemp("asked")))


async def _asked(database: str, folder: Path) -> list[httpx.Response]:
    async with (
        composed(Settings(database_url=database, data_dir=folder)) as parts,
        serving(create_app(parts), "127.0.0.1", ANY_PORT) as url,
        httpx.AsyncClient() as client,
    ):
        told = []
        for query, _ in QUERIES:
            member = re.match(r"# as (\S+)", query)
            assert member is not None, "each query says whose key it is asked with"
            issued = await parts.keys.issue(
                tenant=TENANT, actor=MemberId(member[1]), issued_by="README"
            )
            asked = client.post(
                f"{url}/graphql",
                json={"query": query},
                headers={"Authorization": f"Bearer {issued.text}"},
            )
            told.append(await asked)
        return told


@pytest.mark.parametrize("place", range(len(QUERIES)))
def test_query_has_the_answer_that_is_shown(answers: list[httpx.Response], place: int) -> None:
    _, (kind, expected) = QUERIES[place]
    assert kind == "json", "an answer follows each query"
    told = answers[place]
    assert "errors" not in told.json(), told.text
    assert_shown(told.json()["data"], json.loads(expected))


@pytest.mark.usefixtures("answers")
def test_commands_print_what_is_shown(database: str, story_folder: Path) -> None:
    """One test, since a command may read what one before it wrote."""
    for command in "".join(SESSIONS).split("$ ")[1:]:
        line, _, shown = command.partition("\n")
        program, *arguments = shlex.split(line)
        assert program == "labeltrail"
        ended = run(*arguments, folder=story_folder, database_url=database)
        assert ended.code == 0, f"{line}: {ended.complaint}"
        assert re.fullmatch(as_pattern(shown), ended.out.rstrip() + "\n"), f"{line}\n{ended.out}"


def as_pattern(shown: str) -> str:
    """What README leaves out may be anything within its line; alone on a line, any lines."""
    return "".join(
        "(.*\n)*" if line == LEFT_OUT else ".*".join(map(re.escape, line.split(LEFT_OUT))) + "\n"
        for line in shown.rstrip("\n").split("\n")
    )


def test_the_two_commands_are_those_that_continuous_integration_runs() -> None:
    commands = [text.strip() for kind, text in BLOCKS if kind == "sh"]
    assert commands == ["make demo", "make test"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(f"in_readme '{command}'" in script for command in commands)


def test_table_has_every_command_that_help_lists(tmp_path: Path) -> None:
    told = run("--help", folder=tmp_path, database_url=None).out.partition("Commands:")[2]
    listed = re.findall(r"^  (\w+)  ", told.partition("Examples:")[0], re.MULTILINE)
    assert listed == list(ORDER)
    table = re.findall(r"^\| `labeltrail (\w+)", README, re.MULTILINE)
    assert sorted(table) == sorted(listed)


def test_tests_that_prove_guarantees_exist() -> None:
    named = re.findall(r"`(tests/[\w/.]+)`", README)
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []


def assert_shown(found: Any, expected: Any) -> None:
    """Equal, but for what README leaves out."""
    if expected == LEFT_OUT:
        return
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        for name, value in expected.items():
            assert_shown(found[name], value)
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, value in zip(found, expected, strict=True):
            assert_shown(one, value)
    else:
        assert found == expected
