"""Precedents are ranked by what they share with a question, and each rank has its reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from labeltrail.events.identifiers import ClassId, MemberId, PrecedentId, TaskName
from labeltrail.events.streams.item.escalation_commands import InvolvedClass
from labeltrail.events.streams.precedent import Precedent, PrecedentSuperseded
from labeltrail.projections.precedents.ranking import (
    Likeness,
    Matched,
    Question,
    ranked,
)
from tests.events.history import Happened, recorded_event
from tests.events.settled import recorded

ALDER = InvolvedClass(task=TaskName("genus"), class_id=ClassId("alder"))
BIRCH = InvolvedClass(task=TaskName("genus"), class_id=ClassId("birch"))


def kept(number: int, **more: Any) -> Precedent:
    return Precedent(
        precedent_id=PrecedentId(UUID(int=number)),
        recorded=recorded(classes=more.pop("classes", ()), **more),
        position=number,
    )


def felled(one: Precedent) -> Precedent:
    fact = PrecedentSuperseded(
        superseded_by=PrecedentId(UUID(int=9)), decided_by=MemberId("ines"), affected_items=0
    )
    event = recorded_event(Happened(fact), "precedent/x", 2, 99)
    return msgspec.structs.replace(one, superseded=event)


def matched(*shared: str, asked: int = 4, rank: str = "0.1") -> Matched:
    return Matched(rank=Decimal(rank), shared=shared, asked=asked)


def order(rows: Any) -> list[int]:
    return [one.precedent.precedent_id.int for one in rows]


def test_each_likeness_has_its_points_and_sentence() -> None:
    one = kept(1, classes=(ALDER, BIRCH), clause="2", attributes={"site": "fen", "year": "1847"})
    question = Question(
        classes=frozenset({ALDER}), clause="2", attributes={"site": "fen", "year": "1848"}
    )
    (row,) = ranked([one], question, {one.precedent_id: matched("bud", "scale")})
    assert [(r.likeness, r.points, r.sentence) for r in row.reasons] == [
        (Likeness.WORDS, Decimal("2.0000"), "2 of 4 words: bud, scale"),
        (Likeness.CLASSES, Decimal("1.5000"), "classes: alder of genus"),
        (Likeness.CLAUSE, Decimal("2.0000"), "clause 2"),
        (Likeness.ATTRIBUTES, Decimal("0.5000"), "items alike: site = fen"),
    ]
    assert row.score == Decimal("6.0000")


def test_nothing_shared_is_no_reason() -> None:
    (row,) = ranked([kept(1)], Question(clause="1", attributes={"site": "fen"}))
    assert row.score == Decimal(0)
    assert row.reasons == ()


def test_order_is_by_score_then_match_then_the_newer() -> None:
    rows = [kept(1, clause="2"), kept(2), kept(3), kept(4)]
    matches = {rows[3].precedent_id: matched("bud", rank="0.1")}
    assert order(ranked(rows, Question(clause="2"), matches)) == [1, 4, 3, 2]


def test_better_match_breaks_a_tie_of_points() -> None:
    rows = [kept(1), kept(2)]
    matches = {
        rows[0].precedent_id: matched("bud", rank="0.9"),
        rows[1].precedent_id: matched("bud", rank="0.1"),
    }
    assert order(ranked(rows, Question(), matches)) == [1, 2]


def test_superseded_ones_come_last() -> None:
    rows = [felled(kept(1, clause="2")), kept(2)]
    assert order(ranked(rows, Question(clause="2"))) == [2, 1]


def test_order_in_which_they_are_given_plays_no_part() -> None:
    rows = [kept(n, clause="2" if n % 2 else None) for n in range(1, 7)]
    question = Question(clause="2")
    assert ranked(rows, question) == ranked(rows[::-1], question)
