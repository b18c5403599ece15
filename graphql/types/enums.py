"""The domain's enumerations as GraphQL enums: same names, each value described."""

from enum import StrEnum

from labeltrail.events.streams import guideline, inference, policy, standing, taxonomy
from labeltrail.events.streams.batch import BatchKind
from labeltrail.events.streams.item.facts import (
    EscalationDecision,
    Modality,
    RetractReason,
    ReviewCause,
    ReviewReason,
    SkipReason,
    Verdict,
)
from labeltrail.events.streams.policy import (
    StaleLabels,
    TruthMethod,
)
from labeltrail.events.streams.project import MemberKind, Role
from labeltrail.graphql.types.described import declare as _declare
from labeltrail.projections.difference import LabelChange, TruthChange
from labeltrail.projections.explanation import NoVote
from labeltrail.projections.truth import Absence, Origin, TruthStatus

_declare(
    Role,
    "What a member of a project may do; a member may hold several.",
    ANNOTATOR="Labels items, and sees their own acts.",
    REVIEWER="Judges labels of others.",
    ADJUDICATOR="Decides items and resolves escalations.",
    MANAGER="Keeps members, taxonomy, guideline, policy, items and batches.",
    AUDITOR="Reads everything and writes nothing.",
    SERVICE="Acts for others, as an annotation UI or importer does, and judges nothing itself.",
    ADMIN="Keeps members and their roles, others' and not their own.",
)


class RuleStream(StrEnum):
    """The rules of a project that have versions, by the stream that holds them."""

    TAXONOMY = taxonomy.STREAM
    GUIDELINE = guideline.STREAM
    POLICY = policy.STREAM
    INFERENCE = inference.STREAM
    STANDING = standing.STREAM


_declare(
    RuleStream,
    "The rules of a project that have versions.",
    TAXONOMY="Tasks and classes.",
    GUIDELINE="The handbook's clauses.",
    POLICY="Thresholds and the truth method.",
    INFERENCE="Recorded runs of truth inference, as they came into force.",
    STANDING="Who is qualified, and who is suspended.",
)
_declare(
    MemberKind,
    "What kind of member labels.",
    PERSON="A person.",
    MODEL="A model: no vote unless the policy says so.",
    LABELING_FUNCTION="A labeling function: no vote unless the policy says so.",
)
_declare(
    Modality,
    "What kind of data an item is.",
    IMAGE="An image.",
    TEXT="A text.",
    AUDIO="A sound.",
    VIDEO="A film.",
    TABULAR="A row of a table.",
    OTHER="Anything else.",
)
_declare(
    SkipReason,
    "Why an annotator did not answer an item.",
    UNCLEAR_GUIDELINE="The guideline does not say.",
    UNUSABLE_ITEM="The item cannot be labeled.",
    NOT_QUALIFIED="The annotator is not qualified for it.",
    CONFLICT_OF_INTEREST="The annotator has an interest in the answer.",
    OTHER="Anything else.",
)
_declare(
    RetractReason,
    "Why an annotator took a label back.",
    MISTAKE="It was a mistake.",
    WRONG_ITEM="It was meant for another item.",
    GUIDELINE_CHANGED="It does not hold under the present guideline.",
    OTHER="Anything else.",
)
_declare(
    ReviewCause,
    "Why an item waits for review.",
    TIE="Its votes tie.",
    DISAGREEMENT="Its votes differ.",
    REQUESTED="A member asked for it.",
    ROUTED="A routing rule of the policy fired.",
    SAMPLED="A routing rule with a rate fired, and the draw chose it.",
    RETURNED="The author has revised what a reviewer returned to them.",
    SECOND_LEVEL="The draw chose a review to be looked at by a second reviewer.",
    REOPENED="What an adjudication had judged has changed.",
    ESCALATED="The answer to a question was that an expert is to decide the item.",
)
_declare(
    Verdict,
    "A reviewer's verdict on a label.",
    name="ReviewVerdict",
    APPROVED="The label is right.",
    REJECTED="The label is wrong and does not vote any more.",
    CORRECTED="The label is wrong, and the reviewer says what is right.",
)
_declare(
    ReviewReason,
    "Why a reviewer did not approve.",
    WRONG_CLASS="Another class is right.",
    GUIDELINE_NOT_FOLLOWED="A clause was not followed.",
    CARELESS="The item was not looked at closely.",
    ITEM_AMBIGUOUS="The item allows more than one answer.",
    OTHER="Anything else.",
)
_declare(
    EscalationDecision,
    "What was decided about an escalated question.",
    GUIDELINE_APPLIES="The cited clause answers it as it stands.",
    GUIDELINE_CLARIFIED="The cited clause was changed so that it answers it.",
    ADJUDICATE="An expert is to decide this item.",
    ITEM_UNUSABLE="The item cannot be labeled.",
)
_declare(
    BatchKind,
    "What a batch is for.",
    PILOT="To try out definitions before scaling.",
    PRODUCTION="To produce labels.",
    AUDIT="To check accepted labels.",
)
_declare(
    TruthMethod,
    "How votes become a consensus; a tie is an outcome, never broken by order.",
    PLURALITY="The class with the most votes.",
    MAJORITY="The class with more than half of the votes.",
    WEIGHTED_VOTE="Recorded runs: votes weigh by how often their annotator is right.",
    ONE_COIN_DAWID_SKENE="Recorded runs: one accuracy an annotator.",
    DAWID_SKENE="Recorded runs: a confusion matrix an annotator.",
    MACE="Recorded runs: annotators either know or make something up.",
    GLAD="Recorded runs: abilities of annotators, difficulties of items.",
    BRADLEY_TERRY="Recorded runs: strengths of the candidates of preferences and rankings.",
    AUTOMATIC="Recorded runs: the run chooses by kind of task and number of labels.",
)
_declare(
    StaleLabels,
    "What happens to a label made under rules that are not in force any more.",
    ACCEPT="It is accepted.",
    WARN="It is accepted with a warning.",
    REFUSE="It is refused.",
)
_declare(
    Origin,
    "Where a ground truth comes from, strongest first unless the policy orders otherwise.",
    name="TruthOrigin",
    GOLD="One person proposed a known value and another approved it.",
    ADJUDICATION="An adjudicator decided.",
    REVIEW="A reviewer approved or corrected a label.",
    CONSENSUS="The votes elected it.",
)
_declare(
    Absence,
    "Why there is no ground truth.",
    name="TruthAbsence",
    NO_LABELS="Nobody has answered the task.",
    NO_POLICY="No policy says yet how labels become a consensus.",
    BELOW_QUORUM="Fewer votes than the policy's quorum.",
    TIE="Several classes have the most votes.",
    NO_MAJORITY="No class has more than half of the votes.",
    CONTESTED="Reviews say different things.",
    CANNOT_TELL="It was decided that it cannot be told.",
    NOT_ANSWERABLE="All answers name classes split or retired since; it must be labeled anew.",
    OUTSIDE_TAXONOMY="The value decided is no class of the taxonomy in force.",
    NOT_INFERRED="No recorded run of the policy's method says anything of it yet.",
    UNCERTAIN="What was inferred is less probable than the policy wants.",
    NOT_DECIDED="The policy takes no consensus for true, and nobody whose word it takes spoke.",
)
_declare(
    TruthStatus,
    "Whether a ground truth is in force.",
    IN_FORCE="There is a value.",
    NONE="There is none, and `absence` says why.",
)
_declare(
    NoVote,
    "Why a label that answers the task is no vote.",
    name="NoVoteCause",
    RETRACTED="Its annotator took it back.",
    MODEL="A model made it, and the policy lets models not vote.",
    REJECTED="A reviewer rejected it.",
    CORRECTED="A reviewer corrected it: truth by review, never a vote.",
    CANNOT_TELL="It says that it cannot be told.",
    NOT_ANSWERABLE="It names a class that was split or retired since.",
    REPEAT="Another label of the same annotator votes already.",
    SUSPENDED="Its annotator is suspended, and the policy drops their votes.",
)
_declare(
    LabelChange,
    "What happened to a label.",
    SUBMITTED="It was given.",
    REVISED="Its answers were changed by the annotator.",
    RETRACTED="It was taken back.",
    REVIEWED="A reviewer gave a verdict on it.",
)
_declare(
    TruthChange,
    "How ground truth differs between two moments.",
    GAINED="There was no value, and there is one.",
    LOST="There was a value, and there is none.",
    CHANGED="There is another value.",
    REGROUNDED="The same value, or still none, for another reason.",
)
