"""Whatever people try, in any order: what is admitted keeps the state's invariants."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from labeltrail.events.decisions import Command
from labeltrail.events.identifiers import EventId, MemberId
from labeltrail.events.rejections import Rejection
from labeltrail.events.streams import item
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.ballots import ballots
from labeltrail.events.streams.item.commands import (
    AdjudicateItem,
    RetractLabel,
    ReviewLabel,
    ReviseLabel,
)
from labeltrail.events.streams.item.facts import RetractReason, ReviewReason, Verdict
from labeltrail.events.streams.item.state import Item
from tests.events.history import ITEM, Happened, History
from tests.events.owls import INES, LENA, OSKAR, RUTH, SPECIES, TOMEK, archive, owl, submit, words

PEOPLE = (OSKAR, LENA, TOMEK, RUTH, INES)
OWLS = ("tawny", "long-eared", "little")
STEPS = 60


def attempt(chance: random.Random, seen: Item) -> Command:
    """Something that somebody may try; often it is refused."""
    answers = owl(chance.choice(OWLS))
    if not seen.labels or chance.random() < 0.35:
        return submit(answers, repeat=chance.randint(1, 3))
    label = chance.choice(list(seen.labels.values()))
    kind = chance.randrange(5)
    if kind == 0:
        reason = chance.choice(list(RetractReason))
        return RetractLabel(item_id=ITEM, label_id=label.label_id, reason=reason)
    if kind == 1:
        judged = tuple(one.current for one in seen.labels.values() if not one.is_retracted)
        return AdjudicateItem(item_id=ITEM, answers=answers, judged=judged, rationale=words())
    if kind == 2:
        return ReviseLabel(
            item_id=ITEM,
            label_id=label.label_id,
            answers=answers,
            taxonomy_version=1,
            guideline_revision=1,
        )
    verdict = chance.choice((Verdict.APPROVED, Verdict.REJECTED, Verdict.CORRECTED))
    return ReviewLabel(
        item_id=ITEM,
        label_id=label.label_id,
        judged=chance.choice((label.current, EventId(label.label_id))),
        verdict=verdict,
        reason=None if verdict is Verdict.APPROVED else ReviewReason.WRONG_CLASS,
        answers=answers if verdict is Verdict.CORRECTED else None,
    )


def hold_true(seen: Item) -> None:
    repeats = [(one.annotator, one.repeat) for one in seen.labels.values() if not one.is_retracted]
    assert len(set(repeats)) == len(repeats)
    cast = ballots(seen, SPECIES, models_vote=False)
    assert set(cast) <= {MemberId(annotator) for annotator, _ in repeats}
    for label in seen.labels.values():
        assert all(review.reviewer != label.annotator for review in label.reviews)


@pytest.mark.parametrize("seed", range(25))
def test_random_attempts_keep_the_invariants(seed: int) -> None:
    chance = random.Random(seed)
    history: History = archive()
    admitted = 0
    for _ in range(STEPS):
        seen = state.fold(history.events(item.PREFIX + ITEM))
        person = chance.choice(PEOPLE)
        outcome = history.when(attempt(chance, seen), by=person)
        if isinstance(outcome.decision, Rejection):
            continue
        admitted += 1
        grown = outcome.admitted()
        added = grown.past[len(history.past) :]
        stamped = tuple(
            Happened(one.fact, UUID(int=len(history.past) + n), person, one.stream)
            for n, one in enumerate(added, start=1)
        )
        history = History((*history.past, *stamped))
        hold_true(state.fold(history.events(item.PREFIX + ITEM)))
    assert 0 < admitted < STEPS
