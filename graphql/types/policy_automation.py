"""The policy's section about automatic rules."""

from typing import Self

import strawberry

from labeltrail.events.streams import policy
from labeltrail.events.streams.policy import AutomaticRule, Mode
from labeltrail.graphql.context import Scope
from labeltrail.graphql.types.scoped import Scoped


@strawberry.type(description="What becomes of an automatic rule.")
class RuleMode(Scoped):
    rule: AutomaticRule = strawberry.field(description="The rule.")
    mode: Mode = strawberry.field(description="Whether it acts, is only watched, or left.")

    @classmethod
    def every(cls, scope: Scope, found: policy.Policy) -> list[Self]:
        """Also of a policy that does not name them: they are on then."""
        return [cls(scope=scope, rule=rule, mode=found.mode_of(rule)) for rule in AutomaticRule]
