"""Quotas, costs, audits, splits, teams and sole labelers as metrics, from raw events alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from labeltrail.events.identifiers import BatchId, ClassId, ItemId, MemberId
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import audits, model, project, splits
from labeltrail.events.streams.model.decide import figures_of
from labeltrail.events.streams.policy import Bound, Metric, Policy, Requirement, Scope
from labeltrail.events.streams.policy.quotas import ErrorCost, Quota, QuotaScope
from labeltrail.events.streams.policy.requirement_faults import requirement_fault
from labeltrail.events.streams.policy.splitting import Splitting
from labeltrail.events.streams.policy.validation import SoleLabeler
from labeltrail.events.streams.project import MemberAdded, MemberKind, ProjectCreated, Role
from labeltrail.events.streams.splits import Split
from labeltrail.events.values import Choice
from labeltrail.projections.readiness import Measured, RequirementStatus, judged, material_of
from labeltrail.projections.readiness.judge import measured
from tests.events.history import TENANT
from tests.projections.herbarium import GENUS, tree
from tests.projections.readiness.shelves import LOWER, MODEL, MOST, TASKS, UPPER, Shelves, demand

PLAIN = Policy(overlap=1, quorum=1)


def shelves(**sections: Any) -> Shelves:
    return Shelves(replace(PLAIN, **sections))


def found(held: Shelves, requirement: Requirement, batch: BatchId = UPPER) -> Measured:
    material = material_of(held.events, batch)
    assert material is not None
    return measured(material, requirement)


def asked(metric: Metric, **more: Any) -> Requirement:
    return demand(metric, task=GENUS, **more)


# Quotas


def quota(name: str, **wanted: Any) -> Quota:
    return Quota(task=GENUS, class_id=ClassId(name), **wanted)


def shelved(held: Shelves, *names: str, by: str = "ada") -> list[ItemId]:
    """Each labeled as the tree that it is named."""
    items = []
    for n, name in enumerate(names):
        items.append(held.register(f"sheet/{n:02}"))
        held.label(items[-1], by, tree(name))
    return items


def test_share_of_quotas_that_are_met() -> None:
    held = shelves(
        quotas=(
            quota("alder", items_min=2),
            quota("birch", items_min=2),
            quota("willow", items_max=0),
            quota("birch", scope=QuotaScope.PROJECT, items_min=99),
        )
    )
    shelved(held, "alder", "alder", "birch", "willow")
    whole = found(held, asked(Metric.QUOTA_MET))
    assert (whole.value, whole.n) == (Decimal("0.333333"), 3)
    assert [one.name for one in whole.culprits] == ["birch", "willow"]
    of_class = found(held, asked(Metric.QUOTA_MET, category="alder"))
    assert (of_class.value, of_class.n) == (Decimal("1.000000"), 1)


def test_quota_that_nobody_states_or_nothing_can_meet_is_undefined() -> None:
    held = shelves()
    shelved(held, "alder")
    assert found(held, asked(Metric.QUOTA_MET)).status is RequirementStatus.UNDEFINED
    empty = shelves(quotas=(quota("alder", share_min=Decimal("0.1")),))
    empty.register("sheet/00")
    assert found(empty, asked(Metric.QUOTA_MET)).status is RequirementStatus.UNDEFINED


# Costs


def test_dear_errors_weigh_more() -> None:
    costs = (ErrorCost(task=GENUS, truth=ClassId("alder"), cost=Decimal(9)),)
    for sections, expected in (({}, "0.500000"), ({"costs": costs}, "0.900000")):
        held = shelves(**sections)
        wrong, right = held.register("sheet/00"), held.register("sheet/01")
        held.label(wrong, "ada", tree("birch"))
        held.label(right, "ada", tree("birch"))
        held.gold(wrong, tree("alder"))
        held.gold(right, tree("birch"))
        told = found(held, asked(Metric.WEIGHTED_ERROR))
        assert (told.value, told.n) == (Decimal(expected), 2)
        assert told.culprits[0].name == "alder"
        assert [one.item_id for one in told.evidence] == [wrong]


def test_alpha_takes_costs_for_distances() -> None:
    values = []
    for cost in ("1", "50"):
        stated = ErrorCost(
            task=GENUS, truth=ClassId("alder"), said=ClassId("birch"), cost=Decimal(cost)
        )
        held = shelves(costs=(stated,))
        pairs = (("alder", "birch"), ("willow", "willow"), ("alder", "alder"), ("birch", "birch"))
        for n, said in enumerate(pairs):
            item = held.register(f"sheet/{n:02}")
            for who, name in zip(("ada", "bo"), said, strict=True):
                held.label(item, who, tree(name))
        values.append(found(held, asked(Metric.COST_WEIGHTED_ALPHA)).value)
    assert values[0] is not None
    assert values[1] is not None
    assert values[1] < values[0]


# Audits


def audited(held: Shelves, items: list[ItemId], said: list[str], of: BatchId = UPPER) -> None:
    """All items of a stratum were drawn, and some of them audited."""
    plan = audits.AuditPlan(
        task=GENUS,
        batch_id=of,
        position=1,
        items=len(items),
        stratified_by=audits.StratifiedBy.NOTHING,
        strata=(audits.Stratum(key="", items=len(items), sampled=len(items)),),
        seed=1,
        level=Decimal("0.95"),
        expected_error=Decimal("0.05"),
        half_width=Decimal("0.1"),
        algorithm="stratified_sample",
        algorithm_version=1,
    )
    sample = tuple(
        audits.SampledItem(item_id=one, stratum="", accepted="alder" if n % 2 else "birch")
        for n, one in enumerate(items)
    )
    held.append("audit/check", audits.AuditPlanned(plan=plan, sample=sample))
    for item, name in zip(items, said, strict=False):
        fact = audits.ItemAudited(
            item_id=item,
            auditor=MemberId("tomas"),
            value=Choice(class_id=ClassId(name)),
            taxonomy_version=1,
            guideline_revision=1,
        )
        held.append("audit/check", fact)


def test_error_rate_of_the_audit_that_drew_from_the_batch() -> None:
    held = shelves()
    items = shelved(held, *("birch", "alder") * 3)
    requirement = asked(Metric.AUDIT_ERROR_RATE, comparison=MOST)
    assert found(held, requirement).status is RequirementStatus.INSUFFICIENT_EVIDENCE
    audited(held, items, ["birch", "alder", "willow", "alder"])
    told = found(held, requirement)
    assert (told.value, told.n) == (Decimal("0.250000"), 4)
    assert told.interval is not None
    assert told.interval.method == "clopper_pearson"
    assert [one.item_id for one in told.evidence] == [items[2]]
    of_class = found(held, replace(requirement, category="birch"))
    assert (of_class.value, of_class.n) == (Decimal("0.500000"), 2)
    elsewhere = material_of(held.events, LOWER)
    assert elsewhere is not None
    assert measured(elsewhere, requirement).value is None


def test_audit_without_a_verdict_is_no_pass() -> None:
    held = shelves(
        requirements=(
            asked(Metric.AUDIT_ERROR_RATE, comparison=MOST, threshold="0.5", bound=Bound.INTERVAL),
        )
    )
    audited(held, shelved(held, "birch", "alder"), [])
    material = material_of(held.events, UPPER)
    assert material is not None
    (verdict,) = judged(material).requirements
    assert verdict.status is RequirementStatus.INSUFFICIENT_EVIDENCE


def test_error_found_by_audit_weighs_by_its_cost() -> None:
    stated = ErrorCost(task=GENUS, truth=ClassId("willow"), cost=Decimal(4))
    held = shelves(costs=(stated,))
    audited(held, shelved(held, "birch", "alder"), ["willow", "alder"])
    told = found(held, asked(Metric.AUDIT_WEIGHTED_ERROR))
    assert (told.value, told.n) == (Decimal("0.800000"), 2)  # 4 of 4 + 1


# Splits


def split(held: Shelves, into: Split, *items: ItemId) -> None:
    held.append(splits.STREAM, splits.ItemsSplit(split=into, item_ids=items))


def test_items_alike_in_two_splits_are_counted_here_and_in_the_reference() -> None:
    held = shelves(splitting=Splitting(grouped_by="tree"))
    here = held.register("sheet/00", sha="a" * 64)
    twin = held.register("sheet/01", sha="a" * 64)
    there = held.register("sheet/02", LOWER, attributes={"tree": "old one"})
    sibling = held.register("sheet/03", attributes={"tree": "old one"})
    split(held, Split.TRAIN, here, sibling)
    split(held, Split.TEST, twin, there)
    requirement = demand(Metric.SPLIT_CONTAMINATION, MOST, "0")
    told = found(held, requirement)
    assert (told.value, told.n) == (Decimal(2), 3)
    assert {one.item_id for one in told.evidence} == {here, twin}
    held.publish(
        replace(
            PLAIN,
            splitting=Splitting(grouped_by="tree"),
            requirements=(replace(requirement, reference=LOWER),),
        )
    )
    across = found(held, replace(requirement, reference=LOWER))
    assert across.value == Decimal(3)


def test_what_is_in_no_split_is_no_evidence() -> None:
    held = shelves()
    held.register("sheet/00", sha="a" * 64)
    told = found(held, demand(Metric.SPLIT_CONTAMINATION, MOST, "0"))
    assert told.status is RequirementStatus.INSUFFICIENT_EVIDENCE
    by_attribute = held.register("sheet/01", sha="a" * 64, attributes={"split": "test"})
    split(held, Split.TRAIN, ItemId("sheet/00"))
    told = found(held, demand(Metric.SPLIT_CONTAMINATION, MOST, "0"))
    assert told.value == Decimal(2)
    assert by_attribute in {one.item_id for one in told.evidence}


# Sole labelers


def evaluated(right: int, items: int) -> model.ModelEvaluated:
    confusion = (
        model.Confusion(truth="alder", said="alder", items=right),
        model.Confusion(truth="alder", said="birch", items=items - right),
    )
    result = model.Evaluated(
        task=GENUS,
        against=model.Against.GOLD,
        taxonomy_version=1,
        is_computed=True,
        items=items,
        right=right,
        classes=figures_of(confusion),
        confusion=confusion,
    )
    return model.ModelEvaluated(version="2", result=result)


@pytest.mark.parametrize(("right", "share"), [(None, "0.5"), (95, "1"), (70, "0.5")])
def test_model_labels_alone_only_when_it_has_shown_what_is_wanted(
    right: int | None, share: str
) -> None:
    wanted = SoleLabeler(task=GENUS, threshold=Decimal("0.8"), items_min=50)
    held = shelves(sole_labelers=(wanted,))
    alone, together = held.register("sheet/00"), held.register("sheet/01")
    held.register("sheet/02")  # nobody labeled it
    held.label(alone, MODEL, tree("alder"), kind=MemberKind.MODEL)
    held.label(together, MODEL, tree("alder"), kind=MemberKind.MODEL)
    held.label(together, "ada", tree("birch"))
    registered = model.ModelRegistered(
        name="Leafnet", version="2", model_kind=MemberKind.MODEL, member=MODEL
    )
    held.append("model/leafnet", registered)
    if right is not None:
        held.append("model/leafnet", evaluated(right, 100))
    told = found(held, asked(Metric.SOLE_LABELER_VALIDATED))
    assert (told.value, told.n) == (Decimal(share), 2)


def test_model_that_the_policy_says_nothing_of_does_not_label_alone() -> None:
    held = shelves()
    held.label(held.register("sheet/00"), MODEL, tree("alder"), kind=MemberKind.MODEL)
    assert found(held, asked(Metric.SOLE_LABELER_VALIDATED)).value == 0


# Teams


def test_each_team_must_meet_it_and_the_worst_is_named() -> None:
    requirement = asked(
        Metric.GOLD_ACCURACY, threshold="0.6", scope=Scope.EACH_TEAM, attribute="team"
    )
    held = shelves(requirements=(requirement,))
    created = ProjectCreated(title="Herbarium", tenant=TENANT, manager=MemberId("maud"))
    held.append(project.STREAM, created)
    for who, team in (("ada", "north"), ("bo", "south")):
        held.append(
            project.STREAM,
            MemberAdded(member=MemberId(who), roles=(Role.ANNOTATOR,), attributes={"team": team}),
        )
    for n in range(4):
        item = held.register(f"sheet/{n:02}")
        held.label(item, "ada", tree("alder"))
        held.label(item, "bo", tree("birch" if n else "alder"))
        held.gold(item, tree("alder"))
    material = material_of(held.events, UPPER)
    assert material is not None
    (verdict,) = judged(material).requirements
    assert verdict.status is RequirementStatus.FAIL
    assert (verdict.observed, verdict.n) == (Decimal("0.250000"), 4)
    assert [(one.kind, one.name) for one in verdict.culprits] == [("team", "south")]
    assert [one.subject for one in verdict.parts] == ["south", "north"]


def test_teams_need_an_attribute_and_a_metric_of_annotators() -> None:
    tasks = {one.name: one for one in TASKS}
    plain = asked(Metric.GOLD_ACCURACY, scope=Scope.EACH_TEAM, attribute="team")
    assert requirement_fault(plain, tasks) is None
    for wrong, path in (
        (replace(plain, attribute=None), ("attribute",)),
        (replace(plain, metric=Metric.CLASS_ITEMS), ("scope",)),
        (replace(plain, annotator=MemberId("ada")), ("annotator",)),
        (replace(plain, attribute_value="north"), ("attribute_value",)),
    ):
        fault = requirement_fault(wrong, tasks)
        assert fault is not None
        assert (fault.rule, fault.path) == (Rule.POLICY_CONTRADICTORY, path)
