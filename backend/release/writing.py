"""Writes the folder of a release: all of it, or none of it."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import asyncpg

from labeltrail.backend.audit.export import export_part
from labeltrail.backend.audit.layout import Scope
from labeltrail.backend.release import layout
from labeltrail.backend.release.card import card
from labeltrail.backend.release.parquet import to_parquet
from labeltrail.projections.releases.releasing import Released
from labeltrail.projections.releases.tables import (
    JudgmentRow,
    TruthRow,
    judgment_rows,
    to_lines,
    truth_rows,
)


def contents(found: Released) -> dict[str, bytes]:
    """Every file that follows from the release alone, by name."""
    manifest, digest = found.manifest, found.release.fact.manifest_sha256
    truths = list(truth_rows(manifest))
    judgments = list(judgment_rows(found.material, manifest))
    tables = {
        layout.TRUTHS + layout.LINES: to_lines(truths),
        layout.TRUTHS + layout.PARQUET: to_parquet(TruthRow, truths, manifest, digest),
        layout.JUDGMENTS + layout.LINES: to_lines(judgments),
        layout.JUDGMENTS + layout.PARQUET: to_parquet(JudgmentRow, judgments, manifest, digest),
    }
    sums = {name: sha256(content).hexdigest() for name, content in tables.items()}
    return {layout.MANIFEST: found.content, **tables, layout.CARD: card(found, sums)}


async def write_release(pool: asyncpg.Pool, found: Released, folder: Path) -> dict[str, int]:
    """The sizes of the files, by name. Raises FileExistsError, and what an export raises.

    Everything is written beside it first, and the folder appears when all is there.
    """
    beside = await asyncio.to_thread(_begun, found, folder)
    try:
        project_id = found.manifest.project_id
        audit = beside / layout.AUDIT
        await export_part(pool, project_id, Scope.CERTIFICATE, found.batch_id, audit)
        return await asyncio.to_thread(_ended, beside, folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _begun(found: Released, folder: Path) -> Path:
    if folder.exists():
        raise FileExistsError(folder)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    for name, content in contents(found).items():
        beside.joinpath(name).write_bytes(content)
    return beside


def _ended(beside: Path, folder: Path) -> dict[str, int]:
    beside.joinpath(layout.SUMS).write_text(_sums(beside), encoding="utf-8")
    beside.chmod(0o755)
    beside.rename(folder)
    return {name: folder.joinpath(name).stat().st_size for name in (*layout.FILES, layout.SUMS)}


def _sums(folder: Path) -> str:
    return "".join(
        f"{sha256(folder.joinpath(name).read_bytes()).hexdigest()}  {name}\n"
        for name in layout.FILES
    )
