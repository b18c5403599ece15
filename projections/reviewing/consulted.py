"""What each origin of the policy's order says of an item, as steps of an explanation."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from labeltrail.events.identifiers import TaskName
from labeltrail.events.streams.item import gold_state
from labeltrail.events.streams.item.state import Item, ReviewRequest
from labeltrail.events.values.categories import shown
from labeltrail.projections import truth
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence, InForce, Origin, Outcome
from labeltrail.projections.wording import counted_noun, listed


class Consulted(msgspec.Struct, frozen=True, kw_only=True):
    """`category` or `absence` is what the origin says; neither: it says nothing."""

    origin: Origin
    decides: bool
    category: str | None
    absence: Absence | None
    sentence: str


class Tallied(msgspec.Struct, frozen=True, kw_only=True):
    """A category with its votes. Several that lead are a tie."""

    category: str
    votes: int
    leads: bool


def steps(item: Item, task: TaskName, outcome: Outcome, terms: Terms) -> Iterator[Consulted]:
    """One for each origin up to the one that decides, which comes last."""
    found = list(truth.consulted(item, task, terms))
    for origin, said in found:
        decides = said is not None and truth.is_final(said)
        yield Consulted(
            origin=origin,
            decides=decides or (said == outcome and origin is found[-1][0]),
            category=shown(said.category) if isinstance(said, InForce) else None,
            absence=said.reason if said is not None and not isinstance(said, InForce) else None,
            sentence=_sentence(origin, said, item, task),
        )


def tallied(votes: dict[str, int]) -> tuple[Tallied, ...]:
    """Most votes first."""
    most = max(votes.values(), default=0)
    return tuple(
        Tallied(category=shown(one), votes=number, leads=number == most)
        for one, number in votes.items()
    )


def wishes(item: Item, task: TaskName) -> tuple[ReviewRequest, ...]:
    """Who is to judge the item still, why and by which rule: about the task, or all of it."""
    return tuple(one for one in item.review_requests if one.task in (None, task))


def order_told(order: tuple[Origin, ...]) -> str:
    """
    >>> order_told((Origin.GOLD, Origin.REVIEW, Origin.CONSENSUS))
    'gold, then review, then consensus'
    """
    return ", then ".join(order)


def _sentence(origin: Origin, said: Outcome | None, item: Item, task: TaskName) -> str:
    if isinstance(said, InForce):
        return f"{origin.capitalize()} says {shown(said.category)}."
    if said is not None:
        return f"{origin.capitalize()}: {said.reason.replace('_', ' ')}."
    return _SILENT[origin](item, task)


def _no_gold(item: Item, task: TaskName) -> str:
    if gold_state.contested(item.golds, task) is not None:
        return "Its gold is contested and does not count."
    return "No gold is in force."


def _no_adjudication(item: Item, task: TaskName) -> str:
    former = item.adjudication
    if former is None or task not in former.answers:
        return "Nobody has adjudicated it."
    return f"The adjudication by {former.adjudicator} was re-opened and does not count."


def _no_review(item: Item, task: TaskName) -> str:
    reviews = [one.review_in_force() for one in item.active_labels() if task in one.answers]
    rejecting = sorted({one.reviewer for one in reviews if one is not None})
    if not rejecting:
        return "No review in force says what is true."
    labels = counted_noun(sum(one is not None for one in reviews), "label")
    return f"{listed(rejecting)} rejected {labels}, which says what is not true."


def _no_votes(item: Item, task: TaskName) -> str:
    raise ValueError("consensus always says something, if only that nobody answered")


_SILENT: dict[Origin, Callable[[Item, TaskName], str]] = {
    Origin.GOLD: _no_gold,
    Origin.ADJUDICATION: _no_adjudication,
    Origin.REVIEW: _no_review,
    Origin.CONSENSUS: _no_votes,
}
