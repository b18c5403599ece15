"""What a policy says of reviews: what is routed where, how much of it, and by whose eyes.

Rules are data and not expressions: each condition is one of a short list, so that a rule can be
checked when it is published, told in words, decided while a label is appended, and computed anew
by anybody from the item and the rules alone.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

from labeltrail.events.identifiers import TaskName


class ConditionKind(StrEnum):
    """What a routing rule looks at.

    Of the votes on a task, once the overlap is reached and when a change of a label moves them:
    """

    TIE = "tie"
    DISAGREEMENT = "disagreement"
    AGREEMENT_BELOW = "agreement_below"
    """The share of the first class among the votes is below `bound`."""
    BELOW_QUORUM = "below_quorum"
    """As many as wanted have labeled, and too few of them say a class."""
    PROBABILITY_BELOW = "probability_below"
    """What the last complete run inferred for the item has less than `bound`."""

    CLASS = "class"
    """The label answers with one of the classes in `names`, or holds it."""
    CANNOT_TELL = "cannot_tell"
    CONFIDENCE_BELOW = "confidence_below"
    """The annotator was asked how sure they are, and said less than `bound`."""
    SUGGESTION_OVERRIDDEN = "suggestion_overridden"
    SUGGESTION_FOLLOWED = "suggestion_followed"
    """Of a label that saw a suggestion for the task."""
    ANNOTATOR = "annotator"
    """The annotator is one of those in `names`."""
    MEMBER_KIND = "member_kind"
    """A person, a model or a labeling function, as in `names`."""
    NOT_QUALIFIED = "not_qualified"
    """Nothing says yet that the annotator is qualified for the task."""
    REINSTATED = "reinstated"
    """The annotator was suspended once."""
    FASTER_THAN = "faster_than"
    """The label took less than `bound` seconds."""

    ATTRIBUTE = "attribute"
    """The item's `attribute` is one of the texts in `names`."""


OF_VOTES = frozenset(
    {
        ConditionKind.TIE,
        ConditionKind.DISAGREEMENT,
        ConditionKind.AGREEMENT_BELOW,
        ConditionKind.BELOW_QUORUM,
        ConditionKind.PROBABILITY_BELOW,
    }
)
OF_LABEL = frozenset(set(ConditionKind) - OF_VOTES - {ConditionKind.ATTRIBUTE})
OF_TASK = OF_VOTES | {
    ConditionKind.CLASS,
    ConditionKind.CANNOT_TELL,
    ConditionKind.CONFIDENCE_BELOW,
    ConditionKind.SUGGESTION_OVERRIDDEN,
    ConditionKind.SUGGESTION_FOLLOWED,
    ConditionKind.NOT_QUALIFIED,
}
"""What is asked of each task by itself; the others are the same for a whole label."""


class Condition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`bound`, `names` and `attribute` are given where the kind asks for them, and only there."""

    kind: ConditionKind
    bound: Decimal | None = None
    names: tuple[str, ...] = ()
    attribute: str | None = None


class RoutingAction(StrEnum):
    """What follows when a rule fires."""

    REVIEW = "review"
    ADJUDICATE = "adjudicate"
    ESCALATE = "escalate"
    ACCEPT = "accept"
    """Nothing: later rules are not asked."""


class RoutingRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fires where all conditions hold and the draw falls within `rate`.

    It is about the item's votes on a task where all its conditions are about votes or the item,
    and else about the label that came or changed. Without conditions it samples labels.
    """

    rule_id: str
    action: RoutingAction
    when: tuple[Condition, ...] = ()
    task: TaskName | None = None
    rate: Decimal = Decimal(1)
    level: int = 1
    """Of the escalation."""

    @property
    def is_of_votes(self) -> bool:
        kinds = {one.kind for one in self.when}
        return bool(kinds & OF_VOTES) and not kinds & OF_LABEL

    @property
    def is_of_task(self) -> bool:
        """Whether each task is asked about by itself, and not the label as a whole."""
        return self.task is not None or any(one.kind in OF_TASK for one in self.when)


class FourEyes(StrEnum):
    """Rules of separate persons that a policy may relax; each act under it says so."""

    REVIEWER_IS_AUTHOR = "reviewer_is_author"
    ADJUDICATOR_LABELED_ITEM = "adjudicator_labeled_item"


class Reviewing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    rules                       asked in order, task by task: the first that fires decides
    seed                        of every draw
    second_level_rate           share of reviews that a second reviewer looks at
    claim_minutes               how long an item that a reviewer claims is theirs
    hides_annotators            who only reviews does not learn whose label it is
    relaxes                     rules of separate persons that do not hold here
    adjudicator_did_not_review  who reviewed a label of an item does not adjudicate it
    """

    rules: tuple[RoutingRule, ...] = ()
    seed: int = 0
    second_level_rate: Decimal = Decimal(0)
    claim_minutes: int = 30
    hides_annotators: bool = False
    relaxes: tuple[FourEyes, ...] = ()
    adjudicator_did_not_review: bool = False


NO_REVIEWING = Reviewing()
