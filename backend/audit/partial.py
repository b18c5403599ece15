"""Verifies the events of one item or batch, each by its inclusion proof.

What it shows: every event is in the signed tree as it stands here, and none is missing before the
last of each stream; of a batch, every item that joined it is here, and no other. With certificates
come the project's rules and what else they rest on. What it cannot show: that a stream did not go
on. A bundle of the project can.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.layout import Scope
from labeltrail.backend.audit.rows import Leaves, Row, RowsMalformed, rows_of
from labeltrail.backend.audit.segment import CHANGED
from labeltrail.backend.audit.signatures import Signed
from labeltrail.backend.audit.wrong import Fault, refused
from labeltrail.events import catalogue
from labeltrail.events.proof.hashes import HASH_BYTES
from labeltrail.events.proof.verification import ProofWrong, verify_inclusion
from labeltrail.events.streams import batch, item, rules
from labeltrail.events.streams.apart import CERTIFICATE
from labeltrail.projections.readiness.material import KEPT_APART

_Proof = tuple[int, tuple[str, ...]]
_proofs = msgspec.json.Decoder(_Proof)
_BESIDE = (batch.PREFIX, CERTIFICATE, *KEPT_APART)
"""Other batches are those that a requirement compares with."""


class Part:
    """The events so far."""

    def __init__(self, bundle: Bundle, signed: Signed) -> None:
        self.versions: dict[str, int] = {}
        self.commands: set[str] = set()
        self._seen: set[str] = set()
        self._first: dict[str, int] = {}
        self._last: dict[str, tuple[int, int]] = {}
        self._joined: dict[str, int] = {}
        self._leaves = Leaves(bundle.manifest.project_id)
        self._signed = signed
        self._manifest = bundle.manifest
        prefix = item.PREFIX if bundle.manifest.scope is Scope.ITEM else batch.PREFIX
        self._own = prefix + str(bundle.manifest.subject)

    def add(self, row: Row, stored: bytes, proof: _Proof) -> None:
        position, stream, version = row[:3]
        if not self._may_belong(stream):
            raise refused(Fault.SCOPE, self._not_of(stream), position)
        try:
            [leaf] = self._leaves.of([row]).leaves
        except RowsMalformed as error:
            raise refused(Fault.MALFORMED, str(error), position) from None
        if leaf != stored:
            raise refused(Fault.LEAF, CHANGED, position)
        self._check_included(leaf, position, proof)
        last = self.versions.get(stream, 0)
        if version != last + 1:
            message = f"version {version} of {stream} does not follow {last}"
            raise refused(Fault.VERSION, message, position)
        last_position, last_recorded_at = self._last.get(stream, (0, row[7] - 1))
        if position <= last_position or row[7] <= last_recorded_at:
            message = "it does not come after the version before"
            raise refused(Fault.RECORDED_AT, message, position)
        if row[3] in self._seen:
            raise refused(Fault.EVENT_ID, f"event {row[3]} is there already", position)
        is_own = stream == self._own or (self._rests_on(stream) and stream.startswith(batch.PREFIX))
        if is_own and row[4] == batch.ItemsAddedToBatch.__name__:
            self._joined |= dict.fromkeys(_joining(row), position)
        self.versions[stream] = version
        self._first.setdefault(stream, position)
        self._last[stream] = (position, row[7])
        self._seen.add(row[3])
        self.commands.add(row[9])

    def check_whole(self) -> None:
        """After the last event. An item is registered before it joins, so each has a stream."""
        if self._own not in self.versions:
            raise refused(Fault.SCOPE, f"{self._own} itself is missing")
        for stream, position in self._first.items():
            if stream not in (self._own, *self._joined) and not self._rests_on(stream):
                raise refused(Fault.SCOPE, self._not_of(stream), position)
        for stream, position in self._joined.items():
            if stream not in self.versions:
                message = f"{stream} joined {self._own} here, and its events are missing"
                raise refused(Fault.SCOPE, message, position)

    def _may_belong(self, stream: str) -> bool:
        if stream == self._own or self._rests_on(stream):
            return True
        has_items = self._manifest.scope is not Scope.ITEM
        return has_items and stream.startswith(item.PREFIX)

    def _rests_on(self, stream: str) -> bool:
        """Whether certificates of the batch may rest on a stream that is not of its items."""
        if self._manifest.scope is not Scope.CERTIFICATE:
            return False
        return stream in rules.STREAMS or stream.startswith(_BESIDE)

    def _not_of(self, stream: str) -> str:
        return f"{stream} does not belong to {self._manifest.subject!r}"

    def _check_included(self, leaf: bytes, position: int, proof: _Proof) -> None:
        try:
            if proof[0] != position:
                raise ProofWrong(f"its proof is of position {proof[0]}")
            hashes = [bytes.fromhex(one) for one in proof[1]]
            tree = self._signed.checkpoint
            verify_inclusion(leaf, position - 1, tree.size, hashes, tree.root)
        except (ProofWrong, ValueError) as error:
            raise refused(Fault.INCLUSION, str(error), position) from None


def verify_part(bundle: Bundle, signed: Signed) -> Part:
    """All events of the bundle, whose proofs lead to this checkpoint. Raises Refused."""
    part = Part(bundle, signed)
    for number, events in enumerate(bundle.manifest.segments):
        count = 0
        stored = bundle.leaves(number)
        proofs = _proofs_of(bundle, number)
        for row in _rows_of(bundle, number):
            proof = next(proofs, None)
            if proof is None:
                raise refused(Fault.INCLUSION, "it has no proof", row[0])
            part.add(row, stored[count * HASH_BYTES : (count + 1) * HASH_BYTES], proof)
            count += 1
        is_counted = count * HASH_BYTES == len(stored) and next(proofs, None) is None
        if count != events or not is_counted:
            raise refused(Fault.BUNDLE, f"there are {count} events where {events} are said to be")
    part.check_whole()
    return part


def _joining(row: Row) -> list[str]:
    """The streams of the items that join a batch by this event."""
    try:
        fact = catalogue.decode(row[4], row[5], row[13].encode())
    except (catalogue.UnknownEventType, msgspec.MsgspecError, ValueError) as error:
        message = f"which items join cannot be read: {error}"
        raise refused(Fault.MALFORMED, message, row[0]) from None
    assert isinstance(fact, batch.ItemsAddedToBatch), "so its type says"
    return [item.PREFIX + one for one in fact.item_ids]


def _rows_of(bundle: Bundle, number: int) -> Iterator[Row]:
    for lines in bundle.event_lines(number):
        try:
            yield from rows_of(lines)
        except RowsMalformed as error:
            raise refused(Fault.MALFORMED, f"a line is no event: {error}") from None


def _proofs_of(bundle: Bundle, number: int) -> Iterator[_Proof]:
    for lines in bundle.proof_lines(number):
        try:
            yield from _proofs.decode_lines(lines)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise refused(Fault.MALFORMED, f"a line is no proof: {error}") from None
