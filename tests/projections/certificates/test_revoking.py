"""What undermines a certificate, and what does not: revoked by exactly the event that did it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from labeltrail.backend.automation import AutomationLoop
from labeltrail.events.envelope import RecordedEvent
from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.requests import Accepted
from labeltrail.events.streams import batch
from labeltrail.events.streams.automation import RuleObserved
from labeltrail.events.streams.certificate import (
    CertificateRevoked,
    Judgment,
    Result,
    RevocationCause,
    WaiveRequirement,
    WithdrawWaiver,
)
from labeltrail.events.streams.item import commands
from labeltrail.events.streams.item.facts import RetractReason, ReviewReason, Verdict
from labeltrail.events.streams.policy import AutomaticRule, Automation, Comparison, Metric, Mode
from labeltrail.projections.certificates.revoking import RevokesCertificates
from tests.projections.certificates_made import (
    AGREED,
    COVERED,
    DRAWER,
    EMEKA,
    NOOR,
    SOFIA,
    STRICT,
    TREES,
    Cabinet,
)
from tests.projections.herbarium import GENUS, INES, MAUD, TOMAS, require, tree

Act = Callable[[Cabinet], Awaitable[Accepted | object]]


async def looked(cabinet: Cabinet) -> list[RecordedEvent]:
    """What the rule brought about, once all is folded."""
    before = await cabinet.herbarium.head()
    await cabinet.herbarium.fold()
    loop = AutomationLoop(cabinet.pool, cabinet.herbarium.executor, rules=(RevokesCertificates(),))
    await loop.run_all()
    return [one for one in await cabinet.herbarium.events() if one.position > before]


async def certified(cabinet: Cabinet) -> None:
    await cabinet.certify()
    assert await looked(cabinet) == []


async def agreeing(cabinet: Cabinet) -> Accepted | object:
    return await cabinet.herbarium.label(cabinet.items[0], SOFIA, tree(TREES[0]))


async def elsewhere(cabinet: Cabinet) -> Accepted | object:
    (other,) = await cabinet.herbarium.register("sheet/1901-01")
    return await cabinet.herbarium.label(other, SOFIA, tree("willow"))


async def guideline_alone(cabinet: Cabinet) -> Accepted | object:
    return await cabinet.herbarium.publish_guideline("Look at the buds.", "Then at the scars.")


async def milder_policy(cabinet: Cabinet) -> Accepted | object:
    return await cabinet.herbarium.publish_policy(replace(STRICT, requirements=(COVERED,)))


async def closed(cabinet: Cabinet) -> Accepted | object:
    return await cabinet.herbarium.tell(batch.CloseBatch(batch_id=DRAWER))


async def disagreeing(cabinet: Cabinet) -> Accepted | object:
    return await cabinet.herbarium.label(cabinet.items[1], SOFIA, tree("willow"))


async def test_what_alters_nothing_leaves_it_in_force(cabinet: Cabinet) -> None:
    """Neither the verdict nor a truth: agreement may well be another number."""
    await certified(cabinet)
    for act in (agreeing, disagreeing, elsewhere, guideline_alone, milder_policy, closed):
        await act(cabinet)
        assert await looked(cabinet) == [], act.__name__
    assert (await cabinet.certification()).in_force is not None


async def stricter(cabinet: Cabinet) -> RevocationCause:
    more = require(Metric.OVERLAP, Comparison.AT_LEAST, "1")
    await cabinet.herbarium.publish_policy(replace(STRICT, overlap=3, requirements=(AGREED, more)))
    return RevocationCause.POLICY


async def retracted(cabinet: Cabinet) -> RevocationCause:
    item = await cabinet.herbarium.item(cabinet.items[1])
    label = next(one for one in item.labels.values() if one.annotator == NOOR)
    command = commands.RetractLabel(
        item_id=cabinet.items[1], label_id=label.label_id, reason=RetractReason.MISTAKE
    )
    await cabinet.herbarium.tell(command, NOOR)
    return RevocationCause.LABEL


async def corrected(cabinet: Cabinet) -> RevocationCause:
    item = await cabinet.herbarium.item(cabinet.items[2])
    label = next(one for one in item.labels.values() if one.annotator == EMEKA)
    command = commands.ReviewLabel(
        item_id=cabinet.items[2],
        label_id=label.label_id,
        judged=label.current,
        verdict=Verdict.CORRECTED,
        answers=tree("alder"),
        reason=ReviewReason.WRONG_CLASS,
    )
    await cabinet.herbarium.tell(command, TOMAS)
    return RevocationCause.REVIEW


async def adjudicated(cabinet: Cabinet) -> RevocationCause:
    item = await cabinet.herbarium.item(cabinet.items[3])
    reference, text = await cabinet.herbarium.written("Hairy buds.", INES, "rationale")
    command = commands.AdjudicateItem(
        item_id=cabinet.items[3],
        answers=tree("willow"),
        judged=tuple(one.current for one in item.labels.values()),
        rationale=reference,
    )
    await cabinet.herbarium.tell(command, INES, texts=(text,))
    return RevocationCause.ADJUDICATION


async def gilded(cabinet: Cabinet) -> RevocationCause:
    await cabinet.herbarium.import_gold(cabinet.items[4], GENUS, "alder")
    return RevocationCause.GOLD


async def joined(cabinet: Cabinet) -> RevocationCause:
    more = await cabinet.herbarium.register("sheet/1850-01")
    await cabinet.herbarium.tell(batch.AddItemsToBatch(batch_id=DRAWER, item_ids=more))
    return RevocationCause.ITEMS


@pytest.mark.parametrize("act", [stricter, retracted, corrected, adjudicated, gilded, joined])
async def test_it_is_revoked_by_exactly_the_event_that_undermined_it(
    cabinet: Cabinet, act: Callable[[Cabinet], Awaitable[RevocationCause]]
) -> None:
    await certified(cabinet)
    await agreeing(cabinet)
    cause = await act(cabinet)
    culprit = (await cabinet.herbarium.events())[-1]
    await elsewhere(cabinet)
    revocation, applied = await looked(cabinet)
    fact = revocation.fact
    assert isinstance(fact, CertificateRevoked)
    assert fact.found is not None
    assert (fact.number, fact.cause, fact.found.cause) == (1, cause, cause)
    assert (revocation.actor, revocation.causation_id) == (SYSTEM, culprit.event_id)
    assert revocation.correlation_id == culprit.correlation_id
    assert fact.found.position == culprit.position
    assert applied.type == "RuleApplied"
    assert fact.found.sentence in applied.body.decode()
    assert (await cabinet.certification()).in_force is None
    assert await looked(cabinet) == []


async def test_correction_that_leaves_every_number_revokes_for_the_truth_it_changed(
    cabinet: Cabinet,
) -> None:
    await certified(cabinet)
    await corrected(cabinet)
    revocation, _ = await looked(cabinet)
    fact = revocation.fact
    assert isinstance(fact, CertificateRevoked)
    assert fact.found is not None
    assert (fact.found.judgment, fact.found.turned) == (Judgment.READY, ())
    assert (fact.found.items, fact.found.items_changed) == ((cabinet.items[2],), 1)
    assert "something else is true of item sheet/1847-03" in fact.found.sentence


async def test_requirement_that_turned_is_told_with_its_numbers(cabinet: Cabinet) -> None:
    await certified(cabinet)
    await joined(cabinet)
    revocation, _ = await looked(cabinet)
    fact = revocation.fact
    assert isinstance(fact, CertificateRevoked)
    assert fact.found is not None
    (turned,) = fact.found.turned
    assert (turned.requirement, turned.before, turned.after) == (COVERED, Result.PASS, Result.FAIL)
    assert "coverage (requirement 0) turned from pass to fail, 1 to 0.888889" in (
        fact.found.sentence
    )


async def test_it_is_certified_anew_under_the_next_number(cabinet: Cabinet) -> None:
    await certified(cabinet)
    await corrected(cabinet)
    await looked(cabinet)
    await cabinet.certify()
    known = await cabinet.certification()
    assert [one.is_in_force for one in known.certificates] == [False, True]
    assert await looked(cabinet) == []


async def test_rule_that_is_only_watched_says_what_it_would_have_done(cabinet: Cabinet) -> None:
    watched = Automation(modes={AutomaticRule.REVOKE_CERTIFICATES: Mode.OBSERVE})
    await cabinet.herbarium.publish_policy(replace(STRICT, automation=watched))
    await certified(cabinet)
    await corrected(cabinet)
    (observed,) = await looked(cabinet)
    assert isinstance(observed.fact, RuleObserved)
    assert observed.fact.command == "RevokeCertificate"
    assert (await cabinet.certification()).in_force is not None


async def test_rule_that_comes_on_later_names_what_undermined_it_and_not_the_policy(
    cabinet: Cabinet,
) -> None:
    watched = Automation(modes={AutomaticRule.REVOKE_CERTIFICATES: Mode.OBSERVE})
    await cabinet.herbarium.publish_policy(replace(STRICT, automation=watched))
    await certified(cabinet)
    await corrected(cabinet)
    undermined = (await cabinet.herbarium.events())[-1]
    await looked(cabinet)
    await cabinet.herbarium.publish_policy(STRICT)
    revoked, _ = await looked(cabinet)
    assert isinstance(revoked.fact, CertificateRevoked)
    assert revoked.causation_id == undermined.event_id


async def waived(cabinet: Cabinet, until: datetime) -> UUID:
    """Overlap fails, and Maud lets it pass; the certificate rests on that."""
    wanting = require(Metric.OVERLAP, Comparison.AT_LEAST, "1")
    await cabinet.herbarium.publish_policy(
        replace(STRICT, overlap=3, requirements=(COVERED, wanting))
    )
    reference, text = await cabinet.herbarium.written("The third is on leave.", MAUD, "reason")
    command = WaiveRequirement(
        batch_id=DRAWER, place=1, policy_version=2, until=until, reason=reference
    )
    waiver = (await cabinet.herbarium.tell(command, texts=(text,))).event_ids[0]
    await certified(cabinet)
    (one,) = (await cabinet.certification()).certificates
    finding = one.fact.assessment.findings[1]
    assert (finding.result, finding.waiver) == (Result.WAIVED, waiver)
    return waiver


async def test_end_of_a_waiver_undermines_the_certificate_that_rests_on_it(
    cabinet: Cabinet,
) -> None:
    waiver = await waived(cabinet, datetime.now(UTC) + timedelta(seconds=2))
    revocation = await _awaited(cabinet)
    fact = revocation.fact
    assert isinstance(fact, CertificateRevoked)
    assert fact.found is not None
    assert (fact.cause, revocation.causation_id) == (RevocationCause.WAIVER, waiver)
    assert "turned from waived to fail" in fact.found.sentence


async def test_waiver_that_is_withdrawn_takes_the_certificate_with_it(cabinet: Cabinet) -> None:
    waiver = await waived(cabinet, datetime.now(UTC) + timedelta(days=1))
    reference, text = await cabinet.herbarium.written("She is back.", MAUD, "reason")
    command = WithdrawWaiver(batch_id=DRAWER, waiver=waiver, reason=reference)
    withdrawn = await cabinet.herbarium.tell(command, texts=(text,))
    revocation, _ = await looked(cabinet)
    fact = revocation.fact
    assert isinstance(fact, CertificateRevoked)
    assert (fact.cause, revocation.causation_id) == (
        RevocationCause.WAIVER,
        withdrawn.event_ids[0],
    )


async def _awaited(cabinet: Cabinet) -> RecordedEvent:
    """The rule wakes up by itself when the waiver ends, without any event."""
    import asyncio

    loop = AutomationLoop(cabinet.pool, cabinet.herbarium.executor, rules=(RevokesCertificates(),))
    for _ in range(100):
        await loop.run_all()
        found = (await cabinet.herbarium.events())[-2]
        if isinstance(found.fact, CertificateRevoked):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError("the certificate is still in force")
