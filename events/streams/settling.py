"""Commands that settle what holds from now on: the guideline's, and those about precedents.

They read the questions that they rest on, each in its item's own stream.
"""

from collections.abc import Mapping, Sequence

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import guideline, item, precedent
from labeltrail.events.streams.item import state
from labeltrail.events.streams.outcome import Decision
from labeltrail.events.streams.precedent import decide as precedents
from labeltrail.events.streams.rules import Rules

SettlingCommand = guideline.GuidelineCommand | precedent.SupersedePrecedent

Beside = Mapping[str, Sequence[RecordedEvent]]


def stream_of(command: SettlingCommand) -> str:
    if isinstance(command, precedent.SupersedePrecedent):
        return precedent.stream_of_precedent(command.precedent_id)
    return guideline.STREAM


def streams_beside(command: SettlingCommand) -> tuple[str, ...]:
    """The items of the questions that the command names, or the precedent."""
    if isinstance(command, precedent.SupersedePrecedent):
        return (precedent.stream_of_precedent(command.superseded_by),)
    items = (item.PREFIX + one.item_id for one in guideline.demands_of(command))
    return tuple(dict.fromkeys(items))


def decide(
    own: Sequence[RecordedEvent],
    command: SettlingCommand,
    act: Act,
    rules: Rules,
    beside: Beside,
) -> Decision[msgspec.Struct]:
    if isinstance(command, precedent.SupersedePrecedent):
        return precedents.decide(own, command, act, beside)
    return guideline.decide(rules.guideline, command, act, _resolved(command, beside))


def _resolved(
    command: guideline.GuidelineCommand, beside: Beside
) -> dict[guideline.Demand, str | None]:
    """Of the escalations that the command names: those that are resolved, with their demands."""
    found: dict[guideline.Demand, str | None] = {}
    for one in guideline.demands_of(command):
        events = list(beside.get(item.PREFIX + one.item_id, ()))
        escalation = state.fold(events).escalations.get(one.escalation_id)
        if escalation is not None and escalation.decision is not None:
            found[one] = escalation.demand
    return found
