"""The streams of automatic rules, `automation/<rule>`: what each did, and what it would have done.

What a rule brought about is in the ledger as the events of its consequence, by `system`. Beside
them stands here that it was this rule, of this policy, and why.
"""

import msgspec

from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.streams.apart import AUTOMATION
from labeltrail.events.streams.outcome import Admitted, Decision, Emitted, admitted
from labeltrail.events.streams.policy import AutomaticRule


class RuleApplied(msgspec.Struct, frozen=True, kw_only=True):
    """The events recorded with this one, under the same command, follow from the rule."""

    rule: AutomaticRule
    policy_version: int
    why: str


class RuleObserved(msgspec.Struct, frozen=True, kw_only=True):
    """The rule is only watched: nothing followed. `command` is what it would have given, by its
    name, and `content` that command as JSON.
    """

    rule: AutomaticRule
    policy_version: int
    why: str
    command: str
    content: str


class ObserveRule(msgspec.Struct, frozen=True, kw_only=True):
    """Record what a watched rule would have done."""

    rule: AutomaticRule
    policy_version: int
    why: str
    command: str
    content: str


def stream_of_rule(rule: AutomaticRule) -> str:
    return AUTOMATION + rule


def decide(command: ObserveRule) -> Decision[RuleObserved]:
    return admitted(
        RuleObserved(
            rule=command.rule,
            policy_version=command.policy_version,
            why=command.why,
            command=command.command,
            content=command.content,
        )
    )


def beside(decision: Admitted[msgspec.Struct], applied: RuleApplied) -> Admitted[msgspec.Struct]:
    """The decision's facts, all by `system`, and after them which rule they follow from."""
    facts = tuple(msgspec.structs.replace(one, by=one.by or SYSTEM) for one in decision.facts)
    told: Emitted[msgspec.Struct] = Emitted(
        fact=applied, by=SYSTEM, stream=stream_of_rule(applied.rule)
    )
    return msgspec.structs.replace(decision, facts=(*facts, told))
