"""The command itself: where it keeps its database, and how it looks piped and in a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend.cli.conftest import Command, Ended, run


def in_a_terminal(*arguments: str, folder: Path, database_url: str) -> str:
    """What a command writes to a terminal, colours and all."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "labeltrail.backend", *arguments],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "COLUMNS": "90",
            "LABELTRAIL_DATABASE_URL": database_url,
        },
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        written = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # Linux says so at the end
                break
            if not piece:
                break
            written += piece
    os.close(ours)
    return written.decode()


def test_colour_and_lines_are_for_terminals(
    told: Command, told_database: str, tmp_path: Path
) -> None:
    arguments = ("status", "fitness", "--batch", "table-1")
    seen = in_a_terminal(*arguments, folder=tmp_path, database_url=told_database)
    assert "\x1b[32mPASS" in seen
    assert "──" in seen
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen).replace("\r", "")
    assert max(len(line) for line in plain.splitlines()) <= 90
    piped = told(*arguments).out
    assert "\x1b" not in piped
    assert "──" not in piped


def test_story_fits_a_narrow_terminal(tmp_path: Path, database_url: str) -> None:
    seen = in_a_terminal("demo", "--no-serve", folder=tmp_path, database_url=database_url)
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", seen).replace("\r\n", "\n")
    lines = [line.rpartition("\r")[2] for line in plain.split("\n")]
    assert max(len(line) for line in lines) <= 90
    assert "(illustrative)" in plain


def test_database_is_embedded_where_none_is_named(tmp_path: Path) -> None:
    ended = run("status", "--json", folder=tmp_path, database_url=None)
    assert ended.code == 0, ended.complaint
    assert ended.json == []
    assert [one.name for one in tmp_path.iterdir()] == [".labeltrail"]


def test_version_is_that_of_the_package(command: Command) -> None:
    assert re.fullmatch(r"labeltrail \d+\.\d+\.\d+\n", command("--version").out)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("stauts",), "No such command 'stauts'"),
        (("import", "labels.csv"), "Missing option '--project'"),
        (("replay", "fitness"), "Missing option '--at'"),
        (("serve", "--port", "70000"), "less than or equal to 65535"),
    ],
)
def test_command_line_that_is_none_exits_with_2(
    command: Command, arguments: tuple[str, ...], says: str
) -> None:
    ended: Ended = command(*arguments)
    assert ended.code == 2
    assert says in ended.complaint


def test_bench_measures_beside_a_baseline(command: Command) -> None:
    sizes = ("--callers", "2", "--appends", "100", "--events", "1000")
    ended = command("bench", "ledger", *sizes, "--json")
    assert ended.code == 0, ended.complaint
    assert ended.json["conditions"]["fsync"] in {"on", "off"}
    for found in ended.json["measured"]:
        assert found["ours"]["unit"] == found["baselines"][0]["rate"]["unit"] == "events/s"
        assert found["median"] > 0
        assert found["baselines"][0]["ratio"] > 0
