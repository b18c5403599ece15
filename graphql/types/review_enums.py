"""The enumerations of routing and reviews."""

from labeltrail.events.streams.item.facts import RejectAction
from labeltrail.events.streams.item.state import Wanted
from labeltrail.events.streams.policy import ConditionKind, FourEyes, RoutingAction
from labeltrail.graphql.types.described import declare
from labeltrail.projections.reviewing.queues import Undecided

declare(
    ConditionKind,
    "What a routing rule looks at.",
    name="RoutingConditionKind",
    TIE="Several classes lead, once the overlap is reached and a label moves the votes.",
    DISAGREEMENT="The votes differ, likewise.",
    AGREEMENT_BELOW="The first class has less than `bound` of the votes, likewise.",
    BELOW_QUORUM="As many as wanted have labeled, and too few of them say a class.",
    PROBABILITY_BELOW="What the last complete run inferred has less than `bound`.",
    CLASS="The label names one of the classes in `names`.",
    CANNOT_TELL="The label says that it cannot be told.",
    CONFIDENCE_BELOW="The annotator said to be less sure than `bound`.",
    SUGGESTION_OVERRIDDEN="A suggestion was shown, and the label says something else.",
    SUGGESTION_FOLLOWED="A suggestion was shown, and the label says the same.",
    ANNOTATOR="The annotator is one of those in `names`.",
    MEMBER_KIND="The annotator is of a kind in `names`: person, model, labeling_function.",
    NOT_QUALIFIED="Nothing says yet that the annotator is qualified for the task.",
    REINSTATED="The annotator was suspended once.",
    FASTER_THAN="The label took less than `bound` seconds.",
    ATTRIBUTE="The item's `attribute` is one of the texts in `names`.",
)
declare(
    RoutingAction,
    "What follows when a routing rule fires.",
    REVIEW="A reviewer is to look at it.",
    ADJUDICATE="An adjudicator is to decide it.",
    ESCALATE="A question without words is raised, at the rule's level.",
    ACCEPT="Nothing: later rules are not asked.",
)
declare(
    FourEyes,
    "A rule of separate persons.",
    name="FourEyesRule",
    REVIEWER_IS_AUTHOR="Who stands behind a label does not review it.",
    ADJUDICATOR_LABELED_ITEM="Who stands behind a label of an item does not adjudicate it.",
)
declare(
    RejectAction,
    "What becomes of a label that was rejected; it is no vote in any case.",
    DROP="It counts no more, whatever its author does.",
    RETURN="The item waits for the author's revision, which a reviewer looks at again.",
    REASSIGN="It counts no more, and the item wants one more annotator.",
)
declare(
    Wanted,
    "Who is to look at an item.",
    name="JudgeWanted",
    REVIEW="A reviewer.",
    ADJUDICATION="An adjudicator.",
    AUTHOR="Who gave the label, which a review returned to them.",
)
declare(
    Undecided,
    "Why an item waits for an adjudicator.",
    name="AdjudicationCause",
    TIE="Its votes tie, with the overlap reached.",
    NO_MAJORITY="No class has more than half of the votes, with the overlap reached.",
    BELOW_QUORUM="The overlap is reached, and too few of the labels are votes.",
    CONTESTED="Reviews in force say different things.",
    OUTSIDE_TAXONOMY="What was decided is no class of the taxonomy in force.",
    ROUTED="A routing rule of the policy sent it.",
    REOPENED="A label that an adjudication had judged changed.",
    ESCALATED="The answer to a question was that an expert is to decide it.",
)
