"""Who settles escalated questions, level by level, and by when."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.identifiers import MemberId
from labeltrail.events.limits import LEVEL_HOURS_MAX, OWNERS_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.project import Role

LEVEL_MAX = 9


class EscalationLevel(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    title   what the level is to people: "team lead", "domain expert"
    hours   from the moment that a question reaches the level until it is due
    owners  members who settle its questions, whoever is named first before the others; or else
    role    the role that settles them
    """

    title: str
    hours: int
    owners: tuple[MemberId, ...] = ()
    role: Role | None = None


class Escalating(msgspec.Struct, frozen=True, kw_only=True):
    """`levels` in order: the first is level 1. A question overdue rises to the next."""

    levels: tuple[EscalationLevel, ...]

    def level(self, number: int) -> EscalationLevel | None:
        return self.levels[number - 1] if 1 <= number <= len(self.levels) else None


def escalating_fault(section: Escalating) -> Rejection | None:
    at = ("policy", "escalating", "levels")
    return checks.first(
        (
            checks.some(section.levels, *at),
            checks.at_most(section.levels, LEVEL_MAX, *at),
            *(_level_fault(one, *at, place) for place, one in enumerate(section.levels)),
        )
    )


def _level_fault(level: EscalationLevel, *at: str | int) -> Rejection | None:
    fault = checks.first(
        (
            checks.text(level.title, *at, "title", length_max=TITLE_LENGTH_MAX),
            checks.at_most(level.owners, OWNERS_MAX, *at, "owners"),
            checks.distinct(level.owners, *at, "owners"),
            *(
                checks.identifier(one, *at, "owners", place)
                for place, one in enumerate(level.owners)
            ),
        )
    )
    if fault is not None:
        return fault
    if not 1 <= level.hours <= LEVEL_HOURS_MAX:
        message = f"a level's questions are due within 1 to {LEVEL_HOURS_MAX} hours"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*at, "hours"))
    if bool(level.owners) == (level.role is not None):
        message = "say who settles the level's questions: members, or a role, and not both"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*at, "owners"))
    return None
