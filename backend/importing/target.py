"""Where labels go, and whether a row can be one of them: checked before anything is written.

The checks are the domain's own, so that a line is not registered as an item and then refused as
a label. What only the ledger can know is still the server's to refuse.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from labeltrail.backend.importing.rows import Judgment
from labeltrail.events.limits import CLOCK_SKEW_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import Task, Value, value_of_text


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A task of a project, and the rules that the file's labels are said to be made under.

    `annotators` are the members who may label; None when anybody is made one.
    """

    project: str
    task: Task
    taxonomy_version: int
    guideline_revision: int
    annotators: frozenset[str] | None = None

    def value(self, judgment: Judgment, *, now: datetime) -> Value | Rejection:
        """The label's value, or why the line cannot be a label of this task."""
        if self.annotators is not None and judgment.annotator not in self.annotators:
            message = (
                f"{judgment.annotator!r} is no annotator of the project; "
                "make them one, or say --add-members"
            )
            return Rejection(Rule.ROLE_MISSING, message)
        if judgment.at is not None and judgment.at > now + CLOCK_SKEW_MAX:
            message = f"{judgment.at.isoformat()} lies in the future"
            return Rejection(Rule.TIME_IN_FUTURE, message)
        return value_of_text(self.task, judgment.label)
