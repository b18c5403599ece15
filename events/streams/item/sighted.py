"""Answers given when others' could be seen. Pure.

Reading is not recorded, so what counts is what the API would have shown: others' answers on an
item are hidden from who may still label it, and shown once they have, to roles that see others.
Of such a person no later answer on the item is independent.
"""

from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules

SEES_OTHERS = frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER, Role.AUDITOR})


def saw_others(state: Item, person: MemberId, rules: Rules) -> bool:
    """Whether the person, who answers now, could see others' answers on the item before."""
    if person in state.sighted:
        return True
    if SEES_OTHERS.isdisjoint(rules.project.roles_of(person)) or not state.labels_of(person):
        return False
    return any(label.annotator != person for label in state.active_labels())
