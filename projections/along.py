"""The shares of items along the steps of a page, each had from the one before where there is one.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from labeltrail.events.identifiers import ItemId
from labeltrail.projections.contribution import Share, Sharing
from labeltrail.projections.fold import ItemStep
from labeltrail.projections.terms import Terms

_NOT_KNOWN: Mapping[ItemId, Share] = {}


class Shared(msgspec.Struct, frozen=True, gc=False):
    """A step with the item's share before it and after it. `known` is None for a new item."""

    step: ItemStep
    known: Share | None
    now: Share


def shared(
    steps: Iterable[ItemStep], terms: Terms, known_before: Mapping[ItemId, Share] = _NOT_KNOWN
) -> list[Shared]:
    """The shares along the steps, each had from the one before where there is one.

    `known_before` are shares under the same terms of items as they were before the first step.
    """
    sharing = Sharing(terms)
    found: list[Shared] = []
    shares = dict(known_before)
    for step in steps:
        former, state = step.former, step.now.state
        if former is None:
            known, now = None, sharing.share(state)
        else:
            known = shares.get(step.item_id) or sharing.share(former.state)
            is_same = former.state is state
            now = known if is_same else sharing.share_after_event(former.state, known, state)
        shares[step.item_id] = now
        found.append(Shared(step, known, now))
    return found
