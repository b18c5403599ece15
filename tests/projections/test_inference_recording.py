"""A run is recorded part by part and is in force as a whole, also when it was cut off between."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
import pytest

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.ledger.errors import Overloaded
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, Result
from labeltrail.events.streams.inference.facts import InferenceRecorded, Setting
from labeltrail.events.streams.item.commands import RetractLabel
from labeltrail.events.streams.item.facts import RetractReason
from labeltrail.events.streams.item.inferred import NoOutcome, TruthInferred
from labeltrail.events.streams.policy import Policy, TruthMethod
from labeltrail.projections import differences, reads
from labeltrail.projections.inference_runs import comparing, recording
from labeltrail.projections.inference_runs.computing import one_at_a_time
from labeltrail.projections.inference_runs.question import Question
from labeltrail.projections.inference_runs.recording import Wanted, record
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.truth import Absence, Absent, InForce, Outcome
from tests.projections.herbarium import ANNOTATORS, GENUS, HERBARIUM, MAUD, TENANT, Herbarium, tree

NOOR, EMEKA, SOFIA, JIRI = ANNOTATORS
DAWID = Policy(overlap=3, quorum=1, truth_method=TruthMethod.ONE_COIN_DAWID_SKENE)
SHEETS = tuple(ItemId(f"sheet/{number}") for number in range(6))
SAID = {
    NOOR: ("alder", "birch", "willow", "alder", "birch", "willow"),
    EMEKA: ("alder", "birch", "willow", "alder", "birch", "alder"),
    SOFIA: ("birch", "alder", "willow", "birch", "willow", "birch"),
}

TOO_LONG: dict[str, Setting] = {"restarts": 1_000, "iterations_max": 10_000, "tolerance": 0.0}
INFERRED = ["alder", "birch", "willow", "alder", "birch", "alder"]


class CutOff(Exception):
    """The process was killed here."""


async def labeled(herbarium: Herbarium, *policies: Policy) -> None:
    await herbarium.found(policies=policies or (DAWID,))
    await herbarium.register(*SHEETS)
    for annotator, trees in SAID.items():
        for sheet, name in zip(SHEETS, trees, strict=True):
            await herbarium.label(sheet, annotator, tree(name))


def wanted(
    *,
    run_id: UUID | None = None,
    method: TruthMethod = TruthMethod.ONE_COIN_DAWID_SKENE,
    position: int | None = None,
    settings: dict[str, Setting] | None = None,
    batch_id: BatchId | None = None,
    person: MemberId = MAUD,
) -> Wanted:
    now = datetime.now(UTC)
    return Wanted(
        project_id=HERBARIUM,
        run_id=run_id or uuid4(),
        question=Question(task=GENUS, method=method, settings=settings or {}, batch_id=batch_id),
        position=position,
        act=Act(actor=person, person=person, now=now, occurred_at=now, tenant=TENANT),
    )


async def recorded(herbarium: Herbarium, asked: Wanted) -> Accepted:
    await herbarium.fold()
    answer = await record(herbarium.pool, herbarium.executor, asked)
    assert isinstance(answer, Accepted), answer
    await herbarium.fold()
    return answer


async def truths(herbarium: Herbarium, position: int | None = None) -> dict[ItemId, Outcome]:
    found = await reads.items(herbarium.pool, HERBARIUM, SHEETS, position=position)
    return {name: one.ground_truths[0].outcome for name, one in found.items()}


def values(found: dict[ItemId, Outcome]) -> list[str | None]:
    return [one.category if isinstance(one, InForce) else None for one in found.values()]


async def runs_of(herbarium: Herbarium) -> list[InferenceRecorded]:
    facts = [one.fact for one in await herbarium.events()]
    return [one for one in facts if isinstance(one, InferenceRecorded)]


async def said_in(herbarium: Herbarium) -> list[TruthInferred]:
    facts = [one.fact for one in await herbarium.events()]
    return [one for one in facts if isinstance(one, TruthInferred)]


def refused(answer: Result) -> Rule:
    assert isinstance(answer, Rejection), answer
    return answer.rule


async def test_truth_is_what_the_last_complete_run_inferred(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await herbarium.fold()
    before = await herbarium.head()
    assert set(await absences(herbarium)) == {Absence.NOT_INFERRED}
    answer = await recorded(herbarium, wanted())
    assert not answer.is_duplicate
    assert values(await truths(herbarium)) == INFERRED
    assert set(await absences(herbarium, before)) == {Absence.NOT_INFERRED}
    whole = await truths(herbarium)
    for position in range(before, answer.position):  # nothing of a run that is not complete
        assert set(await absences(herbarium, position)) == {Absence.NOT_INFERRED}
    assert await truths(herbarium, answer.position) == whole
    moments = await differences.compared(herbarium.pool, HERBARIUM, before, answer.position)
    changed = await differences.item(herbarium.pool, moments, SHEETS[0])
    assert changed is not None
    assert [one.positions for one in changed.truths] == [(answer.position,)], "the run did it"
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def absences(herbarium: Herbarium, position: int | None = None) -> list[Absence]:
    found = await truths(herbarium, position)
    return [one.reason for one in found.values() if isinstance(one, Absent)]


async def test_same_question_twice_has_equal_digests_and_tells_nothing_anew(
    herbarium: Herbarium,
) -> None:
    await labeled(herbarium)
    await recorded(herbarium, wanted())
    position = await herbarium.head()
    asked = msgspec.structs.replace(wanted(), position=position)
    first = await recorded(herbarium, asked)
    again = msgspec.structs.replace(asked, run_id=uuid4())
    second = await recorded(herbarium, again)
    assert second.position > first.position
    runs = await runs_of(herbarium)
    assert len({(one.result.digest, one.computed_from.digest) for one in runs}) == 1
    assert [one.items_changed for one in runs] == [6, 0, 0]
    assert len(await said_in(herbarium)) == 6


async def test_run_sent_again_is_answered_as_before(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    asked = wanted()
    first = await recorded(herbarium, asked)
    head = await herbarium.head()
    again = await recorded(herbarium, asked)
    assert again.is_duplicate
    assert (again.position, await herbarium.head()) == (first.position, head)


@pytest.mark.parametrize("told_before", [0, 2, 4, 6])
async def test_run_that_was_killed_goes_on_when_sent_again(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch, told_before: int
) -> None:
    monkeypatch.setattr(recording, "INFERENCE_CHUNK_ITEMS_MAX", 2)
    await labeled(herbarium)
    await herbarium.fold()

    async def cut_off(told: int, _all: int) -> None:
        if told == told_before:
            raise CutOff

    asked = wanted()
    with pytest.raises(CutOff):
        await record(herbarium.pool, herbarium.executor, asked, on_chunk=cut_off)
    assert len(await said_in(herbarium)) == told_before
    await herbarium.fold()
    assert set(await absences(herbarium)) == {Absence.NOT_INFERRED}
    await herbarium.label(SHEETS[5], JIRI, tree("willow"))  # later than the run's input
    answer = await recorded(herbarium, asked)
    said = await said_in(herbarium)
    assert len(said) == len(SHEETS)
    assert values(await truths(herbarium)) == INFERRED
    assert answer.position == await herbarium.head()
    found = (await reads.items(herbarium.pool, HERBARIUM, SHEETS))[SHEETS[5]]
    explained = found.ground_truths[0]
    used = explained.explanation.inference
    assert used is not None
    assert (used.run.run_id, used.labels_since) == (asked.run_id, 1)
    assert explained.explanation.sentence.endswith(
        "1 label of it is later than that and not in it."
    )


async def test_half_a_run_counts_for_nothing_and_the_next_one_tells_all(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "INFERENCE_CHUNK_ITEMS_MAX", 4)
    await labeled(herbarium)
    await herbarium.fold()

    async def cut_off(told: int, _all: int) -> None:
        if told:
            raise CutOff

    dead = wanted()
    with pytest.raises(CutOff):
        await record(herbarium.pool, herbarium.executor, dead, on_chunk=cut_off)
    await recorded(herbarium, wanted())
    assert len(await said_in(herbarium)) == 4 + 6
    assert refused(await record(herbarium.pool, herbarium.executor, dead)) is Rule.RUN_SUPERSEDED
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_later_run_tells_only_what_changed_and_who_lost_their_votes(
    herbarium: Herbarium,
) -> None:
    await labeled(herbarium)
    await recorded(herbarium, wanted())
    await herbarium.label(SHEETS[5], JIRI, tree("alder"))
    await recorded(herbarium, wanted())
    later = (await runs_of(herbarium))[-1]
    assert later.follows is not None
    assert later.items_changed > 0
    said = (await herbarium.item(SHEETS[5])).inferred[GENUS]
    assert said[0].said.run_id == later.follows


async def test_run_of_another_method_is_not_what_the_policy_asks_for(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await recorded(herbarium, wanted(method=TruthMethod.GLAD))
    assert set(await absences(herbarium)) == {Absence.NOT_INFERRED}
    await herbarium.publish_policy(msgspec.structs.replace(DAWID, truth_method=TruthMethod.GLAD))
    await herbarium.fold()
    assert Absence.NOT_INFERRED not in await absences(herbarium)
    await herbarium.publish_policy(
        msgspec.structs.replace(
            DAWID, truth_method=TruthMethod.GLAD, probability_min=Decimal("1.00")
        )
    )
    await herbarium.fold()
    assert Absence.UNCERTAIN in await absences(herbarium)
    assert (await rebuild(herbarium.pool, HERBARIUM)).is_equal


async def test_run_of_a_batch_leaves_the_others_as_they_are(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    batch_id = await herbarium.open_batch("a", SHEETS[:2])
    await recorded(herbarium, wanted(batch_id=batch_id))
    assert values(await truths(herbarium))[2:] == [None] * 4
    assert await absences(herbarium) == [Absence.NOT_INFERRED] * 4


async def test_refusals_come_before_anything_is_written(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await herbarium.fold()
    head = await herbarium.head()
    cases: Sequence[tuple[Wanted, Rule]] = (
        (wanted(person=NOOR), Rule.ROLE_MISSING),
        (wanted(person=MemberId("stranger")), Rule.ACTOR_NOT_MEMBER),
        (wanted(method=TruthMethod.PLURALITY), Rule.METHOD_COUNTED_LIVE),
        (wanted(method=TruthMethod.BRADLEY_TERRY), Rule.METHOD_NOT_FOR_TASK),
        (wanted(settings={"moon": 1}), Rule.METHOD_NOT_FOR_TASK),
        (wanted(settings={"quorum": 0}), Rule.NUMBER_OUT_OF_RANGE),
        (wanted(method=TruthMethod.MACE, settings=TOO_LONG), Rule.METHOD_TOO_COSTLY),
        (wanted(position=1), Rule.TASK_UNKNOWN),
        (wanted(position=head - 18), Rule.NOTHING_TO_INFER),
    )
    for asked, rule in cases:
        assert refused(await record(herbarium.pool, herbarium.executor, asked)) is rule, asked
    assert await herbarium.head() == head


async def test_command_id_stands_for_one_question(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    asked = wanted()
    await recorded(herbarium, asked)
    other = wanted(run_id=asked.run_id, method=TruthMethod.MACE)
    answer = await record(herbarium.pool, herbarium.executor, other)
    assert refused(answer) is Rule.COMMAND_ID_REUSED


async def test_one_run_at_a_time(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await herbarium.fold()
    with one_at_a_time(), pytest.raises(Overloaded, match="inferences_at_once"):
        await record(herbarium.pool, herbarium.executor, wanted())
    await recorded(herbarium, wanted())


async def test_who_goes_away_leaves_the_place_free(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await herbarium.fold()
    long = wanted(method=TruthMethod.MACE, settings={**TOO_LONG, "iterations_max": 900})
    asking = asyncio.create_task(record(herbarium.pool, herbarium.executor, long))
    while not computing():
        await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with asyncio.timeout(5):
        while computing():
            await asyncio.sleep(0.05)
    await recorded(herbarium, wanted())


async def test_a_method_that_takes_too_long_is_told_beside_the_others(
    herbarium: Herbarium, monkeypatch: pytest.MonkeyPatch
) -> None:
    await labeled(herbarium)
    await herbarium.fold()
    monkeypatch.setattr(comparing, "SECONDS_MAX", 2.0)
    settings: list[dict[str, Setting]] = [TOO_LONG, {**TOO_LONG, "iterations_max": 900}]
    questions = [
        Question(task=GENUS, method=TruthMethod.ONE_COIN_DAWID_SKENE, settings={}),
        *(Question(task=GENUS, method=TruthMethod.MACE, settings=each) for each in settings),
    ]
    found = await comparing.compare(herbarium.pool, HERBARIUM, GENUS, questions)
    assert not isinstance(found, Rejection)
    answers = [one.answer for one in found.methods]
    assert not isinstance(answers[0], Rejection)
    refusals = [one.rule for one in answers if isinstance(one, Rejection)]
    assert refusals == [Rule.METHOD_TOO_COSTLY] * 2


def computing() -> bool:
    return any(thread.name == "aside" for thread in threading.enumerate())


async def test_item_that_nobody_votes_on_any_more_is_told(herbarium: Herbarium) -> None:
    await labeled(herbarium)
    await recorded(herbarium, wanted())
    for label in (await herbarium.item(SHEETS[0])).labels.values():
        command = RetractLabel(
            item_id=SHEETS[0], label_id=label.label_id, reason=RetractReason.MISTAKE
        )
        await herbarium.tell(command, label.annotator)
    await recorded(herbarium, wanted())
    reasons = [one.reason for one in await said_in(herbarium)]
    assert reasons.count(NoOutcome.NO_VOTES) == 1
    assert (await truths(herbarium))[SHEETS[0]] == Absent(reason=Absence.NO_LABELS)
