"""An anchor outside the database: a command that is given each checkpoint on its standard input.

It publishes the note as it likes: to an object store with a retention lock, a git remote, a
witness. It may be given the same note twice, and only the last one of several.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile

COMMAND_SECONDS_MAX = 30.0
COMPLAINT_BYTES_MAX = 500


class AnchorFailed(Exception):
    """The command did not take the note; the message says what it said last."""


async def give(command: str, note: str, *, seconds_max: float = COMMAND_SECONDS_MAX) -> None:
    """Run the command in a shell with the note. Raises AnchorFailed."""
    with tempfile.TemporaryFile() as complaints:
        running = await asyncio.create_subprocess_shell(
            command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,  # so that its children can be ended with it
        )
        try:
            async with asyncio.timeout(seconds_max):
                await running.communicate(note.encode())
        except TimeoutError:
            raise AnchorFailed(f"it took longer than {seconds_max:g} s") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            await running.wait()
        if running.returncode != 0:
            complaints.seek(max(0, complaints.seek(0, os.SEEK_END) - COMPLAINT_BYTES_MAX))
            said = complaints.read().decode("utf-8", "replace").strip()
            raise AnchorFailed(f"it ended with {running.returncode}: {said or 'no word why'}")
