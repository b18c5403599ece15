"""The policy's section about automatic rules, as clients give it."""

from collections.abc import Sequence

import strawberry
from msgspec import UNSET, UnsetType

from labeltrail.events.streams.policy import AutomaticRule, Automation, Mode
from labeltrail.graphql.errors import bad_input


@strawberry.input(description="What becomes of an automatic rule.")
class RuleModeInput:
    rule: AutomaticRule = strawberry.field(description="The rule.")
    mode: Mode = strawberry.field(description="Whether it acts, is only watched, or left.")


def automation(given: Sequence[RuleModeInput]) -> Automation | UnsetType:
    """Raises BAD_USER_INPUT where a rule is named twice."""
    modes = {one.rule: one.mode for one in given}
    if len(modes) < len(given):
        raise bad_input("name each automatic rule once")
    return Automation(modes=modes) if modes else UNSET
