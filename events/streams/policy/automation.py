"""Which rules the system applies by itself, and which it only watches."""

from enum import StrEnum

import msgspec


class AutomaticRule(StrEnum):
    """What the system does without being asked, each under conditions that the policy states."""

    RISE_OVERDUE_ESCALATIONS = "rise_overdue_escalations"
    EXPIRE_ASSIGNMENTS = "expire_assignments"
    REVOKE_CERTIFICATES = "revoke_certificates"
    SUSPEND_ANNOTATORS = "suspend_annotators"
    QUALIFY_ANNOTATORS = "qualify_annotators"
    PROPOSE_GOLD = "propose_gold"
    SAMPLE_REVIEWS = "sample_reviews"


class Mode(StrEnum):
    OFF = "off"
    OBSERVE = "observe"
    """What the rule would have done is recorded, and nothing of it done."""
    ON = "on"


class Automation(msgspec.Struct, frozen=True, kw_only=True):
    """The mode of each rule; one that is not named is on, and does nothing where the policy
    states no conditions for it.
    """

    modes: dict[AutomaticRule, Mode] = {}

    def mode_of(self, rule: AutomaticRule) -> Mode:
        return self.modes.get(rule, Mode.ON)


EVERY_RULE_ON = Automation()
