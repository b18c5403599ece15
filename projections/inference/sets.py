"""Sets of classes: each class its own question, in or not; then the set of those that are in.

Guarantees: every class is asked of every answer, so leaving a class out is a vote against it, and
the empty set is a possible truth. Where any class ties or has too few votes there is no set, and
the classes that stay open are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
import numpy as np

from labeltrail.projections.inference.budget import Stop, check_work, never
from labeltrail.projections.inference.choice import chosen
from labeltrail.projections.inference.entry import infer
from labeltrail.projections.inference.errors import ParametersOfAnotherMethod, ValueNotASet
from labeltrail.projections.inference.inferred import OUTCOMES, Inferred, Outcome
from labeltrail.projections.inference.parameters import Method, Parameters, checked
from labeltrail.projections.inference.votes import Votes
from labeltrail.projections.statistics.table import ReadingTable

ABSENT, PRESENT = "absent", "present"


class InferredSet(msgspec.Struct, frozen=True, kw_only=True):
    """
    category     the set as the statistics name it: a JSON array of classes, sorted; or None
    open_classes those that have no answer, when there is no set
    present      of each class, how likely it is in; empty without votes
    """

    item: str
    outcome: Outcome
    category: str | None
    open_classes: tuple[str, ...]
    present: Mapping[str, Decimal]
    n_votes: int


class InferredSets(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """`by_class`: categories "absent" and "present"; everything else is told there."""

    classes: tuple[str, ...]
    by_class: Mapping[str, Inferred]

    def of(self, item: str) -> InferredSet:
        """Raises ItemNotInferred."""
        found = {each: inferred.of(item) for each, inferred in self.by_class.items()}
        outcomes = {each.outcome for each in found.values()}
        outcome = next((one for one in _GRAVEST_FIRST if one in outcomes), Outcome.NO_VOTES)
        is_known = outcome in (Outcome.DECIDED, Outcome.GOLD)
        members = sorted(each for each, told in found.items() if told.category == PRESENT)
        return InferredSet(
            item=item,
            outcome=outcome,
            category=msgspec.json.encode(members).decode() if is_known else None,
            open_classes=tuple(each for each, told in found.items() if told.category is None),
            present={
                each: told.posterior[PRESENT] for each, told in found.items() if told.posterior
            },
            n_votes=next((told.n_votes for told in found.values()), 0),
        )


_GRAVEST_FIRST = tuple(reversed(OUTCOMES))


def infer_sets(
    table: ReadingTable,
    classes: Sequence[str],
    method: Method = Method.AUTOMATIC,
    parameters: Parameters | None = None,
    seed: int = 0,
    gold: Mapping[str, str] | None = None,
    *,
    stop: Stop = never,
) -> InferredSets:
    """The table's and gold's categories are JSON arrays of classes.

    Raises ValueNotASet, and the InferenceErrors of `infer`.

    >>> votes = [("leaf", "ann", '["oak"]'), ("leaf", "bob", '["elm","oak"]'), ("leaf", "cy", "[]"),
    ...          ("bark", "ann", "[]"), ("bark", "bob", "[]")]
    >>> inferred = infer_sets(ReadingTable.of(votes), ["elm", "oak"], Method.MAJORITY)
    >>> inferred.of("leaf").category, inferred.of("bark").category
    ('["oak"]', '[]')
    """
    if method is Method.BRADLEY_TERRY:
        raise ParametersOfAnotherMethod(method, "sets of classes", "preferences or rankings")
    members = [_members(category, classes) for category in table.categories]
    known = {item: _members(category, classes) for item, category in (gold or {}).items()}
    by_class: dict[str, Inferred] = {}
    for each in sorted(classes):
        is_in = np.array([each in found for found in members], dtype=np.int32)
        asked = ReadingTable.of_codes(
            items=table.items,
            annotators=table.annotators,
            categories=(ABSENT, PRESENT),
            item=table.item,
            annotator=table.annotator,
            category=is_in[table.category] if members else table.category,
        )
        if not by_class:
            votes = Votes.of(asked, {})
            _, taking, _ = chosen(method, checked(method, parameters), votes)
            check_work(votes, taking, times=len(classes))
        told = {item: PRESENT if each in found else ABSENT for item, found in known.items()}
        by_class[each] = infer(asked, method, parameters, seed, told, stop=stop)
    return InferredSets(classes=tuple(sorted(classes)), by_class=by_class)


def _members(category: str, classes: Sequence[str]) -> frozenset[str]:
    try:
        found = msgspec.json.decode(category, type=list[str])
    except (msgspec.DecodeError, msgspec.ValidationError) as fault:
        raise ValueNotASet(category) from fault
    if not set(found) <= set(classes):
        raise ValueNotASet(category)
    return frozenset(found)
