"""An anchor outside the database: a file that each checkpoint is appended to, and its history.

A note that was appended is on disk before its checkpoint counts as anchored. Several processes
may write to one file. What a crash left half written is passed over. Keep the file where nobody
who can change the database can change it.

    labels.example.org/patients-1979/1
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — labels.example.org/patients-1979/1 q2Y9Bq…

"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from labeltrail.events.ledger.epochs import Published, published
from labeltrail.events.proof.checkpoint import CheckpointMalformed
from labeltrail.events.proof.note import NoteWrong
from labeltrail.events.proof.origin import OriginMalformed

_SIGNATURE = re.compile(r"— [^\s+]+ [A-Za-z0-9+/]{91}=")  # of Ed25519, whole
_MALFORMED = (NoteWrong, CheckpointMalformed, OriginMalformed)


class AnchorFile:
    """One file of notes, for one instance; notes of others in it are passed over.

    Its methods wait for the disk: call them in a thread, of which there may be several.
    """

    def __init__(self, path: Path, instance: str) -> None:
        self._path = path
        self._instance = instance
        self._read_to = 0
        self._largest: dict[str, dict[str, Published]] = {}
        self._doubted: set[str] = set()
        self._turn = threading.RLock()

    def refresh(self) -> None:
        """Read what was appended since, by whomever. Raises OSError."""
        with self._turn:
            self._read_on()

    def _read_on(self) -> None:
        if not self._path.exists():
            self._read_to, self._largest = 0, {}
            return
        if self._path.stat().st_size < self._read_to:  # another file in its place
            self._read_to, self._largest = 0, {}
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            for note in self._notes(file.read()):
                self._keep(note)

    def largest(self) -> Sequence[Published]:
        """The furthest checkpoint of each project, one for each key that claims to have signed."""
        every = list(self._largest.values())
        return [one for by_signer in every for one in list(by_signer.values())]

    def doubt(self, found: Published) -> None:
        """Leave a note out of account that no known key has signed, and read all anew."""
        with self._turn:
            self._doubted.add(found.note)
            self._read_to, self._largest = 0, {}
            self._read_on()

    def reached(self, project_id: str) -> tuple[int, int]:
        """The furthest epoch and size of a project in the file; (0, 0) when it is not there."""
        by_signer = list(self._largest.get(project_id, {}).values())
        return max(((one.origin.epoch, one.size) for one in by_signer), default=(0, 0))

    def history(self, project_id: str) -> list[Published]:
        """Every checkpoint of a project in the file, in its order."""
        whole = AnchorFile(self._path, self._instance)
        if not self._path.exists():
            return []
        found = whole._notes(self._path.read_bytes())
        return [one for one in found if one.origin.project_id == project_id]

    def append(self, notes: Sequence[Published]) -> None:
        """Write those that go further than what is there, and return when they are on disk."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self._path.exists()
        with self._turn, self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.refresh()
            lines = b"".join(
                one.note.encode() + b"\n"
                for one in notes
                if one.origin.instance == self._instance
                and (one.origin.epoch, one.size) > self.reached(one.origin.project_id)
            )
            if not lines:
                return
            torn = b"\n\n" if os.fstat(file.fileno()).st_size > self._read_to else b""
            file.write(torn + lines)
            file.flush()
            os.fsync(file.fileno())
            self.refresh()
        if is_new:
            self._sync_folder()

    def _notes(self, read: bytes) -> Iterator[Published]:
        """The notes that are whole; `_read_to` is moved behind each."""
        begin, at, text = self._read_to, 0, b""
        while (end := read.find(b"\n\n", at)) >= 0:
            block, at = read[at:end].strip(b"\n"), end + 2
            if not text or not _is_signed(block):
                text = block
                continue
            self._read_to = begin + at
            with contextlib.suppress(*_MALFORMED, UnicodeDecodeError):
                found = published(f"{text.decode()}\n\n{block.decode()}\n")
                if found.origin.instance == self._instance:
                    yield found
            text = b""

    def _keep(self, found: Published) -> None:
        if found.note in self._doubted:
            return
        signer = found.note.rsplit(" ", 1)[-1][:5]  # of its key's id, as it claims
        by_signer = self._largest.setdefault(found.origin.project_id, {})
        kept = by_signer.get(signer)
        if kept is None or (kept.origin.epoch, kept.size) < (found.origin.epoch, found.size):
            by_signer[signer] = found

    def _sync_folder(self) -> None:
        descriptor = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_signed(block: bytes) -> bool:
    lines = block.decode("utf-8", "replace").split("\n")
    return all(_SIGNATURE.fullmatch(line) for line in lines)
