"""What the API answered in the second half of the story: of pilots, certificates, releases."""

from __future__ import annotations

from labeltrail.backend.demo.answers import Answer, Nodes


class Part(Answer, kw_only=True):
    """Where a share of the disagreement sits."""

    seat: str
    name: str
    share: float
    alpha_without: float | None


class PilotReport(Answer, kw_only=True):
    cause: str
    sentence: str
    because: list[Part]
    items: int


class Refused(Answer, kw_only=True):
    code: str
    message: str


class Supposed(Answer, kw_only=True):
    verdict: str
    sentence: str


class BatchTried(Answer, kw_only=True):
    batch: dict[str, str]
    supposed: Supposed


class DryRun(Answer, kw_only=True):
    refusal: Refused | None
    batches: list[BatchTried]


class Gold(Answer, kw_only=True):
    gold_id: str
    item_id: str
    category: str
    proposed_by: str


class StaleCount(Answer, kw_only=True):
    guideline_revision: int
    labels: int
    items: int


class StaleCounts(Answer, kw_only=True):
    counts: list[StaleCount]


class GoldsProposed(Answer, kw_only=True):
    gold_items: Nodes[Gold]
    stale_label_counts: StaleCounts


class Sentence(Answer, kw_only=True):
    sentence: str


class Metric(Answer, kw_only=True):
    metric: str


class WorkFinding(Answer, kw_only=True):
    """A requirement, and what would turn it."""

    status: str
    subject: str | None
    sentence: str
    requirement: Metric
    what_would_it_take: Sentence | None


class WorkWanted(Answer, kw_only=True):
    verdict: str
    sentence: str
    requirements: list[WorkFinding]


class Turned(Answer, kw_only=True):
    before: str | None
    after: str


class Revocation(Answer, kw_only=True):
    cause: str
    sentence: str | None
    cause_event_id: str | None
    position: int
    turned: list[Turned]


class CertificateNow(Answer, kw_only=True):
    number: int
    is_in_force: bool
    revocation: Revocation | None


class BatchWork(Answer, kw_only=True):
    """A batch's verdict, what it would take, and its last certificate."""

    readiness: WorkWanted
    certificates: Nodes[CertificateNow]

    @property
    def revocation(self) -> Revocation | None:
        return next((one.revocation for one in self.certificates.nodes), None)


class Tree(Answer, kw_only=True):
    size: int
    root: str


class Assessment(Answer, kw_only=True):
    state_sha256: str
    truths: int
    policy_version: int


class Certificate(Answer, kw_only=True):
    """As it was recorded."""

    number: int
    position: int
    checkpoint: Tree
    assessment: Assessment


class TruthsReleased(Answer, kw_only=True):
    truths: int


class Release(Answer, kw_only=True):
    number: int
    certificate_number: int
    manifest_sha256: str
    assessment: TruthsReleased
