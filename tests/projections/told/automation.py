"""What is told of automatic rules."""

from __future__ import annotations

import msgspec

from labeltrail.events.streams.automation import RuleApplied, RuleObserved
from labeltrail.events.streams.policy import AutomaticRule

TOLD: list[tuple[str, str, msgspec.Struct, str]] = [
    (
        "automation/rise_overdue_escalations",
        "system",
        RuleApplied(
            rule=AutomaticRule.RISE_OVERDUE_ESCALATIONS,
            policy_version=2,
            why="it was due on 3 March at 12:00 UTC.",
        ),
        (
            "The rule rise overdue escalations of policy version 2 applied: it was due on 3 March"
            " at 12:00 UTC."
        ),
    ),
    (
        "automation/suspend_annotators",
        "system",
        RuleObserved(
            rule=AutomaticRule.SUSPEND_ANNOTATORS,
            policy_version=2,
            why="3 of 10 gold items right, wanted at least 0.8.",
            command="SuspendAnnotator",
            content='{"annotator":"noor"}',
        ),
        (
            "The rule suspend annotators of policy version 2 is only watched and did nothing. It"
            " would have asked for SuspendAnnotator: 3 of 10 gold items right, wanted at least 0.8."
        ),
    ),
]
