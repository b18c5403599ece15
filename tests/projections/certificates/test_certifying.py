"""A batch certified on exactly what it was judged from, also while others go on labeling."""

from __future__ import annotations

from uuid import uuid4

from labeltrail.events.identifiers import BatchId
from labeltrail.events.ledger import checkpoints, read
from labeltrail.events.ledger.checkpoints import SealedCheckpoint
from labeltrail.events.ledger.seal import SealRefused
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.requests import Accepted, VersionConflict
from labeltrail.events.streams.certificate import Judgment, Result
from labeltrail.projections.certificates import certifying
from labeltrail.projections.certificates.certifying import certify
from labeltrail.projections.readiness import canonical, judged, material_of
from tests.projections.certificates_made import DRAWER, SOFIA, TREES, Cabinet
from tests.projections.herbarium import INES, MAUD, tree


async def test_certificate_says_what_it_rests_on_and_is_sealed_with_it(cabinet: Cabinet) -> None:
    head = await cabinet.herbarium.head()
    accepted = await cabinet.certify()
    (one,) = (await cabinet.certification()).certificates
    found = one.fact.assessment
    assert (found.position, found.items, found.truths, found.annotators) == (head, 8, 8, 2)
    assert found.judgment is Judgment.READY
    assert [finding.result for finding in found.findings] == [Result.PASS, Result.PASS]
    assert (found.versions.policy, found.versions.taxonomy) == (1, 1)
    assert one.fact.checkpoint.size == head
    sealed = await checkpoints.latest(cabinet.pool, cabinet.project_id)
    assert sealed is not None
    assert sealed.tree_size == accepted.position


async def test_state_hash_is_that_of_the_same_verdict_from_all_events(cabinet: Cabinet) -> None:
    await cabinet.certify()
    (one,) = (await cabinet.certification()).certificates
    found = one.fact.assessment
    events = await cabinet.herbarium.events()
    material = material_of(events, DRAWER, up_to=found.position)
    assert material is not None
    from hashlib import sha256

    assert sha256(canonical(judged(material))).hexdigest() == found.state_sha256


async def test_command_sent_again_gets_its_first_answer(cabinet: Cabinet) -> None:
    wanted = cabinet.wanted()
    first = await cabinet.ask(wanted)
    again = await cabinet.ask(wanted)
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (again.position, again.is_duplicate) == (first.position, True)


async def test_command_id_of_another_command_certifies_nothing(cabinet: Cabinet) -> None:
    used = uuid4()
    first = cabinet.herbarium.request
    from labeltrail.events.streams import batch

    await cabinet.herbarium.executor.execute(
        first(batch.CloseBatch(batch_id=DRAWER), command_id=used)
    )
    result = await cabinet.ask(cabinet.wanted(command_id=used))
    assert isinstance(result, Rejection)
    assert result.rule is Rule.COMMAND_ID_REUSED


async def test_unknown_batch_is_unknown(cabinet: Cabinet) -> None:
    result = await cabinet.ask(cabinet.wanted(BatchId("drawer-8")))
    assert isinstance(result, Rejection)
    assert result.rule is Rule.BATCH_UNKNOWN


async def test_who_may_not_certify_is_refused_before_anything_is_sealed(cabinet: Cabinet) -> None:
    result = await cabinet.ask(cabinet.wanted(person=SOFIA))
    assert isinstance(result, Rejection)
    assert result.rule is Rule.ROLE_MISSING
    assert await checkpoints.latest(cabinet.pool, cabinet.project_id) is None


async def test_role_that_the_policy_does_not_name_is_refused(cabinet: Cabinet) -> None:
    result = await cabinet.ask(cabinet.wanted(person=INES))
    assert isinstance(result, Rejection)
    assert result.rule is Rule.ROLE_MISSING


async def test_batch_without_a_checkpoint_is_not_certified(cabinet: Cabinet) -> None:
    async def no_key(_: str) -> SealedCheckpoint | None:
        return None

    wanted = cabinet.wanted()
    result = await certify(cabinet.pool, cabinet.herbarium.executor, no_key, wanted)
    assert isinstance(result, Rejection)
    assert result.rule is Rule.BATCH_NOT_SEALED


async def test_ledger_that_is_sealed_no_further_certifies_nothing(cabinet: Cabinet) -> None:
    """Its last checkpoint does not cover what was labeled since."""
    await cabinet.seal(cabinet.project_id)
    await cabinet.herbarium.label(cabinet.items[0], SOFIA, tree(TREES[0]))

    async def stopped(_: str) -> SealedCheckpoint | None:
        return None

    wanted = cabinet.wanted()
    result = await certify(cabinet.pool, cabinet.herbarium.executor, stopped, wanted)
    assert isinstance(result, Rejection)
    assert result.rule is Rule.BATCH_NOT_SEALED


async def test_certificate_stands_when_only_the_last_seal_fails(cabinet: Cabinet) -> None:
    is_first = True

    async def seal(project_id: str) -> SealedCheckpoint | None:
        nonlocal is_first
        if not is_first:
            raise SealRefused("the key was replaced")
        is_first = False
        return await cabinet.seal(project_id)

    result = await certify(cabinet.pool, cabinet.herbarium.executor, seal, cabinet.wanted())
    assert isinstance(result, Accepted)
    assert (await cabinet.certification()).in_force is not None


async def test_client_that_expected_another_version_is_told(cabinet: Cabinet) -> None:
    result = await cabinet.ask(cabinet.wanted(expected_version=3))
    assert isinstance(result, VersionConflict)
    assert (result.expected, result.actual) == (3, 0)


class Meanwhile:
    """Seals, and then something happens: between the checkpoint and the append."""

    def __init__(self, cabinet: Cabinet, *, times: int) -> None:
        self.cabinet = cabinet
        self.times = times
        self.sealed = 0

    async def seal(self, project_id: str) -> SealedCheckpoint | None:
        found = await self.cabinet.seal(project_id)
        if self.sealed < self.times:
            item_id = self.cabinet.items[self.sealed]
            await self.cabinet.herbarium.label(item_id, SOFIA, tree(TREES[self.sealed]))
        self.sealed += 1
        return found


async def test_label_between_verdict_and_append_is_judged_too(cabinet: Cabinet) -> None:
    before = await cabinet.herbarium.head()
    racing = Meanwhile(cabinet, times=2)
    executor = cabinet.herbarium.executor
    result = await certify(cabinet.pool, executor, racing.seal, cabinet.wanted())
    assert isinstance(result, Accepted)
    (one,) = (await cabinet.certification()).certificates
    assert one.fact.assessment.position == before + 2
    assert one.fact.assessment.annotators == 3
    assert result.position == before + 3


async def test_batch_that_never_stands_still_is_refused_in_the_end(cabinet: Cabinet) -> None:
    racing = Meanwhile(cabinet, times=certifying.ATTEMPTS_MAX)
    executor = cabinet.herbarium.executor
    result = await certify(cabinet.pool, executor, racing.seal, cabinet.wanted())
    assert isinstance(result, Rejection)
    assert result.rule is Rule.BATCH_MOVED_ON
    assert racing.sealed == certifying.ATTEMPTS_MAX
    assert not (await cabinet.certification()).certificates


async def test_policy_between_verdict_and_append_is_judged_too(cabinet: Cabinet) -> None:
    from msgspec.structs import replace

    from tests.projections.certificates_made import STRICT

    is_first = True

    async def seal(project_id: str) -> SealedCheckpoint | None:
        nonlocal is_first
        found = await cabinet.seal(project_id)
        if is_first:
            is_first = False
            await cabinet.herbarium.publish_policy(replace(STRICT, overlap=3))
        return found

    result = await certify(cabinet.pool, cabinet.herbarium.executor, seal, cabinet.wanted())
    assert isinstance(result, Accepted)
    (one,) = (await cabinet.certification()).certificates
    assert one.fact.assessment.versions.policy == 2


async def test_what_happens_elsewhere_in_the_project_changes_nothing(cabinet: Cabinet) -> None:
    (other,) = await cabinet.herbarium.register("sheet/1901-01")
    head = await cabinet.herbarium.head()
    seals = 0

    async def seal(project_id: str) -> SealedCheckpoint | None:
        nonlocal seals
        found = await cabinet.seal(project_id)
        if seals == 0:
            await cabinet.herbarium.label(other, SOFIA, tree("alder"))
        seals += 1
        return found

    result = await certify(cabinet.pool, cabinet.herbarium.executor, seal, cabinet.wanted())
    assert isinstance(result, Accepted)
    assert seals == 2  # for the verdict, and for the certificate itself
    (one,) = (await cabinet.certification()).certificates
    assert one.fact.assessment.position == head
    (event,) = await read.read_project(
        cabinet.pool, cabinet.project_id, after=result.position - 1, limit=1
    )
    assert event.actor == MAUD
