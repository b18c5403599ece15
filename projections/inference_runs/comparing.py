"""Several methods side by side, on the same votes; nothing is written.

What is known to be true is given to no method here, since it judges them all.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import combinations

import asyncpg
import msgspec
import numpy as np

from labeltrail.events.identifiers import BatchId, TaskName
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.sql import load
from labeltrail.projections.answers import HoldsFor
from labeltrail.projections.inference import Inferred
from labeltrail.projections.inference_runs.computing import (
    READ_SECONDS_MAX,
    Computed,
    Loaded,
    answers_seen,
    computed,
    one_at_a_time,
)
from labeltrail.projections.inference_runs.question import WITH_GOLD, Question
from labeltrail.projections.snapshot import snapshot
from labeltrail.projections.truth import Origin

_SQL = load(__package__, "comparing.sql")
LABELS_MAX = 500_000
"""Somebody waits for the answer."""
METHODS_MAX = 8
SECONDS_MAX = 120.0
"""For all methods together; one that has no answer by then is told as too costly."""
REFERENCES = (Origin.GOLD, Origin.ADJUDICATION)


class Right(msgspec.Struct, frozen=True, kw_only=True):
    """How many items a method is right on, of those whose truth has this origin.

    `n_items` are those with votes; on some of them the method may name no value.
    """

    against: Origin
    n_items: int
    n_named: int
    n_right: int

    @property
    def share(self) -> float | None:
        """None without items."""
        return self.n_right / self.n_items if self.n_items else None


class Compared(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One method's answer, or why it has none."""

    question: Question
    answer: Computed | Rejection
    right: tuple[Right, ...]


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """How two methods, by place in the list, agree on the items that both name a value of."""

    first: int
    second: int
    n_items: int
    n_equal: int

    @property
    def share(self) -> float | None:
        return self.n_equal / self.n_items if self.n_items else None


class Comparison(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    holds_for: HoldsFor
    methods: tuple[Compared, ...]
    together: tuple[Together, ...]


async def compare(
    pool: asyncpg.Pool,
    project_id: str,
    task: TaskName,
    questions: Sequence[Question],
    *,
    batch_id: BatchId | None = None,
    position: int | None = None,
) -> Comparison | Rejection:
    """Raises ReadError and Overloaded."""
    fault = _number_fault(questions)
    if fault is not None:
        return fault
    with one_at_a_time():
        async with snapshot(
            pool, project_id, position=position, seconds_max=READ_SECONDS_MAX
        ) as seen:
            found = await answers_seen(seen, task, batch_id, labels_max=LABELS_MAX)
            if isinstance(found, Rejection):
                return found
            rows = await seen.connection.fetch(
                _SQL.known, *seen.key, seen.terms.edition, task, seen.position
            )
            holds_for = seen.holds_for
        known: dict[Origin, dict[str, str]] = {origin: {} for origin in REFERENCES}
        for row in rows:
            known[Origin(row["origin"])][row["item_id"]] = row["category"]
        ends = time.monotonic() + SECONDS_MAX
        methods = [await _compared(found, one, known, ends) for one in questions]
    return Comparison(
        holds_for=holds_for, methods=tuple(methods), together=tuple(_together(methods))
    )


async def _compared(
    found: Loaded, question: Question, known: Mapping[Origin, Mapping[str, str]], ends: float
) -> Compared:
    blind = {**question.settings, WITH_GOLD: False}
    answer = await computed(
        found,
        msgspec.structs.replace(question, settings=blind),
        seconds_max=max(0.0, ends - time.monotonic()),
    )
    if isinstance(answer, Rejection):
        return Compared(question=question, answer=answer, right=())
    right = tuple(_right(answer.inferred, origin, known[origin]) for origin in REFERENCES)
    return Compared(question=question, answer=answer, right=right)


def _right(inferred: Inferred, origin: Origin, known: Mapping[str, str]) -> Right:
    items = [place for place, item in enumerate(inferred.items) if item in known]
    names = inferred.categories
    codes = [(int(inferred.category[place]), inferred.items[place]) for place in items]
    return Right(
        against=origin,
        n_items=len(items),
        n_named=sum(code >= 0 for code, _ in codes),
        n_right=sum(code >= 0 and names[code] == known[item] for code, item in codes),
    )


def _together(methods: Sequence[Compared]) -> list[Together]:
    """All have the same items in the same order, since they have the same votes."""
    found: list[Together] = []
    for (first, one), (second, other) in combinations(enumerate(methods), 2):
        if isinstance(one.answer, Rejection) or isinstance(other.answer, Rejection):
            continue
        if one.answer.inferred.items != other.answer.inferred.items:
            continue
        codes = one.answer.inferred.category, other.answer.inferred.category
        both = (codes[0] >= 0) & (codes[1] >= 0)
        found.append(
            Together(
                first=first,
                second=second,
                n_items=int(np.count_nonzero(both)),
                n_equal=int(np.count_nonzero(both & (codes[0] == codes[1]))),
            )
        )
    return found


def _number_fault(questions: Sequence[Question]) -> Rejection | None:
    if not questions:
        return Rejection(Rule.NOTHING_GIVEN, "name at least one method", ("methods",))
    if len(questions) <= METHODS_MAX:
        return None
    message = f"compare at most {METHODS_MAX} methods at once, not {len(questions)}"
    return Rejection(Rule.TOO_MANY, message, ("methods",))
