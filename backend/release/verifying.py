"""Verifies the folder of a release: no database, no server, and nothing it says of itself.

sums        every file is there, and as SHA256SUMS has it
ledger      audit.zip verifies: events, proofs, signatures, and every certificate and release in
            it computed again from those events, byte by byte
manifest    its digest is that of the release's event
tables      truths are those of the manifest, judgments those of the events; JSON lines to the
            byte, Parquet row by row
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from labeltrail.backend.audit.bundle import Bundle
from labeltrail.backend.audit.certificates import events_of
from labeltrail.backend.audit.verify import Report, verify
from labeltrail.backend.audit.wrong import Wrong
from labeltrail.backend.release import layout
from labeltrail.backend.release.parquet import rows_of
from labeltrail.events.identifiers import BatchId
from labeltrail.events.proof.note import Verifier
from labeltrail.events.streams.certificate import BatchReleased
from labeltrail.projections.certificates.gathering import Gathering
from labeltrail.projections.certificates.recomputing import sought
from labeltrail.projections.releases.manifest import Manifest, digest, from_bytes
from labeltrail.projections.releases.tables import (
    JudgmentRow,
    TruthRow,
    judgment_rows,
    to_lines,
    truth_rows,
)


class ReleaseWrong(Exception):
    """The first thing that is wrong; `file` is where, `wrong` what an audit found there."""

    def __init__(self, file: str, message: str, wrong: Wrong | None = None) -> None:
        super().__init__(f"{file}: {message}")
        self.file = file
        self.wrong = wrong


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was verified, and the audit's own report."""

    manifest: Manifest
    manifest_sha256: str
    items: int
    truths: int
    judgments: int
    audit: Report


def verify_release(folder: Path, *, keys: Sequence[Verifier] = ()) -> Verified:
    """Raises ReleaseWrong, and OSError for a folder that cannot be read."""
    _check_sums(folder)
    audited = verify(folder / layout.AUDIT, keys=keys, jobs=1)
    if audited.report is None or audited.wrong is not None:
        found = audited.wrong
        raise ReleaseWrong(layout.AUDIT, found.message if found else "it is no bundle", found)
    content = folder.joinpath(layout.MANIFEST).read_bytes()
    try:
        manifest = from_bytes(content)
    except msgspec.MsgspecError as error:
        raise ReleaseWrong(layout.MANIFEST, f"it cannot be read: {error}") from None
    truths, judgments = _expected(folder, manifest, digest(content))
    _check_table(folder, layout.TRUTHS, truths)
    _check_table(folder, layout.JUDGMENTS, judgments)
    return Verified(
        manifest=manifest,
        manifest_sha256=digest(content),
        items=len(manifest.items),
        truths=sum(len(item.truths) for item in manifest.items),
        judgments=len(judgments),
        audit=audited.report,
    )


def _check_sums(folder: Path) -> None:
    told: dict[str, str] = {}
    for line in folder.joinpath(layout.SUMS).read_text(encoding="utf-8").splitlines():
        sum_, _, name = line.partition("  ")
        told[name] = sum_
    if set(told) != set(layout.FILES):
        raise ReleaseWrong(layout.SUMS, f"it lists other files than {', '.join(layout.FILES)}")
    for name in layout.FILES:
        path = folder / name
        if not path.is_file():
            raise ReleaseWrong(name, "it is missing")
        if sha256(path.read_bytes()).hexdigest() != told[name]:
            raise ReleaseWrong(name, f"it is not as {layout.SUMS} has it")


def _expected(
    folder: Path, manifest: Manifest, manifest_sha256: str
) -> tuple[list[TruthRow], list[JudgmentRow]]:
    """The tables that follow from the bundle, whose release has this manifest."""
    batch_id = BatchId(manifest.batch_id)
    with Bundle(folder / layout.AUDIT) as bundle:
        if bundle.manifest.project_id != manifest.project_id:
            raise ReleaseWrong(layout.AUDIT, "it is of another project than the manifest")
        events = list(events_of(bundle))
    is_released = any(
        isinstance(due.fact, BatchReleased)
        and due.batch_id == batch_id
        and due.fact.number == manifest.number
        and due.fact.manifest_sha256 == manifest_sha256
        for due in sought(events).due
    )
    if not is_released:
        message = f"no release {manifest.number} in {layout.AUDIT} has this manifest"
        raise ReleaseWrong(layout.MANIFEST, message)
    gathering = Gathering()
    gathering.take(event for event in events if event.position <= manifest.position)
    material = gathering.material(batch_id, manifest.position)
    return list(truth_rows(manifest)), list(judgment_rows(material, manifest))


def _check_table(folder: Path, table: str, rows: Sequence[msgspec.Struct]) -> None:
    lines = table + layout.LINES
    if folder.joinpath(lines).read_bytes() != to_lines(rows):
        raise ReleaseWrong(lines, "it does not follow from the manifest and the ledger")
    parquet = table + layout.PARQUET
    try:
        found = rows_of(folder.joinpath(parquet).read_bytes())
    except (ValueError, OSError) as error:  # what pyarrow raises is one of these
        raise ReleaseWrong(parquet, f"it cannot be read: {error}") from None
    if found != [msgspec.structs.asdict(row) for row in rows]:
        raise ReleaseWrong(parquet, f"it has other rows than {lines}")
