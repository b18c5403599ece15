"""The server's parent: a small process that outlives any one user of the server.

Started by `embedded.py` as a script, without site-packages, so it imports the standard library
alone. It makes the cluster if there is none, runs `postgres` as its child, starts it again when
it is killed, and stops it when nobody holds `users.lock` any more. If the keeper itself is killed,
the kernel stops the server (on Linux).

Arguments: folder, folder of binaries, folder for the socket, descriptor of the held
`keeper.lock`, "yes" or "no" for durable.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROLE = "labeltrail"
CREATE_DATABASE = b"CREATE DATABASE labeltrail\n"
CONNECTIONS_MAX = 200
LOG_BYTES_MAX = 10_000_000
FAST_FAILURES_MAX = 20  # in a row, each within a second of its start
RETRY_SECONDS = 0.1
STOP_SECONDS_MAX = 30

# linux/prctl.h, linux/capability.h
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


def main() -> None:
    folder, binaries, sockets = (Path(argument) for argument in sys.argv[1:4])
    lock, durable = int(sys.argv[4]), sys.argv[5] == "yes"
    keeper = os.fork()
    if keeper != 0:
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(keeper).encode(), 0)
        os._exit(0)  # the keeper is adopted by init: no zombie in the process that started it
    os.chdir(folder)
    _write_to(folder / "postgres.log")
    try:
        if os.geteuid() == 0:
            _leave_root(folder, sockets)
        cluster = folder / "cluster"
        if not cluster.exists():
            _make_cluster(cluster, binaries, durable=durable)
        _keep(_server_command(cluster, binaries, sockets, durable=durable), folder)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{Path(error.cmd[0]).name} failed with exit code {error.returncode}")
    finally:
        if sockets != folder:
            with contextlib.suppress(OSError):
                sockets.rmdir()


def _write_to(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(".log.1"))
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    os.close(descriptor)


def _leave_root(folder: Path, sockets: Path) -> None:
    """PostgreSQL refuses to run as root: become the folder's owner, or nobody."""
    user = folder.stat().st_uid or pwd.getpwnam("nobody").pw_uid
    group = pwd.getpwuid(user).pw_gid
    for path in {folder, sockets}:
        os.chown(path, user, group)
    for path in folder.iterdir():
        if path.name != "cluster":  # its files have belonged to that user from the first
            os.chown(path, user, group)
    linux = ctypes.CDLL(None) if sys.platform == "linux" else None
    if linux is not None:
        linux.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    if linux is not None:
        # One of root's rights stays, to reach folders and binaries below a closed parent (/root).
        # Where even root lacks it, the server runs without it or its log says what it misses.
        header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
        linux.capset(header, struct.pack("=6I", *[1 << CAP_DAC_OVERRIDE] * 3, 0, 0, 0))
        linux.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def _make_cluster(cluster: Path, binaries: Path, *, durable: bool) -> None:
    """All or nothing: an interrupted start leaves no half cluster under the real name."""
    unfinished = cluster.with_name("cluster.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [str(binaries / "initdb"), "--pgdata", str(unfinished), "--username", ROLE]
    # One collation everywhere, by code point: the same order on every machine.
    command += ["--encoding", "UTF8", "--locale", "C", "--auth", "trust"]
    if not durable:
        command += ["--no-sync"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, env=_environment())
    subprocess.run(
        [str(binaries / "postgres"), "--single", "-D", str(unfinished), "postgres"],
        input=CREATE_DATABASE,
        check=True,
        env=_environment(),
    )
    unfinished.rename(cluster)


def _server_command(cluster: Path, binaries: Path, sockets: Path, *, durable: bool) -> list[str]:
    settings = {
        "listen_addresses": "",  # the socket's folder is the only door, open to its owner alone
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "port": "5432",  # names the socket file
        "max_connections": str(CONNECTIONS_MAX),
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "jit": "off",  # our queries are short
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    choices = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries / "postgres"), "-D", str(cluster), *choices]


def _environment() -> dict[str, str]:
    # Nothing of the user's shell (PGDATA, LC_…) may reach this server.
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _keep(command: list[str], folder: Path) -> None:
    """Until told to stop: one server after another, each started when the last one died."""
    server: subprocess.Popen[bytes] | None = None
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        if server is not None:
            server.send_signal(signal.SIGINT)  # fast: end the sessions, write a checkpoint, go
        signal.alarm(STOP_SECONDS_MAX)

    def kill(*_: object) -> None:
        if server is not None:
            server.kill()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, kill)
    threading.Thread(target=_await_last_user, args=[folder], daemon=True).start()
    die_with_keeper = _death_tie()
    fast_failures = 0
    while not stopping and fast_failures < FAST_FAILURES_MAX:
        started = time.monotonic()
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            env=_environment(),
            preexec_fn=die_with_keeper,  # noqa: PLW1509 - the other thread only waits for a lock
        )
        if stopping:
            server.send_signal(signal.SIGINT)
        server.wait()
        fast_failures = fast_failures + 1 if time.monotonic() - started < 1 else 0
        if not stopping:
            time.sleep(RETRY_SECONDS)


def _await_last_user(folder: Path) -> None:
    with (folder / "users.lock").open() as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait()  # keep the lock: who comes now waits for a fresh server


def _death_tie() -> Callable[[], None]:
    """For the child, between fork and exec: stop when the keeper dies, however it dies."""
    keeper = os.getpid()
    linux = ctypes.CDLL(None) if sys.platform == "linux" else None

    def tie() -> None:
        if linux is not None:
            linux.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
            if os.getppid() != keeper:  # it died before the tie was made
                os._exit(1)

    return tie


if __name__ == "__main__":
    main()
