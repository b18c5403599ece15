"""Loads named SQL statements from a `.sql` file beside the module that owns it.

    -- name: head
    -- The last position of a project, 0 when nothing is recorded.
    SELECT …

`STATEMENTS = load(__file__, "read.sql")`, then `STATEMENTS.head`. A statement without a line of
purpose, a name given twice and a name that nobody wrote are errors at once, with the file named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

_NAME = re.compile(r"^-- name: *(?P<name>.*?) *$", re.MULTILINE)
_PURPOSE = re.compile(r"\s*-- \S")


class MalformedStatements(ValueError):
    """A file of statements breaks the form; the message says where and how to mend it."""


class Statements(Mapping[str, str]):
    """Name -> SQL of one file; a name is also an attribute."""

    def __init__(self, file: str, by_name: dict[str, str]) -> None:
        self._file = file
        self._by_name = by_name

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):  # asked by copy and pickle before __init__ has run
            raise AttributeError(name)
        if name in self._by_name:
            return self._by_name[name]
        known = ", ".join(self._by_name)
        raise AttributeError(f"{self._file} has no statement {name!r}; it has {known}")

    def __getitem__(self, name: str) -> str:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


def load(beside: str | Path, file: str) -> Statements:
    """Statements of `file` beside a module (`__file__`), in a folder or in a package by name."""
    if isinstance(beside, str) and not beside.endswith((".py", ".pyc")) and "/" not in beside:
        text = files(beside).joinpath(file).read_text(encoding="utf-8")
    else:
        place = Path(beside)
        folder = place if place.is_dir() else place.parent
        text = folder.joinpath(file).read_text(encoding="utf-8")
    return Statements(file, _parse(file, text))


def _parse(file: str, text: str) -> dict[str, str]:
    head, *parts = _NAME.split(text)
    if re.sub(r"^--.*$", "", head, flags=re.MULTILINE).strip():
        raise MalformedStatements(f"{file}: SQL stands before the first `-- name:` line")
    by_name: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if not name.isidentifier():
            raise MalformedStatements(f"{file}: {name!r} is no name; use a Python identifier")
        if name in by_name:
            raise MalformedStatements(f"{file}: two statements are called {name!r}")
        if not _PURPOSE.match(body):
            raise MalformedStatements(f"{file}: say in a comment under {name!r} what it is for")
        by_name[name] = body.strip()
    return by_name
