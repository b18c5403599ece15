"""What a later event did to a certificate.

Pure. The rule: a certificate is in force as long as the batch would be certified again, with the
same truths. So after an event that concerns the batch it is judged again, under the rules of then,
and the certificate is undermined when

- the batch is not ready any more, and no waiver lets pass what stands in the way; or
- something else is true of one of its items than was certified.

A certificate vouches for what is true as much as for its quality: a correction of one item may
leave every number above its threshold, and still something else would be released than was
certified. What alters neither, such as one more label that agrees, leaves it in force, whatever it
does to the numbers. So does a new policy, taxonomy or guideline under which the batch is ready with
the same truths.
"""

from __future__ import annotations

from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import ItemId
from labeltrail.events.streams import (
    batch,
    certificate,
    guideline,
    inference,
    item,
    policy,
    project,
    standing,
    taxonomy,
)
from labeltrail.events.streams.certificate import (
    Assessment,
    Finding,
    Judgment,
    Result,
    RevocationCause,
    Turned,
    Undermined,
)
from labeltrail.events.streams.policy import Severity
from labeltrail.projections.certificates.assessing import Assessed
from labeltrail.projections.certificates.truths import Line, items_changed

ITEMS_NAMED_MAX = 10

_BY_STREAM = {
    project.STREAM: RevocationCause.MEMBERS,
    taxonomy.STREAM: RevocationCause.TAXONOMY,
    guideline.STREAM: RevocationCause.GUIDELINE,
    policy.STREAM: RevocationCause.POLICY,
    inference.STREAM: RevocationCause.INFERENCE,
    standing.STREAM: RevocationCause.STANDING,
}
_BY_TYPE = {
    "LabelSubmitted": RevocationCause.LABEL,
    "LabelRevised": RevocationCause.LABEL,
    "LabelRetracted": RevocationCause.LABEL,
    "ItemSkipped": RevocationCause.LABEL,
    "LabelReviewed": RevocationCause.REVIEW,
    "ReviewRequested": RevocationCause.REVIEW,
    "ItemAdjudicated": RevocationCause.ADJUDICATION,
    "AdjudicationReopened": RevocationCause.ADJUDICATION,
    "TruthInferred": RevocationCause.INFERENCE,
}
_IN_WORDS = {
    RevocationCause.LABEL: "a label",
    RevocationCause.REVIEW: "a review",
    RevocationCause.ADJUDICATION: "an adjudication",
    RevocationCause.ESCALATION: "an escalation",
    RevocationCause.GOLD: "a change of gold",
    RevocationCause.ITEMS: "a change of the batch's items",
    RevocationCause.INFERENCE: "a recorded run of truth inference",
    RevocationCause.TAXONOMY: "a change of the taxonomy",
    RevocationCause.GUIDELINE: "a change of the guideline",
    RevocationCause.POLICY: "a new policy",
    RevocationCause.MEMBERS: "a change of members",
    RevocationCause.STANDING: "a change of whose votes count",
    RevocationCause.WAIVER: "the end of a waiver",
    RevocationCause.OTHER_EVIDENCE: "other evidence that a requirement rests on",
    RevocationCause.BY_HAND: "somebody",
}


def cause_of(event: RecordedEvent) -> RevocationCause:
    """What kind of change an event is to a certificate."""
    stream, name = event.stream, event.type
    if stream in _BY_STREAM:
        return _BY_STREAM[stream]
    if stream.startswith(certificate.PREFIX):
        return RevocationCause.WAIVER
    if stream.startswith(batch.PREFIX):
        return RevocationCause.ITEMS
    if not stream.startswith(item.PREFIX):
        return RevocationCause.OTHER_EVIDENCE
    if name.startswith("Gold"):
        return RevocationCause.GOLD
    if name.startswith("Escalation"):
        return RevocationCause.ESCALATION
    return _BY_TYPE.get(name, RevocationCause.ITEMS)


def undermined(
    certified: Assessment, truths: list[Line], now: Assessed, cause: RevocationCause, number: int
) -> Undermined | None:
    """None while certificate `number` is in force; `truths` are those that it certified."""
    found = now.assessment
    is_ready = found.judgment is Judgment.READY
    if is_ready and found.truths_sha256 == certified.truths_sha256:
        return None
    turned = turned_between(certified.findings, found.findings)
    changed = items_changed(truths, now.truths)
    return Undermined(
        position=found.position,
        cause=cause,
        judgment=found.judgment,
        turned=turned,
        items=tuple(changed[:ITEMS_NAMED_MAX]),
        items_changed=len(changed),
        sentence=_sentence(number, cause, found.judgment, turned, changed),
    )


def turned_between(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Turned, ...]:
    """Requirements that block, of another result than before, in the policy's order."""
    known = {one.requirement: one for one in before}
    found: list[Turned] = []
    for one in after:
        was = known.get(one.requirement)
        is_met = one.result in (Result.PASS, Result.WAIVED)
        is_same = was is not None and was.result is one.result
        if one.requirement.severity is not Severity.BLOCK or is_same or (was is None and is_met):
            continue
        found.append(
            Turned(
                place=one.place,
                requirement=one.requirement,
                before=was.result if was is not None else None,
                after=one.result,
                observed_before=was.observed if was is not None else None,
                observed_after=one.observed,
            )
        )
    return tuple(found)


def _sentence(
    number: int,
    cause: RevocationCause,
    judgment: Judgment,
    turned: tuple[Turned, ...],
    changed: list[ItemId],
) -> str:
    parts = [_turn(one) for one in turned]
    if judgment is not Judgment.READY and not parts:
        parts.append("no requirement blocks any more, so nothing says what ready means")
    if changed:
        named = ", ".join(changed[:ITEMS_NAMED_MAX])
        more = (
            f" and {len(changed) - ITEMS_NAMED_MAX} more" if len(changed) > ITEMS_NAMED_MAX else ""
        )
        items = "item" if len(changed) == 1 else "items"
        parts.append(f"something else is true of {items} {named}{more} than was certified")
    return f"{_IN_WORDS[cause].capitalize()} undermined certificate {number}: {'; '.join(parts)}."


def _turn(one: Turned) -> str:
    asked = one.requirement
    task = f" of {asked.task}" if asked.task is not None else ""
    name = f"{asked.metric.replace('_', ' ')}{task} (requirement {one.place})"
    before = one.before.replace("_", " ") if one.before is not None else "not asked for"
    after = one.after.replace("_", " ")
    values = ""
    if one.observed_before is not None and one.observed_after is not None:
        values = f", {_told(one.observed_before)} to {_told(one.observed_after)}"
    return f"{name} turned from {before} to {after}{values}"


def _told(value: object) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
