"""What auditors ask of a project: how far it is sealed, and proofs by hashes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry

from labeltrail.events.ledger import tree
from labeltrail.events.ledger.checkpoints import (
    FIRST,
    LAST,
    Place,
    SealedCheckpoint,
    checkpoints,
    epochs,
    latest,
    signing_keys,
    standing,
)
from labeltrail.events.ledger.checkpoints import Epoch as LedgerEpoch
from labeltrail.events.ledger.checkpoints import SigningKey as LedgerKey
from labeltrail.events.proof.note import Verifier
from labeltrail.graphql import ids
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import bad_input
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types import paging
from labeltrail.graphql.types.paging import Connection, CursorKey, Edge
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.timeline import position_from

EPOCH_MAX = 2**31 - 1


@strawberry.type(description="A signed statement of how the ledger stood: keep it elsewhere.")
class Checkpoint(Scoped):
    epoch: int = strawberry.field(description="Rises when an older database was restored.")
    tree_size: BigInt = strawberry.field(description="It covers the events up to this position.")
    root: str = strawberry.field(description="Of the Merkle tree over them, in hexadecimal.")
    note: str = strawberry.field(description="A C2SP checkpoint, signed: the text to publish.")
    key_number: int = strawberry.field(description="The signing key that signed it.")
    sealed_at: datetime = strawberry.field(description="When, by the database.")

    @classmethod
    def of(cls, scope: Scope, sealed: SealedCheckpoint) -> Self:
        return cls(
            scope=scope,
            epoch=sealed.epoch,
            tree_size=BigInt(sealed.tree_size),
            root=sealed.root.hex(),
            note=sealed.note,
            key_number=sealed.key_number,
            sealed_at=sealed.sealed_at,
        )


@strawberry.type(description="A page of checkpoints, in the order in which they were sealed.")
class CheckpointConnection(Connection[Checkpoint]):
    pass


@strawberry.type(description="That an event is in the tree, by RFC 9162 section 2.1.3.")
class InclusionProof(Scoped):
    position: BigInt = strawberry.field(description="Of the event; its leaf has index one less.")
    size: BigInt = strawberry.field(description="Of the tree: how many events it is over.")
    leaf: str = strawberry.field(description="The event's hash, in hexadecimal.")
    root: str = strawberry.field(description="Of the tree: compare it with the checkpoint's.")
    hashes: list[str] = strawberry.field(description="From the leaf up, in hexadecimal.")


@strawberry.type(
    description="That the larger tree begins with the smaller one, by RFC 9162 section 2.1.4:"
    " nothing that was there before was changed."
)
class ConsistencyProof(Scoped):
    first: BigInt = strawberry.field(description="The size of the smaller tree.")
    second: BigInt = strawberry.field(description="The size of the larger tree.")
    first_root: str = strawberry.field(description="Compare it with the older checkpoint's.")
    second_root: str = strawberry.field(description="Compare it with the newer checkpoint's.")
    hashes: list[str] = strawberry.field(description="In hexadecimal, in the order of the RFC.")


@strawberry.type(description="A public key that signs, or signed.")
class SigningKey(Scoped):
    number: int = strawberry.field(description="1, 2, 3 …; the last one signs now.")
    verifier_key: str | None = strawberry.field(
        description="As the tools of C2SP take it, for the project's present epoch; null before"
        " the first checkpoint. Bring it to the auditor another way than with the checkpoints."
    )
    public_key: str = strawberry.field(description="The Ed25519 key, in hexadecimal.")
    statement: str | None = strawberry.field(
        description="The signed note in which the key before names this one; null for the first."
    )
    added_at: datetime = strawberry.field(description="Since when it signs.")

    @classmethod
    def of(cls, scope: Scope, key: LedgerKey, origin: str | None) -> Self:
        return cls(
            scope=scope,
            number=key.number,
            verifier_key=None if origin is None else str(Verifier(origin, key.public_key)),
            public_key=key.public_key.hex(),
            statement=key.statement,
            added_at=key.added_at,
        )


@strawberry.type(
    description="A stretch of the ledger without a return to an older state. Checkpoints of earlier"
    " epochs hold up to `forkSize`."
)
class Epoch(Scoped):
    epoch: int = strawberry.field(description="1, or higher after a restore.")
    fork_size: BigInt = strawberry.field(
        description="Up to this position the ledger is the one that was published before."
    )
    reason: str = strawberry.field(description="What happened, as the operator put it.")
    opened_by: str = strawberry.field(description="Who let the project go on.")
    opened_at: datetime = strawberry.field(description="When, by the database.")

    @classmethod
    def of(cls, scope: Scope, epoch: LedgerEpoch) -> Self:
        return cls(
            scope=scope,
            epoch=epoch.epoch,
            fork_size=BigInt(epoch.fork_size),
            reason=epoch.reason,
            opened_by=epoch.opened_by,
            opened_at=epoch.opened_at,
        )


@strawberry.type(description="How far the ledger is sealed, and proofs of what is in it.")
class Proof(Scoped):
    head: BigInt = strawberry.field(description="The ledger's last position.")
    sealed_size: BigInt = strawberry.field(
        description="Events that the present epoch's last checkpoint covers."
    )
    unsealed: BigInt = strawberry.field(description="Events after it, which nothing proves yet.")
    sealed_at: datetime | None = strawberry.field(description="When that was, by the database.")
    stopped: str | None = strawberry.field(
        description="Why the project takes no changes: its ledger does not fit what was published."
    )

    @strawberry.field(description="The last checkpoint; null before the first.")
    async def latest_checkpoint(self) -> Checkpoint | None:
        sealed = await latest(self.scope.pool, self.scope.project_id)
        return None if sealed is None else Checkpoint.of(self.scope, sealed)

    @strawberry.field(description="Every checkpoint, in the order in which they were sealed.")
    async def checkpoints(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> CheckpointConnection:
        wanted = paging.asked(self.scope, "checkpoints", first, after, last, before)
        rows = await checkpoints(
            self.scope.pool,
            self.scope.project_id,
            after=_place(wanted.after, FIRST),
            before=_place(wanted.before, LAST),
            limit=wanted.size + 1,
            is_backward=wanted.is_backward,
        )
        kept = rows[-wanted.size :] if wanted.is_backward else rows[: wanted.size]
        shown = paging.Shown(rows=kept if wanted.size else [], has_more=len(rows) > wanted.size)
        return CheckpointConnection(
            **paging.parts(
                wanted,
                shown,
                _key,
                lambda sealed: Checkpoint.of(self.scope, sealed),
                Edge[Checkpoint],
            )
        )

    @strawberry.field(
        description="That an event is in the tree of a size, by default the last checkpoint's;"
        " null while no checkpoint covers both."
    )
    async def inclusion(
        self, position: BigInt, size: BigInt | None = None
    ) -> InclusionProof | None:
        sealed = await latest(self.scope.pool, self.scope.project_id)
        if position < 1:
            raise bad_input("positions count from 1")
        if sealed is None or max(position, size or 0) > sealed.tree_size:
            return None
        wanted = sealed.tree_size if size is None else size
        if position > wanted:
            raise bad_input(f"a tree of {wanted} events has none at position {position}")
        pool, project, leaf = self.scope.pool, self.scope.project_id, (0, position - 1)
        return InclusionProof(
            scope=self.scope,
            position=position,
            size=BigInt(wanted),
            leaf=(await tree.nodes(pool, project, [leaf]))[leaf].hex(),
            root=(await tree.root(pool, project, wanted)).hex(),
            hashes=_texts(await tree.inclusion(pool, project, position, wanted)),
        )

    @strawberry.field(
        description="That the tree of the second size, by default the last checkpoint's, begins"
        " with the tree of the first; null while no checkpoint covers both."
    )
    async def consistency(
        self, first: BigInt, second: BigInt | None = None
    ) -> ConsistencyProof | None:
        sealed = await latest(self.scope.pool, self.scope.project_id)
        if sealed is None or max(first, second or 0) > sealed.tree_size:
            return None
        larger = sealed.tree_size if second is None else second
        if first > larger:
            raise bad_input(f"a tree of {larger} events never had {first}")
        pool, project = self.scope.pool, self.scope.project_id
        return ConsistencyProof(
            scope=self.scope,
            first=first,
            second=BigInt(larger),
            first_root=(await tree.root(pool, project, first)).hex(),
            second_root=(await tree.root(pool, project, larger)).hex(),
            hashes=_texts(await tree.consistency(pool, project, first, larger)),
        )

    @strawberry.field(description="The keys that signed, the present one last.")
    async def signing_keys(self) -> list[SigningKey]:
        sealed = await latest(self.scope.pool, self.scope.project_id)
        origin = None if sealed is None else sealed.note.partition("\n")[0]
        keys = await signing_keys(self.scope.pool)
        return [SigningKey.of(self.scope, key, origin) for key in keys]

    @strawberry.field(description="The epochs of the ledger; the first from its first checkpoint.")
    async def epochs(self) -> list[Epoch]:
        found = await epochs(self.scope.pool, self.scope.project_id)
        return [Epoch.of(self.scope, one) for one in found]


async def proof(scope: Scope) -> Proof | None:
    found = await standing(scope.pool, scope.project_id)
    if found is None:
        return None
    return Proof(
        scope=scope,
        head=BigInt(found.head),
        sealed_size=BigInt(found.sealed_size),
        unsealed=BigInt(found.unsealed),
        sealed_at=found.sealed_at,
        stopped=found.stopped,
    )


def _place(key: CursorKey | None, otherwise: Place) -> Place:
    """Where a cursor stands. Raises BAD_CURSOR."""
    if key is None:
        return otherwise
    if len(key) != 2 or (epoch := position_from((key[0],))) > EPOCH_MAX:
        raise ids.bad_cursor()
    return epoch, position_from((key[1],))


def _key(sealed: SealedCheckpoint) -> CursorKey:
    return str(sealed.epoch), str(sealed.tree_size)


def _texts(hashes: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in hashes]
