"""The parts of a scorecard that are declared additive add up over disjoint sets of items."""

from __future__ import annotations

from collections import Counter
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from labeltrail.projections.annotators.card import Scorecard, Terms, scorecard
from labeltrail.projections.annotators.figures import Figure, Share
from labeltrail.projections.annotators.incremental import INCREMENTAL
from labeltrail.projections.annotators.material import Truths, prepared
from labeltrail.projections.statistics.coefficient import Incremental
from labeltrail.projections.statistics.score import Algorithm, Score
from tests.projections.annotators.columns import Told, columns

TREES = ("ash", "elm", "oak")
ITEMS = "abcdefgh"
PEOPLE = ("ann", "bob", "cy")
ADDITIVE = [part for part, kind in INCREMENTAL.items() if kind is Incremental.ADDITIVE]

labels = st.dictionaries(
    st.tuples(st.sampled_from(ITEMS), st.sampled_from(PEOPLE), st.integers(1, 2)),
    st.tuples(st.sampled_from(TREES), st.sampled_from((None, *TREES))),
    min_size=1,
)


def card(rows: list[Told]) -> Scorecard | None:
    """Of ann; what is true of an item rests on the item's name alone."""
    known = columns(rows)
    if "ann" not in known.annotators:
        return None
    truths = Truths.unknown(known)
    for place, item in enumerate(known.items):
        if item != "h":
            truths.decided[place] = ITEMS.index(item) % len(TREES)
    material = prepared(known, TREES, truths)
    return scorecard(material, known.annotators.index("ann"), Terms())


def whole_numbers(part: object, name: str) -> Counter[str]:
    """Everything that is counted in a part of a card, by the name of its field."""
    match part:
        case Share():
            return Counter({f"{name} hits": part.hits, f"{name} n": part.n})
        case Figure():
            return Counter({f"{name} n": part.n})
        case Score():
            return Counter({f"{name} items": part.n_items, f"{name} pairs": part.n_pairs})
        case bool() | Algorithm():
            return Counter()
        case int():
            return Counter({name: part})
        case dict():
            found = [whole_numbers(each, f"{name} {key}") for key, each in part.items()]
        case msgspec.Struct():
            fields = part.__struct_fields__
            found = [whole_numbers(getattr(part, each), f"{name} {each}") for each in fields]
        case _:
            return Counter()
    total: Counter[str] = Counter()
    for each in found:
        total.update(each)
    return total


@settings(derandomize=True, max_examples=30, deadline=None)
@given(labels, st.randoms(use_true_random=False))
def test_cards_over_parts_of_the_items_add_up(
    said: dict[tuple[str, str, int], tuple[str, str | None]], chance: Random
) -> None:
    rows = [
        Told(annotator=who, item=item, category=tree, repeat=repeat, suggested=shown, at=place)
        for place, ((item, who, repeat), (tree, shown)) in enumerate(said.items())
    ]
    whole = card(rows)
    if whole is None:
        return
    part = {item: chance.randint(0, 2) for item in ITEMS}
    numbers = [0, 1, 2]
    chance.shuffle(numbers)
    cards = [card([one for one in rows if part[one.item] == number]) for number in numbers]
    for name in ADDITIVE:
        summed: Counter[str] = Counter()
        for each in cards:
            if each is not None:
                summed.update(whole_numbers(getattr(each, name), name))
        assert +summed == +whole_numbers(getattr(whole, name), name)


def test_every_part_of_a_card_is_declared() -> None:
    about = {
        "annotator",
        "labels",
        "counted",
        "exclusions",
        "first_at",
        "last_at",
        "items",
        "is_person",
    }
    assert set(INCREMENTAL) == set(Scorecard.__struct_fields__) - about
