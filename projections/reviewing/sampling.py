"""The rule that routes what a run of truth inference doubts, once the run is in force.

It goes through what the run told, in the order in which it did, so many items a look. Where it
stopped is in the ledger: its own acts are looked at like any event, and the last of them says from
which item to go on. A run that the policy does not ask for brings nothing about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM, ItemId
from labeltrail.events.ledger import read
from labeltrail.events.rejections import Rejection
from labeltrail.events.sql import load
from labeltrail.events.streams.automation import RuleObserved, stream_of_rule
from labeltrail.events.streams.inference import PREFIX as RUN
from labeltrail.events.streams.inference import STREAM as RUNS
from labeltrail.events.streams.inference.facts import InferenceCompleted
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.inferred import TruthInferred
from labeltrail.events.streams.item.inferred_routing import (
    doubted,
    last_word,
    looks_at_runs,
    route_inferred,
)
from labeltrail.events.streams.item.review_commands import RouteInferred
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import AutomaticRule, ConditionKind, Policy
from labeltrail.events.streams.rules import Rules
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.snapshot import Snapshot
from labeltrail.projections.store import load_items

ROUTED_MAX = 500
"""Items of a run asked for in one look, and read together; the others follow in the next."""

_SQL = load(__package__, "sampling.sql")
_TOLD = TruthInferred.__name__


class SampleReviews(Automatic):
    rule = AutomaticRule.SAMPLE_REVIEWS

    def __init__(self, routed_max: int = ROUTED_MAX) -> None:
        self._routed_max = routed_max

    async def asks(
        self, view: Snapshot, events: Sequence[RecordedEvent], now: datetime
    ) -> list[Asked]:
        policy = view.rules.policy.current()
        if policy is None:
            return []
        asked: list[Asked] = []
        for cause_id, act in _last_acts(events).items():
            cause = await read.find_event(view.connection, view.rows.project_id, cause_id)
            if cause is None or not isinstance(cause.fact, InferenceCompleted):
                continue
            bound = _bound(cause.fact, policy)
            if bound is not None:
                after = await _reached(view, cause.fact, act)
                asked += await self._of(view, cause, cause.fact, bound, after, now)
        return asked

    async def _of(
        self,
        view: Snapshot,
        cause: RecordedEvent,
        run: InferenceCompleted,
        bound: Decimal,
        after: int,
        now: datetime,
    ) -> list[Asked]:
        """The next items of the run that a rule fires on."""
        asked: list[Asked] = []
        while len(asked) < self._routed_max:
            rows = await view.connection.fetch(
                _SQL.doubted,
                view.rows.project_id,
                after,
                cause.position,
                ITEM,
                _TOLD,
                str(run.run_id),
                bound,
                self._routed_max,
            )
            named = [ItemId(row["item_id"]) for row in rows]
            items = await load_items(view.connection, view.rows, named) if named else {}
            found = (
                asked_of(cause.event_id, run, item_id, items[item_id].state, view.rules, now)
                for item_id in named
                if item_id in items
            )
            asked += [one for one in found if one is not None]
            if len(rows) < self._routed_max:
                break
            after = rows[-1]["position"]
        return asked[: self._routed_max]


def asked_of(
    cause: UUID, run: InferenceCompleted, item_id: ItemId, item: Item, rules: Rules, now: datetime
) -> Asked | None:
    """What follows for one item, where a rule fires on it that does not wait already. Pure."""
    command = RouteInferred(item_id=item_id, task=run.task, run_id=run.run_id)
    policy, tenant = rules.policy.current(), rules.project.tenant
    if policy is None or tenant is None:
        return None
    act = Act(actor=SYSTEM, person=SYSTEM, now=now, occurred_at=now, tenant=tenant)
    firing = doubted(item, command, rules)
    if isinstance(firing, Rejection):
        return None
    if isinstance(route_inferred(item, command, act, rules), Rejection):
        return None
    word = last_word(item, run.task, rules, policy)
    probability = word.said.probability if word is not None else None
    return Asked(
        rule=AutomaticRule.SAMPLE_REVIEWS,
        cause=cause,
        key=f"{item_id} {run.task}",
        command=command,
        why=(
            f"run {run.run_id} gives its value of {run.task} on {item_id} the probability"
            f" {probability}, and rule {firing.rule.rule_id!r} fires"
        ),
    )


def _last_acts(events: Sequence[RecordedEvent]) -> dict[UUID, RecordedEvent | None]:
    """The runs to look at, by the event that completed each: the last act that followed from it,
    None where nothing has yet.
    """
    found: dict[UUID, RecordedEvent | None] = {}
    for event in events:
        if event.stream == RUNS:
            found.setdefault(event.event_id, None)
        elif event.stream == stream_of_rule(AutomaticRule.SAMPLE_REVIEWS) and event.causation_id:
            found[event.causation_id] = event
    return found


def _bound(run: InferenceCompleted, policy: Policy) -> Decimal | None:
    """No rule fires on the run from this probability on; None: on nothing of it."""
    if run.method is not policy.truth_method:
        return None
    bounds = [
        one.bound
        for rule in policy.reviews.rules
        if looks_at_runs(rule) and rule.task in (None, run.task)
        for one in rule.when
        if one.kind is ConditionKind.PROBABILITY_BELOW and one.bound is not None
    ]
    return max(bounds, default=None)


async def _reached(view: Snapshot, run: InferenceCompleted, act: RecordedEvent | None) -> int:
    """The position to go on from: that where the run told of the item that was routed last, and
    before anything is, that where the run began.
    """
    project_id = view.rows.project_id
    if act is None:
        begun = await read.read_stream(view.connection, project_id, f"{RUN}{run.run_id}", limit=1)
        return begun[0].position if begun else 0
    stream = await _item_of(view, act)
    reached: int | None = await view.connection.fetchval(
        _SQL.told_at, project_id, stream, _TOLD, str(run.run_id)
    )
    return reached or 0


async def _item_of(view: Snapshot, act: RecordedEvent) -> str:
    """The stream of the item that the act was about."""
    if isinstance(act.fact, RuleObserved):
        return ITEM + msgspec.json.decode(act.fact.content, type=RouteInferred).item_id
    project_id = view.rows.project_id
    found = await read.find_command(view.connection, project_id, act.command_id)
    if found is None:
        raise ValueError(f"no command is kept for the act at position {act.position}")
    first, last = found.first_position, found.last_position
    together = await read.read_project(
        view.connection, project_id, after=first - 1, limit=last - first + 1
    )
    return next(one.stream for one in together if one.stream.startswith(ITEM))
