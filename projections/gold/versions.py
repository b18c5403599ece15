"""Gold as row versions: each proposal, and every change of what became of it.

Pure. They hold under any terms. Statistics read from them which gold was in force when.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams.item.gold_state import Gold
from labeltrail.events.values import category
from labeltrail.projections.fold import ItemStep

SAID = (
    *("item_id", "task", "proposed_position", "status", "category"),
    *("proposed_by", "approved_by", "state"),
)
"""The columns of `read.gold` that follow its key and the positions that it holds for."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Gold).decode


class GoldVersion(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    item_id: ItemId
    position: int
    gold: Gold

    def said(self) -> tuple[object, ...]:
        """In the order of `SAID`."""
        held = self.gold
        return (
            *(self.item_id, held.task, held.position, str(held.status), category(held.value)),
            *(held.proposed_by, held.approval.approved_by if held.approval else None),
            _encode(held),
        )


def gold_versions(step: ItemStep) -> Iterator[GoldVersion]:
    """What the step says anew about the item's golds."""
    known = step.former.state.golds if step.former is not None else {}
    if step.now.state.golds is known:
        return
    for gold_id, gold in step.now.state.golds.items():
        if known.get(gold_id) is not gold:
            yield GoldVersion(item_id=step.item_id, position=step.position, gold=gold)


def gold_from(state: bytes) -> Gold:
    """The gold that a row keeps."""
    return _decode(state)
