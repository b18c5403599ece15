"""The gate before production: an approved taxonomy, and a pilot of it that passed."""

from collections.abc import Mapping

import msgspec

from labeltrail.events.acts import Act
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import batch, certificate
from labeltrail.events.streams.batch import (
    AddItemsToBatch,
    Batch,
    BatchCommand,
    BatchFact,
    BatchKind,
    CloseBatch,
    OpenBatch,
)
from labeltrail.events.streams.certificate import Certificate
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy import PolicyHistory
from labeltrail.events.streams.policy.demands import (
    PILOT_ITEMS_RECOMMENDED,
    Demands,
    TaxonomyApproval,
)
from labeltrail.events.streams.rules import Rules
from labeltrail.events.streams.taxonomy import facts, stream
from labeltrail.events.streams.taxonomy.state import Taxonomy
from labeltrail.events.streams.taxonomy.stream import PassPilot, TaxonomyCommand


def scale_fault(state: Taxonomy, demands: Demands) -> Rejection | None:
    """Why no production batch may take items under the taxonomy in force."""
    version = state.in_force
    wants_approval = demands.taxonomy_approval is not TaxonomyApproval.NOT_DEMANDED
    if not version and (wants_approval or demands.pilot):
        message = "publish a taxonomy before opening a production batch: the policy demands it"
        return Rejection(Rule.TAXONOMY_MISSING, message)
    if wants_approval and not state.published[version - 1].is_approved:
        message = (
            f"no expert has approved taxonomy version {version}, which the policy demands before"
            " production; have it reviewed"
        )
        return Rejection(Rule.TAXONOMY_NOT_APPROVED, message)
    if demands.pilot and not state.pilots_passed(version):
        message = (
            f"no pilot of taxonomy version {version} has passed yet, which the policy demands"
            " before production; label a pilot batch, and let it pass when it is ready"
        )
        return Rejection(Rule.PILOT_NOT_PASSED, message)
    return None


def gate_fault(
    state: Taxonomy, demands: Demands, kept: Batch, command: BatchCommand
) -> Rejection | None:
    """Why the command would let production grow before its definitions are stable."""
    match command:
        case OpenBatch(batch_kind=BatchKind.PRODUCTION) if kept.title is None:
            fault = scale_fault(state, demands)
            return fault.under("batch_kind") if fault is not None else None
        case AddItemsToBatch() if kept.title is not None:
            is_production = kept.batch_kind is BatchKind.PRODUCTION
            return scale_fault(state, demands) if is_production else None
        case _:
            return None


def warned(kept: Batch, command: BatchCommand, decided: Decision[BatchFact]) -> Decision[BatchFact]:
    """The decision, with a word on the size of a pilot that is closed."""
    if isinstance(decided, Rejection) or not isinstance(command, CloseBatch):
        return decided
    warnings = (*decided.warnings, *size_warnings(kept))
    return msgspec.structs.replace(decided, warnings=warnings)


def size_warnings(pilot: Batch) -> list[str]:
    least, most = PILOT_ITEMS_RECOMMENDED
    items = len(pilot.item_ids)
    if pilot.batch_kind is not BatchKind.PILOT or least <= items <= most:
        return []
    why = "shows little" if items < least else "spends labels on definitions that may change yet"
    return [f"a pilot of {items} items {why}; {least} to {most} are recommended"]


def streams_beside(command: PassPilot) -> tuple[str, ...]:
    """The pilot's own stream, and that of its certificates."""
    return (batch.PREFIX + command.batch_id, certificate.PREFIX + command.batch_id)


def decide(
    command: TaxonomyCommand, act: Act, rules: Rules, beside: Mapping[str, list[RecordedEvent]]
) -> Decision[facts.TaxonomyFact]:
    """Of every command on the taxonomy. `beside` holds what `streams_beside` names."""
    if not isinstance(command, PassPilot):
        return stream.decide(rules.taxonomy, command, act, rules.policy.demanded)
    its_batch, its_certificates = streams_beside(command)
    pilot = batch.fold(beside.get(its_batch, []))
    certified = certificate.fold(beside.get(its_certificates, [])).in_force
    return _pass_pilot(rules, pilot, certified, command, act)


def decide_batch(
    command: BatchCommand, kept: Batch, rules: Rules, registered: frozenset[ItemId]
) -> Decision[BatchFact]:
    """Of a command on a batch, which the gate may refuse."""
    fault = gate_fault(rules.taxonomy, rules.policy.demanded, kept, command)
    if fault is not None:
        return fault
    return warned(kept, command, batch.decide(kept, command, registered))


def _pass_pilot(
    rules: Rules,
    pilot: Batch,
    certified: Certificate | None,
    command: PassPilot,
    act: Act,
) -> Decision[facts.PilotPassed]:
    """What the command brings along must hold for the rules in force, and be enough."""
    fault = _fault(rules.taxonomy, pilot, rules.policy, command)
    if fault is None and command.basis is facts.PilotBasis.CERTIFIED and certified is None:
        message = f"batch {command.batch_id!r} has no certificate that is in force"
        fault = Rejection(Rule.PILOT_NOT_READY, message, ("batch_id",))
    if fault is not None:
        return fault
    return admitted(
        facts.PilotPassed(
            batch_id=command.batch_id,
            taxonomy_version=command.taxonomy_version,
            policy_version=command.policy_version,
            basis=command.basis,
            position=command.position,
            items=command.items,
            items_overlapped=command.items_overlapped,
            passed_by=act.person,
        )
    )


def _fault(
    state: Taxonomy, pilot: Batch, policies: PolicyHistory, command: PassPilot
) -> Rejection | None:
    at = ("batch_id",)
    if pilot.title is None:
        message = f"no batch {command.batch_id!r} in this project"
        return Rejection(Rule.BATCH_UNKNOWN, message, at)
    if pilot.batch_kind is not BatchKind.PILOT:
        message = f"{command.batch_id!r} is a {pilot.batch_kind} batch; only a pilot can pass"
        return Rejection(Rule.BATCH_IS_NO_PILOT, message, at)
    in_force = (state.in_force, policies.in_force)
    if (command.taxonomy_version, command.policy_version) != in_force:
        message = "taxonomy or policy have changed since the pilot was judged; judge it again"
        return Rejection(Rule.PILOT_JUDGED_UNDER_OLD_RULES, message, at)
    if any(one.batch_id == command.batch_id for one in state.pilots_passed(state.in_force)):
        message = f"pilot {command.batch_id!r} has passed under this taxonomy version already"
        return Rejection(Rule.PILOT_PASSED_ALREADY, message, at)
    demands = policies.demanded
    if command.items_overlapped < demands.pilot_items_min:
        wanted = f"{demands.pilot_overlap_min or 1} independent answers"
        message = (
            f"{command.items_overlapped} of {command.items} items have {wanted} under taxonomy"
            f" version {state.in_force}; the policy demands {demands.pilot_items_min}"
        )
        return Rejection(Rule.PILOT_TOO_SMALL, message, at)
    if not command.is_passed:
        message = f"pilot {command.batch_id!r} is not ready: {command.why_not}"
        return Rejection(Rule.PILOT_NOT_READY, message, at)
    return None
