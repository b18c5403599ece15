"""What became of every line, counted and, on request, written down line by line."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import BinaryIO

import msgspec

from labeltrail.backend.importing.lines import Malformed

PROBLEMS_KEPT_MAX = 100


class Became(StrEnum):
    """What a line has become."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    """It had been imported before and was not written again."""
    REFUSED = "refused"
    MALFORMED = "malformed"


class LineOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the report. `column` and `field` say where a malformed line is at fault."""

    line: int
    outcome: Became
    item: str | None = None
    annotator: str | None = None
    code: str | None = None
    message: str | None = None
    column: int | None = None
    field: str | None = None

    @property
    def is_problem(self) -> bool:
        return self.outcome in (Became.REFUSED, Became.MALFORMED)

    def told(self) -> str:
        """The problem for people: `line 17, column 3 (label): the label is missing`."""
        where = f"line {self.line}"
        if self.column is not None:
            where += f", column {self.column}"
        if self.field is not None:
            where += f" ({self.field})"
        code = f"{self.code}: " if self.code is not None else ""
        return f"{where}: {code}{self.message}"


def broken(line: Malformed) -> LineOutcome:
    return LineOutcome(
        line=line.line,
        outcome=Became.MALFORMED,
        message=line.message,
        column=line.column,
        field=line.field,
    )


class Report:
    """Counts outcomes as they come; keeps the first problems; writes all lines to `file`."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        self._file = file
        self.counts: Counter[Became] = Counter()
        self.codes: Counter[str] = Counter()
        self.problems: list[LineOutcome] = []
        self.made: Counter[str] = Counter()
        """What the import made beside labels: items, members, batch places, numbered repeats."""
        self.position = 0
        """The last position that an answer named: to read what was written, and no older."""

    @property
    def lines(self) -> int:
        return self.counts.total()

    @property
    def problem_count(self) -> int:
        return self.counts[Became.REFUSED] + self.counts[Became.MALFORMED]

    def position_text(self) -> str | None:
        """For `atLeast`; None when nothing was written."""
        return str(self.position) if self.position else None

    def take(self, outcome: LineOutcome) -> None:
        self.counts[outcome.outcome] += 1
        if outcome.is_problem:
            self.codes[outcome.code or Became.MALFORMED.upper()] += 1
            if len(self.problems) < PROBLEMS_KEPT_MAX:
                self.problems.append(outcome)
        if self._file is not None:
            self._file.write(msgspec.json.encode(outcome) + b"\n")
