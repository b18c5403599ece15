"""Who may decide about a gold: four eyes, and nobody who labeled the item."""

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import MemberId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.item import gold_commands as commands
from labeltrail.events.streams.item.gold_commands import GOLD_SETTERS
from labeltrail.events.streams.item.gold_state import Gold
from labeltrail.events.streams.item.separation import stands_behind
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import takes_two
from labeltrail.events.streams.rules import Rules


def labeled_fault(state: Item, act: Act, place: str) -> Rejection | None:
    if not any(stands_behind(label, act) for label in state.labels.values()):
        return None
    message = f"{act.person!r} stands behind a label of this item; another must decide its gold"
    return Rejection(Rule.GOLD_SETTER_LABELED_ITEM, message, (place,))


def four_eyes_fault(gold: Gold, act: Act) -> Rejection | None:
    """Whoever proposed or called then does not approve now; who calls for both carries."""
    if not act.stands_behind(gold.proposed_by, gold.actor):
        return None
    message = f"{act.person!r} stands behind this proposal; a second person must approve it"
    return Rejection(Rule.APPROVER_PROPOSED_GOLD, message, ("approved_by",))


def second_fault(gold: Gold, act: Act, rules: Rules) -> Rejection | None:
    """Retiring what was in force takes two, if the policy says so: one contests, one retires."""
    if gold.approval is None or not takes_two(rules.policy):
        return None
    contest = gold.contest
    if contest is None:
        message = "retiring gold takes two: contest it, and let another person retire it"
        return Rejection(Rule.RETIREMENT_TAKES_TWO, message, ("gold_id",))
    if not act.stands_behind(contest.contested_by, contest.actor):
        return None
    message = f"{act.person!r} stands behind the contest; another person must retire this gold"
    return Rejection(Rule.RETIREMENT_TAKES_TWO, message, ("retired_by",))


def importer_fault(command: commands.ImportGold, act: Act, rules: Rules) -> Rejection | None:
    """An importer carries what two others decided and is neither of them."""
    if command.proposed_by == act.person:
        message = f"{act.person!r} cannot approve their own proposal; name a second person"
        return Rejection(Rule.APPROVER_PROPOSED_GOLD, message, ("approved_by",))
    for name, person in (("proposed_by", command.proposed_by), ("approved_by", act.person)):
        if person == act.actor:
            message = f"who imports gold decided none of it; name another than {act.actor!r}"
            return Rejection(Rule.IMPORTER_DECIDES_GOLD, message, (name,))
    return None


def proposer_fault(state: Item, command: commands.ImportGold, rules: Rules) -> Rejection | None:
    """The proposer is held to what they would be held to if they proposed it here."""
    person: MemberId = command.proposed_by
    if not GOLD_SETTERS & rules.project.roles_of(person):
        names = " or ".join(sorted(GOLD_SETTERS))
        message = f"{person!r} needs the role {names} to propose gold"
        return Rejection(Rule.ROLE_MISSING, message, ("proposed_by",))
    if any(person in (label.annotator, label.actor) for label in state.labels.values()):
        message = f"{person!r} stands behind a label of this item; another must decide its gold"
        return Rejection(Rule.GOLD_SETTER_LABELED_ITEM, message, ("proposed_by",))
    return None
