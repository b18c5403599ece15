"""What a worker remembers is bounded, and never says anything else than what it stands for."""

from __future__ import annotations

from random import Random

import pytest

from labeltrail.events.identifiers import BatchId, ItemId
from labeltrail.events.streams.item import state
from labeltrail.events.streams.item.state import Item
from labeltrail.events.streams.policy import Policy
from labeltrail.projections import growth, standings
from labeltrail.projections.contribution import Share, share, share_after
from labeltrail.projections.contribution import growth as grown
from labeltrail.projections.fold import KeptItem
from labeltrail.projections.recent import Recent
from labeltrail.projections.tally import change_to_bytes
from tests.projections.herbarium import TREES, condition, genus, grade, tree
from tests.projections.sheet import Sheet, terms

POLICY = Policy(overlap=2, quorum=2)
TERMS = terms(genus(*TREES), condition(1, 2, 3, 4), policy=POLICY)


def kept(position: int) -> KeptItem:
    return KeptItem(position, Item(), frozenset[BatchId](), TERMS.edition)


def take(recent: Recent, *names: str, position: int = 1) -> None:
    items = {ItemId(name): kept(position) for name in names}
    shares = {name: share(item.state, TERMS) for name, item in items.items()}
    recent.take(items, shares, TERMS)


def test_items_that_were_not_touched_for_longest_are_forgotten_first() -> None:
    recent = Recent(items_max=2)
    take(recent, "sheet/a", "sheet/b")
    take(recent, "sheet/a", position=2)
    take(recent, "sheet/c", position=3)
    wanted = [ItemId(f"sheet/{name}") for name in "abc"]
    assert recent.items(wanted) == {"sheet/a": kept(2), "sheet/c": kept(3)}
    assert set(recent.shares(wanted, TERMS)) == {"sheet/a", "sheet/c"}
    recent.forget()
    assert (recent.items(wanted), recent.shares(wanted, TERMS)) == ({}, {})


def test_shares_under_other_terms_are_not_given() -> None:
    recent = Recent()
    take(recent, "sheet/a")
    later = terms(genus(*TREES))  # before any policy was published
    assert later.edition != TERMS.edition
    assert recent.shares([ItemId("sheet/a")], later) == {}
    assert set(recent.items([ItemId("sheet/a")])) == {"sheet/a"}


@pytest.mark.parametrize("remembered_max", [1, 3, 4_096])
def test_what_is_remembered_is_bounded_and_changes_nothing(
    remembered_max: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standings, "REMEMBERED_MAX", remembered_max)
    monkeypatch.setattr(growth, "MOVES_REMEMBERED_MAX", remembered_max)
    monkeypatch.setattr(standings, "_remembered", ())
    growth._moves.clear()
    growth._told.clear()
    random_ = Random(remembered_max)
    for _ in range(30):
        sheet = Sheet()
        for person in ("noor", "emeka", "sofia"):
            sheet.label(person, tree(random_.choice(TREES)) | grade(random_.randint(1, 4)))
        former, known = Item(), share(Item(), TERMS)
        before: Share | None = None
        for event in sheet.events:
            item = state.evolve(former, event)
            now = share_after(former, known, item, TERMS)
            assert now == share(item, TERMS)
            told = grown(before, now)
            was = before.tally() if before is not None else now.tally().minus(now.tally())
            assert told.to_bytes() == change_to_bytes(now.tally().minus(was))
            former, known, before = item, now, now
    assert len(growth._moves) <= remembered_max
    assert len(growth._told) <= remembered_max
