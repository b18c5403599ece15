"""What a person may see of others' judgments. Pure.

Two rules, and every path to a judgment asks them:

- Who only annotates (or only serves) sees their own acts and nobody else's.
- Who may still label an item, that is an annotator without a standing label on it, is blind to
  what others said about it, whatever other roles they hold and however long ago it was said:
  what counts is the item as it stands now, not as of the position asked about.
"""

import msgspec

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import MemberId
from labeltrail.events.streams.item.sighted import SEES_OTHERS
from labeltrail.events.streams.item.state import Escalation, Item, Label
from labeltrail.events.streams.project import Role
from labeltrail.events.streams.rules import Rules


class Sight(msgspec.Struct, frozen=True):
    """One person's view of a project. `hides_names`: of annotators, since the policy says so."""

    person: MemberId
    roles: frozenset[Role]
    hides_names: bool = False

    @property
    def sees_others(self) -> bool:
        """Whether others' judgments are visible at all, item by item."""
        return not SEES_OTHERS.isdisjoint(self.roles)

    @property
    def may_label(self) -> bool:
        return Role.ANNOTATOR in self.roles

    @property
    def sees_all(self) -> bool:
        """Whether no item is hidden, so that nothing needs to be asked about it."""
        return self.sees_others and not self.may_label

    def is_blind_to(self, item: Item) -> bool:
        """Whether the person may still label this item as it stands now."""
        if not self.may_label:
            return False
        return all(label.is_retracted for label in item.labels_of(self.person))

    def sees_judgments_of(self, item: Item) -> bool:
        """Whether others' labels, reviews, votes and truth of the item are visible."""
        return self.sees_others and not self.is_blind_to(item)

    def is_own(self, held: Label | Escalation) -> bool:
        """Whether the person, or a service by their key, made it: it is theirs to see."""
        if isinstance(held, Escalation):
            return held.raised_by == self.person
        return self.person in (held.annotator, held.actor)

    def made(self, event: RecordedEvent) -> bool:
        """Whether the event is an act of the person or in their name."""
        return self.person in (event.actor, person_of(event))


PERSONS = (
    "requested_by",
    "raised_by",
    "claimed_by",
    "released_by",
    "annotator",
    "reviewer",
    "adjudicator",
    "resolved_by",
    "withdrawn_by",
    "assigned_by",
    "commented_by",
    "lifted_by",
    "proposed_by",
    "approved_by",
    "contested_by",
    "retired_by",
)
"""Fields of an item's facts that name in whose name it happened; the first that is there. Who is
named as the author of a label that a rule fired on did nothing then.
"""


KNOWS_NAMES = frozenset({Role.ADJUDICATOR, Role.MANAGER, Role.AUDITOR, Role.SERVICE})


def hides_names(rules: Rules, roles: frozenset[Role]) -> bool:
    """Whether the policy keeps the names of annotators from who only reviews."""
    policy = rules.policy.current()
    if policy is None or not policy.reviews.hides_annotators:
        return False
    return Role.REVIEWER in roles and KNOWS_NAMES.isdisjoint(roles)


def person_of(event: RecordedEvent) -> MemberId | None:
    """In whose name the event happened, where it says so."""
    for name in PERSONS:
        person: MemberId | None = getattr(event.fact, name, None)
        if person is not None:
            return person
    return None
