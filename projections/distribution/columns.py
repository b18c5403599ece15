"""A project's item columns as leakage and duplicates take them.

Guarantees: one entry an item, in the order of the ids.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from labeltrail.projections.columns.items import NONE, ItemColumns, TextColumn
from labeltrail.projections.distribution.duplicates import (
    DIGEST_ATTRIBUTES,
    SPLIT_ATTRIBUTE,
    Candidates,
    Texts,
)
from labeltrail.projections.distribution.features import Described


def texts_of(column: TextColumn) -> list[str | None]:
    """
    >>> texts_of(TextColumn.of(["wire", None, "blog"]))
    ['wire', None, 'blog']
    """
    return [column.texts[code] if code != NONE else None for code in column.code.tolist()]


def described(items: ItemColumns) -> Described:
    return Described(
        ids=items.items,
        uris=items.uri,
        sources=texts_of(items.source),
        attributes={name: texts_of(column) for name, column in items.attributes.items()},
    )


def candidates(
    items: ItemColumns,
    wording: Texts,
    truths: Mapping[str, Texts],
    *,
    split_attribute: str = SPLIT_ATTRIBUTE,
    digest_attributes: Collection[str] = DIGEST_ATTRIBUTES,
) -> Candidates:
    nothing: Sequence[str | None] = [None] * len(items.items)
    batches: list[list[str]] = [[] for _ in items.items]
    for item, batch in zip(items.batch_item.tolist(), items.batch_code.tolist(), strict=True):
        batches[item].append(items.batches[batch])
    known = {name: texts_of(column) for name, column in items.attributes.items()}
    return Candidates(
        ids=items.items,
        content=items.content_sha256,
        wording=wording,
        digests={name: known[name] for name in digest_attributes if name in known},
        splits=known.get(split_attribute, nothing),
        batches=batches,
        truths=truths,
    )
