"""Constraints of a taxonomy: combinations of answers that cannot be, in CEL.

The one module that knows the CEL library (https://cel.dev). Pure and deterministic: no clock, no
pattern matching, no function that is not in FUNCTIONS, and no more work than a taxonomy may cost.

An expression reads `answers`, with an entry for each of the constraint's tasks that the label
answers, and `item`, with `modality`, `source` and `attributes`:

    binary, multiclass  the class id, a string      ranking     a list of lists of class ids
    ordinal             the rank, an int            preference  a map: first, second, outcome
    multilabel          a list of class ids         cannot tell null
    hierarchical        a list from the top down    unanswered  no entry: has(answers.t) is false
    numeric             a double

true admits the label and false refuses it. What is not there says nothing: a constraint that reads
an unanswered task, or an attribute that the item has not, admits; one that demands an answer says
so with has(). One that cannot be evaluated refuses, since nobody knows what it would have said.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import assert_never

import cel
import msgspec

from labeltrail.events.constraint_texts import Reading, reading
from labeltrail.events.identifiers import TaskName
from labeltrail.events.limits import CONSTRAINT_ELEMENTS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.values import (
    Answers,
    CannotTell,
    Choice,
    ClassSet,
    Number,
    Path,
    Preference,
    Ranking,
    Rating,
    Value,
)

PROGRAMS_REMEMBERED_MAX = 1_024

Plain = None | bool | int | float | str | list["Plain"] | dict[str, "Plain"]
"""What an expression may read."""


class Constraint(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`tasks` are those whose answers the expression may read; `message` is for annotators."""

    constraint_id: str
    tasks: tuple[TaskName, ...]
    expression: str
    message: str


class ItemFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What an expression may read of the item."""

    modality: str | None = None
    source: str | None = None
    attributes: Mapping[str, str] = {}

    def plain(self) -> dict[str, Plain]:
        return {
            "modality": self.modality,
            "source": self.source,
            "attributes": dict(self.attributes),
        }


class Malformed(Exception):
    """The library does not take the expression; the message is its own."""


class NotEvaluated(Exception):
    """The expression has no value for these answers; the message is the library's."""


class NothingThere(Exception):
    """The expression reads a key that is not there."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def constraints_fault(
    constraints: Iterable[Constraint], answers: Answers, item: ItemFacts
) -> Rejection | None:
    """The first constraint that the answers violate; None when they keep all of them."""
    for constraint in constraints:
        fault = _fault(constraint, answers, item)
        if fault is not None:
            return fault
    return None


def _fault(constraint: Constraint, answers: Answers, item: ItemFacts) -> Rejection | None:
    given = {name: answers[name].value for name in constraint.tasks if name in answers}
    if not given:
        return None
    size = sum(map(_elements, given.values()))
    if size > CONSTRAINT_ELEMENTS_MAX:
        message = (
            f"constraint {constraint.constraint_id!r} reads at most {CONSTRAINT_ELEMENTS_MAX}"
            f" elements of its tasks together, not {size}"
        )
        return Rejection(Rule.CONSTRAINT_NOT_EVALUATED, message)
    try:
        kept = evaluated(
            constraint.expression, {name: plain(value) for name, value in given.items()}, item
        )
    except NothingThere as lack:
        if lack.key in constraint.tasks or lack.key in reading(constraint.expression).attributes:
            return None
        return _not_evaluated(constraint, f"no such key: {lack.key!r}")
    except NotEvaluated as error:
        return _not_evaluated(constraint, str(error))
    if kept is True:
        return None
    if kept is False:
        return Rejection(Rule.CONSTRAINT_VIOLATED, constraint.message)
    return _not_evaluated(constraint, f"it is {kept!r:.100}, neither true nor false")


def _not_evaluated(constraint: Constraint, why: str) -> Rejection:
    message = (
        f"constraint {constraint.constraint_id!r} cannot be evaluated for these answers: {why};"
        " publish a taxonomy version that mends it"
    )
    return Rejection(Rule.CONSTRAINT_NOT_EVALUATED, message)


@lru_cache(maxsize=PROGRAMS_REMEMBERED_MAX)
def compiled(expression: str) -> cel.Program:
    """Raises Malformed. Of an expression that `constraint_texts` has found within bounds."""
    try:
        return cel.compile(expression)
    except Exception as error:
        raise Malformed(str(error)) from None


def functions(expression: str) -> list[str]:
    """The names of the functions and operators that it calls. Raises Malformed."""
    return list(compiled(expression).functions())


def variables(expression: str) -> list[str]:
    """The names that it reads, those of comprehensions among them. Raises Malformed."""
    return list(compiled(expression).variables())


def evaluated(expression: str, answers: dict[str, Plain], item: ItemFacts) -> object:
    """What the expression says. Raises NothingThere, NotEvaluated, Malformed."""
    program = compiled(expression)
    try:
        return program.execute({"answers": answers, "item": item.plain()})
    except KeyError as error:
        raise NothingThere(str(error.args[0])) from None
    except Exception as error:
        raise NotEvaluated(str(error)) from None


def plain(value: Value) -> Plain:
    """The value as an expression reads it."""
    match value:
        case Choice():
            return value.class_id
        case Rating():
            return value.rank
        case ClassSet() | Path():
            return list(value.class_ids)
        case Number():
            return float(value.number)
        case Ranking():
            return [list(group) for group in value.groups]
        case Preference():
            outcome = str(value.outcome)
            return {"first": value.first, "second": value.second, "outcome": outcome}
        case CannotTell():
            return None
        case _:
            assert_never(value)


def _elements(value: Value) -> int:
    match value:
        case ClassSet() | Path():
            return len(value.class_ids)
        case Ranking():
            return sum(map(len, value.groups))
        case _:
            return 1


__all__ = [
    "Constraint",
    "ItemFacts",
    "Malformed",
    "NotEvaluated",
    "NothingThere",
    "Plain",
    "Reading",
    "compiled",
    "constraints_fault",
    "evaluated",
    "functions",
    "plain",
    "variables",
]
