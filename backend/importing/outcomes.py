"""What the server answered about a row, as a line of the report."""

from __future__ import annotations

import msgspec

from labeltrail.backend.client import Accepted, Refusal
from labeltrail.backend.importing.report import Became, LineOutcome
from labeltrail.backend.importing.rows import Row
from labeltrail.events.rejections import Rule


def line_of(row: Row, became: Became) -> LineOutcome:
    annotator = row.judgment.annotator if row.judgment else None
    return LineOutcome(line=row.line, outcome=became, item=row.item, annotator=annotator)


def refused(row: Row, code: str, message: str) -> LineOutcome:
    line = line_of(row, Became.REFUSED)
    return msgspec.structs.replace(line, code=code, message=message)


def item_line(row: Row, result: Accepted | Refusal | None) -> LineOutcome:
    """`result` is None for an item that an earlier line has registered."""
    if isinstance(result, Refusal):
        return refused(row, result.code, result.message)
    is_new = result is not None and not result.is_duplicate
    return line_of(row, Became.ACCEPTED if is_new else Became.DUPLICATE)


def label_line(row: Row, result: Accepted | Refusal) -> LineOutcome:
    if isinstance(result, Accepted):
        return line_of(row, Became.DUPLICATE if result.is_duplicate else Became.ACCEPTED)
    if result.code == Rule.COMMAND_ID_REUSED.code:
        message = (
            "this label was imported before with another answer or under other rules; "
            "see --taxonomy-version and --guideline-revision, or revise the label"
        )
        return refused(row, result.code, message)
    return refused(row, result.code, result.message)
