"""Which checkpoints bind a ledger as it is: every one that a signing key has signed, of its epoch
and of those before up to their forks. An epoch that no signing key has stated lifts nothing.

Rows are what anybody who may write into the database says; signatures are what counts here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import asyncpg
import msgspec

from labeltrail.events.ledger.checkpoints import (
    LAST,
    Epoch,
    SealedCheckpoint,
    SigningKey,
    checkpoints,
    epochs,
    signing_keys,
)
from labeltrail.events.proof import note
from labeltrail.events.proof.checkpoint import Checkpoint, CheckpointMalformed, parse
from labeltrail.events.proof.note import NoteWrong, Verifier
from labeltrail.events.proof.restoration import honoured
from labeltrail.events.proof.succession import in_use

PAGE = 100
UNLIMITED = LAST[1]


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """The keys in use, the present one last, and the epochs that one of them has stated."""

    keys: tuple[bytes, ...]
    forks: dict[int, Checkpoint]
    """Of each epoch with a statement: the tree up to which earlier checkpoints hold."""
    unstated: dict[int, str]
    """Why the fork of an epoch is not honoured."""

    def holds_up_to(self, epoch: int) -> int:
        """The largest size at which checkpoints of an epoch bind."""
        later = (fork.size for at, fork in self.forks.items() if at > epoch)
        return min(later, default=UNLIMITED)


async def trust(pool: asyncpg.Pool, project_id: str, *, beside: Iterable[bytes] = ()) -> Trust:
    """As of now; keys in `beside` are trusted too."""
    return trusted_by(
        project_id,
        (*beside, *keys_in_use(await signing_keys(pool))),
        await epochs(pool, project_id),
    )


def keys_in_use(recorded: Sequence[SigningKey]) -> tuple[bytes, ...]:
    return in_use([(one.number, one.public_key, one.statement) for one in recorded])


def trusted_by(project_id: str, keys: tuple[bytes, ...], opened: Sequence[Epoch]) -> Trust:
    forks: dict[int, Checkpoint] = {}
    unstated: dict[int, str] = {}
    for one in opened:
        if one.epoch == 1:
            continue
        try:
            stated = honoured(one.statement, project_id, one.epoch, one.fork_size, keys)
        except NoteWrong as error:
            unstated[one.epoch] = str(error)
        else:
            forks[one.epoch] = stated.fork
    return Trust(keys=keys, forks=forks, unstated=unstated)


def is_signed(text: str, keys: Iterable[bytes]) -> bool:
    """Whether one of the keys has signed a checkpoint under the origin that it names."""
    try:
        origin = parse(note.opened(text)).origin
        note.verify(text, [Verifier(origin, key) for key in keys])
    except (NoteWrong, CheckpointMalformed):
        return False
    return True


async def binding(
    pool: asyncpg.Pool, project_id: str, trusted: Trust, opened: Iterable[int]
) -> dict[tuple[int, bytes], str | None]:
    """Sizes and roots that the ledger has to have, each with the note that says so.

    The furthest checkpoint of an epoch speaks for all smaller ones.
    """
    found: dict[tuple[int, bytes], str | None] = {}
    for epoch in sorted({1, *opened}):
        fork = trusted.forks.get(epoch)
        if fork is not None and 0 < fork.size <= trusted.holds_up_to(epoch):
            found[fork.size, fork.root] = None
        sealed = await _furthest(pool, project_id, trusted, epoch)
        if sealed is not None:
            found[sealed.tree_size, sealed.root] = sealed.note
    return found


async def latest_signed(pool: asyncpg.Pool, project_id: str) -> SealedCheckpoint | None:
    """The last checkpoint that a key in use has signed."""
    keys = keys_in_use(await signing_keys(pool))
    before = LAST
    while page := await checkpoints(pool, project_id, before=before, limit=PAGE, is_backward=True):
        for one in reversed(page):
            if is_signed(one.note, keys):
                return one
        before = (page[0].epoch, page[0].tree_size)
    return None


async def _furthest(
    pool: asyncpg.Pool, project_id: str, trusted: Trust, epoch: int
) -> SealedCheckpoint | None:
    """The largest signed checkpoint of an epoch that binds."""
    end = trusted.holds_up_to(epoch)
    while page := await checkpoints(
        pool,
        project_id,
        after=(epoch, 0),
        before=(epoch, min(end, UNLIMITED - 1) + 1),
        limit=PAGE,
        is_backward=True,
    ):
        for one in reversed(page):
            if is_signed(one.note, trusted.keys):
                return one
        end = page[0].tree_size - 1
    return None
