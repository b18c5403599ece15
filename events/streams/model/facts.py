"""What can happen to a model. Past tense, complete without a later look-up, never changed."""

from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import BatchId, MemberId, TaskName
from labeltrail.events.streams.project import MemberKind


class Against(StrEnum):
    """What a model's answers were held against."""

    GOLD = "gold"
    GROUND_TRUTH = "ground_truth"
    """Of any origin but the model's own vote: gold, adjudication, review, people's consensus."""
    RELEASE = "release"
    """Of a release, which a client evaluated it on."""


class ModelRegistered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A version of a model, or of a labeling function. `member` labels in its name.

    `trained_on` names releases, by their ids.
    """

    name: str
    version: str
    model_kind: MemberKind
    member: MemberId | None = None
    trained_on: tuple[str, ...] = ()


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """So many items that are `truth` were called `said`; None: it gave no answer that counts."""

    truth: str
    said: str | None
    items: int


class ClassFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Of one class: items that are of it, items called it, and how many of both."""

    category: str
    truth: int
    said: int
    right: int


class Evaluated(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was evaluated, and what came out.

    `is_computed`: from the member's labels in this ledger as of `position`; else by the client.
    `release` names the release whose items they were, `batch_id` the batch. Classes in the order
    of the taxonomy's list, the confusion by truth and answer.
    """

    task: TaskName
    against: Against
    taxonomy_version: int
    is_computed: bool
    items: int
    right: int
    classes: tuple[ClassFigures, ...]
    confusion: tuple[Confusion, ...]
    position: int | None = None
    batch_id: BatchId | None = None
    release: str | None = None


class ModelEvaluated(msgspec.Struct, frozen=True, kw_only=True):
    """How a version of the model did.

    `vouched_by` is the person who answers for counts that were made elsewhere: neither a machine,
    nor a service, nor the member who labels in the model's name.
    """

    version: str
    result: Evaluated
    vouched_by: MemberId | msgspec.UnsetType = msgspec.UNSET
