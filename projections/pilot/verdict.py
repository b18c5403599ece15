"""What the disagreement of a pilot asks for: another taxonomy, a clearer guideline, or training.

Pure and deterministic. A part counts as a cause when leaving it out takes away at least a quarter
of what alpha lacks to 1, with the whole interval of the gain above 0. Of several the one with the
greatest gain is the verdict, the others are told after it. A person can only stand out where three
or more labeled; a clause only where it is cited on some items and not on most.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from labeltrail.projections.pilot.decomposition import Decomposition, Part, Seat

ALPHA_ENOUGH = 0.8
"""Agreement that needs no mending; K. Krippendorff, Content Analysis (2013), chapter 12."""
LACK_TAKEN_MIN = 0.25
ITEMS_MIN = 10
PEOPLE_MIN = 3
CITING_ITEMS_MIN = 3
CITED_SHARE_MAX = 0.8


class Cause(StrEnum):
    """Where a pilot's disagreement sits."""

    TAXONOMY = "taxonomy"
    """In a pair of classes."""
    GUIDELINE = "guideline"
    """In a clause."""
    TRAINING = "training"
    """In a person."""
    SPREAD = "spread"
    """In no one of them."""
    NOWHERE = "nowhere"
    """Annotators agree well enough."""
    UNTOLD = "untold"
    """There is too little to tell."""


class PilotVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """`because` are the parts that the verdict rests on, the greatest gain first."""

    cause: Cause
    sentence: str
    because: tuple[Part, ...] = ()


_OF_SEAT = {
    Seat.CLASS_PAIR: Cause.TAXONOMY,
    Seat.CLAUSE: Cause.GUIDELINE,
    Seat.ANNOTATOR: Cause.TRAINING,
}
_ORDER = tuple(Seat)


def judged(found: Decomposition) -> PilotVerdict:
    if found.n_items < ITEMS_MIN:
        return PilotVerdict(
            cause=Cause.UNTOLD,
            sentence=f"{found.n_items} items have two values or more; a verdict takes {ITEMS_MIN}.",
        )
    if not found.disagreement:
        sentence = "All values that could be compared are the same: there is nothing to mend here."
        return PilotVerdict(cause=Cause.NOWHERE, sentence=sentence)
    alpha = found.alpha
    if alpha is None:
        return PilotVerdict(cause=Cause.UNTOLD, sentence="Agreement has no value here.")
    if alpha >= ALPHA_ENOUGH:
        sentence = f"Alpha is {alpha:.2f}: annotators agree well enough to go on."
        return PilotVerdict(cause=Cause.NOWHERE, sentence=sentence)
    causes = sorted(
        _causes(found, alpha), key=lambda one: (-(one.gain or 0), _ORDER.index(one.seat), one.names)
    )
    if not causes:
        return PilotVerdict(
            cause=Cause.SPREAD,
            sentence=(
                f"Alpha is {alpha:.2f}, and no one pair of classes, clause or person explains a"
                " quarter of what it lacks: look at the items that weigh most together."
            ),
        )
    first = causes[0]
    return PilotVerdict(
        cause=_OF_SEAT[first.seat],
        sentence=_sentence(first, alpha, causes[1:]),
        because=tuple(causes),
    )


def _causes(found: Decomposition, alpha: float) -> Iterator[Part]:
    for part in found.parts:
        if part.seat is Seat.ANNOTATOR and found.n_annotators < PEOPLE_MIN:
            continue
        if part.seat is Seat.CLAUSE:
            is_rare = part.n_items < CITING_ITEMS_MIN
            if is_rare or part.n_values > CITED_SHARE_MAX * found.n_values:
                continue
        gain, between = part.gain, part.gain_interval
        if gain is None or between is None or between.low <= 0:
            continue
        if gain >= LACK_TAKEN_MIN * (1 - alpha):
            yield part


def _sentence(first: Part, alpha: float, others: list[Part]) -> str:
    between = first.gain_interval
    range_ = f" (gain {between.low:.2f} to {between.high:.2f})" if between is not None else ""
    told = (
        f"{_SUBJECTS[first.seat].format(*first.names)} {first.share:.0%} of all disagreement;"
        f" {_WITHOUT[first.seat]}, alpha would be {first.alpha_without:.2f} instead of"
        f" {alpha:.2f}{range_}: {_MEND[first.seat]}."
    )
    rest = "; ".join(named(one) for one in others[:3])
    return f"{told} Then look at {rest}." if rest else told


def named(part: Part) -> str:
    """
    >>> from labeltrail.projections.pilot.decomposition import Seat
    >>> named(Part(seat=Seat.CLAUSE, names=("2.1",), disagreement=1, share=1, n_items=1,
    ...     n_values=2, alpha_without=None, gain=None, gain_interval=None, items=()))
    'clause 2.1'
    """
    match part.seat:
        case Seat.CLASS_PAIR:
            return f"{part.names[0]} and {part.names[1]}"
        case Seat.CLAUSE:
            return f"clause {part.names[0]}"
        case Seat.ANNOTATOR:
            return part.names[0]


_SUBJECTS = {
    Seat.CLASS_PAIR: "Disagreement sits in the taxonomy: {} and {} make up",
    Seat.CLAUSE: "Disagreement sits in the guideline: items that cite clause {} hold",
    Seat.ANNOTATOR: "Disagreement sits in a person: {} has a part in",
}
_WITHOUT = {
    Seat.CLASS_PAIR: "with the two as one class",
    Seat.CLAUSE: "without those items",
    Seat.ANNOTATOR: "without their values",
}
_MEND = {
    Seat.CLASS_PAIR: "define what tells them apart, or merge them",
    Seat.CLAUSE: "make the clause clearer before going on",
    Seat.ANNOTATOR: "train them on the items shown",
}
