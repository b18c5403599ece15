"""One look at a project: what its rules ask for after the events that were folded, carried out.

What is asked for is looked up at the last moment folded and carried out one after the other, each
once. Killed anywhere, the next look asks for the same again, and what is there is not recorded
twice. A command that is refused by then has lost its reason: another came first. Nothing here runs
in a rebuild: it looks at the answers in force alone, and events that it has seen it never sees
again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import asyncpg
import msgspec

from labeltrail.events import catalogue
from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.execute import Executor
from labeltrail.events.identifiers import SYSTEM, ProjectId, TenantId
from labeltrail.events.ledger import read
from labeltrail.events.ledger.errors import FAULTS, LedgerError
from labeltrail.events.rejections import Rejection
from labeltrail.events.requests import Accepted, Request, Result, Trigger
from labeltrail.events.streams.automation import ObserveRule, RuleApplied
from labeltrail.events.streams.policy import AutomaticRule, Mode, Policy
from labeltrail.projections.automation import progress
from labeltrail.projections.automation.contract import Asked, Automatic
from labeltrail.projections.automation.progress import Claim, Failure
from labeltrail.projections.parking import reason_of
from labeltrail.projections.snapshot import Snapshot, snapshot

EVENTS_MAX = 1_000
"""Looked at together."""
BACK_OFF_SECONDS_MAX = 300.0
REASON_CHARACTERS_MAX = 300

_log = logging.getLogger(__name__)


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """
    position  up to which everything was looked at, but for what rules are behind with
    behind    rules that failed, with the position up to which each has looked
    applied   commands that are in the ledger now and were not before
    observed  notes of what watched rules would have done, likewise
    refused   commands whose reason was gone
    is_more   whether there are events that were not looked at
    """

    position: int
    behind: dict[AutomaticRule, int] = {}
    applied: int = 0
    observed: int = 0
    refused: int = 0
    is_more: bool = False


class _Moment(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules said at one moment."""

    position: int
    events: list[RecordedEvent]
    asked: list[Asked]
    policy: Policy
    policy_version: int
    tenant: TenantId
    wakes_at: datetime | None
    behind: dict[AutomaticRule, int]
    failure: Failure | None
    is_more: bool


class _Answers:
    """What the rules ask for, gathered one after the other; never handed out."""

    def __init__(self, claimed: Claim) -> None:
        self.asked: list[Asked] = []
        self.moments: list[datetime] = []
        self.behind = dict(claimed.behind)
        self.failure: Failure | None = None
        self._claimed = claimed

    async def take(
        self, rule: Automatic, view: Snapshot, events: Sequence[RecordedEvent], start: int
    ) -> None:
        """A rule that fails stays where it was, and the others go on."""
        claimed = self._claimed
        try:
            asked = await rule.asks(view, events, claimed.now)
            wakes_at = await rule.wakes_at(view, claimed.now)
        except (*FAULTS, LedgerError):
            raise
        except Exception as fault:
            reason = f"{rule.rule}: {reason_of(fault)}"[:REASON_CHARACTERS_MAX]
            again_in = min(2.0**claimed.failures, BACK_OFF_SECONDS_MAX)
            self.behind[rule.rule] = start
            self.failure = Failure(reason=reason, again_in=again_in)
            told = "beyond position %s of %s a rule failed and is asked again in %g seconds: %s"
            _log.error(told, start, claimed.project_id, again_in, reason, exc_info=fault)
            return
        self.asked += asked
        if wakes_at is not None:
            self.moments.append(wakes_at)
        reached = events[-1].position if events else start
        if rule.rule in self.behind:
            if reached >= claimed.position:
                del self.behind[rule.rule]
            else:
                self.behind[rule.rule] = reached


async def look(
    pool: asyncpg.Pool,
    executor: Executor,
    claimed: Claim,
    rules: Sequence[Automatic],
    *,
    lease_seconds: float = progress.LEASE_SECONDS,
) -> Looked | None:
    """None when the claim was lost. Raises ReadError and what the ledger raises."""
    moment = await _moment(pool, claimed, rules)
    if moment is None:
        return Looked(position=claimed.position)
    applied = observed = refused = 0
    for asked in moment.asked:
        if not await progress.renew(pool, claimed, lease_seconds=lease_seconds):
            return None
        is_watched = moment.policy.mode_of(asked.rule) is Mode.OBSERVE
        result = await _carried(pool, executor, claimed, asked, moment, is_watched=is_watched)
        if isinstance(result, Accepted):
            applied += not (is_watched or result.is_duplicate)
            observed += is_watched and not result.is_duplicate
        else:
            refused += 1
    if not await progress.advance(
        pool, claimed, moment.position, moment.wakes_at, moment.behind, moment.failure
    ):
        return None
    return Looked(
        position=moment.position,
        behind=moment.behind,
        applied=applied,
        observed=observed,
        refused=refused,
        is_more=moment.is_more,
    )


async def _moment(pool: asyncpg.Pool, claimed: Claim, rules: Sequence[Automatic]) -> _Moment | None:
    async with snapshot(pool, claimed.project_id) as view:
        tenant = view.rules.project.tenant
        if tenant is None:
            return None
        events = await _after(view, claimed.position)
        position = events[-1].position if events else claimed.position
        policy = view.rules.policy.current()
        answers = _Answers(claimed)
        for rule in rules:
            if policy is None or policy.mode_of(rule.rule) is Mode.OFF:
                answers.behind.pop(rule.rule, None)
            elif rule.rule not in claimed.behind:
                await answers.take(rule, view, events, claimed.position)
            elif claimed.retries:
                start = claimed.behind[rule.rule]
                await answers.take(rule, view, await _after(view, start), start)
        return _Moment(
            position=position,
            events=events,
            asked=answers.asked,
            policy=policy or NO_POLICY,
            policy_version=view.rules.policy.in_force,
            tenant=tenant,
            wakes_at=min(answers.moments, default=None),
            behind=answers.behind,
            failure=answers.failure,
            is_more=position < view.position,
        )


async def _after(view: Snapshot, position: int) -> list[RecordedEvent]:
    """Some of what was folded after a position."""
    return await read.read_project(
        view.connection,
        view.rows.project_id,
        after=position,
        limit=EVENTS_MAX,
        up_to=view.position,
    )


async def _carried(
    pool: asyncpg.Pool,
    executor: Executor,
    claimed: Claim,
    asked: Asked,
    moment: _Moment,
    *,
    is_watched: bool,
) -> Result:
    cause = next((one for one in moment.events if one.event_id == asked.cause), None)
    cause = cause or await read.find_event(pool, claimed.project_id, asked.cause)
    if cause is None:
        raise ValueError(f"rule {asked.rule} names a cause that is not there: {asked.cause}")
    command, applied, command_id = asked.command, None, asked.command_id
    if is_watched:
        command = ObserveRule(
            rule=asked.rule,
            policy_version=moment.policy_version,
            why=asked.why,
            command=type(asked.command).__name__,
            content=catalogue.encode(asked.command).decode(),
        )
        command_id = asked.watched_id
    else:
        applied = RuleApplied(rule=asked.rule, policy_version=moment.policy_version, why=asked.why)
    act = Act(
        actor=SYSTEM,
        person=SYSTEM,
        now=claimed.now,
        occurred_at=claimed.now,
        tenant=moment.tenant,
    )
    result = await executor.execute(
        Request(
            project_id=ProjectId(claimed.project_id),
            command_id=command_id,
            command=command,
            act=act,
            trigger=Trigger(
                event_id=cause.event_id, correlation_id=cause.correlation_id, applied=applied
            ),
        )
    )
    if isinstance(result, Rejection):
        _log.info(
            "rule %s of %s asked for what is refused by now (%s): %s",
            asked.rule,
            claimed.project_id,
            result.rule.code,
            result.message,
        )
    return result


NO_POLICY = Policy(overlap=1, quorum=1)
"""Stands where none is published: no rule was asked then."""
