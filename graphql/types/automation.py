"""What a project's automatic rules did, would have done, and how far they have looked."""

from datetime import datetime
from typing import Self

import strawberry

from labeltrail.events.streams.automation import stream_of_rule
from labeltrail.events.streams.policy import AutomaticRule, Mode
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import blind
from labeltrail.graphql.reading import coded, position_of, rules_seen
from labeltrail.graphql.scalars import BigInt
from labeltrail.graphql.types.asof import AsOfInput
from labeltrail.graphql.types.ruled import Ruled
from labeltrail.graphql.types.scoped import Scoped
from labeltrail.graphql.types.timeline import TimelineConnection, timeline
from labeltrail.projections.automation import acts, progress
from labeltrail.projections.automation.progress import Standing


@strawberry.type(description="One automatic rule: its mode, and what it did.")
class AutomaticRuleState(Scoped):
    past: strawberry.Private[int | None]
    rule: AutomaticRule = strawberry.field(description="The rule.")
    mode: Mode = strawberry.field(description="Whether it acts, is only watched, or left.")
    applied: int = strawberry.field(description="How often it acted.")
    observed: int = strawberry.field(
        description="How often it was noted what it would have done, while it was only watched."
    )
    stopped_position: BigInt | None = strawberry.field(
        description="Up to where it has looked since it fails; null: it does not, or of the past."
    )

    @strawberry.field(description="Each time, with the reason, oldest first.")
    async def timeline(
        self,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> TimelineConnection:
        pages = (first, after, last, before)
        return await timeline(self.scope, stream_of_rule(self.rule), pages, self.past)


@strawberry.type(description="What a project's automatic rules did, and how far they have looked.")
class AutomationState(Ruled):
    position: BigInt | None = strawberry.field(
        description="Every event up to it was looked at, but for rules that fail; null: of the"
        " past, or not begun."
    )
    wakes_at: datetime | None = strawberry.field(
        description="When time alone may bring something about; null: never, or of the past."
    )
    failures: int = strawberry.field(description="How often in a row a rule failed; 0 of the past.")
    failure: str | None = strawberry.field(
        description="Why the last rule failed; it is asked again by itself, and the others go on."
    )
    rules: list[AutomaticRuleState] = strawberry.field(description="Every rule that there is.")

    @classmethod
    async def at(cls, scope: Scope, as_of: AsOfInput | None) -> Self:
        """Raises coded errors; BLIND for who may still label: rules tell of others' answers."""
        if not scope.sight.sees_all:
            raise blind("what rules did")
        past = await position_of(scope, as_of)
        seen = await rules_seen(scope, past)
        with coded():
            counted = await acts.acts(scope.pool, scope.project_id, past)
            standing = await progress.standing(scope.pool, scope.project_id)
        now = standing if past is None else None
        policy = seen.rules.policy.current()
        return cls(
            scope=scope,
            seen=seen,
            position=BigInt(now.position) if now is not None else None,
            wakes_at=now.wakes_at if now is not None else None,
            failures=now.failures if now is not None else 0,
            failure=now.failure if now is not None else None,
            rules=[
                AutomaticRuleState(
                    scope=scope,
                    past=past,
                    rule=rule,
                    mode=policy.mode_of(rule) if policy is not None else Mode.OFF,
                    applied=found.applied,
                    observed=found.observed,
                    stopped_position=_stopped(now, rule),
                )
                for rule, found in counted.items()
            ],
        )


def _stopped(standing: Standing | None, rule: AutomaticRule) -> BigInt | None:
    position = standing.behind.get(rule) if standing is not None else None
    return BigInt(position) if position is not None else None


@strawberry.type
class Automated(Scoped):
    """Not a type of the schema: the field of a project about its automatic rules."""

    @strawberry.field(
        description="What automatic rules did, would have done, and how far they have looked. Null,"
        " with the error BLIND, while there is an item here that you may still label."
    )
    async def automation(self, as_of: AsOfInput | None = None) -> AutomationState | None:
        return await AutomationState.at(self.scope, as_of)
