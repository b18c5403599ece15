"""Splits, audits and models of the owls: one example of every event and command of theirs."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from labeltrail.events.identifiers import BatchId, ClassId, ItemId
from labeltrail.events.streams import audits, model, project, splits
from labeltrail.events.streams.item.benchmark import ItemFrozen
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.streams.splits import Split
from labeltrail.events.values import Choice
from tests.events.history import ITEM
from tests.events.owls import BIRDNET, OSKAR, RUTH, SPECIES

OTHER = ItemId("rec-0413")
DRAWN = splits.SplitRule(
    seed=7,
    shares=(
        splits.Share(split=Split.TRAIN, share=Decimal("0.8")),
        splits.Share(split=Split.TEST, share=Decimal("0.2")),
    ),
    position=24,
    items=2,
    groups=2,
    algorithm="stratified_groups",
    algorithm_version=1,
    stratified_by="species",
    grouped_by="recorder",
)
PLAN = audits.AuditPlan(
    task=SPECIES,
    batch_id=BatchId("april"),
    position=24,
    items=40,
    stratified_by=audits.StratifiedBy.CLASS,
    strata=(
        audits.Stratum(key="little", items=10, sampled=1),
        audits.Stratum(key="tawny", items=30, sampled=1),
    ),
    seed=7,
    level=Decimal("0.95"),
    expected_error=Decimal("0.05"),
    half_width=Decimal("0.302062"),
    algorithm="stratified_sample",
    algorithm_version=1,
)
SAMPLE = (
    audits.SampledItem(item_id=ITEM, stratum="tawny", accepted="tawny"),
    audits.SampledItem(item_id=OTHER, stratum="little", accepted="little"),
)
CELLS = (
    model.Confusion(truth="tawny", said="tawny", items=40),
    model.Confusion(truth="tawny", said="little", items=2),
    model.Confusion(truth="little", said="little", items=7),
    model.Confusion(truth="little", said=None, items=1),
)
FIGURES = (
    model.ClassFigures(category="tawny", truth=42, said=40, right=40),
    model.ClassFigures(category="little", truth=8, said=9, right=7),
)
EVALUATED = model.Evaluated(
    task=SPECIES,
    against=model.Against.RELEASE,
    taxonomy_version=1,
    is_computed=False,
    items=50,
    right=47,
    classes=FIGURES,
    confusion=CELLS,
    position=24,
    batch_id=BatchId("april"),
    release="april-1",
)

OF_SLICES: tuple[msgspec.Struct, ...] = (
    project.MemberDescribed(member=OSKAR, attributes={"team": "night", "vendor": "Nachtstimmen"}),
    splits.ItemsSplit(split=Split.BENCHMARK, item_ids=(ITEM, OTHER), rule=DRAWN),
    ItemFrozen(),
    audits.AuditPlanned(plan=PLAN, sample=SAMPLE),
    audits.ItemAudited(
        item_id=ITEM,
        auditor=RUTH,
        value=Choice(class_id=ClassId("little")),
        taxonomy_version=1,
        guideline_revision=1,
        clause="1",
    ),
    model.ModelRegistered(
        name="BirdNET",
        version="2.4",
        model_kind=MemberKind.MODEL,
        member=BIRDNET,
        trained_on=("march-1",),
    ),
    model.ModelEvaluated(version="2.4", result=EVALUATED),
)
COMMANDS = (
    splits.AssignSplits(item_ids=(ITEM,), splits=(Split.TRAIN,)),
    audits.OpenAuditBatch(
        batch_id=BatchId("check"), title="Spring check", plan=PLAN, sample=SAMPLE
    ),
    audits.AuditItem(
        batch_id=BatchId("check"), item_id=ITEM, value=Choice(class_id=ClassId("little"))
    ),
    model.RegisterModel(
        model_id="birdnet", name="BirdNET", version="2.4", model_kind=MemberKind.MODEL
    ),
    model.EvaluateModel(model_id="birdnet", version="2.4", result=EVALUATED),
)
