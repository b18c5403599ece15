"""Splits, audits, models and quotas over real rows: as of any position, and equal when rebuilt."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from labeltrail.events.identifiers import BatchId, ClassId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import audits, model
from labeltrail.events.streams.audits import AuditItem
from labeltrail.events.streams.model import Against, RegisterModel
from labeltrail.events.streams.policy.quotas import Quota, QuotaScope
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.splits import AssignSplits, Share, Split
from labeltrail.events.values import Choice
from labeltrail.projections.audits import answers as auditing
from labeltrail.projections.columns.rows import load_items
from labeltrail.projections.distributions import truths_of
from labeltrail.projections.models import answers as modelling
from labeltrail.projections.rebuild import rebuild
from labeltrail.projections.slices.balance import balance
from labeltrail.projections.slices.quotas import progress
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.splits import answers as splitting
from labeltrail.projections.splits.contamination import Leak
from tests.projections.herbarium import (
    ANNOTATORS,
    GENUS,
    HERBARIUM,
    LEAFNET,
    POLICY,
    TOMAS,
    TREES,
    Herbarium,
    tree,
)
from tests.projections.histories import History

SHARES = (
    Share(split=Split.TRAIN, share=Decimal("0.5")),
    Share(split=Split.BENCHMARK, share=Decimal("0.5")),
)
LENIENT = replace(POLICY, overlap=1, quorum=1)


async def test_splits_audits_and_models_are_told_as_of_any_position(herbarium: Herbarium) -> None:
    await herbarium.found(policies=(LENIENT,))
    pool = herbarium.pool
    items = await herbarium.register(*(f"sheet/{n}" for n in range(8)))
    for n, item in enumerate(items):
        await herbarium.label(item, ANNOTATORS[0], tree(TREES[n % 2]))
    await herbarium.fold()
    before = await herbarium.head()

    wanted = splitting.Wanted(shares=SHARES, seed=3, stratified_by=GENUS)
    drawn = await splitting.drawn(pool, HERBARIUM, wanted)
    assert isinstance(drawn, AssignSplits)
    assert drawn == await splitting.drawn(pool, HERBARIUM, wanted, position=before)
    told = await herbarium.tell(drawn)
    events = [one for one in await herbarium.events() if one.position >= told.first_position]
    assert splitting.again(events, wanted) == drawn
    other = splitting.again(events, replace(wanted, seed=4))
    assert isinstance(other, Rejection)
    assert other.rule is Rule.COMMAND_ID_REUSED

    wish = auditing.Wanted(
        batch_id=BatchId("check"), title="Check", task=GENUS, of_batch=None, seed=5, size=4
    )
    opened = await auditing.drawn(pool, HERBARIUM, wish, position=before)
    assert isinstance(opened, audits.OpenAuditBatch)
    assert {one.key: one.sampled for one in opened.plan.strata} == {"alder": 2, "birch": 2}
    await herbarium.tell(opened)
    planned = await herbarium.head()
    verdict = AuditItem(
        batch_id=wish.batch_id,
        item_id=opened.sample[0].item_id,
        value=Choice(class_id=ClassId(TREES[2])),
    )
    await herbarium.tell(verdict, TOMAS)
    await herbarium.tell(
        RegisterModel(
            model_id="leafnet",
            name="Leafnet",
            version="1",
            model_kind=MemberKind.MODEL,
            member=LEAFNET,
        )
    )
    await herbarium.label(items[1], LEAFNET, tree(TREES[0]))
    await herbarium.fold()
    question = modelling.Wanted(
        model_id="leafnet", version="1", task=GENUS, against=Against.GROUND_TRUTH
    )
    computed = await modelling.evaluated(pool, HERBARIUM, question)
    assert isinstance(computed, model.EvaluateModel)
    assert (computed.result.items, computed.result.right) == (1, 0)
    await herbarium.tell(computed)
    nobody = await modelling.evaluated(pool, HERBARIUM, replace(question, version="2"))
    assert isinstance(nobody, Rejection)
    assert nobody.rule is Rule.MODEL_UNKNOWN
    await herbarium.fold()

    await _told_as_of(herbarium, drawn, before=before, planned=planned)
    again = await rebuild(pool, HERBARIUM)
    assert again.is_equal, again.different_tables


async def _told_as_of(
    herbarium: Herbarium, drawn: AssignSplits, *, before: int, planned: int
) -> None:
    """Before anything was drawn, when the audit was planned, and now."""
    pool = herbarium.pool
    _, then = await auditing.audit_of(pool, HERBARIUM, BatchId("check"), position=planned)
    _, now = await auditing.audit_of(pool, HERBARIUM, BatchId("check"))
    assert then is not None
    assert now is not None
    assert (then.result().overall.audited, now.result().overall.wrong) == (0, 1)
    counts = await splitting.split_counts(pool, HERBARIUM)
    assert {one.split: one.items for one in counts.counts} == {"train": 4, "benchmark": 4}
    assert (await splitting.split_counts(pool, HERBARIUM, position=before)).without == 8
    assert not (await splitting.contaminated(pool, HERBARIUM, distance=0)).found
    frozen = next(
        item
        for item, split in zip(drawn.item_ids, drawn.splits, strict=True)
        if split is Split.BENCHMARK
    )
    await herbarium.label(frozen, ANNOTATORS[1], tree(TREES[2]))
    await herbarium.fold()
    (leak,) = (await splitting.contaminated(pool, HERBARIUM, distance=0)).found
    assert (leak.leak, leak.items, leak.tasks) == (Leak.BENCHMARK_CHANGED, (frozen,), (GENUS,))


@pytest.mark.parametrize("seed", [71, 72])
async def test_quotas_are_counted_as_a_look_at_every_item_counts_them(
    herbarium: Herbarium, seed: int
) -> None:
    stated = tuple(
        Quota(task=GENUS, class_id=ClassId(one), items_min=2, scope=scope)
        for one in TREES
        for scope in QuotaScope
    )
    history = History(herbarium, seed)
    await history.begin()
    await history.run(60)
    await herbarium.publish_policy(replace(LENIENT, quotas=stated))
    await herbarium.fold()
    head = await herbarium.head()
    for position in (head, head - 1):
        found = await balance(herbarium.pool, HERBARIUM, position=position)
        async with snapshot(herbarium.pool, HERBARIUM, position=position) as view:
            columns = await load_items(view)
            ids, categories, _ = await truths_of(view, TaskName(GENUS))
            task = view.terms.tasks[GENUS]
        truths = {item: one for item, one in zip(ids, categories, strict=True) if one is not None}
        members = {
            name: [columns.items[n] for n in columns.in_batch(name).nonzero()[0]]
            for name in columns.batches
        }
        for one in found.quotas:
            among = members.get(one.within, []) if one.within is not None else None
            assert one == progress(one.quota, task, truths, among, within=one.within)
        assert bool(found.quotas) == (position == head)
