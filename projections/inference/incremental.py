"""How each method follows its votes, in the words of `statistics.coefficient`.

PER_ITEM: an item's truth rests on its own votes alone, so a vote moves its own item and no other.
GLOBAL: how much a vote weighs is learned from all items, so one vote may move every item.
"""

from __future__ import annotations

from collections.abc import Mapping

from labeltrail.projections.inference.parameters import (
    PARAMETERS,
    Method,
    Parameters,
    WeightedVote,
    WeightsFrom,
)
from labeltrail.projections.statistics.coefficient import Incremental

INCREMENTAL: Mapping[Method, Incremental] = {
    Method.AUTOMATIC: Incremental.GLOBAL,
    Method.MAJORITY: Incremental.PER_ITEM,
    Method.WEIGHTED_VOTE: Incremental.GLOBAL,
    Method.ONE_COIN_DAWID_SKENE: Incremental.GLOBAL,
    Method.DAWID_SKENE: Incremental.GLOBAL,
    Method.MACE: Incremental.GLOBAL,
    Method.GLAD: Incremental.GLOBAL,
    Method.BRADLEY_TERRY: Incremental.GLOBAL,
}
"""With the method's defaults."""

_METHODS = {kind: method for method, kind in PARAMETERS.items()}


def incremental(parameters: Parameters) -> Incremental:
    """
    >>> GIVEN = WeightsFrom.GIVEN
    >>> str(incremental(WeightedVote())), str(incremental(WeightedVote(weights_from=GIVEN)))
    ('GLOBAL', 'PER_ITEM')
    """
    if isinstance(parameters, WeightedVote) and parameters.weights_from is WeightsFrom.GIVEN:
        return Incremental.PER_ITEM
    return INCREMENTAL[_METHODS[type(parameters)]]
