"""Physical lines of a file, numbered from 1, with the broken ones named instead of raised.

Holds one line at a time; a line longer than the limit is skipped, not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

LINE_BYTES_MAX = 1_000_000
BYTE_ORDER_MARK = "\ufeff"


class Line(msgspec.Struct, frozen=True):
    """One line without its end."""

    number: int
    text: str


class Malformed(msgspec.Struct, frozen=True, kw_only=True):
    """A line that cannot be read. `column` counts characters of JSON, and columns of CSV."""

    line: int
    message: str
    column: int | None = None
    field: str | None = None


class Lines:
    """Iterates over a file once. `bytes_read` tells how far it has come."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Line | Malformed]:
        number = 0
        while content := self._stream.readline(LINE_BYTES_MAX + 1):
            number += 1
            self.bytes_read += len(content)
            if len(content) > LINE_BYTES_MAX and not content.endswith(b"\n"):
                self._skip_rest()
                message = f"the line is longer than {LINE_BYTES_MAX:,} bytes"
                yield Malformed(line=number, message=message)
                continue
            yield _decoded(number, content)

    def _skip_rest(self) -> None:
        while content := self._stream.readline(LINE_BYTES_MAX):
            self.bytes_read += len(content)
            if content.endswith(b"\n"):
                return


def _decoded(number: int, content: bytes) -> Line | Malformed:
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        message = f"byte {content[error.start]:#04x} is not UTF-8; save the file as UTF-8"
        return Malformed(line=number, column=error.start + 1, message=message)
    if "\0" in text:
        message = "the line holds a NUL character; is this a text file?"
        return Malformed(line=number, column=text.index("\0") + 1, message=message)
    if number == 1:
        text = text.removeprefix(BYTE_ORDER_MARK)
    return Line(number, text.rstrip("\r\n"))
