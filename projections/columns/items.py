"""Every item of a project as columns: what it was registered with, and the batches it is in.

Pure. For statistics over items: slices by attribute, leakage, near duplicates, shift of batches.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]

NONE = -1
"""Code of a text that is not there."""


class TextColumn(msgspec.Struct, frozen=True, eq=False):
    """A text for each row: `code` has shape (n,), places in `texts` (sorted), or NONE.

    >>> column = TextColumn.of(["wire", None, "blog", "wire"])
    >>> column.texts, column.code.tolist()
    (('blog', 'wire'), [1, -1, 0, 1])
    """

    texts: tuple[str, ...]
    code: Codes

    @staticmethod
    def of(texts: Sequence[str | None]) -> TextColumn:
        found = sorted({one for one in texts if one is not None})
        place: dict[str | None, int] = {one: n for n, one in enumerate(found)}
        place[None] = NONE
        return TextColumn(tuple(found), np.array([place[one] for one in texts], dtype=np.int32))


class ItemColumns(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """
    items           ids, sorted; row n of every column is about items[n]
    position        where each was registered, shape (n_items,)
    uri             as registered, None where not given; so is `content_sha256`
    source          and `modality`: few texts, so codes
    attributes      by name, sorted: the attribute of each item
    batches         ids, sorted
    batch_item      and `batch_code`: one pair for each item of each batch, codes into `items` and
                    `batches`, sorted by batch and item; shapes (n_memberships,)
    """

    items: tuple[str, ...]
    position: npt.NDArray[np.int64]
    modality: TextColumn
    uri: tuple[str | None, ...]
    source: TextColumn
    content_sha256: tuple[str | None, ...]
    attributes: dict[str, TextColumn]
    batches: tuple[str, ...]
    batch_item: Codes
    batch_code: Codes

    def in_batch(self, batch_id: str) -> npt.NDArray[np.bool_]:
        """Which items are in a batch, shape (n_items,); none for a batch without items."""
        chosen = np.zeros(len(self.items), dtype=np.bool_)
        if batch_id in self.batches:
            at = self.batches.index(batch_id)
            chosen[self.batch_item[self.batch_code == at]] = True
        return chosen
