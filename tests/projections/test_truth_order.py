"""The policy's order of truths: who decides, and how the explanation tells each step of it."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from labeltrail.events.identifiers import SYSTEM, MemberId
from labeltrail.events.streams.item import facts, review_facts
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.state import Wanted
from labeltrail.events.streams.policy import Origin, Policy
from labeltrail.projections.contribution import Sharing, share
from labeltrail.projections.explanation import Explanation, ground_truth
from labeltrail.projections.terms import Terms
from labeltrail.projections.truth import Absence, Absent, InForce, outcome
from tests.projections.herbarium import GENUS, TREES, genus, tree
from tests.projections.sheet import Sheet, terms

GOLD, ADJUDICATION, REVIEW, CONSENSUS = Origin
ORDERS = [
    order
    for size in range(1, 5)
    for order in permutations(Origin, size)
    if GOLD not in order or order[0] is GOLD
]


def ordered(*order: Origin) -> Terms:
    policy = Policy(overlap=2, quorum=2)
    if order:
        policy = msgspec.structs.replace(policy, truth_order=order)
    return terms(genus(*TREES), policy=policy)


def said(sheet: Sheet, *order: Origin) -> tuple[str, str]:
    found = outcome(sheet.item, GENUS, ordered(*order))
    if isinstance(found, InForce):
        return str(found.origin), found.category
    return str(found.origin or ""), str(found.reason)


def explained(sheet: Sheet, *order: Origin) -> Explanation:
    return ground_truth(sheet.item, GENUS, ordered(*order)).explanation


def everything() -> Sheet:
    """Two voted birch, a reviewer said alder, an adjudicator willow."""
    sheet = Sheet()
    for name in ("noor", "jiri"):
        sheet.label(name, tree("birch"))
    third = sheet.label("petr", tree("birch"))
    sheet.review(third, Verdict.CORRECTED, answers=tree("alder"))
    sheet.adjudicate(tree("willow"))
    return sheet


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((), ("adjudication", "willow")),
        ((REVIEW, ADJUDICATION, CONSENSUS), ("review", "alder")),
        ((CONSENSUS, REVIEW), ("consensus", "birch")),
        ((GOLD, CONSENSUS), ("consensus", "birch")),
        ((GOLD,), ("", "not_decided")),
    ],
)
def test_first_in_the_order_that_says_something_decides(
    order: tuple[Origin, ...], expected: tuple[str, str]
) -> None:
    assert said(everything(), *order) == expected


def test_consensus_that_elects_nothing_leaves_the_word_to_a_review() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    second = sheet.label("jiri", tree("alder"))
    assert said(sheet, CONSENSUS, REVIEW) == ("", "tie")
    sheet.review(second, Verdict.APPROVED)
    assert said(sheet, CONSENSUS, REVIEW) == ("review", "alder")


def test_contested_reviews_are_final_before_consensus_and_not_after_it() -> None:
    sheet = Sheet()
    for name, voted in (("noor", "birch"), ("jiri", "birch"), ("petr", "alder")):
        sheet.review(sheet.label(name, tree(voted)), Verdict.APPROVED)
    assert said(sheet) == ("review", "contested")
    assert said(sheet, CONSENSUS, REVIEW) == ("consensus", "birch")


def test_project_without_consensus_waits_for_a_decision_and_says_so() -> None:
    sheet = Sheet()
    assert said(sheet, GOLD, ADJUDICATION) == ("", "not_decided")
    for name in ("noor", "jiri"):
        sheet.label(name, tree("birch"))
    assert said(sheet, GOLD, ADJUDICATION) == ("", "not_decided")
    assert explained(sheet, GOLD, ADJUDICATION).sentence == (
        "Policy version 1 takes for true what comes from gold, then adjudication, and none of them"
        " says anything."
    )


def test_items_are_counted_by_the_same_order() -> None:
    strict = ordered(GOLD, ADJUDICATION)
    sheet, sharing = Sheet(), Sharing(strict)
    before = sharing.share(sheet.item)
    former = sheet.item
    sheet.label("noor", tree("birch"))
    after = sharing.share_after_event(former, before, sheet.item)
    assert after.tasks[GENUS].outcome == Absent(reason=Absence.NOT_DECIDED)
    assert after == share(sheet.item, strict)


def test_explanation_tells_each_step_votes_and_what_waits() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    second = sheet.label("jiri", tree("alder"))
    sheet.adjudicate(tree("willow"))
    sheet.revise(second, tree("birch"))
    sheet.reopen(second)
    wish = review_facts.AdjudicationRequested(
        rule="rare", policy_version=1, requested_by=SYSTEM, task=GENUS
    )
    sheet.happened(wish, "system")
    sheet.label("petr", tree("alder"))
    found = explained(sheet)
    assert [(one.origin, one.decides, one.sentence) for one in found.consulted] == [
        (GOLD, False, "No gold is in force."),
        (ADJUDICATION, False, "The adjudication by ines was re-opened and does not count."),
        (REVIEW, False, "No review in force says what is true."),
        (CONSENSUS, True, "Consensus says birch."),
    ]
    assert [(one.category, one.votes, one.leads) for one in found.tally] == [
        ("birch", 2, True),
        ("alder", 1, False),
    ]
    assert [(one.wanted, one.cause, one.rule) for one in found.wishes] == [
        (Wanted.ADJUDICATION, facts.ReviewCause.REOPENED, None),
        (Wanted.ADJUDICATION, facts.ReviewCause.ROUTED, "rare"),
    ]
    assert found.policy_version == 1


def test_tie_is_told_as_several_that_lead() -> None:
    sheet = Sheet()
    sheet.label("noor", tree("birch"))
    sheet.label("jiri", tree("alder"))
    found = explained(sheet)
    assert [one.category for one in found.tally if one.leads] == ["alder", "birch"]
    assert (found.consulted[-1].absence, found.consulted[-1].decides) == (Absence.TIE, True)


def test_rejected_label_and_contested_gold_are_told() -> None:
    sheet = Sheet()
    first = sheet.label("noor", tree("birch"))
    sheet.review(first, Verdict.REJECTED)
    sheet.contest_gold(sheet.activate_gold(sheet.propose_gold(tree("alder"))))
    told = [one.sentence for one in explained(sheet).consulted]
    assert told[0] == "Its gold is contested and does not count."
    assert told[2] == "tomas rejected 1 label, which says what is not true."


class Story(msgspec.Struct, frozen=True):
    """Votes, the verdict on each (None: none), a decision and a gold."""

    votes: tuple[str, ...]
    verdicts: tuple[str | None, ...]
    decision: str | None
    gold: str | None


NAMES = some.sampled_from(TREES[:3])
STORIES = some.integers(0, 4).flatmap(
    lambda size: some.builds(
        Story,
        some.tuples(*[NAMES] * size),
        some.tuples(*[some.none() | some.sampled_from(("approved", "rejected")) | NAMES] * size),
        some.none() | NAMES,
        some.none() | NAMES,
    )
)


def naive(story: Story, order: tuple[Origin, ...]) -> tuple[str, str]:
    """From the story alone: a verdict that is a tree is a correction to it."""
    reviewed = {
        vote if verdict == "approved" else verdict
        for vote, verdict in zip(story.votes, story.verdicts, strict=True)
        if verdict not in (None, "rejected")
    }
    counted = Counter(
        vote
        for vote, verdict in zip(story.votes, story.verdicts, strict=True)
        if verdict in (None, "approved")
    ).most_common()
    for place, origin in enumerate(order):
        if origin is GOLD and story.gold:
            return "gold", story.gold
        if origin is ADJUDICATION and story.decision:
            return "adjudication", story.decision
        if origin is REVIEW and reviewed:
            only, *others = reviewed
            return "review", "contested" if others else only
        if origin is not CONSENSUS:
            continue
        total = sum(number for _, number in counted)
        if total >= 2 and (len(counted) == 1 or counted[0][1] > counted[1][1]):
            return "consensus", counted[0][0]
        why = "tie" if total >= 2 else "below_quorum" if story.votes else "no_labels"
        rest = naive(story, order[place + 1 :])
        return ("", why) if rest == ("", "not_decided") else rest
    return "", "not_decided"


@settings(max_examples=300, deadline=None)
@given(STORIES, some.sampled_from(ORDERS))
def test_any_story_under_any_order_is_as_a_naive_reading_has_it(
    story: Story, order: tuple[Origin, ...]
) -> None:
    sheet = Sheet()
    labels = [sheet.label(f"voter-{place}", tree(one)) for place, one in enumerate(story.votes)]
    for label_id, verdict in zip(labels, story.verdicts, strict=True):
        if verdict in ("approved", "rejected"):
            sheet.review(label_id, Verdict(verdict))
        elif verdict is not None:
            sheet.review(label_id, Verdict.CORRECTED, answers=tree(verdict))
    if story.decision:
        sheet.adjudicate(tree(story.decision))
    if story.gold:
        sheet.activate_gold(sheet.propose_gold(tree(story.gold)))
    assert said(sheet, *order) == naive(story, order)
    found = explained(sheet, *order)
    assert [one.decides for one in found.consulted].count(True) <= 1
    assert all(one.sentence for one in found.consulted)
    assert MemberId("maud") not in {vote.annotator for vote in found.votes}
