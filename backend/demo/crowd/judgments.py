"""The judgments of a folder: `judgments.csv.gz` with one row for each, in order of submission.

Columns: batch, unit (the item), sent_id, worker, started_at, created_at (times without an offset,
taken as UTC), trust, relations (classes apart by spaces). The data set that it was made for:
Dumitrache, Aroyo and Welty, "Crowdsourcing Ground Truth for Medical Relation Extraction", ACM
Transactions on Interactive Intelligent Systems 8(2), 2018, doi 10.5281/zenodo.50676.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec

FILE = "judgments.csv.gz"
COLUMNS = ("batch", "unit", "sent_id", "worker", "started_at", "created_at", "relations")


class CrowdFault(ValueError):
    """The folder does not hold what it should; the message says what is missing, and where."""


class Judgment(msgspec.Struct, frozen=True, kw_only=True):
    """`repeat` counts the worker's judgments of the unit from 1; `seconds` is the time spent."""

    batch: str
    unit: str
    sentence: str
    worker: str
    at: datetime
    seconds: float
    relations: tuple[str, ...]
    repeat: int


def judgments(folder: Path) -> list[Judgment]:
    """All of them, in order of submission. Raises CrowdFault."""
    path = folder / FILE
    if not path.is_file():
        raise CrowdFault(f"there is no {FILE} in {folder}")
    repeats: Counter[tuple[str, str]] = Counter()
    found: list[Judgment] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
            reader = csv.DictReader(text)
            lacking = [one for one in COLUMNS if one not in (reader.fieldnames or ())]
            if lacking:
                raise CrowdFault(f"{path} has no column {', '.join(lacking)}")
            for row in reader:
                pair = (row["worker"], row["unit"])
                repeats[pair] += 1
                found.append(_judgment(row, repeats[pair]))
    except (ValueError, KeyError, TypeError, OSError, EOFError) as fault:
        if isinstance(fault, CrowdFault):
            raise
        line = len(found) + 2
        raise CrowdFault(f"line {line} of {path} is no judgment: {fault}") from None
    if not found:
        raise CrowdFault(f"{path} holds no judgment")
    return sorted(found, key=lambda one: (one.at, one.worker, one.unit))


def _judgment(row: dict[str, str], repeat: int) -> Judgment:
    started, at = _time(row["started_at"]), _time(row["created_at"])
    relations = tuple(sorted(set(row["relations"].split())))
    if not relations:
        raise CrowdFault("a judgment names one relation at least")
    return Judgment(
        batch=f"batch-{row['batch']:>02}",
        unit=f"unit-{row['unit']}",
        sentence=row["sent_id"],
        worker=f"worker-{row['worker']}",
        at=at,
        seconds=max(0.0, (at - started).total_seconds()),
        relations=relations,
        repeat=repeat,
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
