"""Who votes for what on an item: one ballot a person, however often they labeled it."""

from collections.abc import Set as AbstractSet

from labeltrail.events.identifiers import MemberId, TaskName
from labeltrail.events.streams.item.facts import Verdict
from labeltrail.events.streams.item.state import Item, Label
from labeltrail.events.streams.project import MemberKind
from labeltrail.events.values import category, is_unanswerable

_PERSON = MemberKind.PERSON  # looked up once: this is asked of every label on every replay


_NOBODY = frozenset[MemberId]()


def ballots(
    item: Item,
    task: TaskName,
    *,
    models_vote: bool,
    dropped: AbstractSet[MemberId] = _NOBODY,
) -> dict[MemberId, str]:
    """Each voter's category for `task`, in the order of their first label.

    A person votes with their lowest repeat that is neither retracted nor rejected. A missing
    answer, "cannot tell" and what is not answerable any more cast no ballot. Machines vote only
    where the policy says so, and `dropped` annotators not at all.
    """
    cast: dict[MemberId, str] = {}
    repeats: dict[MemberId, int] = {}
    for label in item.labels.values():
        answer = label.answers.get(task)
        if answer is None or not may_vote(label, models_vote=models_vote):
            continue
        annotator, repeat = label.annotator, label.repeat
        if dropped and annotator in dropped:
            continue
        choice = category(answer.value)
        if choice is None or is_unanswerable(choice):
            continue
        if repeat < repeats.get(annotator, repeat + 1):
            cast[annotator] = choice
            repeats[annotator] = repeat
    return cast


def may_vote(label: Label, *, models_vote: bool) -> bool:
    """Whether a label counts as a vote at all, whatever it says."""
    if label.is_retracted or not (models_vote or label.member_kind is _PERSON):
        return False
    review = label.review_in_force() if label.reviews else None
    return review is None or review.verdict is Verdict.APPROVED


def tally(cast: dict[MemberId, str]) -> dict[str, int]:
    """Votes per category, most first; equal numbers in the categories' own order."""
    votes: dict[str, int] = {}
    for choice in cast.values():
        votes[choice] = votes.get(choice, 0) + 1
    return dict(sorted(votes.items(), key=lambda entry: (-entry[1], entry[0])))


def leaders(votes: dict[str, int]) -> list[str]:
    """The categories with the most votes: one is a winner, several are a tie."""
    most = max(votes.values(), default=0)
    return [choice for choice, count in votes.items() if count == most]
