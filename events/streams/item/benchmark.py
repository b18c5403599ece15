"""An item of the benchmark: what is said of it is not to change, as the policy says."""

import msgspec

from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import commands, gold_commands
from labeltrail.events.streams.outcome import Admitted, Decision, Fact
from labeltrail.events.streams.policy.splitting import BenchmarkChanges, Splitting
from labeltrail.events.streams.rules import Rules

CHANGING = (
    commands.SubmitLabel,
    commands.ReviseLabel,
    commands.RetractLabel,
    commands.ReviewLabel,
    commands.AdjudicateItem,
    gold_commands.ActivateGold,
    gold_commands.ContestGold,
    gold_commands.RetireGold,
    gold_commands.ImportGold,
)
"""Commands after which something else may be true of the item."""


class ItemFrozen(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The item is part of the benchmark from now on."""


def changes_allowed(rules: Rules) -> BenchmarkChanges:
    policy = rules.policy.current()
    found = policy.splitting if policy is not None else msgspec.UNSET
    return (Splitting() if found is msgspec.UNSET else found).benchmark_changes


def frozen_fault(command: msgspec.Struct, rules: Rules) -> Rejection | None:
    """Why a frozen item may not be changed so."""
    if not isinstance(command, CHANGING) or changes_allowed(rules) is not BenchmarkChanges.REFUSE:
        return None
    message = "this item is part of the benchmark, which the policy freezes; nothing of it changes"
    return Rejection(Rule.BENCHMARK_FROZEN, message, ("item_id",))


def warned(decision: Decision[Fact], command: msgspec.Struct, rules: Rules) -> Decision[Fact]:
    """What was decided of a frozen item, with the warning that the policy wants."""
    if not isinstance(decision, Admitted) or not isinstance(command, CHANGING):
        return decision
    if changes_allowed(rules) is not BenchmarkChanges.WARN:
        return decision
    told = "this item is part of the benchmark: figures on it before and after do not compare"
    return msgspec.structs.replace(decision, warnings=(*decision.warnings, told))
