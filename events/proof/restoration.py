"""Why a ledger goes on in a new epoch: a note in which a signing key says what it was set back to.

    labels.example.org/patients-1979/2     the project, in the epoch that begins
    labeltrail epoch 2
    25                                     the fork: how many events earlier checkpoints hold for
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                                           the root of these events
    lost 1 30 q2Y9Bq1bL0k3…                the furthest checkpoint that holds no more, or: lost none
    the disk burnt                         the reason, as the operator gave it

Without such a note of a trusted key an epoch lifts no earlier checkpoint: who may write into the
database could otherwise have the past rewritten and say that it was restored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.proof import note
from labeltrail.events.proof.checkpoint import Checkpoint, CheckpointMalformed, parse
from labeltrail.events.proof.note import NoteWrong, Signer, Verifier
from labeltrail.events.proof.origin import Origin, OriginMalformed, parse_origin

LINES = 6

_LOST = re.compile(r"lost (?P<epoch>[1-9][0-9]{0,8}) (?P<size>\d+) (?P<root>\S+)", re.ASCII)
_NONE_LOST = "lost none"


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint of an earlier epoch whose events are no longer there."""

    epoch: int
    tree: Checkpoint


class Restoration(msgspec.Struct, frozen=True, kw_only=True):
    """`fork` is the tree that both histories begin with, under the new epoch's origin."""

    origin: Origin
    fork: Checkpoint
    lost: Lost | None
    reason: str

    def text(self) -> str:
        size, root = self.fork.text().split("\n")[1:3]
        lost = _NONE_LOST
        if self.lost is not None:
            lost = " ".join(("lost", str(self.lost.epoch), *self.lost.tree.text().split("\n")[1:3]))
        title = f"labeltrail epoch {self.origin.epoch}"
        lines = (str(self.origin), title, size, root, lost, " ".join(self.reason.split()))
        return "".join(f"{line}\n" for line in lines)


def stated_restoration(
    origin: Origin,
    key: Ed25519PrivateKey,
    *,
    fork_size: int,
    fork_root: bytes,
    lost: tuple[int, int, bytes] | None,
    reason: str,
) -> str:
    """The statement that begins an epoch; `lost` is an epoch, a size and a root."""
    name = str(origin)
    restoration = Restoration(
        origin=origin,
        fork=Checkpoint(origin=name, size=fork_size, root=fork_root),
        lost=None
        if lost is None
        else Lost(epoch=lost[0], tree=Checkpoint(origin=name, size=lost[1], root=lost[2])),
        reason=reason,
    )
    return Signer(name, key).sign(restoration.text())


def parse_restoration(statement: str) -> Restoration:
    """What a statement says, whoever signed it: to look at, not to believe. Raises NoteWrong."""
    *lines, after = note.opened(statement).split("\n")
    if after or len(lines) != LINES or not all(lines):
        raise NoteWrong(f"a statement of an epoch has {LINES} lines, and none is empty")
    name, title, size, root, lost, reason = lines
    try:
        origin = parse_origin(name)
        fork = parse(f"{name}\n{size}\n{root}\n")
        found = Restoration(origin=origin, fork=fork, lost=_lost(name, lost), reason=reason)
    except (OriginMalformed, CheckpointMalformed) as error:
        raise NoteWrong(str(error)) from None
    if title != f"labeltrail epoch {origin.epoch}":
        raise NoteWrong(f"{title!r} is no title of a statement of epoch {origin.epoch}")
    return found


def honoured(
    statement: str | None, project_id: str, epoch: int, fork_size: int, keys: Iterable[bytes]
) -> Restoration:
    """The statement by which one of the keys begins this epoch. Raises NoteWrong."""
    if statement is None:
        raise NoteWrong("nobody has signed a statement that it begins")
    found = parse_restoration(statement)
    named = (found.origin.project_id, found.origin.epoch, found.fork.size)
    if named != (project_id, epoch, fork_size):
        raise NoteWrong(f"its statement is of {found.origin} and {found.fork.size} events")
    note.verify(statement, [Verifier(str(found.origin), key) for key in keys])
    return found


def _lost(name: str, line: str) -> Lost | None:
    if line == _NONE_LOST:
        return None
    found = _LOST.fullmatch(line)
    if found is None:
        raise NoteWrong(f"{line!r} names no checkpoint that was lost")
    tree = parse(f"{name}\n{found['size']}\n{found['root']}\n")
    return Lost(epoch=int(found["epoch"]), tree=tree)
