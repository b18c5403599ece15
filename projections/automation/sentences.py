"""What is told of automatic rules: what one did or would have done, and why."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams.automation import RuleApplied, RuleObserved
from labeltrail.projections.sentences import told


@told.register
def _(fact: RuleApplied, event: RecordedEvent) -> str:
    return f"The rule {_named(fact)} of policy version {fact.policy_version} applied: {fact.why}"


@told.register
def _(fact: RuleObserved, event: RecordedEvent) -> str:
    return (
        f"The rule {_named(fact)} of policy version {fact.policy_version} is only watched and did"
        f" nothing. It would have asked for {fact.command}: {fact.why}"
    )


def _named(fact: RuleApplied | RuleObserved) -> str:
    return fact.rule.replace("_", " ")
