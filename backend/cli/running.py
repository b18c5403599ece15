"""Runs the asynchronous part of a command."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TypeVar

import uvloop

from labeltrail.backend.settings import Settings

Answered = TypeVar("Answered")


def run(work: Coroutine[object, None, Answered]) -> Answered:
    """The result of `work`; what it raises is raised here."""
    return uvloop.run(work)


def settings() -> Settings:
    """The environment's settings, checked."""
    return Settings.from_environment()
