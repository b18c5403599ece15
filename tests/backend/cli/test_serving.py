"""serve, and what is done over HTTP with a key: as from another machine."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.backend.cli.conftest import Command, Ended, run

LABELS = "item,annotator,label\nsheet-1,maud,alder\nsheet-1,noor,alder\nsheet-2,maud,birch\n"
NO_KEY = "lt_0000000000000000_" + 43 * "A"


@pytest.fixture
def url(tmp_path: Path, database_url: str) -> Iterator[str]:
    """The address of `labeltrail serve` on the test's database."""
    with served(tmp_path, database_url, "serve", "--port", "0") as told:
        address = re.search(r"http://[^/]+", told)
        assert address is not None, told
        yield address[0]


@contextlib.contextmanager
def served(folder: Path, database_url: str, *arguments: str, port: int = 8000) -> Iterator[str]:
    """A command that serves, with what it said until then; ended as the keyboard ends it."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "labeltrail.backend", *arguments],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "LABELTRAIL_DATABASE_URL": database_url,
            "LABELTRAIL_PORT": str(port),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        told = ""
        for line in serving.stdout:
            told += line
            if "Ctrl-C ends" in line:
                break
        yield told
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=30) == 0, serving.stdout.read()


def imported(command: Command, folder: Path, url: str, key: str, *options: str) -> Ended:
    (folder / "labels.csv").write_text(LABELS)
    (folder / "key.txt").write_text(f"{key}\n")
    where = ("--url", url, "--key-file", "key.txt")
    return command("import", "labels.csv", "--project", "trees", *where, *options)


def key_of(command: Command, actor: str, *options: str) -> str:
    key: str = command("keys", "issue", actor, "--json", *options).json["key"]
    return key


def test_served_instance_is_healthy_and_asks_for_a_key(url: str) -> None:
    assert httpx.get(f"{url}/health/ready").status_code == 200
    asked = httpx.post(f"{url}/graphql", json={"query": "{ viewer { actor } }"})
    assert asked.status_code == 401


def test_import_over_http_with_a_key(command: Command, tmp_path: Path, url: str) -> None:
    key = key_of(command, "ada", "--instance-admin")
    ended = imported(command, tmp_path, url, key, "--create", "--as", "ada", "--json")
    assert ended.code == 0, ended.complaint
    assert ended.json["outcomes"]["accepted"] == 3
    assert ended.json["sums"]["counts"]["itemsLabeled"] == 2
    again = imported(command, tmp_path, url, key, "--add-items", "--json")
    assert again.json["outcomes"]["duplicate"] == 3
    stranger = imported(command, tmp_path, url, key_of(command, "eve"))
    assert stranger.code == 2
    assert "that this key may see" in stranger.complaint


def test_key_of_nobody_is_refused(command: Command, tmp_path: Path, url: str) -> None:
    ended = imported(command, tmp_path, url, NO_KEY)
    assert ended.code == 3, ended.complaint
    assert "key" in ended.complaint
    assert len(ended.complaint.splitlines()) == 1


@pytest.mark.parametrize("key", ["", "open sesame", "schlüssel"])
def test_file_without_a_key_is_named(command: Command, tmp_path: Path, key: str) -> None:
    ended = imported(command, tmp_path, "http://127.0.0.1:1", key)
    assert ended.code == 2, ended.complaint
    assert "key.txt holds no key" in ended.complaint


def test_revoked_key_is_refused(command: Command, tmp_path: Path, url: str) -> None:
    key = key_of(command, "ada", "--instance-admin")
    command("keys", "revoke", key.split("_")[1])
    ended = imported(command, tmp_path, url, key, "--create", "--as", "ada")
    assert ended.code == 3, ended.complaint
    assert "revoked" in ended.complaint


def test_server_out_of_reach_says_how_to_go_on(command: Command, tmp_path: Path) -> None:
    ended = imported(command, tmp_path, "http://127.0.0.1:1", NO_KEY)
    assert ended.code == 3
    assert "no answer from http://127.0.0.1:1" in ended.complaint
    assert "again to go on" in ended.complaint


def test_port_that_is_taken_is_named_by_serve_and_evaded_by_demo(
    tmp_path: Path, database_url: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        ended = run("serve", "--port", str(port), folder=tmp_path, database_url=database_url)
        assert ended.code == 2
        assert f"port {port} of 127.0.0.1 is taken" in ended.complaint
        with served(tmp_path, database_url, "demo", port=port) as told:
            assert f"port {port} is taken, so another one is used" in told
            assert f"127.0.0.1:{port}/graphql" not in told
