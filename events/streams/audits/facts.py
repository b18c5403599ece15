"""What can happen to an audit. Past tense, complete without a later look-up, never changed."""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, MemberId, TaskName
from labeltrail.events.values import Value


class StratifiedBy(StrEnum):
    """What the population is cut by before it is drawn from."""

    NOTHING = "nothing"
    CLASS = "class"
    """The accepted category."""
    ORIGIN = "origin"
    """How it came to be accepted: consensus, review, adjudication, gold."""


class Stratum(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the population: how many items it has, and how many of them were drawn."""

    key: str
    items: int
    sampled: int


class SampledItem(msgspec.Struct, frozen=True, kw_only=True):
    """`accepted` is the category of the ground truth when the sample was drawn."""

    item_id: ItemId
    stratum: str
    accepted: str


class AuditPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How the sample was drawn, so that anybody draws the same again.

    batch_id         whose items with ground truth in the task are the population; None: all
    position         that they were looked at
    expected_error   the share of wrong ones that the size rests on
    half_width       of the interval at `level`, if the share is as expected
    """

    task: TaskName
    batch_id: BatchId | None
    position: int
    items: int
    stratified_by: StratifiedBy
    strata: tuple[Stratum, ...]
    seed: int
    level: Decimal
    expected_error: Decimal
    half_width: Decimal
    algorithm: str
    algorithm_version: int


class AuditPlanned(msgspec.Struct, frozen=True, kw_only=True):
    """The sample was drawn, and is the batch of the same id. Sorted by item."""

    plan: AuditPlan
    sample: tuple[SampledItem, ...]


class ItemAudited(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who had no part in it says of an item of the sample.

    Right where its category is the one that was accepted; "cannot tell" decides nothing.
    """

    item_id: ItemId
    auditor: MemberId
    value: Value
    taxonomy_version: int
    guideline_revision: int
    clause: str | None = None
