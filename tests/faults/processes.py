"""Processes of Labeltrail as an operator runs them, to be killed, frozen and started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS_MAX = 60.0
END_SECONDS_MAX = 60.0


class Program:
    """`labeltrail` with these arguments, started as often as it is needed."""

    def __init__(self, name: str, *arguments: str, log: Path, settings: Mapping[str, str]) -> None:
        self.name = name
        self._arguments = arguments
        self._log = log
        self._settings = dict(settings)
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                [sys.executable, "-m", "labeltrail.backend", *self._arguments],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], **self._settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def is_running(self) -> bool:
        return self._running is not None and self._running.poll() is None

    def send(self, number: signal.Signals) -> None:
        assert self._running is not None
        self._running.send_signal(number)

    def kill(self) -> None:
        """As `kill -9` does: it learns nothing of it."""
        assert self.is_running, f"{self.name} had ended before it was killed\n{self.said()}"
        self.send(signal.SIGKILL)
        assert self._running is not None
        self._running.wait()

    async def ended(self) -> tuple[int, float]:
        """The exit code and the seconds that it took, after it was asked to end."""
        assert self._running is not None
        started = monotonic()
        code = await asyncio.to_thread(self._running.wait, END_SECONDS_MAX)
        return code, monotonic() - started

    def put_away(self) -> None:
        """End it whatever state it is in."""
        if self._running is not None and self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self._running.kill()
            self._running.wait()

    def said(self) -> str:
        """The end of what it printed, for the message of a failed test."""
        return self._log.read_text(errors="replace")[-2_000:] if self._log.exists() else ""


class Server(Program):
    """`labeltrail serve` on a port of its own, the same after each start."""

    def __init__(self, name: str, *options: str, log: Path, settings: Mapping[str, str]) -> None:
        self.port = free_port()
        super().__init__(
            name, "serve", "--port", str(self.port), *options, log=log, settings=settings
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ready(self) -> None:
        """Return when it says that it is."""
        async with asyncio.timeout(START_SECONDS_MAX), httpx.AsyncClient() as client:
            while True:
                assert self.is_running, f"{self.name} did not start\n{self.said()}"
                with contextlib.suppress(httpx.TransportError):
                    answer = await client.get(f"{self.url}/health/ready")
                    if answer.status_code == 200:
                        return
                await asyncio.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
