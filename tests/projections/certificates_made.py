"""A cabinet of sheets on its way to a certificate: labels, a key to seal with, and the acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labeltrail.events.acts import Act
from labeltrail.events.identifiers import BatchId, ItemId, MemberId
from labeltrail.events.ledger.checkpoints import SealedCheckpoint
from labeltrail.events.ledger.read import read_streams
from labeltrail.events.ledger.seal import seal
from labeltrail.events.requests import Accepted, Result
from labeltrail.events.streams import certificate
from labeltrail.events.streams.certificate import Certification
from labeltrail.events.streams.policy import Comparison, Metric, Policy
from labeltrail.events.streams.policy.certification import Certification as Section
from labeltrail.events.streams.project import Role
from labeltrail.projections.certificates.certifying import Wanted, certify
from tests.projections.herbarium import (
    ANNOTATORS,
    GENUS,
    MAUD,
    TENANT,
    Herbarium,
    require,
    tree,
)

NOOR, EMEKA, SOFIA, JIRI = ANNOTATORS
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
INSTANCE = "herbarium.example.org"
DRAWER = BatchId("drawer-7")
COVERED = require(Metric.COVERAGE, Comparison.AT_LEAST, "1")
AGREED = require(Metric.ALPHA_NOMINAL, Comparison.AT_LEAST, "0.6", task=GENUS)
STRICT = Policy(
    overlap=2,
    quorum=2,
    requirements=(COVERED, AGREED),
    certification=Section(waivers=(Role.MANAGER, Role.ADJUDICATOR)),
)
SHEETS = tuple(f"sheet/1847-{number:02}" for number in range(1, 9))
TREES = ("alder", "birch", "willow", "alder", "birch", "willow", "alder", "birch")


class Cabinet:
    """A herbarium with a drawer of sheets, all of them labeled twice, in agreement."""

    def __init__(self, herbarium: Herbarium) -> None:
        self.herbarium = herbarium
        self.pool = herbarium.pool
        self.project_id = herbarium.project_id
        self.items: tuple[ItemId, ...] = ()

    async def filled(self, policy: Policy = STRICT, *, sheets: Sequence[str] = SHEETS) -> None:
        await self.herbarium.found(policies=(policy,))
        self.items = await self.herbarium.register(*sheets)
        await self.herbarium.open_batch(DRAWER, self.items)
        for item_id, name in zip(self.items, TREES, strict=False):
            for who in (NOOR, EMEKA):
                await self.herbarium.label(item_id, who, tree(name))

    async def seal(self, project_id: str) -> SealedCheckpoint | None:
        return await seal(self.pool, project_id, KEY, instance=INSTANCE)

    def wanted(
        self,
        batch_id: BatchId = DRAWER,
        *,
        person: MemberId = MAUD,
        command_id: UUID | None = None,
        expected_version: int | None = None,
    ) -> Wanted:
        now = datetime.now(UTC)
        return Wanted(
            project_id=self.project_id,
            command_id=command_id or uuid4(),
            batch_id=batch_id,
            act=Act(actor=person, person=person, now=now, occurred_at=now, tenant=TENANT),
            expected_version=expected_version,
        )

    async def ask(self, wanted: Wanted | None = None) -> Result:
        return await certify(self.pool, self.herbarium.executor, self.seal, wanted or self.wanted())

    async def certify(self) -> Accepted:
        result = await self.ask()
        assert isinstance(result, Accepted), result
        return result

    async def certification(self, batch_id: BatchId = DRAWER) -> Certification:
        stream = certificate.PREFIX + batch_id
        return certificate.fold(await read_streams(self.pool, self.project_id, (stream,)))
