"""How far quotas of classes are met: what there is, what is wanted, what is missing.

    have     items whose ground truth is the class, or holds it
    items    items with ground truth in the task; the others count nowhere
    share    have / items
    missing  items of the class that would have to be added: max of items_min - have and the least
             x with (have + x) / (items + x) >= share_min, which is
             ceil((share_min items - have) / (1 - share_min))
    over     items of the class too many: max of have - items_max and the least x with
             (have - x) / (items - x) <= share_max, ceil((have - share_max items) / (1 - share_max))

Exact: integers and fractions, no floats. Shares of no items are undefined, never zero.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil

import msgspec

from labeltrail.events.streams.policy.quotas import Quota
from labeltrail.events.values import Task
from labeltrail.projections.slices.classes import Classes


class QuotaStatus(StrEnum):
    """UNDEFINED: a share is wanted, and no item has ground truth; or the task is gone."""

    MET = "met"
    MISSING = "missing"
    EXCEEDED = "exceeded"
    UNDEFINED = "undefined"


class QuotaProgress(msgspec.Struct, frozen=True, kw_only=True):
    """
    within   the batch that it counts in; None: the project
    missing  and `over`: see the module; None where no number of items would do
    filled   have / wanted at least, at most 1: how far it is; None where nothing is wanted at least
    """

    quota: Quota
    within: str | None
    status: QuotaStatus
    have: int
    items: int
    share: Fraction | None
    missing: int | None
    over: int | None
    filled: Fraction | None


def progress(
    quota: Quota,
    task: Task | None,
    truths: Mapping[str, str],
    among: Collection[str] | None = None,
    *,
    within: str | None = None,
) -> QuotaProgress:
    """`truths` are categories by item, of the quota's task; `among` the items of the batch.

    >>> from decimal import Decimal
    >>> from labeltrail.events.values import ClassDefinition, TaskKind
    >>> classes = tuple(ClassDefinition(class_id=c, definition=c) for c in ("cat", "dog"))
    >>> task = Task(name="t", kind=TaskKind.MULTICLASS, question="?", classes=classes)
    >>> truths = {"i1": "cat", "i2": "dog", "i3": "dog", "i4": "dog"}
    >>> found = progress(Quota(task="t", class_id="cat", share_min=Decimal("0.4")), task, truths)
    >>> found.have, found.items, found.missing, str(found.filled)
    (1, 4, 1, '5/8')
    """
    if task is None:
        return _told(quota, within, QuotaStatus.UNDEFINED, 0, 0)
    classes = Classes(task)
    counted = truths.values() if among is None else [truths[one] for one in among if one in truths]
    have = sum(quota.class_id in classes.of(one) for one in counted)
    return of_counts(quota, have, len(counted), within=within)


def of_counts(quota: Quota, have: int, items: int, *, within: str | None = None) -> QuotaProgress:
    """From the two numbers that everything follows from."""
    if not items and (quota.share_min is not None or quota.share_max is not None):
        return _told(quota, within, QuotaStatus.UNDEFINED, have, items)
    missing, over = _missing(quota, have, items), _over(quota, have, items)
    status = QuotaStatus.MET
    if missing != 0:
        status = QuotaStatus.MISSING
    elif over != 0:
        status = QuotaStatus.EXCEEDED
    return _told(quota, within, status, have, items, missing, over, _filled(quota, have, items))


def worst(found: Collection[QuotaProgress]) -> QuotaProgress | None:
    """The one that is furthest from being met: undefined, then missing most of what is wanted."""
    order = {QuotaStatus.UNDEFINED: 0, QuotaStatus.MISSING: 1, QuotaStatus.EXCEEDED: 2}
    unmet = [one for one in found if one.status is not QuotaStatus.MET]
    return min(
        unmet,
        key=lambda one: (
            order[one.status],
            one.filled if one.filled is not None else Fraction(1),
            -(one.over or 0),
            one.quota.task,
            one.quota.class_id,
            one.within or "",
        ),
        default=None,
    )


def _missing(quota: Quota, have: int, items: int) -> int | None:
    wanted = max(0, (quota.items_min or 0) - have)
    share = _exact(quota.share_min)
    if share is None or have >= share * items:
        return wanted
    if share == 1:
        return None  # one item of another class is there for good
    return max(wanted, ceil((share * items - have) / (1 - share)))


def _over(quota: Quota, have: int, items: int) -> int | None:
    most = have if quota.items_max is None else quota.items_max
    beyond = max(0, have - most)
    share = _exact(quota.share_max)
    if share is None or have <= share * items:
        return beyond
    if share == 1:
        return beyond
    return max(beyond, ceil((have - share * items) / (1 - share)))


def _filled(quota: Quota, have: int, items: int) -> Fraction | None:
    parts = []
    if quota.items_min:
        parts.append(Fraction(have, quota.items_min))
    share = _exact(quota.share_min)
    if share and items:
        parts.append(Fraction(have, items) / share)
    return min(Fraction(1), *parts) if parts else None


def _exact(share: Decimal | None) -> Fraction | None:
    return None if share is None else Fraction(share)


def _told(
    quota: Quota,
    within: str | None,
    status: QuotaStatus,
    have: int,
    items: int,
    missing: int | None = None,
    over: int | None = None,
    filled: Fraction | None = None,
) -> QuotaProgress:
    return QuotaProgress(
        quota=quota,
        within=within,
        status=status,
        have=have,
        items=items,
        share=Fraction(have, items) if items else None,
        missing=missing,
        over=over,
        filled=filled,
    )
