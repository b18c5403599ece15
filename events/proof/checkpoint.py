"""C2SP tlog-checkpoint: what a log says about itself, as the text of a note that is then signed.

labels.example.org/patients-1979/1        origin: whose log
20852163                                  how many leaves
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                                          root, then extension lines, if any
"""

from __future__ import annotations

import base64
import binascii
import re

import msgspec

from labeltrail.events.proof.hashes import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class CheckpointMalformed(Exception):
    """The text is no checkpoint; the message says why."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """The tree of one log at one size."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        root = base64.b64encode(self.root).decode()
        written = "".join(
            f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions)
        )
        if parse(written) != self:
            raise CheckpointMalformed(f"{self} cannot be written as a checkpoint")
        return written


def parse(text: str) -> Checkpoint:
    """Exactly one way of writing is read, so that equal checkpoints are equal texts."""
    *lines, after = text.split("\n")
    if after or len(lines) < 3:
        raise CheckpointMalformed("a checkpoint has at least three lines, each ended")
    origin, size, root, *extensions = lines
    if not origin or not all(extensions):
        raise CheckpointMalformed("no line of a checkpoint is empty")
    if not _SIZE.fullmatch(size):
        raise CheckpointMalformed(f"{size!r} is no size of a tree")
    return Checkpoint(origin=origin, size=int(size), root=_root(root), extensions=tuple(extensions))


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        root = b""
    if len(root) != HASH_BYTES or base64.b64encode(root).decode() != text:
        raise CheckpointMalformed(f"{text!r} is no SHA-256 hash in base64")
    return root
