"""How a command runs: its asynchronous part, its settings, and how it was called."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import uvloop

from labeltrail.backend.cli.faults import CommandFault, ExitCode
from labeltrail.backend.settings import Settings

Answered = TypeVar("Answered")


def run(work: Coroutine[object, None, Answered], *, interrupted: str = "interrupted") -> Answered:
    """The result of `work`; what it raises is raised here. Ctrl-C ends it in good order."""
    try:
        return uvloop.run(work)
    except KeyboardInterrupt:
        raise CommandFault(interrupted, ExitCode.INTERRUPTED) from None


def settings() -> Settings:
    """The environment's settings, checked."""
    return Settings.from_environment()


def program() -> str:
    """How to call `labeltrail` again from this folder: by its name only where that is found."""
    called = Path(sys.argv[0])
    if called.name != "labeltrail":
        return "python -m labeltrail.backend"
    found = shutil.which("labeltrail")
    if found is not None and called.exists() and called.samefile(found):
        return "labeltrail"
    return sys.argv[0]
