"""The labels of a team alone: whoever shares the value of an attribute of members. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection

from msgspec.structs import replace

from labeltrail.events.identifiers import ItemId, MemberId
from labeltrail.events.streams.item.state import Item
from labeltrail.projections.readiness.material import Material


def teams_of(material: Material, attribute: str) -> dict[str, frozenset[MemberId]]:
    """Those with a label here, by value; who has no such attribute is in none."""
    people = {
        label.annotator
        for item in material.states.values()
        for label in item.labels.values()
        if not label.is_retracted
    }
    found: dict[str, set[MemberId]] = {}
    members = material.rules.project.members
    for who in sorted(people):
        value = members[who].attributes.get(attribute) if who in members else None
        if value is not None:
            found.setdefault(value, set()).add(who)
    return {value: frozenset(found[value]) for value in sorted(found)}


def labels_only_of(members: Collection[MemberId]) -> Callable[[ItemId, Item], Item]:
    """As if nobody else had labeled."""

    def change(_: ItemId, item: Item) -> Item:
        labels = {key: one for key, one in item.labels.items() if one.annotator in members}
        return replace(item, labels=labels)

    return change
