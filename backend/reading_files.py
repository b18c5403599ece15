"""Files of readings, one a line: what `agreement --file` computes from, without any project."""

from __future__ import annotations

import csv
from pathlib import Path

from labeltrail.projections.statistics.table import ReadingTable

COLUMNS = ("item", "annotator", "value")
READINGS_MAX = 5_000_000


class FileUnusable(Exception):
    """The message names the file, the line and how to mend it."""


def readings_in(path: Path) -> ReadingTable:
    """The readings of a CSV file, or a TSV file by its name. A line without value is none.

    Categories that are all numbers are in the order of numbers, else in that of their ids.
    Raises FileUnusable.
    """
    rows: dict[tuple[str, str], str] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as lines:
            reader = csv.DictReader(lines, delimiter="\t" if path.suffix == ".tsv" else ",")
            missing = [one for one in COLUMNS if one not in (reader.fieldnames or ())]
            if missing:
                raise FileUnusable(f"{path}: the first line names no column {missing[0]!r}")
            for row in reader:
                item, annotator, value = (row[one] or "" for one in COLUMNS)
                if not item or not annotator:
                    raise FileUnusable(f"{path}, line {reader.line_num}: no item or no annotator")
                if (item, annotator) in rows:
                    raise FileUnusable(
                        f"{path}, line {reader.line_num}: {annotator} said something of {item}"
                        " already; give repeats names of their own"
                    )
                if value:
                    rows[item, annotator] = value
                if len(rows) > READINGS_MAX:
                    raise FileUnusable(f"{path}: more than {READINGS_MAX:,} readings")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileUnusable(f"{path}: {error}") from None
    categories = sorted(set(rows.values()), key=_place)
    return ReadingTable.of(
        ((item, annotator, value) for (item, annotator), value in rows.items()), categories
    )


def _place(category: str) -> tuple[int, float, str]:
    try:
        return (0, float(category), category)
    except ValueError:
        return (1, 0.0, category)
