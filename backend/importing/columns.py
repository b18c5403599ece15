"""Which column of a file holds what: by our names, by clear synonyms, or as the caller says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

ITEM_FIELDS = ("item", "modality", "uri", "content_sha256", "text", "source")
LABEL_FIELDS = ("annotator", "label", "repeat", "confidence", "seconds", "at")
GOLD_FIELDS = ("gold",)
FIELDS = (*ITEM_FIELDS, *LABEL_FIELDS, *GOLD_FIELDS)

SYNONYMS = {
    "item": ("item_id", "unit", "unit_id", "example_id"),
    "annotator": ("annotator_id", "worker", "worker_id", "rater", "coder"),
    "label": ("class", "judgment", "judgement", "response"),
    "seconds": ("seconds_spent", "duration_seconds"),
    "at": ("occurred_at", "submitted_at", "labeled_at"),
    "content_sha256": ("sha256",),
    "gold": ("gold_label",),
}


class ColumnsFault(ValueError):
    """The columns of the file do not say what they hold; the message says what to do."""


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """The file's column for each of our fields that it has."""

    of_field: dict[str, str]
    detected: dict[str, str]
    """Those of `of_field` that were taken for a synonym, for the report."""
    unused: tuple[str, ...]

    def or_our_names(self) -> Columns:
        """For JSON, where a later object may have keys that the first one has not."""
        taken = set(self.of_field.values())
        later = {field: field for field in FIELDS if field not in taken}
        return msgspec.structs.replace(self, of_field={**later, **self.of_field})


def mapped(options: Iterable[str]) -> dict[str, str]:
    """`["annotator=worker"]` as `{"annotator": "worker"}`."""
    mapping: dict[str, str] = {}
    for option in options:
        field, separator, column = option.partition("=")
        if not separator or not column:
            raise ColumnsFault(f"write the column as FIELD=COLUMN, not {option!r}")
        if field not in FIELDS:
            raise ColumnsFault(f"no field {field!r}; the fields are {', '.join(FIELDS)}")
        mapping[field] = column
    return mapping


def found_columns(present: Sequence[str], mapping: dict[str, str]) -> Columns:
    """What the columns hold: the caller's word first, then our names, then one clear synonym."""
    for field, column in mapping.items():
        if column not in present:
            raise ColumnsFault(
                f"no column {column!r} for {field} in the file; it has {', '.join(present)}"
            )
    of_field = dict(mapping)
    detected: dict[str, str] = {}
    for field in FIELDS:
        if field in of_field:
            continue
        if field in present and field not in mapping.values():
            of_field[field] = field
            continue
        synonym = _synonym(field, present, of_field)
        if synonym is not None:
            of_field[field] = detected[field] = synonym
    _check(of_field, present)
    unused = tuple(column for column in present if column not in of_field.values())
    return Columns(of_field=of_field, detected=detected, unused=unused)


def _synonym(field: str, present: Sequence[str], taken: dict[str, str]) -> str | None:
    candidates = [
        column
        for column in present
        if column.lower() in SYNONYMS.get(field, ()) and column not in taken.values()
    ]
    if len(candidates) > 1:
        raise ColumnsFault(
            f"{' and '.join(candidates)} could each be the {field}; "
            f"say which with --column {field}={candidates[0]}"
        )
    return candidates[0] if candidates else None


def _check(of_field: dict[str, str], present: Sequence[str]) -> None:
    has_labels = "label" in of_field or "annotator" in of_field
    wanted = ("item", "annotator", "label") if has_labels else ("item",)
    for field in wanted:
        if field not in of_field:
            raise ColumnsFault(
                f"no column {field!r} in the file; it has {', '.join(present) or 'none'}. "
                f"Say which one it is with --column {field}=…"
            )
