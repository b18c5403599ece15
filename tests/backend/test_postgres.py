"""The embedded server: shared while somebody uses it, gone when nobody does, rows kept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from labeltrail.backend.postgres import EmbeddedPostgresError, embedded
from labeltrail.backend.postgres.binaries import postgres_binaries

ROOT = Path(__file__).parents[2]
WARM_START_SECONDS_MAX = 1.0
GONE_SECONDS_MAX = 10.0

# Uses the server of folder argv[1], says so, and leaves on the first line of input.
USER = """
import sys
from labeltrail.backend.postgres import embedded
with embedded(sys.argv[1]) as url:
    try:
        print(url, flush=True)
        sys.stdin.readline()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        sys.stdin.readline()
"""


def ask(url: str, query: str) -> str:
    """The first value, by `psql`: it needs no driver in the Python that runs it."""
    return subprocess.check_output(
        [postgres_binaries() / "psql", "--no-psqlrc", "-qtA", url, "-c", query], text=True
    ).strip()


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        # A zombie has ended; only its parent has not looked yet.
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_gone(*pids: int) -> None:
    deadline = time.monotonic() + GONE_SECONDS_MAX
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still running: {[p for p in pids if alive(p)]}"
        time.sleep(0.01)


def server_pid(folder: Path) -> int:
    (found,) = folder.glob("postgres-*/cluster/postmaster.pid")
    return int(found.read_text().splitlines()[0])


def keeper_pid(folder: Path) -> int:
    (found,) = folder.glob("postgres-*/keeper.lock")
    return int(found.read_text())


@contextlib.contextmanager
def another_user(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as user:
        assert user.stdout is not None
        try:
            yield user, user.stdout.readline().strip()
        finally:
            user.kill()


def leave(user: subprocess.Popen[str]) -> None:
    user.communicate("\n", timeout=30)


def test_it_starts_warm_well_below_a_second(tmp_path: Path) -> None:
    seconds = []
    for _ in range(4):
        started = time.perf_counter()
        with embedded(tmp_path) as url:
            seconds.append(time.perf_counter() - started)
            assert ask(url, "SELECT current_user || ' in ' || current_database()") == (
                "labeltrail in labeltrail"
            )
    cold, *warm = seconds
    print(f"embedded PostgreSQL: cold start {cold:.2f} s, warm start {min(warm):.3f} s")
    assert min(warm) < WARM_START_SECONDS_MAX


def test_nothing_runs_after_the_last_user_has_left(tmp_path: Path) -> None:
    with embedded(tmp_path):
        pids = server_pid(tmp_path), keeper_pid(tmp_path)
    assert not any(alive(pid) for pid in pids)
    assert not list(tmp_path.rglob(".s.PGSQL*"))


def test_a_failure_of_the_user_stops_it_too(tmp_path: Path) -> None:
    def fail() -> None:
        with embedded(tmp_path):
            pids.extend([server_pid(tmp_path), keeper_pid(tmp_path)])
            raise InterruptedError

    pids: list[int] = []
    with pytest.raises(InterruptedError):
        fail()
    assert not any(alive(pid) for pid in pids)


def test_it_comes_back_with_its_rows_after_the_server_is_killed(tmp_path: Path) -> None:
    with embedded(tmp_path) as url:
        ask(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        killed = time.perf_counter()
        os.kill(server_pid(tmp_path), signal.SIGKILL)
        while True:
            with contextlib.suppress(subprocess.CalledProcessError):
                assert ask(url, "SELECT count(*) FROM kept") == "1000"
                break
            assert time.perf_counter() - killed < 30
    print(f"answering again {time.perf_counter() - killed:.2f} s after kill -9")
    with embedded(tmp_path) as url:
        assert ask(url, "SELECT count(*) FROM kept") == "1000"


def test_nothing_runs_after_the_user_is_killed(tmp_path: Path) -> None:
    with another_user(tmp_path) as (user, _):
        pids = server_pid(tmp_path), keeper_pid(tmp_path)
        user.kill()
        wait_until_gone(*pids)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent")
def test_nothing_runs_after_the_keeper_is_killed(tmp_path: Path) -> None:
    with another_user(tmp_path) as (user, _):
        server = server_pid(tmp_path)
        os.kill(keeper_pid(tmp_path), signal.SIGKILL)
        wait_until_gone(server)
        leave(user)
        assert user.returncode == 0
    with embedded(tmp_path) as url:
        assert ask(url, "SELECT 1") == "1"


def test_a_second_user_shares_the_server_and_may_stay_longer(tmp_path: Path) -> None:
    with another_user(tmp_path) as (first, url):
        server = server_pid(tmp_path)
        with embedded(tmp_path) as shared:
            assert shared == url
            leave(first)
            assert ask(shared, "SELECT 1") == "1"
            assert server_pid(tmp_path) == server
        assert not alive(server)


def test_users_who_come_at_once_get_one_server(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        users = [stack.enter_context(another_user(tmp_path)) for _ in range(6)]
        assert len({url for _, url in users}) == 1
        assert ask(users[0][1], "SELECT 1") == "1"
        server = server_pid(tmp_path)
        for user, _ in users:
            leave(user)
            assert user.returncode == 0
        wait_until_gone(server)


def test_users_who_come_and_go_never_meet_a_stopping_server(tmp_path: Path) -> None:
    async def visit(times: int) -> None:
        for _ in range(times):
            visitor = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", USER, str(tmp_path)),
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
            )
            await visitor.communicate(b"\n")
            assert visitor.returncode == 0

    async def visits() -> None:
        await asyncio.gather(*(visit(6) for _ in range(3)))

    asyncio.run(visits())
    assert not list(tmp_path.rglob("postmaster.pid"))


def test_an_interrupt_in_the_terminal_is_the_users_to_handle(tmp_path: Path) -> None:
    with another_user(tmp_path) as (user, url):
        os.killpg(user.pid, signal.SIGINT)  # what Ctrl-C does
        assert user.stdout is not None
        assert user.stdout.readline().strip() == "interrupted"
        assert ask(url, "SELECT 1") == "1"
        leave(user)


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    with embedded(tmp_path):
        pass
    (cluster,) = tmp_path.glob("postgres-*/cluster")
    (cluster / "PG_VERSION").unlink()
    cluster.rename(cluster.with_name("cluster.unfinished"))
    with embedded(tmp_path) as url:
        assert ask(url, "SELECT 1") == "1"


def test_a_damaged_cluster_is_reported_with_the_servers_own_words(tmp_path: Path) -> None:
    with embedded(tmp_path):
        pass
    (version,) = tmp_path.glob("postgres-*/cluster/PG_VERSION")
    version.write_text("9.6\n")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"database files are incompatible"),
        embedded(tmp_path),
    ):
        pass


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name-of-a-project-" * 5)
    with embedded(folder) as url:
        sockets = Path(url.partition("host=")[2])
        assert sockets.parent == Path("/tmp")
        assert sockets.stat().st_mode & 0o077 == 0
        assert ask(url, "SELECT 1") == "1"
    assert not sockets.exists()


def test_the_door_is_closed_to_others(tmp_path: Path) -> None:
    with embedded(tmp_path) as url:
        assert ask(url, "SHOW listen_addresses") == ""
        (folder,) = tmp_path.glob("postgres-*")
        assert folder.stat().st_mode & 0o077 == 0


def test_a_server_without_fsync_is_never_shared_by_mistake(tmp_path: Path) -> None:
    with embedded(tmp_path) as safe, embedded(tmp_path, durable=False) as quick:
        assert ask(safe, "SHOW fsync") == "on"
        assert ask(quick, "SHOW fsync") == "off"


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(EmbeddedPostgresError, match=r"file.*LABELTRAIL_DATA_DIR"),
        embedded(tmp_path / "file"),
    ):
        pass


def test_the_rows_read_by_our_driver(tmp_path: Path) -> None:
    async def read(url: str) -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval("SELECT 'grüße'::text")
        finally:
            await connection.close()

    with embedded(tmp_path, durable=False) as url:
        assert asyncio.run(read(url)) == "grüße"
