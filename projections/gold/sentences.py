"""What is told of gold: who proposed, approved, contested or retired a known value, and when."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import GoldId
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item import gold_facts as facts
from labeltrail.events.streams.item.gold_state import Gold, Golds
from labeltrail.events.values import Value, category
from labeltrail.projections.sentences import told


@told.register
def _(fact: facts.GoldProposed, event: RecordedEvent) -> str:
    source = f", from {fact.source}" if fact.source is not None else ""
    return (
        f"{_by(fact.proposed_by, event)} proposed {fact.task} = {_value(fact.value)} as the gold"
        f" of item {_item(event)}{source}, under taxonomy version {fact.taxonomy_version}; it waits"
        " for a second person."
    )


@told.register
def _(fact: facts.GoldActivated, event: RecordedEvent) -> str:
    proposal = fact.gold if fact.gold is not None else event.causation_id
    return (
        f"{_by(fact.approved_by, event)} approved {fact.task} = {_value(fact.value)} as the gold of"
        f" item {_item(event)} (proposal {proposal}): it is in force."
    )


@told.register
def _(fact: facts.GoldContested, event: RecordedEvent) -> str:
    found, against = fact.evidence, ""
    if found is not None:
        said = _value(found.value)
        against = f" {found.against} of {found.votes} annotators say {said} instead."
    return (
        f"{_by(fact.contested_by, event)} contested gold {fact.gold} of item {_item(event)} for"
        f" {fact.task} ({fact.reason.replace('_', ' ')}): it is not in force.{against}"
    )


@told.register
def _(fact: facts.GoldRetired, event: RecordedEvent) -> str:
    return (
        f"{_by(fact.retired_by, event)} retired gold {fact.gold} of item {_item(event)} for"
        f" {fact.task} ({fact.reason.replace('_', ' ')})."
    )


def in_force(golds: Golds, gold_id: GoldId | None) -> str:
    """Why the gold decides what is true."""
    gold = golds[gold_id] if gold_id is not None else None
    if gold is None or gold.approval is None:
        raise ValueError("what is true by gold has a gold, and it was approved")
    return (
        f"{gold.proposed_by} proposed {_value(gold.value)} as gold on"
        f" {gold.proposed_at:%Y-%m-%d} and {gold.approval.approved_by} approved it on"
        f" {gold.approval.approved_at:%Y-%m-%d}."
    )


def doubted(gold: Gold) -> str:
    """Why the gold does not decide what is true."""
    if gold.contest is None:
        raise ValueError("gold that is doubted was contested")
    return (
        f"The gold {_value(gold.value)} of {gold.proposed_by} is not in force, since"
        f" {gold.contest.contested_by} contested it."
    )


def _value(value: Value) -> str:
    return category(value) or "cannot tell"


def _by(person: str, event: RecordedEvent) -> str:
    """Who decided, and who called for them where somebody else did."""
    return person if event.actor == person else f"{person} (through {event.actor})"


def _item(event: RecordedEvent) -> str:
    return event.stream.removeprefix(ITEM)
