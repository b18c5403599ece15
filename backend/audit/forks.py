"""When a ledger was set back, and whose word that is: only a trusted key lifts older checkpoints.

An epoch is a row that anybody may have written who may write into the database. If it counted, the
past could be rewritten and called a restore. So a fork holds by a statement that a trusted key has
signed, which the verdict then tells; the present epoch has to have one.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.signatures import Keys, Signed
from labeltrail.backend.audit.wrong import Fault, Refused, refused
from labeltrail.events.proof.hashes import EMPTY_ROOT
from labeltrail.events.proof.note import NoteWrong
from labeltrail.events.proof.restoration import Restoration, honoured


class Forks(msgspec.Struct, frozen=True, kw_only=True):
    """The epochs that a trusted key has stated, in order, and why others count for nothing."""

    stated: tuple[Restoration, ...]
    unstated: dict[int, str]
    present: int
    """The last epoch that the bundle knows of."""

    def holds_up_to(self, epoch: int) -> float:
        """The largest size at which checkpoints of an epoch bind."""
        later = (one.fork.size for one in self.stated if one.origin.epoch > epoch)
        return min(later, default=float("inf"))

    def roots(self) -> list[tuple[int, bytes, str]]:
        """The trees that statements name, as far as later ones leave them in force."""
        return [
            (one.fork.size, one.fork.root, f"the statement of epoch {one.origin.epoch}")
            for one in self.stated
            if 0 < one.fork.size <= self.holds_up_to(one.origin.epoch)
        ]

    def check_present(self) -> None:
        """Raises Refused when nobody trusted has signed that the present epoch began."""
        reason = self.unstated.get(self.present)
        if reason is not None:
            message = (
                f"epoch {self.present} is said to have begun by a restore, but {reason}; "
                "its operator states it with `labeltrail audit resume`"
            )
            raise refused(Fault.EPOCH, message)

    def named(self, refusal: Refused) -> Refused:
        """A root that does not fit, with the epoch that claims to explain it without a word."""
        wrong = refusal.wrong
        reason = self.unstated.get(self.present)
        if reason is None or wrong.fault is not Fault.ROOT:
            return refusal
        message = f"{wrong.message}; epoch {self.present} does not lift that: {reason}"
        return Refused(msgspec.structs.replace(wrong, message=message))

    def remarks(self) -> list[str]:
        told = [
            f"epoch {one.origin.epoch} began because the database was set back to "
            f"{one.fork.size} events: {one.reason}{_lost(one)}"
            for one in self.stated
        ]
        return told + [
            f"epoch {epoch} is not honoured: {reason}" for epoch, reason in self.unstated.items()
        ]


def forks_of(bundle: Bundle, keys: Keys, signed: Sequence[Signed]) -> Forks:
    stated: list[Restoration] = []
    unstated: dict[int, str] = {}
    project_id = bundle.manifest.project_id
    rows = {one.epoch: one for one in bundle.epochs if one.epoch > 1}
    trusted = {one.origin.epoch for one in signed if one.public_key in keys.trusted}
    for epoch in sorted({*rows, *trusted} - {1}):
        try:
            if epoch not in rows:
                raise NoteWrong("the bundle does not say when it began")
            row = rows[epoch]
            found = honoured(row.statement, project_id, epoch, row.fork_size, keys.trusted)
            if not found.fork.size and found.fork.root != EMPTY_ROOT:
                raise NoteWrong("its statement names a root of no events")
            stated.append(found)
        except NoteWrong as error:
            unstated[epoch] = str(error)
    return Forks(stated=tuple(stated), unstated=unstated, present=max((1, *rows, *trusted)))


def _lost(stated: Restoration) -> str:
    if stated.lost is None:
        return ""
    return f"; a checkpoint of {stated.lost.tree.size} events of epoch {stated.lost.epoch} was lost"
