"""A recorded run that is in force has its doubt routed: once, page by page, or only watched."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.requests import Accepted
from labeltrail.events.streams.automation import RuleApplied, RuleObserved
from labeltrail.events.streams.inference.facts import InferenceCompleted
from labeltrail.events.streams.item.facts import ReviewRequested
from labeltrail.events.streams.item.inferred import TruthInferred
from labeltrail.events.streams.policy import (
    AutomaticRule,
    Automation,
    Condition,
    ConditionKind,
    Mode,
    Policy,
    Reviewing,
    RoutingAction,
    RoutingRule,
    TruthMethod,
)
from labeltrail.projections.inference_runs.recording import record
from labeltrail.projections.reviewing.sampling import SampleReviews
from tests.projections.herbarium import Herbarium
from tests.projections.test_inference_recording import DAWID, labeled, wanted

RULE = AutomaticRule.SAMPLE_REVIEWS
DOUBT = RoutingRule(
    rule_id="doubted sheets",
    action=RoutingAction.REVIEW,
    when=(Condition(kind=ConditionKind.PROBABILITY_BELOW, bound=Decimal(1)),),
)
DOUBTING = msgspec.structs.replace(DAWID, reviewing=Reviewing(rules=(DOUBT,)))


async def inferred(herbarium: Herbarium, method: TruthMethod = DAWID.truth_method) -> None:
    await herbarium.fold()
    answer = await record(herbarium.pool, herbarium.executor, wanted(method=method))
    assert isinstance(answer, Accepted), answer


async def looked(herbarium: Herbarium, times: int, routed_max: int = 2) -> list[RecordedEvent]:
    """Everything folded and looked at, as often: the reviews that were asked for."""
    rules = (SampleReviews(routed_max),)
    for _ in range(times):
        await herbarium.fold()
        await AutomationLoop(herbarium.pool, herbarium.executor, rules=rules).run_all()
    return [e for e in await herbarium.events() if isinstance(e.fact, ReviewRequested)]


async def doubted(herbarium: Herbarium) -> list[str]:
    """The streams of the items that a run told of with a probability below 1, in order."""
    return [
        e.stream
        for e in await herbarium.events()
        if isinstance(e.fact, TruthInferred) and (e.fact.probability or 1) < 1
    ]


async def test_doubt_of_a_run_is_routed_page_by_page_and_once(herbarium: Herbarium) -> None:
    await labeled(herbarium, DOUBTING)
    assert await looked(herbarium, 1) == []
    await inferred(herbarium)
    told = await doubted(herbarium)
    assert len(told) == 6
    assert [e.stream for e in await looked(herbarium, 1)] == told[:2]
    assert [e.stream for e in await looked(herbarium, 1)] == told[:4]
    requests = await looked(herbarium, 3)
    assert [e.stream for e in requests] == told

    events = await herbarium.events()
    (whole,) = (e for e in events if isinstance(e.fact, InferenceCompleted))
    assert {(e.actor, e.causation_id) for e in requests} == {(SYSTEM, whole.event_id)}
    for event in requests:
        assert isinstance(event.fact, ReviewRequested)
        assert (event.fact.rule, event.fact.policy_version) == ("doubted sheets", 1)
    applied = [e.fact for e in events if isinstance(e.fact, RuleApplied)]
    assert len(applied) == 6
    assert "rule 'doubted sheets' fires" in applied[0].why

    await herbarium.pool.execute("UPDATE read.automation SET position = 0")
    assert await looked(herbarium, 2, routed_max=500) == requests, "looked at again after a kill"
    await inferred(herbarium)
    assert await looked(herbarium, 2) == requests, "the next run came to the same"


async def test_watched_rule_says_all_that_it_would_route(herbarium: Herbarium) -> None:
    watched = Automation(modes={RULE: Mode.OBSERVE})
    await labeled(herbarium, msgspec.structs.replace(DOUBTING, automation=watched))
    await inferred(herbarium)
    assert await looked(herbarium, 5) == []
    noted = [e.fact for e in await herbarium.events() if isinstance(e.fact, RuleObserved)]
    assert [one.command for one in noted] == ["RouteInferred"] * 6
    assert len({one.content for one in noted}) == 6


async def test_run_that_the_policy_does_not_ask_for_routes_nothing(herbarium: Herbarium) -> None:
    other: Policy = msgspec.structs.replace(DOUBTING, truth_method=TruthMethod.GLAD)
    await labeled(herbarium, other)
    await inferred(herbarium)
    assert await looked(herbarium, 2) == []
