"""What a task of an item comes to by what was said of it, whoever said it; and remembered.

Pure. Items repeat the same few multisets of values, so what follows from one is computed once and
shared. One more answer to a plain item leads from one standing to another, which is remembered as
well. What is remembered is bounded: it is forgotten when it is much, and computed again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import combinations

import msgspec

from labeltrail.events.streams.policy import Policy
from labeltrail.events.values import Task, TaskKind
from labeltrail.projections import truth
from labeltrail.projections.readings import Exclusion
from labeltrail.projections.statistics import AgreementCounts
from labeltrail.projections.statistics.moments import NOTHING, NumberMoments, sameness
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import InForce, Outcome
from labeltrail.projections.unreviewed import Heard

WEIGHT_SCALE = 1_000_000
REMEMBERED_MAX = 4_096
"""Of each kind, for each task."""
TASKS_REMEMBERED_MAX = 32

Says = tuple[str | None, str | None, str | None, int, int]
"""Category, origin, absence, nominal and ordinal weight."""
Exclusions = tuple[tuple[str, int], ...]


class Standing(msgspec.Struct, frozen=True, gc=False, kw_only=True, eq=False):
    """`values` are the readings, sorted; `votes` those cast on an item that is plain (see
    `unreviewed.py`), sorted, None where nobody answered. Of others they say nothing, so they are
    no part of what makes two standings equal.

    The weights order items as evidence of disagreement, in millionths and rounded down:
    `nominal_weight` is the item's share in observed disagreement, unequal pairs / (m - 1);
    `ordinal_weight` the same with each pair times its squared number of steps on the scale.
    """

    values: tuple[str, ...]
    votes: tuple[str, ...] | None
    exclusions: Exclusions
    outcome: Outcome
    agreement: AgreementCounts
    moments: NumberMoments
    nominal_weight: int
    ordinal_weight: int
    says: Says

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Standing):
            return NotImplemented
        mine = (self.values, self.exclusions, self.outcome, self.says)
        return mine == (other.values, other.exclusions, other.outcome, other.says)

    def __hash__(self) -> int:
        return hash((self.values, self.exclusions, self.says))


class Standings:
    """Of one task under one policy and the categories of one taxonomy version."""

    def __init__(self, task: Task, terms: Terms) -> None:
        self._task = task
        self._terms = terms
        self._categories = terms.values[task.name]
        self._known: dict[object, Standing] = {}
        self._after: dict[tuple[int, str | None, bool], tuple[Standing, Standing]] = {}

    def is_of(self, task: Task, policy: Policy | None) -> bool:
        return self._task == task and self._terms.policy == policy

    def heard(self, found: Heard) -> Standing:
        """Of a plain item."""
        votes = tuple(sorted(found.votes)) if found.votes is not None else None
        values = tuple(sorted(found.readings.values()))
        return self._plain(values, votes, _sorted(found.exclusions))

    def decided(
        self, values: Iterable[str], exclusions: Mapping[str, int], outcome: Outcome
    ) -> Standing:
        """Of an item that is not plain; `outcome` is what is true of it."""
        return self._standing(tuple(sorted(values)), None, _sorted(exclusions), outcome)

    def after(self, known: Standing, said: str | None, *, is_person: bool) -> Standing:
        """When a plain item of this standing is given one more answer, None for "cannot tell"."""
        key = (id(known), said, is_person)
        kept = self._after.get(key)
        if kept is not None and kept[0] is known:
            return kept[1]
        votes = known.votes or ()
        if said is not None and (is_person or self._terms.models_vote):
            votes = tuple(sorted((*votes, said)))
        values, exclusions = known.values, known.exclusions
        cause = self._cause(said, is_person=is_person)
        if cause is None and said is not None:
            values = tuple(sorted((*values, said)))
        elif cause is not None:
            counts = dict(exclusions)
            counts[cause] = counts.get(cause, 0) + 1
            exclusions = _sorted(counts)
        now = self._plain(values, votes, exclusions)
        if len(self._after) >= REMEMBERED_MAX:
            self._after.clear()
        self._after[key] = (known, now)
        return now

    def _cause(self, said: str | None, *, is_person: bool) -> Exclusion | None:
        if not is_person:
            return Exclusion.MODEL
        if said is None:
            return Exclusion.CANNOT_TELL
        return None if said in self._categories else Exclusion.CLASS_NOT_IN_TAXONOMY

    def _plain(
        self, values: tuple[str, ...], votes: tuple[str, ...] | None, exclusions: Exclusions
    ) -> Standing:
        key = (values, votes, exclusions)
        kept = self._known.get(key)
        if kept is None:
            outcome = truth.consensus(votes, self._task.name, self._terms)
            kept = self._made(values, votes, exclusions, outcome)
            self._remember(key, kept)
        return kept

    def _standing(
        self,
        values: tuple[str, ...],
        votes: tuple[str, ...] | None,
        exclusions: Exclusions,
        outcome: Outcome,
    ) -> Standing:
        key = (values, exclusions, _said(outcome))
        kept = self._known.get(key)
        if kept is None or kept.outcome != outcome:
            kept = self._made(values, votes, exclusions, outcome)
            self._remember(key, kept)
        return kept

    def _made(
        self,
        values: tuple[str, ...],
        votes: tuple[str, ...] | None,
        exclusions: Exclusions,
        outcome: Outcome,
    ) -> Standing:
        nominal, ordinal = _weights(values, self._task) if len(values) > 1 else (0, 0)
        is_numeric = self._task.kind is TaskKind.NUMERIC
        alike = sameness(values) if is_numeric else values
        return Standing(
            values=values,
            votes=votes,
            exclusions=exclusions,
            outcome=outcome,
            agreement=AgreementCounts.of_item(alike, dict(exclusions)),
            moments=NumberMoments.of_item(values) if is_numeric else NOTHING,
            nominal_weight=nominal,
            ordinal_weight=ordinal,
            says=(*_said(outcome), nominal, ordinal),
        )

    def _remember(self, key: object, standing: Standing) -> None:
        if len(self._known) >= REMEMBERED_MAX:
            self._known.clear()
        self._known[key] = standing


def standings_of(task: Task, terms: Terms) -> Standings:
    """Those of before, where task and policy were the same."""
    global _remembered  # noqa: PLW0603 - replaced whole, so that threads may share it
    for one in _remembered:
        if one.is_of(task, terms.policy):
            return one
    made = Standings(task, terms)
    _remembered = (made, *_remembered[: TASKS_REMEMBERED_MAX - 1])
    return made


def _said(outcome: Outcome) -> tuple[str | None, str | None, str | None]:
    if isinstance(outcome, InForce):
        return (outcome.category, outcome.origin, None)
    return (None, outcome.origin, outcome.reason)


def _sorted(exclusions: Mapping[str, int]) -> Exclusions:
    return tuple(sorted(exclusions.items())) if exclusions else ()


def _weights(values: tuple[str, ...], task: Task) -> tuple[int, int]:
    """Nominal and ordinal weight; the ordinal one is 0 where the classes have no order."""
    if values[0] == values[-1]:  # they are sorted
        return 0, 0
    if task.kind is not TaskKind.ORDINAL:
        return _weights_remembered(values, ())
    categories = task.categories()
    return _weights_remembered(values, tuple(categories.index(one) for one in values))


@lru_cache(maxsize=REMEMBERED_MAX)
def _weights_remembered(values: tuple[str, ...], steps: tuple[int, ...]) -> tuple[int, int]:
    """`steps` says where each value stands on the scale, if there is one."""
    counts = Counter(values)
    place = dict(zip(values, steps, strict=True)) if steps else dict.fromkeys(values, 0)
    unequal, apart = 0, 0
    for one, other in combinations(counts, 2):
        pairs = counts[one] * counts[other]
        unequal += pairs
        apart += pairs * (place[one] - place[other]) ** 2
    others = len(values) - 1
    return WEIGHT_SCALE * unequal // others, WEIGHT_SCALE * apart // others


_remembered: tuple[Standings, ...] = ()
