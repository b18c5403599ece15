"""What is told of splits, audits, models, and of what members are described by."""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.streams import audits, model, project, splits
from labeltrail.events.streams.item import PREFIX as ITEM
from labeltrail.events.streams.item.benchmark import ItemFrozen
from labeltrail.events.streams.splits import Split
from labeltrail.events.values import category
from labeltrail.projections.sentences import NAMED_MAX, told


@told.register
def _(fact: project.MemberDescribed, event: RecordedEvent) -> str:
    said = ", ".join(f"{name} {value}" for name, value in sorted(fact.attributes.items()))
    return f"{event.actor} described {fact.member}: {said or 'nothing any more'}."


@told.register
def _(fact: splits.ItemsSplit, event: RecordedEvent) -> str:
    number = len(fact.item_ids)
    more = f" and {number - NAMED_MAX} more" if number > NAMED_MAX else ""
    items = f"{number} item{'s' if number != 1 else ''}: {', '.join(fact.item_ids[:NAMED_MAX])}"
    split = "the benchmark" if fact.split is Split.BENCHMARK else fact.split
    return f"{event.actor} put into {split} {items}{more}, {_drawn(fact.rule)}."


def _drawn(rule: splits.SplitRule | None) -> str:
    if rule is None:
        return "by hand"
    shares = ", ".join(f"{one.split} {one.share}" for one in rule.shares)
    parts = [f"drawn with seed {rule.seed} from {rule.items} items ({shares})"]
    if rule.stratified_by is not None:
        parts.append(f"in equal shares of each {rule.stratified_by}")
    if rule.grouped_by is not None:
        parts.append(f"each {rule.grouped_by} in one")
    return ", ".join(parts)


@told.register
def _(fact: ItemFrozen, event: RecordedEvent) -> str:
    item_id = event.stream.removeprefix(ITEM)
    return f"Item {item_id} became part of the benchmark, which is frozen."


@told.register
def _(fact: audits.AuditPlanned, event: RecordedEvent) -> str:
    plan = fact.plan
    among = f"batch {plan.batch_id}" if plan.batch_id is not None else "the project"
    cut = plan.stratified_by is not audits.StratifiedBy.NOTHING
    strata = f" in {len(plan.strata)} strata by {plan.stratified_by}" if cut else ""
    return (
        f"{event.actor} planned the audit {_audit(event)}: {len(fact.sample)} of {plan.items}"
        f" items of {among} with a {plan.task}{strata}, drawn with seed {plan.seed} as of position"
        f" {plan.position}; at an error rate of {plan.expected_error} the {plan.level} interval"
        f" reaches {plan.half_width} to either side."
    )


@told.register
def _(fact: audits.ItemAudited, event: RecordedEvent) -> str:
    who = fact.auditor if event.actor == fact.auditor else f"{fact.auditor} (through {event.actor})"
    said = category(fact.value) or "cannot tell"
    clause = f", clause {fact.clause}" if fact.clause is not None else ""
    return (
        f"{who} audited item {fact.item_id} in {_audit(event)} as {said}, under taxonomy version"
        f" {fact.taxonomy_version} and guideline revision {fact.guideline_revision}{clause}."
    )


@told.register
def _(fact: model.ModelRegistered, event: RecordedEvent) -> str:
    kind = fact.model_kind.replace("_", " ")
    labels = f", which labels as {fact.member}" if fact.member is not None else ""
    trained = f", trained on {', '.join(fact.trained_on)}" if fact.trained_on else ""
    return (
        f"{event.actor} registered version {fact.version} of the {kind} {_model(event)},"
        f" “{fact.name}”{labels}{trained}."
    )


@told.register
def _(fact: model.ModelEvaluated, event: RecordedEvent) -> str:
    result = fact.result
    against = result.against.replace("_", " ")
    which = f" {result.release}" if result.release is not None else ""
    among = f" in batch {result.batch_id}" if result.batch_id is not None else ""
    source = "computed from its labels" if result.is_computed else "as given"
    return (
        f"{event.actor} evaluated version {fact.version} of {_model(event)} on {result.task}"
        f" against {against}{which}{among}: {result.right} of {result.items} right, {source}."
    )


def _audit(event: RecordedEvent) -> str:
    return event.stream.removeprefix(audits.PREFIX)


def _model(event: RecordedEvent) -> str:
    return event.stream.removeprefix(model.PREFIX)
