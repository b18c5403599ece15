"""Decisions about gold: one proposes, another approves, and neither has labeled the item.

No refusal of a proposal rests on the gold that is there: whoever may still label the item and
proposes a value must not learn from the answer that it has a gold, or which.
"""

from typing import assert_never

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, GoldId, TaskName
from labeltrail.events.limits import GOLDS_PER_ITEM_MAX, LABELS_CITED_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import gold_commands as commands
from labeltrail.events.streams.item import gold_facts as facts
from labeltrail.events.streams.item.gold_evidence import constrained_fault, evidence
from labeltrail.events.streams.item.gold_persons import (
    four_eyes_fault,
    importer_fault,
    labeled_fault,
    proposer_fault,
    second_fault,
)
from labeltrail.events.streams.item.gold_state import Gold, GoldStatus, of_task
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import CannotTell, Value, value_fault

STANDING = (GoldStatus.PROPOSED, GoldStatus.ACTIVE, GoldStatus.CONTESTED)
"""What is not history yet."""


def decide(
    state: Item, command: commands.GoldCommand, act: Act, rules: Rules
) -> Decision[facts.GoldFact]:
    match command:
        case commands.ProposeGold():
            return _propose(state, command, act, rules)
        case commands.ActivateGold():
            return _activate(state, command, act, rules)
        case commands.ContestGold():
            return _contest(state, command, act, rules)
        case commands.RetireGold():
            return _retire(state, command, act, rules)
        case commands.ImportGold():
            return _import(state, command, act, rules)
        case _:
            assert_never(command)


def _propose(
    state: Item, command: commands.ProposeGold, act: Act, rules: Rules
) -> Decision[facts.GoldFact]:
    fault = checks.first(
        (
            labeled_fault(state, act, "proposed_by"),
            _rationale_fault(state, command, act),
            _value_fault(state, rules, command.task, command.value),
            checks.text(command.source, "source") if command.source is not None else None,
            checks.at_most(range(len(state.golds) + 1), GOLDS_PER_ITEM_MAX, "item_id"),
        )
    )
    if fault is not None:
        return fault
    return admitted(
        facts.GoldProposed(
            proposed_by=act.person,
            task=command.task,
            value=command.value,
            taxonomy_version=rules.taxonomy.in_force,
            guideline_revision=rules.guideline.in_force,
            source=command.source,
            rationale=command.rationale,
        )
    )


def _rationale_fault(state: Item, command: commands.ProposeGold, act: Act) -> Rejection | None:
    """A person says why in words, a rule in its source; and a rule proposes where nobody has."""
    if act.person != SYSTEM:
        if command.rationale is not None:
            return None
        message = "say why this is true; it can be erased with its author"
        return Rejection(Rule.NOTHING_GIVEN, message, ("rationale",))
    if command.source is None:
        return Rejection(Rule.NOTHING_GIVEN, "say what the rule rests on", ("source",))
    if of_task(state.golds, command.task):
        message = "the task of this item has had a gold; a person decides about another"
        return Rejection(Rule.GOLD_EXISTS, message, ("task",))
    return None


def _activate(
    state: Item, command: commands.ActivateGold, act: Act, rules: Rules
) -> Decision[facts.GoldFact]:
    gold = _known(state, command.gold_id)
    if isinstance(gold, Rejection):
        return gold
    fault = checks.first(
        (
            labeled_fault(state, act, "approved_by"),
            four_eyes_fault(gold, act),
            _status_fault(gold, (GoldStatus.PROPOSED,), Rule.GOLD_NOT_PROPOSED),
        )
    )
    if fault is not None:
        return fault
    if command.value != gold.value:
        message = "another value was proposed; look at the proposal and name the value it gives"
        return Rejection(Rule.GOLD_VALUE_DIFFERS, message, ("value",))
    fault = _value_fault(state, rules, gold.task, gold.value)
    if fault is not None:
        return fault
    activated = facts.GoldActivated(
        gold=gold.gold_id,
        approved_by=act.person,
        task=gold.task,
        value=gold.value,
        taxonomy_version=rules.taxonomy.in_force,
        guideline_revision=rules.guideline.in_force,
    )
    return admitted(activated, cause=gold.gold_id)


def _contest(
    state: Item, command: commands.ContestGold, act: Act, rules: Rules
) -> Decision[facts.GoldFact]:
    gold = _known(state, command.gold_id)
    if isinstance(gold, Rejection):
        return gold
    fault = checks.first(
        (
            labeled_fault(state, act, "contested_by"),
            _status_fault(gold, (GoldStatus.ACTIVE,), Rule.GOLD_NOT_ACTIVE),
            checks.at_most(command.labels, LABELS_CITED_MAX, "labels"),
        )
    )
    if fault is not None:
        return fault
    found = evidence(state, gold, command.labels, rules)
    if isinstance(found, Rejection):
        return found
    contested = facts.GoldContested(
        gold=gold.gold_id,
        contested_by=act.person,
        task=gold.task,
        reason=command.reason,
        note=command.note,
        evidence=found,
    )
    return admitted(contested, cause=gold.gold_id)


def _retire(
    state: Item, command: commands.RetireGold, act: Act, rules: Rules
) -> Decision[facts.GoldFact]:
    gold = _known(state, command.gold_id)
    if isinstance(gold, Rejection):
        return gold
    fault = checks.first(
        (
            labeled_fault(state, act, "retired_by"),
            _status_fault(gold, STANDING, Rule.GOLD_ENDED),
            second_fault(gold, act, rules),
        )
    )
    if fault is not None:
        return fault
    retired = facts.GoldRetired(
        gold=gold.gold_id,
        retired_by=act.person,
        task=gold.task,
        reason=command.reason,
        note=command.note,
    )
    return admitted(retired, cause=gold.gold_id)


def _import(
    state: Item, command: commands.ImportGold, act: Act, rules: Rules
) -> Decision[facts.GoldFact]:
    fault = checks.first(
        (
            importer_fault(command, act, rules),
            proposer_fault(state, command, rules),
            labeled_fault(state, act, "approved_by"),
            _value_fault(state, rules, command.task, command.value),
            checks.text(command.source, "source"),
            checks.at_most(range(len(state.golds) + 1), GOLDS_PER_ITEM_MAX, "item_id"),
            _standing_fault(state, command),
        )
    )
    if fault is not None:
        return fault
    proposed = facts.GoldProposed(
        proposed_by=command.proposed_by,
        task=command.task,
        value=command.value,
        taxonomy_version=rules.taxonomy.in_force,
        guideline_revision=rules.guideline.in_force,
        source=command.source,
    )
    activated = facts.GoldActivated(
        approved_by=act.person,
        task=command.task,
        value=command.value,
        taxonomy_version=rules.taxonomy.in_force,
        guideline_revision=rules.guideline.in_force,
    )
    return admitted(proposed, Emitted(fact=activated, after=0))


def _known(state: Item, gold_id: GoldId) -> Gold | Rejection:
    gold = state.golds.get(gold_id)
    if gold is None:
        message = "no gold with this id on this item"
        return Rejection(Rule.GOLD_UNKNOWN, message, ("gold_id",))
    return gold


def _status_fault(gold: Gold, wanted: tuple[GoldStatus, ...], rule: Rule) -> Rejection | None:
    if gold.status in wanted:
        return None
    expected = " or ".join(wanted)
    message = f"this gold is {gold.status} by now, not {expected}; look again, or propose anew"
    return Rejection(rule, message, ("gold_id",))


def _value_fault(state: Item, rules: Rules, name: TaskName, value: Value) -> Rejection | None:
    """Why the taxonomy in force cannot take the value as known."""
    if not rules.taxonomy.in_force:
        return Rejection(Rule.TAXONOMY_MISSING, "publish a taxonomy before proposing gold")
    tasks = rules.taxonomy.current()
    task = tasks.get(name)
    if task is None:
        message = f"no task {name!r} in the taxonomy in force; its tasks: {', '.join(tasks)}"
        return Rejection(Rule.TASK_UNKNOWN, message, ("task",))
    if isinstance(value, CannotTell):
        message = "gold is a value that is known; leave the item without gold instead"
        return Rejection(Rule.CANNOT_TELL_NOT_ALLOWED, message, ("value",))
    fault = value_fault(task, value)
    if fault is not None:
        return fault.under("value")
    return constrained_fault(state, name, value, rules)


def _standing_fault(state: Item, command: commands.ImportGold) -> Rejection | None:
    """An import begins a gold; it corrects none."""
    if all(one.status not in STANDING for one in of_task(state.golds, command.task)):
        return None
    message = "this task of the item has a gold; correct it by a proposal that a second approves"
    return Rejection(Rule.GOLD_EXISTS, message, ("task",))
