"""Every decision about audits. Which items were drawn comes as data, with the plan."""

from collections.abc import Sequence

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.limits import ITEMS_PER_COMMAND_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import batch
from labeltrail.events.streams.audits.facts import AuditPlan, AuditPlanned, ItemAudited, SampledItem
from labeltrail.events.streams.guideline import clause_fault
from labeltrail.events.streams.item import facts as item_facts
from labeltrail.events.streams.item import gold_facts
from labeltrail.events.streams.outcome import Decision, Emitted, admitted
from labeltrail.events.streams.rules import Rules
from labeltrail.events.values import Value, value_fault

PREFIX = "audit/"
AUDIT_ITEMS_MAX = 2_000


class OpenAuditBatch(msgspec.Struct, frozen=True, kw_only=True):
    """`sample` was drawn as the plan says, sorted by item."""

    batch_id: BatchId
    title: str
    plan: AuditPlan
    sample: tuple[SampledItem, ...]


class AuditItem(msgspec.Struct, frozen=True, kw_only=True):
    """The auditor's own answer to the task of the audit. The act's person is the auditor."""

    batch_id: BatchId
    item_id: ItemId
    value: Value
    clause: str | None = None


def planned(events: list[RecordedEvent]) -> AuditPlanned | None:
    """The plan of an audit's stream, if there is one."""
    found = events[0].fact if events else None
    return found if isinstance(found, AuditPlanned) else None


def open_audit_batch(
    batch_events: list[RecordedEvent], command: OpenAuditBatch, registered: frozenset[ItemId]
) -> Decision[AuditPlanned | batch.BatchFact]:
    """`batch_events` of the batch's stream, `registered` of the sample."""
    if batch_events:
        message = f"batch {command.batch_id!r} exists; choose another id"
        return Rejection(Rule.BATCH_EXISTS, message, ("batch_id",))
    item_ids = tuple(one.item_id for one in command.sample)
    fault = checks.first(
        (
            checks.identifier(command.batch_id, "batch_id"),
            checks.text(command.title, "title", length_max=TITLE_LENGTH_MAX),
            _nothing_fault(command),
            checks.at_most(command.sample, AUDIT_ITEMS_MAX, "size"),
            checks.distinct(item_ids, "sample"),
            _sum_fault(command),
        )
    )
    if fault is not None:
        return fault
    for item_id in item_ids:
        if item_id not in registered:
            return Rejection(Rule.ITEM_UNKNOWN, f"no item {item_id!r} in this project", ("sample",))
    stream = batch.PREFIX + command.batch_id
    opened = batch.BatchOpened(title=command.title, batch_kind=batch.BatchKind.AUDIT)
    return admitted(
        AuditPlanned(plan=command.plan, sample=command.sample),
        Emitted(fact=opened, stream=stream),
        *(
            Emitted(
                fact=batch.ItemsAddedToBatch(item_ids=item_ids[at : at + ITEMS_PER_COMMAND_MAX]),
                stream=stream,
            )
            for at in range(0, len(item_ids), ITEMS_PER_COMMAND_MAX)
        ),
        Emitted(fact=batch.BatchClosed(), stream=stream),
    )


def audit_item(
    events: list[RecordedEvent],
    item_events: Sequence[RecordedEvent],
    command: AuditItem,
    act: Act,
    rules: Rules,
) -> Decision[ItemAudited]:
    """`events` of the audit's stream, `item_events` of the item's own."""
    found = planned(events)
    if found is None:
        message = f"no audit {command.batch_id!r} in this project; open an audit batch first"
        return Rejection(Rule.AUDIT_UNKNOWN, message, ("batch_id",))
    if all(one.item_id != command.item_id for one in found.sample):
        message = f"item {command.item_id!r} is not in the sample of this audit"
        return Rejection(Rule.ITEM_NOT_IN_AUDIT, message, ("item_id",))
    facts = (one.fact for one in events)
    if any(isinstance(one, ItemAudited) and one.item_id == command.item_id for one in facts):
        message = f"item {command.item_id!r} has been audited; a second verdict takes an audit anew"
        return Rejection(Rule.ITEM_ALREADY_AUDITED, message, ("item_id",))
    if had_a_part(item_events, act):
        message = (
            f"{act.person!r} or who calls for them labeled or judged this"
            " item, so somebody else audits it"
        )
        return Rejection(Rule.AUDITOR_JUDGED_ITEM, message)
    task = rules.taxonomy.tasks(rules.taxonomy.in_force).get(found.plan.task)
    if task is None:
        message = f"the taxonomy in force has no task {found.plan.task!r} any more"
        return Rejection(Rule.TASK_UNKNOWN, message, ("batch_id",))
    fault = value_fault(task, command.value)
    if fault is not None:
        return fault.under("value")
    revision = rules.guideline.in_force
    unknown = clause_fault(rules.guideline, revision, command.clause, "clause")
    if unknown is not None:
        return unknown
    return admitted(
        ItemAudited(
            item_id=command.item_id,
            auditor=act.person,
            value=command.value,
            taxonomy_version=rules.taxonomy.in_force,
            guideline_revision=revision,
            clause=command.clause,
        )
    )


_JUDGED_BY: dict[type, str] = {
    item_facts.LabelSubmitted: "annotator",
    item_facts.LabelReviewed: "reviewer",
    item_facts.ItemAdjudicated: "adjudicator",
    item_facts.EscalationResolved: "resolved_by",
    gold_facts.GoldProposed: "proposed_by",
    gold_facts.GoldActivated: "approved_by",
}


def had_a_part(item_events: Sequence[RecordedEvent], act: Act) -> bool:
    """Whether who audits, or who calls for it, stands behind anything ever said of the item.

    Also behind what was taken back or decided anew since: they have seen the item's answers.
    """
    for event in item_events:
        field = _JUDGED_BY.get(type(event.fact))
        if field is None:
            if isinstance(event.fact, item_facts.LabelRevised) and act.person == event.actor:
                return True
        elif act.stands_behind(getattr(event.fact, field), MemberId(event.actor)):
            return True
    return False


def _nothing_fault(command: OpenAuditBatch) -> Rejection | None:
    if command.sample:
        return None
    message = "nothing there has ground truth in this task, so there is nothing to audit"
    return Rejection(Rule.NOTHING_TO_AUDIT, message)


def _sum_fault(command: OpenAuditBatch) -> Rejection | None:
    plan = command.plan
    items = sum(one.items for one in plan.strata)
    drawn = {one.key: one.sampled for one in plan.strata if one.sampled}
    found: dict[str, int] = {}
    for one in command.sample:
        found[one.stratum] = found.get(one.stratum, 0) + 1
    if items == plan.items and drawn == found:
        return None
    message = "the strata of the plan do not add up to its population and its sample"
    return Rejection(Rule.COUNTS_DO_NOT_ADD_UP, message, ("sample",))
