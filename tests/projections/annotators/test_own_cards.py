"""What annotators read of their own work tells nothing of a single label, and nothing of others."""

from __future__ import annotations

import numpy as np

from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.annotators.material import Truths, prepared
from labeltrail.projections.annotators.own import BLOCK, OwnCard, own_card
from labeltrail.projections.columns.readings import NONE
from tests.projections.annotators.columns import Told, columns, told


def _own(labels: list[Told], *, decided: int) -> OwnCard:
    """ann's, with an oak as the truth of the first items."""
    known = columns(labels)
    truths = Truths.unknown(known)
    truths.decided[:] = np.where(np.arange(len(known.items)) < decided, 1, NONE)
    return own_card(prepared(known, ("elm", "oak"), truths), known.annotators.index("ann"))


def _leaves(n: int, *, wrong: tuple[int, ...] = ()) -> list[Told]:
    return told([("ann", f"leaf-{at:03}", "elm" if at in wrong else "oak") for at in range(n)])


def test_right_and_wrong_are_told_in_whole_blocks() -> None:
    few = _own(_leaves(BLOCK - 1), decided=BLOCK).right
    assert few.lack is not None
    assert (few.value, few.lack.code) == (None, LackCode.TOO_FEW)
    first = _own(_leaves(BLOCK, wrong=(3,)), decided=200).right
    assert (first.hits, first.n) == (BLOCK - 1, BLOCK)
    for more in range(1, BLOCK):
        later = _own(_leaves(BLOCK + more, wrong=(3, BLOCK + more - 1)), decided=200).right
        assert later == first


def test_the_others_answers_play_no_part() -> None:
    own = _leaves(30, wrong=(2, 5))
    agreeing = told([("bob", f"leaf-{at:03}", "oak") for at in range(30)])
    opposing = told([("bob", f"leaf-{at:03}", "elm") for at in range(30)])
    cards = [_own([*own, *others], decided=24) for others in ([], agreeing, opposing)]
    assert cards[0] == cards[1] == cards[2]


def test_what_one_did_is_told_whole() -> None:
    labels = [
        Told(annotator="ann", item=f"leaf-{at}", category="oak", suggested=suggested, seconds=at)
        for at, suggested in enumerate(("oak", "elm", None))
    ]
    found = _own(labels, decided=0)
    assert (found.labels, found.items, found.seconds.value) == (3, 3, 1)
    assert (found.accepted.hits, found.accepted.n) == (1, 2)
    assert found.longest_run is not None
    assert found.longest_run.length == 3
