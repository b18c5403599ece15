"""Reads a bundle and believes nothing: every file that it names is there once, and no other."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from labeltrail.backend.audit.layout import (
    CHECKPOINTS_PAGE,
    COLUMNS,
    EPOCHS,
    FORMAT,
    KEYS,
    LINE_BYTES_MAX,
    MANIFEST,
    METADATA_BYTES_MAX,
    README,
    README_TEXT,
    SEGMENT_EVENTS,
    Epoch,
    Key,
    Manifest,
    Scope,
    checkpoints_name,
    events_name,
    leaves_name,
    members_of,
    proofs_name,
)
from labeltrail.backend.audit.wrong import Fault, refused
from labeltrail.events.proof.hashes import HASH_BYTES

CHUNK_BYTES = 256 * 1024
"""Some five hundred events, which stay in a processor's cache from line to leaf."""

_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(struct.error, ValueError, OSError),  # of sizes and places that cannot be
)

Read = TypeVar("Read")

Filed = tuple[int, int, str]
"""The epoch and the size under which a note is filed, and the note."""

_filed = msgspec.json.Decoder(Filed)


class Bundle:
    """An opened bundle. Raises Refused for what is damaged, OSError when there is no such file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
            self._read()
        except _DAMAGED as error:
            self._file.close()
            raise refused(Fault.BUNDLE, f"{path} is no whole zip file: {error}") from None
        except BaseException:
            self._file.close()
            raise

    def _read(self) -> None:
        self.manifest = self._json(MANIFEST, Manifest)
        self._check_manifest()
        if self._text(README) != README_TEXT:
            raise refused(Fault.BUNDLE, f"{README} is not that of {FORMAT}")
        self.keys = self._json(KEYS, tuple[Key, ...])
        self.epochs = self._json(EPOCHS, tuple[Epoch, ...])

    def __enter__(self) -> Bundle:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def checkpoints(self) -> Iterator[Filed]:
        """In the order of epoch and size, each once."""
        last = (0, 0)
        for page, count in enumerate(self.manifest.checkpoints):
            name, found = checkpoints_name(page), 0
            for lines in self._lines(name):
                try:
                    filed = _filed.decode_lines(lines)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                    raise refused(Fault.BUNDLE, f"{name} cannot be read: {error}") from None
                found += len(filed)
                for one in filed:
                    if one[0] < 1 or one[1] < 1 or one[:2] <= last:
                        raise refused(Fault.BUNDLE, f"{name} is out of order after {last}")
                    last = one[:2]
                    yield one
            if found != count:
                message = f"{name} holds {found} checkpoints where {count} are said to be"
                raise refused(Fault.BUNDLE, message)

    def event_lines(self, segment: int) -> Iterator[bytes]:
        """Whole lines, a chunk at a time."""
        return self._lines(events_name(segment))

    def leaves(self, segment: int) -> bytes:
        """Side by side."""
        return self._content(leaves_name(segment), SEGMENT_EVENTS * HASH_BYTES)

    def proof_lines(self, segment: int) -> Iterator[bytes]:
        return self._lines(proofs_name(segment))

    def _check_manifest(self) -> None:
        manifest = self.manifest
        if manifest.format != FORMAT or manifest.columns != COLUMNS:
            message = f"{manifest.format!r} with its columns is no format that this version knows"
            raise refused(Fault.BUNDLE, message)
        if (
            not _is_paged(manifest.segments, SEGMENT_EVENTS)
            or not _is_paged(manifest.checkpoints, CHECKPOINTS_PAGE)
            or sum(manifest.segments) != manifest.events
            or (manifest.scope is Scope.PROJECT) != (manifest.subject is None)
        ):
            raise refused(Fault.BUNDLE, "the manifest contradicts itself")
        if any(one.compress_type not in _METHODS for one in self._zip.infolist()):
            raise refused(Fault.BUNDLE, "a file is packed in a way that bundles are not")
        names = self._zip.namelist()
        wanted = members_of(manifest)
        if len(names) != len(set(names)):
            raise refused(Fault.BUNDLE, "a file is in the bundle twice")
        for name in sorted(wanted.symmetric_difference(names)):
            state = "missing" if name in wanted else "there and not in the manifest"
            raise refused(Fault.BUNDLE, f"{name} is {state}")

    def _json(self, name: str, kind: type[Read]) -> Read:
        try:
            return msgspec.json.decode(self._text(name), type=kind)
        except (msgspec.MsgspecError, RecursionError) as error:
            raise refused(Fault.BUNDLE, f"{name} cannot be read: {error}") from None

    def _text(self, name: str) -> str:
        try:
            return self._content(name, METADATA_BYTES_MAX).decode()
        except UnicodeDecodeError:
            raise refused(Fault.BUNDLE, f"{name} is no UTF-8") from None

    def _content(self, name: str, bytes_max: int) -> bytes:
        try:
            with self._open(name) as file:
                content = file.read(bytes_max + 1)
        except _DAMAGED as error:
            raise refused(Fault.BUNDLE, f"{name} is damaged: {error}") from None
        if len(content) > bytes_max:
            raise refused(Fault.BUNDLE, f"{name} is longer than {bytes_max} bytes")
        return content

    def _lines(self, name: str) -> Iterator[bytes]:
        rest = b""
        try:
            with self._open(name) as file:
                while chunk := file.read(CHUNK_BYTES):
                    lines, end, rest = (rest + chunk).rpartition(b"\n")
                    if lines or end:
                        yield lines + end
                    if len(rest) > LINE_BYTES_MAX:
                        message = f"{name} holds a line of more than {LINE_BYTES_MAX} bytes"
                        raise refused(Fault.BUNDLE, message)
        except _DAMAGED as error:
            raise refused(Fault.BUNDLE, f"{name} is damaged: {error}") from None
        if rest:
            raise refused(Fault.BUNDLE, f"the last line of {name} is cut off")

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(name)
        except KeyError:
            raise refused(Fault.BUNDLE, f"{name} is missing") from None


def _is_paged(counts: Sequence[int], page: int) -> bool:
    """Every page but the last one is full, and none is empty."""
    is_full = all(count == page for count in counts[:-1])
    return is_full and all(0 < count <= page for count in counts[-1:])
