"""Who certifies, revokes and releases, and what stands in the way.

The verdict comes as data. That nothing relevant came between its position and the append is for
the append itself to hold; what is decided here is whether the verdict is enough.
"""

from typing import assert_never

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, BatchId
from labeltrail.events.limits import CERTIFIED_ITEMS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.batch import Batch, BatchKind
from labeltrail.events.streams.certificate import commands, facts, waivers
from labeltrail.events.streams.certificate.state import Certificate, Certification
from labeltrail.events.streams.outcome import Decision, admitted
from labeltrail.events.streams.policy.certification import STRICT
from labeltrail.events.streams.policy.certification import Certification as Section
from labeltrail.events.streams.policy.requirements import Severity
from labeltrail.events.streams.rules import Rules

NAMED_MAX = 5


def decide(
    state: Certification,
    command: commands.CertificateCommand,
    act: Act,
    rules: Rules,
    kept: Batch,
) -> Decision[facts.CertificateFact]:
    """`kept` is the batch as its own stream has it."""
    if kept.title is None:
        message = f"no batch {command.batch_id!r} in this project; open it first"
        return Rejection(Rule.BATCH_UNKNOWN, message, ("batch_id",))
    section = section_of(rules)
    match command:
        case commands.CertifyBatch():
            return _certify(state, command, act, rules, section)
        case commands.RevokeCertificate():
            return _revoke(state, command, act)
        case commands.ReleaseBatch():
            return pilot_fault(command.batch_id, kept, rules) or _release(state, command, act)
        case commands.WaiveRequirement():
            return waivers.waive(state, command, act, rules, section)
        case commands.ApproveWaiver():
            return waivers.approve(state, command, act, rules, section)
        case commands.WithdrawWaiver():
            return waivers.withdraw(state, command, act)
        case _:
            assert_never(command)


def section_of(rules: Rules) -> Section:
    policy = rules.policy.current()
    if policy is None or not isinstance(policy.certification, Section):
        return STRICT
    return policy.certification


def _certify(
    state: Certification,
    command: commands.CertifyBatch,
    act: Act,
    rules: Rules,
    section: Section,
) -> Decision[facts.CertificateFact]:
    found = command.assessment
    fault = waivers.role_fault(act, rules, section.certifiers, "certifies")
    if fault is not None:
        return fault
    fault = already_certified_fault(state) or size_fault(found.items)
    if fault is not None:
        return fault
    if found.judgment is not facts.Judgment.READY:
        return Rejection(Rule.BATCH_NOT_READY, not_ready(found), ("batch_id",))
    labeled = {act.person, act.actor} & set(command.labelers)
    if labeled and not section.labelers_certify:
        names = " and ".join(sorted(labeled))
        message = f"{names} labeled in this batch, so somebody else certifies it"
        return Rejection(Rule.CERTIFIER_LABELED_BATCH, message)
    relaxed = (facts.Relaxation.CERTIFIER_LABELED_BATCH,) if labeled else ()
    return admitted(
        facts.BatchCertified(
            number=len(state.certificates) + 1,
            certified_by=act.person,
            assessment=found,
            checkpoint=command.checkpoint,
            relaxations=relaxed,
        )
    )


def already_certified_fault(state: Certification) -> Rejection | None:
    if state.in_force is None:
        return None
    number = state.in_force.fact.number
    message = f"certificate {number} of this batch is in force; a new one takes its end"
    return Rejection(Rule.ALREADY_CERTIFIED, message, ("batch_id",))


def not_certified(state: Certification) -> Rejection:
    """The refusal of a batch without a certificate in force."""
    revoked = " any more: its last certificate was revoked" if state.certificates else ""
    message = f"this batch is not certified{revoked}; certify it, and release it then"
    return Rejection(Rule.BATCH_NOT_CERTIFIED, message, ("batch_id",))


def size_fault(items: int) -> Rejection | None:
    """The append looks every item up, while nobody else appends to the project."""
    if items <= CERTIFIED_ITEMS_MAX:
        return None
    message = f"a batch of at most {CERTIFIED_ITEMS_MAX:,} items is certified, not {items:,}"
    return Rejection(Rule.TOO_MANY, message, ("batch_id",))


def not_sealed() -> Rejection:
    """The refusal where no signed checkpoint covers all that is recorded."""
    message = (
        "the ledger could not be sealed as it stands, so nothing could be proved; whoever runs the"
        " server finds out why with `labeltrail doctor`"
    )
    return Rejection(Rule.BATCH_NOT_SEALED, message, ("batch_id",))


def moved_on(times: int) -> Rejection:
    """The refusal of a batch of which something changed each time that it was judged."""
    message = (
        f"something of this batch changed while it was judged, {times} times in a row; try again"
        " when less is going on"
    )
    return Rejection(Rule.BATCH_MOVED_ON, message, ("batch_id",))


def not_ready(found: facts.Assessment) -> str:
    """What stands in the way, for people."""
    blocking = [one for one in found.findings if one.requirement.severity is Severity.BLOCK]
    if not blocking:
        return "no requirement of the policy blocks, so nothing says what ready means"
    in_the_way = [
        one for one in blocking if one.result not in (facts.Result.PASS, facts.Result.WAIVED)
    ]
    told = [
        f"{one.requirement.metric.replace('_', ' ')}"
        f"{f' of {one.requirement.task}' if one.requirement.task is not None else ''}"
        f" (requirement {one.place}): {one.result.replace('_', ' ')}"
        for one in in_the_way[:NAMED_MAX]
    ]
    more = f"; and {len(in_the_way) - NAMED_MAX} more" if len(in_the_way) > NAMED_MAX else ""
    return f"as of position {found.position} it is not ready: {'; '.join(told)}{more}"


def _revoke(
    state: Certification, command: commands.RevokeCertificate, act: Act
) -> Decision[facts.CertificateFact]:
    certificate = state.certificate(command.number)
    if certificate is None:
        message = f"this batch has no certificate {command.number}"
        return Rejection(Rule.CERTIFICATE_UNKNOWN, message, ("number",))
    if not certificate.is_in_force:
        message = f"certificate {command.number} was revoked before"
        return Rejection(Rule.CERTIFICATE_REVOKED, message, ("number",))
    if command.found is not None:
        return admitted(
            facts.CertificateRevoked(
                number=command.number,
                certificate=certificate.event,
                cause=command.found.cause,
                found=command.found,
            )
        )
    if act.person == SYSTEM or command.reason is None:
        message = "say why; whoever relied on the certificate will want to know"
        return Rejection(Rule.NOTHING_GIVEN, message, ("reason",))
    return admitted(
        facts.CertificateRevoked(
            number=command.number,
            certificate=certificate.event,
            cause=facts.RevocationCause.BY_HAND,
            revoked_by=act.person,
            reason=command.reason,
        ),
        cause=certificate.event,
    )


def _release(
    state: Certification, command: commands.ReleaseBatch, act: Act
) -> Decision[facts.CertificateFact]:
    certificate = state.in_force
    if certificate is None:
        return not_certified(state)
    fault = _undermined_fault(certificate, command.assessment)
    if fault is not None:
        return fault
    return admitted(
        facts.BatchReleased(
            number=len(state.releases) + 1,
            certificate=certificate.fact.number,
            released_by=act.person,
            assessment=command.assessment,
            checkpoint=command.checkpoint,
            manifest_format=command.manifest_format,
            manifest_sha256=command.manifest_sha256,
        ),
        cause=certificate.event,
    )


def pilot_fault(batch_id: BatchId, kept: Batch, rules: Rules) -> Rejection | None:
    """What a pilot shows of the definitions is known when it has passed, under any version."""
    policy = rules.policy.current()
    if kept.batch_kind is not BatchKind.PILOT or policy is None or not policy.demanded.pilot:
        return None
    if any(one.batch_id == batch_id for one in rules.taxonomy.pilots):
        return None
    message = (
        f"pilot {batch_id!r} has not passed, which the policy demands before anything is released"
        " of it; let it pass first"
    )
    return Rejection(Rule.PILOT_NOT_PASSED, message, ("batch_id",))


def _undermined_fault(certificate: Certificate, found: facts.Assessment) -> Rejection | None:
    """A certificate that later events undermined releases nothing, revoked yet or not."""
    number, path = certificate.fact.number, ("batch_id",)
    if found.judgment is not facts.Judgment.READY:
        message = f"certificate {number} holds no more: {not_ready(found)}"
        return Rejection(Rule.CERTIFICATE_UNDERMINED, message, path)
    if found.truths_sha256 != certificate.fact.assessment.truths_sha256:
        message = (
            f"certificate {number} holds no more: something else is true of its items by now;"
            " revoke it and certify the batch anew"
        )
        return Rejection(Rule.CERTIFICATE_UNDERMINED, message, path)
    return None
