"""Opens the server of one folder: starts it, or shares it with whoever has it open already.

Three lock files carry the agreement; the kernel drops a dead process's locks, so nothing has to
be cleaned up after a kill:

- `users.lock`: held shared by everybody who uses the server. The keeper waits for it alone.
- `start.lock`: held by the one who is looking for a server or starting it.
- `keeper.lock`: held by the keeper (`keeper.py`), the server's parent, as long as it lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from labeltrail.backend.postgres.binaries import major_version, postgres_binaries

ROLE = DATABASE = "labeltrail"
START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 60.0
POLL_SECONDS = 0.005
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES_MAX = 103  # macOS; Linux takes 107
LOG_TAIL_LINES = 12


class EmbeddedPostgresError(RuntimeError):
    """The embedded server could not be started or stopped; the message says why."""


@contextlib.contextmanager
def embedded(data_dir: Path | str, *, durable: bool = True) -> Iterator[str]:
    """Yields a DSN of a ready server that keeps its rows in `data_dir`.

    `durable=False` trades safety against power loss for speed (tests); such rows live apart, so
    that nobody shares an unsafe server by mistake.
    """
    binaries = postgres_binaries()
    folder = _server_folder(Path(data_dir), major_version(binaries), durable=durable)
    users = _open_lock(folder / "users.lock")
    try:
        _wait_for_lock(users, fcntl.LOCK_SH, folder, "an earlier server to stop")
        sockets = _socket_folder(folder)
        _ensure_running(folder, binaries, sockets, durable=durable)
        yield f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(sockets), safe='/')}"
        _stop_if_last(users, folder)
    except BaseException:
        with contextlib.suppress(EmbeddedPostgresError):  # the first error is the one to tell
            _stop_if_last(users, folder)
        raise
    finally:
        os.close(users)


def _server_folder(data_dir: Path, version: int, *, durable: bool) -> Path:
    name = f"postgres-{version}" if durable else f"postgres-{version}-without-fsync"
    folder = data_dir.absolute() / name
    try:
        missing = [part for part in (folder, *folder.parents) if not part.exists()]
        for part in reversed(missing):
            # another process may start at this very moment
            part.mkdir(mode=0o700 if part == folder else 0o755, exist_ok=True)
            if os.geteuid() == 0:  # under sudo the folder stays usable for the parent's owner
                os.chown(part, part.parent.stat().st_uid, part.parent.stat().st_gid)
        if os.geteuid() not in (0, folder.stat().st_uid):
            raise EmbeddedPostgresError(
                f"{folder} belongs to user {folder.stat().st_uid}: run as that user, remove the "
                "folder, or choose another one with LABELTRAIL_DATA_DIR"
            )
    except OSError as error:
        raise EmbeddedPostgresError(
            f"cannot use {folder} ({error.strerror}): set LABELTRAIL_DATA_DIR to a folder you "
            "can write to, or LABELTRAIL_DATABASE_URL to a server"
        ) from error
    return folder


def _socket_folder(folder: Path) -> Path:
    """The server's folder itself, or a short stand-in where the system's limit forbids that."""
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES_MAX:
        return folder
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    short = Path("/tmp") / f"labeltrail-{digest}"  # not TMPDIR: it may differ between terminals
    owner = folder.stat().st_uid
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(short, owner, -1)
    found = short.lstat()
    if not short.is_dir() or short.is_symlink() or found.st_uid not in (os.geteuid(), owner):
        raise EmbeddedPostgresError(f"{short} was made by somebody else: remove it")
    return short


def _ensure_running(folder: Path, binaries: Path, sockets: Path, *, durable: bool) -> None:
    start = _open_lock(folder / "start.lock")
    keeper = _open_lock(folder / "keeper.lock")
    try:
        _wait_for_lock(start, fcntl.LOCK_EX, folder, "another process to start the server")
        if _try_lock(keeper, fcntl.LOCK_EX):
            _launch_keeper(folder, binaries, sockets, keeper, durable=durable)
            os.close(keeper)  # now the keeper alone holds it
            keeper = _open_lock(folder / "keeper.lock")
        deadline = time.monotonic() + START_SECONDS_MAX
        while not _answers(sockets / SOCKET_NAME):
            if _try_lock(keeper, fcntl.LOCK_EX):
                raise EmbeddedPostgresError(f"PostgreSQL did not start.\n{_log_tail(folder)}")
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL gave no answer in {START_SECONDS_MAX:.0f} s.\n{_log_tail(folder)}"
                )
            time.sleep(POLL_SECONDS)
    finally:
        os.close(keeper)
        os.close(start)


def _launch_keeper(
    folder: Path, binaries: Path, sockets: Path, lock: int, *, durable: bool
) -> None:
    keeper = Path(__file__).with_name("keeper.py")
    arguments = [str(folder), str(binaries), str(sockets), str(lock), "yes" if durable else "no"]
    launched = subprocess.run(
        # -I -S: no site-packages, so the keeper is up in a few milliseconds
        [sys.executable, "-I", "-S", str(keeper), *arguments],
        pass_fds=[lock],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C in our terminal is ours, not the server's
        check=False,
    )
    if launched.returncode != 0:
        raise EmbeddedPostgresError(launched.stderr.decode(errors="replace").strip())


def _answers(path: Path) -> bool:
    """Whether a server on this socket lets a client in (and is not still starting up)."""
    parameters = b"user\0" + ROLE.encode() + b"\0database\0" + DATABASE.encode() + b"\0\0"
    startup = struct.pack("!ii", 8 + len(parameters), 3 << 16) + parameters
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(path))
            client.sendall(startup)
            authenticated = client.recv(1) == b"R"
            client.sendall(b"X\0\0\0\4")
            return authenticated
    except OSError:
        return False


def _stop_if_last(users: int, folder: Path) -> None:
    """Leaves; the last one to leave waits until the server has stopped."""
    if not _try_lock(users, fcntl.LOCK_EX):
        return  # others use it; when they have gone the keeper stops it by itself
    keeper = _open_lock(folder / "keeper.lock")
    try:
        if _try_lock(keeper, fcntl.LOCK_EX):
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(int((folder / "keeper.lock").read_text()), signal.SIGTERM)
        _wait_for_lock(keeper, fcntl.LOCK_EX, folder, "the server to stop")
    finally:
        os.close(keeper)


def _open_lock(path: Path) -> int:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if os.geteuid() == 0:
        os.fchown(lock, path.parent.stat().st_uid, -1)
    return lock


def _try_lock(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_lock(lock: int, kind: int, folder: Path, purpose: str) -> None:
    deadline = time.monotonic() + STOP_SECONDS_MAX
    while not _try_lock(lock, kind):
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"waited {STOP_SECONDS_MAX:.0f} s for {purpose} in {folder}\n{_log_tail(folder)}"
            )
        time.sleep(POLL_SECONDS)


def _log_tail(folder: Path) -> str:
    log = folder / "postgres.log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join([f"The end of {log}:", *lines[-LOG_TAIL_LINES:]])
