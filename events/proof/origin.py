"""Whose log a checkpoint speaks of: `labels.example.org/patients-1979/1`.

The instance, the project's id as in a URL, and the epoch: a project goes on in a new epoch, under
another name, when its database was set back to an older state.
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

import msgspec

_INSTANCE = re.compile(r"[^\s+/]+(/[^\s+/]+)*")
_PROJECT = re.compile(r"[A-Za-z0-9_.~%-]+", re.ASCII)
_EPOCH = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class OriginMalformed(Exception):
    """The text names no project's log; the message says why."""


class Origin(msgspec.Struct, frozen=True):
    """`str()` gives it as it stands in a checkpoint, where it is the name of the key too."""

    instance: str
    project_id: str
    epoch: int

    def __str__(self) -> str:
        return f"{self.instance}/{quote(self.project_id, safe='')}/{self.epoch}"


def parse_origin(text: str) -> Origin:
    """Exactly one way of writing is read."""
    head, _, epoch = text.rpartition("/")
    instance, _, project = head.rpartition("/")
    if not is_instance(instance) or not _PROJECT.fullmatch(project) or not _EPOCH.fullmatch(epoch):
        raise OriginMalformed(f"{text!r} is not instance/project/epoch")
    try:
        origin = Origin(instance, unquote(project, errors="strict"), int(epoch))
    except UnicodeDecodeError:
        raise OriginMalformed(f"{text!r} names no project") from None
    if str(origin) != text:
        raise OriginMalformed(f"{text!r} is written {str(origin)!r}")
    return origin


def is_instance(text: str) -> bool:
    """Whether an instance may be called that: a host's name, with a path or without."""
    return _INSTANCE.fullmatch(text) is not None
