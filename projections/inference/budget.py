"""How much work a fit may be, told before it begins; and a way to end one that has begun.

Guarantees: the bound rests on the table's size and the parameters alone, never on a clock, so
that the same question is refused everywhere or nowhere. A fit that is stopped has no answer.
"""

from __future__ import annotations

from collections.abc import Callable

from labeltrail.projections.inference.errors import Stopped, TooMuchWork
from labeltrail.projections.inference.parameters import (
    DawidSkene,
    Glad,
    Mace,
    OneCoinDawidSkene,
    Parameters,
)
from labeltrail.projections.inference.votes import Votes

WORK_MAX = 10_000_000_000
"""Passes over a vote or a cell, 5 to 20 ns each: a few minutes if nothing converges before."""

ITERATION_WORK = 10_000
"""What an iteration takes however few votes there are."""

Stop = Callable[[], bool]
"""Asked between iterations: whether nobody waits for the answer any more."""


def never() -> bool:
    return False


def go_on(stop: Stop) -> None:
    """Raises Stopped where it is time to."""
    if stop():
        raise Stopped


def work(votes: Votes, parameters: Parameters) -> int:
    """Passes over votes and cells if every iteration is run; 0 for votes counted once and for
    Bradley-Terry, whose Newton steps are few whatever is asked for.

        restarts * iterations * (votes * steps + items * classes + cells of annotators + 10,000)
    """
    cells = votes.n_items * votes.n_categories
    of_annotators = votes.n_annotators * votes.n_categories
    match parameters:
        case DawidSkene():
            each = votes.n_votes + cells + votes.n_cells_of_answers
            return parameters.iterations_max * (each + ITERATION_WORK)
        case OneCoinDawidSkene():
            return parameters.iterations_max * (votes.n_votes + cells + ITERATION_WORK)
        case Mace():
            each = votes.n_votes + cells + of_annotators + ITERATION_WORK
            return parameters.restarts * parameters.iterations_max * each
        case Glad():
            each = parameters.steps_max * (votes.n_votes + ITERATION_WORK)
            return parameters.iterations_max * (each + cells)
        case _:
            return 0


def check_work(votes: Votes, parameters: Parameters, times: int = 1) -> None:
    """Raises TooMuchWork. `times`: so many such fits make one answer."""
    asked = times * work(votes, parameters)
    if asked > WORK_MAX:
        raise TooMuchWork(asked, WORK_MAX)
