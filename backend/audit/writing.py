"""Writes a bundle file: the same bytes for the same content, and no half of one.

It is written beside its place and moved there when it is whole.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

COMPRESSION_LEVEL = 1
"""The next levels save a tenth of the bytes and take three times the time."""


class Writer:
    """The zip's entries bear no time and no owner."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def write(self, name: str, content: bytes) -> None:
        with self.member(name) as member:
            member.write(content)

    def write_stored(self, name: str, content: bytes) -> None:
        """For hashes, which do not compress."""
        with self._file.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
            member.write(content)

    def member(self, name: str) -> IO[bytes]:
        """One at a time."""
        return self._file.open(name, "w", force_zip64=True)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Nothing is left at `path` or beside it when the block fails."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with zipfile.ZipFile(
            unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION_LEVEL
        ) as file:
            yield Writer(file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
