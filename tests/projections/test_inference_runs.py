"""Questions put to the mathematics, and its answers as events say them: pure, without a project."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from labeltrail.events.identifiers import ClassId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.inference.commands import ItemOutcome
from labeltrail.events.streams.inference.facts import Setting
from labeltrail.events.streams.item.inferred import NoOutcome, TruthInferred
from labeltrail.events.streams.policy import Policy, TruthMethod
from labeltrail.events.values import ClassDefinition, Task, TaskKind, category
from labeltrail.projections.gold.columns import GoldColumns, GoldStretch
from labeltrail.projections.inference import Inferred, Method, infer
from labeltrail.projections.inference.sets import infer_sets
from labeltrail.projections.inference_runs.question import Put, Question, known, put
from labeltrail.projections.inference_runs.results import (
    NO_VOTES,
    VOTES_TOLD_MAX,
    Word,
    changed,
    result_of,
    word_of,
    words,
)
from labeltrail.projections.inference_runs.sets import as_one
from labeltrail.projections.statistics.table import ReadingTable
from labeltrail.projections.terms import Terms

TREES = ("alder", "birch", "willow")
GENUS = TaskName("genus")


def asking(kind: TaskKind) -> Task:
    classes = tuple(ClassDefinition(class_id=ClassId(t), definition=f"A {t}.") for t in TREES)
    return Task(name=GENUS, kind=kind, question="Which tree?", classes=classes)


def terms(kind: TaskKind = TaskKind.MULTICLASS, quorum: int = 2) -> Terms:
    return Terms(
        policy_version=1,
        policy=Policy(overlap=2, quorum=quorum),
        taxonomy_version=1,
        tasks={GENUS: asking(kind)},
        values={},
    )


def asked(method: TruthMethod, **settings: Setting) -> Question:
    return Question(task=GENUS, method=method, settings=settings)


def crowd(seed: int, *, items: int = 30) -> ReadingTable:
    drawn = random.Random(seed)
    rows = [
        (f"sheet {item:02}", f"reader {reader}", drawn.choice(TREES))
        for item in range(items)
        for reader in range(6)
        if drawn.random() < 0.6
    ]
    return ReadingTable.of(rows, TREES)


def told(outcome: ItemOutcome) -> TruthInferred:
    return TruthInferred(
        task=GENUS,
        run_id=UUID(int=1),
        method=TruthMethod.GLAD,
        value=outcome.value,
        reason=outcome.reason,
        probability=outcome.probability,
    )


def test_parameters_are_recorded_whole_with_the_policys_quorum() -> None:
    found = put(asked(TruthMethod.DAWID_SKENE, prior_correct=0.0), terms())
    assert isinstance(found, Put)
    assert found.method is Method.DAWID_SKENE
    assert found.recorded["quorum"] == 2
    assert found.recorded["prior_correct"] == 0.0
    assert {"tolerance", "iterations_max", "with_repeats", "with_gold"} <= set(found.recorded)
    again = put(asked(TruthMethod.DAWID_SKENE, **found.recorded), terms(quorum=1))
    assert again == found, "what was recorded asks the same, whatever the defaults of then"


@pytest.mark.parametrize(
    ("method", "kind", "rule"),
    [
        (TruthMethod.GLAD, TaskKind.NUMERIC, Rule.METHOD_NOT_FOR_TASK),
        (TruthMethod.AUTOMATIC, TaskKind.NUMERIC, Rule.METHOD_NOT_FOR_TASK),
        (TruthMethod.MACE, TaskKind.RANKING, Rule.METHOD_NOT_FOR_TASK),
        (TruthMethod.BRADLEY_TERRY, TaskKind.MULTICLASS, Rule.METHOD_NOT_FOR_TASK),
    ],
)
def test_method_fits_the_kind_of_task(method: TruthMethod, kind: TaskKind, rule: Rule) -> None:
    found = put(asked(method), terms(kind))
    assert isinstance(found, Rejection)
    assert found.rule is rule


def test_automatic_takes_bradley_terry_for_what_is_compared() -> None:
    found = put(asked(TruthMethod.AUTOMATIC), terms(TaskKind.PREFERENCE))
    assert isinstance(found, Put)
    assert found.method is Method.BRADLEY_TERRY


@pytest.mark.parametrize("method", [Method.ONE_COIN_DAWID_SKENE, Method.MACE, Method.WEIGHTED_VOTE])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_recorded_says_what_the_run_says(method: Method, seed: int) -> None:
    table = crowd(seed)
    inferred = infer(table, method, seed=seed)
    outcomes = changed(inferred, table, asking(TaskKind.MULTICLASS), {}, None)
    assert [one.item_id for one in outcomes] == list(inferred.items)
    assert [word_of(told(one)) for one in outcomes] == list(words(inferred))
    before = dict(zip(inferred.items, words(inferred), strict=True))
    assert changed(inferred, table, asking(TaskKind.MULTICLASS), before, None) == []
    for one in outcomes:
        found = inferred.of(one.item_id)
        assert one.probability == found.probability
        assert (category(one.value) if one.value else None) == found.category
        assert {vote.annotator for vote in one.votes} <= set(inferred.annotators)


def test_evidence_and_prior_give_the_odds_back() -> None:
    table = crowd(5)
    inferred = infer(table, Method.ONE_COIN_DAWID_SKENE)
    prior = {c: float(p) for c, p in zip(TREES, inferred.class_prior / 1e6, strict=True)}
    for one in changed(inferred, table, asking(TaskKind.MULTICLASS), {}, None):
        if one.value is None or one.against is None:
            continue
        leader, posterior = category(one.value) or "", inferred.of(one.item_id).posterior
        if min(posterior[leader], posterior[one.against]) < Decimal("0.01"):
            continue  # the quotient of rounded numbers says nothing
        odds = float(posterior[leader] / posterior[one.against])
        weighed = sum(float(vote.evidence or 0) for vote in one.votes)
        rebuilt = prior[leader] / prior[one.against] * math.exp(weighed)
        assert rebuilt == pytest.approx(odds, rel=0.01)


def test_only_what_decides_is_told_anew() -> None:
    table = crowd(1)
    inferred = infer(table, Method.ONE_COIN_DAWID_SKENE)
    before = dict(zip(inferred.items, words(inferred), strict=True))
    first, second, gone = inferred.items[0], inferred.items[1], "sheet 99"
    before[first] = Word("elm", None, 99)
    del before[second]
    before[gone] = Word("alder", None, 80)
    before["sheet 98"] = NO_VOTES
    task = asking(TaskKind.MULTICLASS)
    outcomes = changed(inferred, table, task, before, None)
    assert [one.item_id for one in outcomes] == [first, second, gone]
    assert outcomes[-1].reason is NoOutcome.NO_VOTES
    within = changed(inferred, table, task, before, {first, second})
    assert [one.item_id for one in within] == [first, second]


def test_votes_beyond_the_first_few_are_counted() -> None:
    rows = [("sheet", f"reader {n:02}", "alder") for n in range(VOTES_TOLD_MAX + 5)]
    table = ReadingTable.of(rows, TREES)
    (one,) = changed(infer(table, Method.MAJORITY), table, asking(TaskKind.MULTICLASS), {}, None)
    assert (len(one.votes), one.votes_more) == (VOTES_TOLD_MAX, 5)


def test_gold_is_given_where_it_has_votes_and_is_a_category() -> None:
    stretches = [
        GoldStretch("sheet 01", "birch", "eva", "max", 3),
        GoldStretch("sheet 02", "elm", "eva", "max", 3),
        GoldStretch("sheet 99", "birch", "eva", "max", 3),
        GoldStretch("sheet 03", "birch", "eva", "max", 3, 5),
    ]
    found = known(GoldColumns.of(stretches, position=9), crowd(1))
    assert found == {"sheet 01": "birch"}


def sets(seed: int) -> ReadingTable:
    drawn = random.Random(seed)
    rows = []
    for item in range(25):
        for reader in range(4):
            chosen = sorted(drawn.sample(TREES, drawn.randint(0, 3)))
            said = msgspec.json.encode(chosen).decode()
            rows.append((f"sheet {item:02}", f"reader {reader}", said))
    return ReadingTable.of(rows)


@pytest.mark.parametrize("method", [Method.MAJORITY, Method.ONE_COIN_DAWID_SKENE])
@pytest.mark.parametrize("seed", range(3))
def test_sets_are_told_as_they_were_inferred_class_by_class(method: Method, seed: int) -> None:
    table = sets(seed)
    apart = infer_sets(table, TREES, method)
    one: Inferred = as_one(apart)
    assert sum(one.counts().values()) == len(table.items)
    for item in table.items:
        found, expected = one.of(item), apart.of(item)
        assert (found.outcome, found.category) == (expected.outcome, expected.category)
        product = Decimal(1)
        for share in expected.present.values():
            product *= max(share, 1 - share)
        assert abs((found.probability or Decimal(0)) - product) < Decimal("0.00001")
    outcomes = changed(one, table, asking(TaskKind.MULTILABEL), {}, None)
    assert [word_of(told(each)) for each in outcomes] == list(words(one))
    assert all(vote.evidence is None for each in outcomes for vote in each.votes)
    assert result_of(one).digest == result_of(as_one(infer_sets(table, TREES, method))).digest


def test_preferences_are_told_by_the_strengths_of_candidates() -> None:
    rows = [
        ("pair 1", "ann", '["alder","birch","first"]'),
        ("pair 1", "bob", '["alder","birch","first"]'),
        ("pair 2", "ann", '["alder","birch","second"]'),
    ]
    table = ReadingTable.of(rows)
    inferred = infer(table, Method.BRADLEY_TERRY)
    outcomes = changed(inferred, table, asking(TaskKind.PREFERENCE), {}, None)
    assert [word_of(told(one)) for one in outcomes] == list(words(inferred))
    assert outcomes[0].probability == inferred.of("pair 1").probability
    assert result_of(inferred).applied is TruthMethod.BRADLEY_TERRY
