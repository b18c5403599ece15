"""What the others say is what a count without the one who asks says, in any order of labels."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from labeltrail.projections.annotators.others import Ballots
from labeltrail.projections.columns.readings import NONE
from labeltrail.projections.statistics.table import ReadingTable

ANSWERS = st.sampled_from(["oak", "ash", "elm", "yew"])
VOTES = st.dictionaries(
    st.tuples(st.sampled_from(["i", "j", "k"]), st.sampled_from("abcdefg")), ANSWERS, max_size=21
)


@given(votes=VOTES)
def test_the_leader_is_that_of_everybody_else(votes: dict[tuple[str, str], str]) -> None:
    table = ReadingTable.of([(item, who, said) for (item, who), said in votes.items()])
    found = Ballots.of(table).others(table.item, table.annotator, table.category)
    for row in range(table.n_readings):
        item = table.items[table.item[row]]
        who = table.annotators[table.annotator[row]]
        rest = [said for (one, other), said in votes.items() if one == item and other != who]
        ranked = Counter(rest).most_common()
        is_clear = len(ranked) == 1 or (len(ranked) > 1 and ranked[0][1] > ranked[1][1])
        leader = found.leader[row]
        assert (leader != NONE) == is_clear
        assert not is_clear or table.categories[leader] == ranked[0][0]
        assert found.lead[row] == (ranked[0][1] if is_clear else 0)
        assert found.n[row] == len(rest)
        assert found.same[row] == rest.count(table.categories[table.category[row]])


def test_who_did_not_vote_takes_nothing_away() -> None:
    votes = ReadingTable.of([("i", "ann", "oak"), ("i", "bob", "oak"), ("j", "ann", "ash")])
    item, nobody, answer = (votes.item[:1], votes.annotator[:1] * 0 + 1, votes.category[:1])
    ballots = Ballots.of(votes.where(votes.annotator == 0))
    found = ballots.others(item, nobody, answer)
    assert (found.n.tolist(), found.same.tolist()) == ([1], [1])


def test_a_quorum_and_a_majority_are_asked_of_the_others_alone() -> None:
    votes = ReadingTable.of(
        [("i", "ann", "oak"), ("i", "bob", "oak"), ("i", "cy", "ash"), ("i", "di", "elm")]
    )
    found = Ballots.of(votes).others(votes.item, votes.annotator, votes.category)
    leaders = [votes.categories[one] if one >= 0 else None for one in found.leader]
    assert leaders == [None, None, "oak", "oak"]
    assert found.elected(quorum=3, is_majority=False).tolist() == found.leader.tolist()
    assert found.elected(quorum=4, is_majority=False).tolist() == [NONE] * 4
    oak = votes.categories.index("oak")
    assert found.elected(quorum=3, is_majority=True).tolist() == [NONE, NONE, oak, oak]
