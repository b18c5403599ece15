"""Verifies the events of one item or batch, each by its inclusion proof.

What it shows: every event is in the signed tree as it stands here, and none is missing before the
last of each stream. What it cannot show: that a stream did not go on. A bundle of the project can.
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
from labeltrail.events.proof.hashes import HASH_BYTES
from labeltrail.events.proof.verification import ProofWrong, verify_inclusion
from labeltrail.events.streams import batch, item

_Proof = tuple[int, tuple[str, ...]]
_proofs = msgspec.json.Decoder(_Proof)


class Part:
    """The events so far."""

    def __init__(self, bundle: Bundle, signed: Signed) -> None:
        self.versions: dict[str, int] = {}
        self.commands: set[str] = set()
        self._seen: set[str] = set()
        self._last: dict[str, tuple[int, int]] = {}
        self._leaves = Leaves(bundle.manifest.project_id)
        self._signed = signed
        self._manifest = bundle.manifest

    def add(self, row: Row, stored: bytes, proof: _Proof) -> None:
        position, stream, version = row[:3]
        if not self._belongs(stream):
            subject = self._manifest.subject
            raise refused(Fault.SCOPE, f"{stream} does not belong to {subject!r}", position)
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
        self.versions[stream] = version
        self._last[stream] = (position, row[7])
        self._seen.add(row[3])
        self.commands.add(row[9])

    def _belongs(self, stream: str) -> bool:
        subject = str(self._manifest.subject)
        if self._manifest.scope is Scope.ITEM:
            return stream == item.PREFIX + subject
        return stream == batch.PREFIX + subject or stream.startswith(item.PREFIX)

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
    return part


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
