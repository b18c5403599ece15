"""Which precedents answer a question best, and why. Pure.

Points, out of ten: up to 4 for words, 3 for classes, 2 for the clause and 1 for the item's
attributes, each by the share of what was asked that the precedent has. Precedents in force come
before those that were superseded, then those with more points, then the better match of words,
then the newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import PrecedentId
from labeltrail.events.streams.item.escalation_commands import InvolvedClass
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.precedent import Precedent
from labeltrail.events.values import Choice, ClassSet, Path

STEP = Decimal("0.0001")


class Likeness(StrEnum):
    """What a precedent and a question have in common."""

    WORDS = "words"
    CLASSES = "classes"
    CLAUSE = "clause"
    ATTRIBUTES = "attributes"


POINTS = {
    Likeness.WORDS: 4,
    Likeness.CLASSES: 3,
    Likeness.CLAUSE: 2,
    Likeness.ATTRIBUTES: 1,
}


class Matched(msgspec.Struct, frozen=True, kw_only=True):
    """How a text matches a precedent's: `shared` of the `asked` words, and PostgreSQL's rank."""

    rank: Decimal
    shared: tuple[str, ...]
    asked: int


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for. What is not given counts for nothing."""

    classes: frozenset[InvolvedClass] = frozenset()
    clause: str | None = None
    attributes: dict[str, str] = {}


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """`points` of POINTS, and in words what is alike."""

    likeness: Likeness
    points: Decimal
    sentence: str


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """`score` is the sum of the reasons' points."""

    precedent: Precedent
    score: Decimal
    rank: Decimal
    reasons: tuple[Reason, ...]


NOTHING_ASKED = Question()


def ranked(
    precedents: Iterable[Precedent],
    question: Question = NOTHING_ASKED,
    matches: Mapping[PrecedentId, Matched] | None = None,
) -> tuple[Ranked, ...]:
    """All of them, best first, whatever they share with the question."""
    found = matches or {}
    rows = [_ranked(one, question, found.get(one.precedent_id)) for one in precedents]
    return tuple(sorted(rows, key=_place))


def involved(item: Item) -> frozenset[InvolvedClass]:
    """The classes that standing labels name: what a question about the item is likely about."""
    named: set[InvolvedClass] = set()
    for label in item.active_labels():
        for task, answer in label.answers.items():
            match answer.value:
                case Choice(class_id=class_id):
                    named.add(InvolvedClass(task=task, class_id=class_id))
                case ClassSet(class_ids=several) | Path(class_ids=several):
                    named |= {InvolvedClass(task=task, class_id=one) for one in several}
    return frozenset(named)


def _place(row: Ranked) -> tuple[bool, Decimal, Decimal, int]:
    is_superseded = row.precedent.superseded is not None
    return (is_superseded, -row.score, -row.rank, -row.precedent.position)


def _ranked(precedent: Precedent, question: Question, matched: Matched | None) -> Ranked:
    reasons = tuple(
        one
        for one in (
            _words(matched),
            _classes(precedent, question),
            _clause(precedent, question),
            _attributes(precedent, question),
        )
        if one is not None
    )
    return Ranked(
        precedent=precedent,
        score=sum((one.points for one in reasons), start=Decimal(0)),
        rank=matched.rank if matched is not None else Decimal(0),
        reasons=reasons,
    )


def _reason(likeness: Likeness, part: int, whole: int, sentence: str) -> Reason | None:
    """None where nothing is shared."""
    if not part:
        return None
    points = (Decimal(POINTS[likeness]) * part / whole).quantize(STEP)
    return Reason(likeness=likeness, points=points, sentence=sentence)


def _words(matched: Matched | None) -> Reason | None:
    if matched is None:
        return None
    shared = len(matched.shared)
    return _reason(
        Likeness.WORDS,
        shared,
        max(matched.asked, 1),
        f"{shared} of {matched.asked} words: {', '.join(matched.shared)}",
    )


def _classes(precedent: Precedent, question: Question) -> Reason | None:
    """Jaccard: of the classes that either names."""
    known = frozenset(precedent.recorded.classes)
    shared = sorted(f"{one.class_id} of {one.task}" for one in known & question.classes)
    whole = len(known | question.classes)
    return _reason(Likeness.CLASSES, len(shared), whole, f"classes: {', '.join(shared)}")


def _clause(precedent: Precedent, question: Question) -> Reason | None:
    clause = precedent.recorded.clause
    is_same = clause is not None and clause == question.clause
    return _reason(Likeness.CLAUSE, int(is_same), 1, f"clause {clause}")


def _attributes(precedent: Precedent, question: Question) -> Reason | None:
    known = precedent.recorded.attributes
    shared = sorted(
        f"{name} = {value}"
        for name, value in question.attributes.items()
        if known.get(name) == value
    )
    whole = len(known.keys() | question.attributes.keys())
    return _reason(Likeness.ATTRIBUTES, len(shared), whole, f"items alike: {', '.join(shared)}")
