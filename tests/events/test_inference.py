"""Recording a run of truth inference: begun, told of item by item, and in force only when whole."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from labeltrail.events.decisions import items_named, stream_of
from labeltrail.events.identifiers import SYSTEM, BatchId, ItemId
from labeltrail.events.limits import (
    INFERENCE_ANNOTATORS_MAX,
    INFERENCE_CHUNK_ITEMS_MAX,
    INFERENCE_LABELS_MAX,
    INFERENCE_SEED_MAX,
)
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import rules
from labeltrail.events.streams.inference.decide import cost_fault, resumed_fault
from labeltrail.events.streams.inference.facts import InferenceRecorded
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.inferred import NoOutcome
from labeltrail.events.streams.outcome import Emitted
from labeltrail.events.streams.policy import Policy, PolicyPublished, PublishPolicy, TruthMethod
from labeltrail.events.streams.rules import Rules
from tests.events.history import ITEM, History, happened
from tests.events.owls import (
    AUDREY,
    LENIENT,
    MIRA,
    REGISTERED,
    SPECIES,
    archive,
    with_policy,
)
from tests.events.runs import (
    INPUT,
    LATER_RUN,
    RUN,
    begun,
    completed,
    computed,
    outcome_of,
    owl_inferred,
    record,
)

CAUSE = UUID(int=RUN.int + 0xBE6)
AUTOMATIC = msgspec.structs.replace(LENIENT, truth_method=TruthMethod.AUTOMATIC)


def folded(history: History) -> Rules:
    found = Rules()
    for event in history.events():
        found = rules.evolve(found, event)
    return found


def test_run_is_begun_told_of_and_completed() -> None:
    run, said = computed(), owl_inferred()
    history = archive().when(record(run)).then(run)
    history = archive(begun(run))
    told = history.when(record((outcome_of(said),)))
    told.then(Emitted(fact=said, by=SYSTEM, stream=f"item/{ITEM}"), cause=CAUSE)
    end = told.admitted().when(record(1))
    end.then(Emitted(fact=completed(run), stream="inference"), cause=CAUSE)


def test_parts_go_to_the_stream_of_the_run_and_name_their_items() -> None:
    command = record((outcome_of(owl_inferred()),))
    assert stream_of(command) == f"inference/{RUN}"
    assert items_named(command) == (ITEM,)
    assert items_named(record(1)) == ()


def test_item_keeps_what_every_run_said_in_order() -> None:
    first, second = owl_inferred(), owl_inferred("little", "0.61", run_id=LATER_RUN)
    history = archive(first, second)
    held = state.fold(history.events(f"item/{ITEM}"))
    assert [one.said for one in held.inferred[SPECIES]] == [first, second]
    assert [one.position for one in held.inferred[SPECIES]] == sorted(
        one.position for one in held.inferred[SPECIES]
    )
    assert held.version == 3


def test_run_comes_into_force_only_when_complete_and_where_the_policy_asks_for_it() -> None:
    run = computed()
    half = with_policy(AUTOMATIC, begun(run), owl_inferred())
    assert folded(half).inference.last(SPECIES, TruthMethod.AUTOMATIC) is None
    whole = folded(half.and_given(completed(run)))
    last = whole.inference.last(SPECIES, TruthMethod.AUTOMATIC)
    assert last is not None
    assert (last.run_id, whole.inference.in_force, last.edition) == (RUN, 1, 3)
    unwanted = folded(archive(begun(run), completed(run)))
    assert unwanted.inference.in_force == 0
    assert unwanted.inference.last(SPECIES, TruthMethod.AUTOMATIC) is not None
    assert unwanted.inference.last(SPECIES, TruthMethod.GLAD) is None


def test_policy_that_asks_for_a_method_takes_the_runs_that_were_there() -> None:
    run = computed()
    asked = PolicyPublished(policy_version=2, policy=AUTOMATIC, change_note="Weigh the listeners")
    history = archive(begun(run), completed(run), asked)
    last = folded(history).inference.last(SPECIES, TruthMethod.AUTOMATIC)
    assert last is not None
    assert last.edition < folded(history).policy.in_force + folded(history).taxonomy.in_force


def test_only_a_manager_records() -> None:
    archive().when(record(computed()), by=AUDREY).refuses(Rule.ROLE_MISSING, saying="manager")


def test_same_run_is_not_begun_twice() -> None:
    run = computed()
    archive(begun(run)).when(record(run)).refuses(Rule.COMMAND_ID_REUSED, ("command_id",))


def test_outcomes_of_no_run_are_refused() -> None:
    said = (outcome_of(owl_inferred()),)
    archive().when(record(said)).refuses(Rule.RUN_UNKNOWN, ("run_id",))
    archive().when(record(0)).refuses(Rule.RUN_UNKNOWN, ("run_id",))


def test_complete_run_takes_nothing_more() -> None:
    run = computed()
    history = archive(begun(run), completed(run))
    said = (outcome_of(owl_inferred()),)
    history.when(record(said)).refuses(Rule.RUN_COMPLETED, ("run_id",))
    history.when(record(1)).refuses(Rule.RUN_COMPLETED, ("run_id",))


def test_run_that_another_has_overtaken_is_refused_at_every_part() -> None:
    run, other = computed(), computed(seed=8)
    history = archive(begun(run), begun(other, LATER_RUN), completed(other, LATER_RUN))
    said = (outcome_of(owl_inferred()),)
    history.when(record(said)).refuses(Rule.RUN_SUPERSEDED)
    history.when(record(1)).refuses(Rule.RUN_SUPERSEDED)
    third = UUID(int=33)
    history.when(record(run, third)).refuses(Rule.RUN_SUPERSEDED)
    follower = computed(follows=LATER_RUN)
    history.when(record(follower, third)).then(follower)


def test_run_of_another_method_does_not_overtake() -> None:
    run, other = computed(), computed(method=TruthMethod.GLAD)
    history = archive(begun(run), begun(other, LATER_RUN), completed(other, LATER_RUN))
    history.when(record(1)).admitted()


def test_it_is_complete_only_with_all_that_it_changes() -> None:
    run = computed(items_changed=2)
    history = archive(begun(run))
    history.when(record(1)).refuses(Rule.NUMBER_OUT_OF_RANGE, ("items",), "changes 2 items")


@pytest.mark.parametrize("method", [TruthMethod.PLURALITY, TruthMethod.MAJORITY])
def test_what_is_counted_live_is_not_recorded(method: TruthMethod) -> None:
    run = computed(method=method)
    archive().when(record(run)).refuses(Rule.METHOD_COUNTED_LIVE, ("method",))


def test_bradley_terry_is_not_for_classes() -> None:
    run = computed(method=TruthMethod.BRADLEY_TERRY)
    archive().when(record(run)).refuses(Rule.METHOD_NOT_FOR_TASK, ("method",), "multiclass")


def test_what_takes_too_long_is_told_what_to_lower() -> None:
    for why, words in (("fewer restarts", "fewer restarts"), (None, "fewer iterations")):
        fault = cost_fault(why, "method")
        assert (fault.rule, fault.path) == (Rule.METHOD_TOO_COSTLY, ("method",))
        assert words in fault.message


def test_task_is_one_of_the_taxonomy_that_the_run_names() -> None:
    of_before = msgspec.structs.replace(INPUT, taxonomy_version=0)
    run = computed(computed_from=of_before)
    archive().when(record(run)).refuses(Rule.TASK_UNKNOWN, ("task",))


def test_nothing_follows_from_no_votes() -> None:
    run = computed(computed_from=msgspec.structs.replace(INPUT, labels=0))
    archive().when(record(run)).refuses(Rule.NOTHING_TO_INFER, ("task",))


@pytest.mark.parametrize("seed", [-1, INFERENCE_SEED_MAX + 1])
def test_seed_has_bounds(seed: int) -> None:
    archive().when(record(computed(seed=seed))).refuses(Rule.NUMBER_OUT_OF_RANGE, ("seed",))


def test_size_has_bounds() -> None:
    labels = msgspec.structs.replace(INPUT, labels=INFERENCE_LABELS_MAX + 1)
    annotators = msgspec.structs.replace(INPUT, annotators=INFERENCE_ANNOTATORS_MAX + 1)
    archive().when(record(computed(computed_from=labels))).refuses(Rule.TOO_MANY, (), "batch")
    archive().when(record(computed(computed_from=annotators))).refuses(Rule.TOO_MANY)


def test_outcomes_come_in_chunks_of_registered_items_once_each() -> None:
    history, one = archive(begun(computed())), outcome_of(owl_inferred())
    stranger = outcome_of(owl_inferred(), ItemId("rec-9999"))
    many = tuple(
        outcome_of(owl_inferred(), ItemId(f"rec-{n}")) for n in range(INFERENCE_CHUNK_ITEMS_MAX + 1)
    )
    history.when(record(())).refuses(Rule.NOTHING_GIVEN, ("items",))
    history.when(record((one, one))).refuses(Rule.DUPLICATE_GIVEN, ("items", 1))
    history.when(record((one, stranger))).refuses(Rule.ITEM_UNKNOWN, ("items", 1), "rec-9999")
    history.when(record(many)).refuses(Rule.TOO_MANY, ("items",))


def test_item_can_have_no_value_with_the_reason() -> None:
    said = owl_inferred(None, "0.5", reason=NoOutcome.TIE)
    outcome = archive(begun(computed())).when(record((outcome_of(said),)))
    outcome.then(Emitted(fact=said, by=SYSTEM, stream=f"item/{ITEM}"), cause=CAUSE)


def test_run_of_a_batch_says_so() -> None:
    run = computed(batch_id=BatchId("april"))
    whole = folded(archive(begun(run), completed(run)))
    assert whole.inference.completed[0].is_of_batch


def test_recorded_computation_is_the_event_itself() -> None:
    run = computed()
    history = archive().when(record(run)).admitted()
    (event,) = history.events(f"inference/{RUN}")
    assert isinstance(event.fact, InferenceRecorded)
    assert event.fact == run


def test_run_goes_on_only_as_what_it_was_begun_as() -> None:
    run = computed()
    assert resumed_fault(run, run) is None
    other_result = msgspec.structs.replace(run.result, digest="3e" * 32)
    otherwise = resumed_fault(run, msgspec.structs.replace(run, result=other_result))
    assert otherwise is not None
    assert otherwise.rule is Rule.RUN_NOT_REPRODUCED
    another = resumed_fault(run, computed(seed=8))
    assert another is not None
    assert another.rule is Rule.COMMAND_ID_REUSED


def published(**changes: object) -> PublishPolicy:
    policy: Policy = msgspec.structs.replace(AUTOMATIC, **changes)
    return PublishPolicy(policy=policy, change_note="Only what is sure")


def test_policy_may_ask_for_a_least_probability() -> None:
    command = published(probability_min=Decimal("0.90"))
    archive().when(command, by=MIRA).admitted()


@pytest.mark.parametrize("least", ["-0.01", "1.01", "0.905", "NaN"])
def test_least_probability_is_in_whole_percents(least: str) -> None:
    command = published(probability_min=Decimal(least))
    path = ("policy", "probability_min")
    archive().when(command).refuses(Rule.NUMBER_OUT_OF_RANGE, path)


def test_what_is_counted_has_no_probability() -> None:
    command = published(truth_method=TruthMethod.MAJORITY, probability_min=Decimal("0.5"))
    path = ("policy", "probability_min")
    archive().when(command).refuses(Rule.POLICY_CONTRADICTORY, path, "majority")


def test_registered_item_is_named_by_its_own_id() -> None:
    other = ItemId("rec-0413")
    history = archive(begun(computed()), happened(REGISTERED, item_id=other))
    said = owl_inferred()
    outcome = history.when(record((outcome_of(said, other),)))
    outcome.then(Emitted(fact=said, by=SYSTEM, stream=f"item/{other}"), cause=CAUSE)
