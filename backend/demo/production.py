"""The second half of the story: from a pilot that passed to a batch that is certified again."""

from __future__ import annotations

import msgspec

from labeltrail.backend.cli.terminal import word
from labeltrail.backend.demo import acts, governing, rules
from labeltrail.backend.demo.acts import item_of
from labeltrail.backend.demo.cast import Cast
from labeltrail.backend.demo.facts import OBSERVERS, Patient
from labeltrail.backend.demo.governing_answers import BatchWork, Certificate
from labeltrail.backend.demo.rules import PRODUCTION
from labeltrail.backend.demo.stage import Stage

DIGITS = 16
"""So many of a digest are shown."""


class Certified(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the second half came to."""

    refused_before_pilot: str
    golds: list[str]
    verdict_on_class: str
    certificate: int
    revoked_because: str
    recertified: int
    manifest_sha256: str
    position: int


async def tell(stage: Stage, cast: Cast, table: list[Patient], position: int) -> Certified:
    """Its chapters, in order. Raises StoryInterrupted when the server refuses an act."""
    refused, position = await _gate(stage, cast, table)
    await _relabel(stage, cast, position)
    golds, position = await _gold(stage, cast, position)
    lacking, position = await _class(stage, cast, position)
    first = await _certified(stage, cast)
    revoked, position = await _late(stage, cast, first)
    last, manifest = await _again(stage, cast, position)
    return Certified(
        refused_before_pilot=refused,
        golds=golds,
        verdict_on_class=lacking,
        certificate=first.number,
        revoked_because=revoked,
        recertified=last.number,
        manifest_sha256=manifest,
        position=last.position,
    )


async def _gate(stage: Stage, cast: Cast, table: list[Patient]) -> tuple[str, int]:
    stage.chapter("No production before the pilot has passed")
    await governing.publish_policy(cast, 2, rules.GATED, rules.CHANGE_NOTE_GATED)
    refused, position = await governing.open_production(cast, table)
    stage.illustrative(
        f"Policy 2 wants a pilot first. A production batch is refused ({refused.code}):"
        f" “{refused.message}” The manager lets the pilot pass, which takes that it is ready,"
        f" and batch {PRODUCTION!r} is opened with the same {len(table)} patients."
    )
    stage.asks("mutation { passPilot(input: {batchId: …}) { … } }")
    return refused.code, position


async def _relabel(stage: Stage, cast: Cast, position: int) -> None:
    stage.chapter("Labels of before revision 2")
    items = await acts.items(cast, at_least=position)
    position = await governing.relabel(cast, items)
    told = await governing.golds(cast, at_least=position)
    stale = [one for one in told.stale_label_counts.counts if one.guideline_revision == 1]
    labels, on = sum(one.labels for one in stale), sum(one.items for one in stale)
    stage.illustrative(
        f"The {len(rules.RELABELED)} observers whose labels were rejected revise them under"
        f" revision 2. {labels} labels on {on} items are still of revision 1: a worklist, nothing"
        " that is dropped."
    )
    stage.asks("{ project(id: …) { staleLabels(first: 50) { nodes { … } } } }")


async def _gold(stage: Stage, cast: Cast, position: int) -> tuple[list[str], int]:
    stage.chapter("Gold, proposed by a rule and approved by a person")
    proposed = await governing.golds(cast, at_least=position)
    position = await governing.approve(cast, proposed)
    found = [f"{one.item_id} = {one.category}" for one in proposed.gold_items.nodes]
    stage.illustrative(
        f"Where all {OBSERVERS} agree, policy 2 has the system propose gold, at most one patient of"
        f" each grade: {', '.join(found)}. The adjudicator, who labeled none of them, approves."
    )
    stage.asks("{ project(id: …) { goldItems(first: 50, status: [PROPOSED]) { nodes { … } } } }")
    return found, position


async def _class(stage: Stage, cast: Cast, position: int) -> tuple[str, int]:
    stage.chapter("Fit to train on? Not for one grade")
    tried = await governing.tried(cast, rules.DEMANDING, at_least=position)
    supposed = {one.batch["batchId"]: one.supposed for one in tried.batches}
    position = await governing.publish_policy(cast, 3, rules.DEMANDING, rules.CHANGE_NOTE_DEMANDING)
    stage.illustrative(
        "Policy 3 wants four patients of each grade. Tried before it is published, it says of"
        f" {PRODUCTION}: {supposed[PRODUCTION].sentence}"
    )
    stage.asks("{ project(id: …) { policyDryRun(policy: …) { batches { supposed { … } } } } }")
    wanted = await governing.work(cast, at_least=position)
    lacking = [one for one in wanted.readiness.requirements if one.status == "FAIL"]
    stage.table(("finding", "because"), [(word(one.status), one.sentence) for one in lacking])
    position = await governing.label_target(cast)
    done = await governing.work(cast, at_least=position)
    stage.gap()
    stage.illustrative(
        f"One patient more, {item_of(rules.TARGETED)}: each observer asks `claimNext`, is given it,"
        f" and labels it. {done.readiness.sentence}"
    )
    return next(
        (one.sentence for one in lacking if one.requirement.metric == "CLASS_ITEMS"), ""
    ), position


async def _certified(stage: Stage, cast: Cast) -> Certificate:
    stage.chapter("Certified")
    one = await governing.certify(cast, 1)
    _certificate(stage, one)
    stage.asks("mutation { certifyBatch(input: {batchId: …}) { … } }")
    return one


def _certificate(stage: Stage, one: Certificate) -> None:
    stage.illustrative(
        f"Certificate {one.number} of {PRODUCTION}: ready as of position {one.position}, under"
        f" policy {one.assessment.policy_version}, {one.assessment.truths} truths, findings with"
        f" digest {one.assessment.state_sha256[:DIGITS]}…, in a sealed tree of"
        f" {one.checkpoint.size} events. Anybody recomputes it from `labeltrail audit export`."
    )


async def _late(stage: Stage, cast: Cast, first: Certificate) -> tuple[str, int]:
    stage.chapter("A late correction")
    patient, observer, grade = rules.LATE
    item = await governing.late_item(cast, at_least=first.position)
    position = await governing.revise(cast, item, observer, grade)
    found = await governing.revoked(cast, at_least=position)
    sentence = _revocation(found)
    stage.illustrative(
        f"Observer {observer} revises patient {patient} to grade {grade}. Nobody asks for it, and"
        f" certificate {first.number} is revoked by the system: {sentence}"
    )
    stage.asks(
        "{ batch(…) { certificates(last: 1) { nodes { revocation { sentence causeEventId } } } } }"
    )
    return sentence, position


def _revocation(found: BatchWork) -> str:
    if found.revocation is None:
        raise LookupError("the certificate was awaited until it was revoked")
    return found.revocation.sentence or found.revocation.cause


async def _again(stage: Stage, cast: Cast, position: int) -> tuple[Certificate, str]:
    stage.chapter("Settled, certified again, released")
    item = await governing.late_item(cast, at_least=position)
    await governing.settle_late(cast, item)
    last = await governing.certify(cast, 2)
    patient, _, _ = rules.LATE
    stage.illustrative(
        f"The adjudicator decides patient {patient} as grade {rules.LATE_GRADE}, naming the labels"
        " that were judged."
    )
    _certificate(stage, last)
    released = await governing.release(cast)
    stage.illustrative(
        f"Release {released.number} freezes it: {released.assessment.truths} truths in a manifest"
        f" with digest {released.manifest_sha256[:DIGITS]}…"
    )
    stage.asks("mutation { releaseBatch(input: {batchId: …}) { … } }")
    return last, released.manifest_sha256
