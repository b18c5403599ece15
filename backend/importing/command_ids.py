"""Command ids that follow from what a line says, so a line imported again is the same command.

The identity of a label is its project, task, item, annotator and repeat; not its line number and
not its file, so a file that was mended or sorted in between doubles nothing either.
"""

from __future__ import annotations

from uuid import UUID, uuid5

import msgspec

IMPORTS = UUID("6f1c2f0e-5d0b-4f5e-9c3a-0d5f6f5b7a61")


def command_id(project: str, *identity: str | int) -> UUID:
    """The id of the one command with this identity in this project."""
    return uuid5(IMPORTS, msgspec.json.encode((project, *identity)).decode())
