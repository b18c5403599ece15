"""What readiness would be under another policy, or as if some labels had not come.

Pure, and nothing is written. Under another policy ground truth is taken anew: overlap, quorum and
method are the other policy's; a method that takes a recorded run finds those that were recorded.

As if labels had not come: they and their reviews are left out, and nothing else is undone. What
people did because of them stays: decisions of adjudicators, escalations, requests for review, and
that the item was revealed.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labeltrail.events.identifiers import BatchId, ItemId, LabelId, MemberId
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Policy
from labeltrail.projections.readiness.judge import judged
from labeltrail.projections.readiness.material import Material, referred
from labeltrail.projections.readiness.verdicts import Readiness, Waiver

LEFT_OUT_MAX = 1_000
"""Labels, annotators or revisions that one question names."""


class Without(msgspec.Struct, frozen=True, kw_only=True):
    """Labels that are taken as not given: each that any of these names."""

    labels: frozenset[LabelId] = frozenset()
    annotators: frozenset[MemberId] = frozenset()
    guideline_revisions: frozenset[int] = frozenset()

    @property
    def is_nothing(self) -> bool:
        return not (self.labels or self.annotators or self.guideline_revisions)


NOTHING = Without()


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """`left_out`: so many labels that stand were taken as not given."""

    actual: Readiness
    supposed: Readiness
    left_out: int


def what_if(
    material: Material,
    policy: Policy | None = None,
    without: Without = NOTHING,
    waivers: Sequence[Waiver] = (),
) -> WhatIf:
    """Both under the policy in force where none is given. Waivers hold for the very requirements
    that they were given for, under whichever policy.
    """
    supposed = material if without.is_nothing else left_out(material, without)
    return WhatIf(
        actual=judged(material, waivers=waivers),
        supposed=judged(supposed, policy, waivers),
        left_out=_labels(material) - _labels(supposed),
    )


def left_out(material: Material, without: Without) -> Material:
    def change(item_id: ItemId, item: Item) -> Item:
        kept = {
            label_id: label
            for label_id, label in item.labels.items()
            if label_id not in without.labels
            and label.annotator not in without.annotators
            and label.guideline_revision not in without.guideline_revisions
        }
        if len(kept) == len(item.labels):
            return item
        return msgspec.structs.replace(item, labels=kept)

    return material.changed(change)


def compared_with(material_policy: Policy | None, policy: Policy | None) -> frozenset[BatchId]:
    """The batches that material needs for both policies."""
    return referred(material_policy) | referred(policy)


def _labels(material: Material) -> int:
    return sum(len(item.active_labels()) for item in material.states.values())
