"""Tables of a release as Parquet: the same bytes for the same rows, by one version of pyarrow.

The file's metadata names the policy version, the checkpoint and the manifest. One row group for
so many rows, Zstandard at a fixed level.
"""

from __future__ import annotations

import io
import types
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, get_args, get_type_hints

import msgspec

from labeltrail.projections.releases.manifest import Manifest

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP = 100_000
LEVEL = 3
PREFIX = "labeltrail."


def to_parquet(
    row_type: type[msgspec.Struct],
    rows: Sequence[msgspec.Struct],
    manifest: Manifest,
    manifest_sha256: str,
) -> bytes:
    import pyarrow
    import pyarrow.parquet

    schema = _schema(row_type, manifest, manifest_sha256)
    columns = [
        pyarrow.array([getattr(row, field.name) for row in rows], type=field.type)
        for field in schema
    ]
    table = pyarrow.Table.from_arrays(columns, schema=schema)
    written = io.BytesIO()
    pyarrow.parquet.write_table(
        table,
        written,
        row_group_size=ROW_GROUP,
        compression="zstd",
        compression_level=LEVEL,
    )
    return written.getvalue()


def rows_of(content: bytes) -> list[dict[str, object]]:
    """As they were written, times in UTC. Raises what pyarrow raises."""
    import pyarrow.parquet

    found: list[dict[str, object]] = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return found


def _schema(
    row_type: type[msgspec.Struct], manifest: Manifest, manifest_sha256: str
) -> pyarrow.Schema:
    import pyarrow

    kinds = {
        str: pyarrow.string(),
        int: pyarrow.int64(),
        datetime: pyarrow.timestamp("us", tz="UTC"),
    }
    hints = get_type_hints(row_type)
    fields = []
    for name in row_type.__struct_fields__:
        hint = hints[name]
        is_optional = isinstance(hint, types.UnionType)
        kind = next(one for one in (get_args(hint) or (hint,)) if one is not types.NoneType)
        fields.append(pyarrow.field(name, kinds[kind], nullable=is_optional))
    told = {
        "format": manifest.format,
        "project": manifest.project_id,
        "batch": manifest.batch_id,
        "release": str(manifest.number),
        "position": str(manifest.position),
        "policy_version": str(manifest.versions.policy),
        "taxonomy_version": str(manifest.versions.taxonomy),
        "guideline_revision": str(manifest.versions.guideline_revision),
        "checkpoint_root": manifest.checkpoint.root,
        "manifest_sha256": manifest_sha256,
    }
    return pyarrow.schema(fields, metadata={PREFIX + key: value for key, value in told.items()})
