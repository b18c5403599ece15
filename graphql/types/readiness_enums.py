"""What policies demand and what is found of it, as GraphQL enums."""

from labeltrail.events.streams.policy import (
    Bound,
    Comparison,
    IntervalBy,
    Metric,
    Scope,
    Severity,
)
from labeltrail.graphql.types.described import declare
from labeltrail.projections.readiness import CulpritKind, RequirementStatus, Verdict
from labeltrail.projections.readiness.work import Sureness, WorkKind

declare(
    Metric,
    "What a requirement measures on a batch.",
    COVERAGE="Share of items with at least one vote.",
    OVERLAP="Share of items with as many voters as the policy's overlap.",
    ALPHA_NOMINAL="Krippendorff's alpha of a task, classes equal or not.",
    ALPHA_ORDINAL="Krippendorff's alpha of a task, by the ranks between.",
    ITEMS_WITHOUT_GROUND_TRUTH="Number of items without ground truth for a task.",
    OPEN_ESCALATIONS="Number of open escalations on the batch's items.",
    AGREEMENT="Agreement on a task, by the coefficient named.",
    GOLD_ACCURACY="Share of first answers to items with gold that say what the gold says.",
    REVIEW_COVERAGE="Share of labels that a review in force judges.",
    APPROVAL_RATE="Share of the labels so judged that are approved.",
    ADJUDICATION_RATE="Share of items that an adjudication decides.",
    CLASS_ITEMS="Number of items whose ground truth is the class; without one, the least class's.",
    IMBALANCE_RATIO="Items of the class that has most, for one of the class that has least.",
    STALE_LABELS="Share of labels made under a taxonomy or guideline not in force any more.",
    ANNOTATOR_CONCENTRATION="Share of labels by the annotator who gave most.",
    SELF_CONSISTENCY="Share of planned repeats that say what the first answer said.",
    CANNOT_TELL_RATE="Share of first answers that say that it cannot be told.",
    SUSPECTED_LEAKAGE="Number of features of the items that tell the class better than chance.",
    DUPLICATE_ITEMS="Number of items that are there twice, in the batch or in the reference.",
    DRIFT_ALARMS="Number of annotators whose chart of errors signals that they got worse.",
    DISTRIBUTION_SHIFT="Jensen-Shannon divergence of the classes from those of the reference"
    " batch, in bits, less what random splits give.",
    QUOTA_MET="Share of the policy's quotas of batches that are met, of a task or a class.",
    WEIGHTED_ERROR="What errors against gold cost, as a share of what the dearest would.",
    COST_WEIGHTED_ALPHA="Krippendorff's alpha of a task, with costs as distances.",
    AUDIT_ERROR_RATE="Share of what was accepted that the last audit found wrong.",
    AUDIT_WEIGHTED_ERROR="What that costs, as a share of what the dearest errors would.",
    SPLIT_CONTAMINATION="Number of items alike, or of one group, with an item in another split.",
    SOLE_LABELER_VALIDATED="Share of labeled items that a person labeled, or a model that may"
    " label alone.",
    PARTS_PASSED="Number of the requirement's parts that pass.",
)
declare(
    Scope,
    "What must meet a requirement, each by itself.",
    name="RequirementScope",
    BATCH="The batch as a whole.",
    EACH_TASK="Each task of the taxonomy.",
    EACH_CLASS="Each class of the task.",
    EACH_SLICE="The items of each value of an attribute.",
    EACH_ANNOTATOR="Each annotator with a label here.",
    EACH_TEAM="The members with each value of an attribute of theirs, such as team or vendor.",
)
declare(
    Comparison,
    "Which side of the threshold passes.",
    AT_LEAST="The threshold or more.",
    AT_MOST="The threshold or less.",
)
declare(
    Bound,
    "Which end of the evidence is held against the threshold.",
    POINT="The value itself.",
    INTERVAL="The confidence interval's worse end.",
)
declare(
    IntervalBy,
    "How the confidence interval of a coefficient is found.",
    PUBLISHED="By the standard error that its own source states.",
    BOOTSTRAP="Items drawn again, from the seed that the requirement states.",
)
declare(
    Severity,
    "What a requirement that does not pass does.",
    BLOCK="The batch is not ready.",
    WARN="It is told, and blocks nothing.",
)
declare(
    RequirementStatus,
    "The finding on one requirement.",
    PASS="It is met.",
    FAIL="It is not met.",
    UNDEFINED="It has no value, which is neither zero nor a pass.",
    INSUFFICIENT_EVIDENCE="It rests on too little.",
    WAIVED="It is not met, and somebody who may lets it pass for a time.",
)
declare(
    CulpritKind,
    "What weighs against a requirement, besides items.",
    ANNOTATOR="An annotator.",
    CLASS="A class.",
    SLICE="The items of one value of an attribute.",
    TASK="A task.",
    TEAM="The members with one value of an attribute of theirs.",
    FEATURE="What an item shows besides its content.",
    PART="A part of the requirement, by its place.",
)
declare(
    Verdict,
    "Whether a batch is ready.",
    name="ReadinessVerdict",
    READY="Every blocking requirement passes or is waived.",
    NOT_READY="A blocking requirement fails, or nothing blocks.",
    UNDECIDED="Nothing blocking fails, and something blocking cannot be judged yet.",
)
declare(
    WorkKind,
    "What is to be done.",
    LABEL="Labels of the item, by persons who have not labeled it.",
    REVIEW="Reviews of labels.",
    ADJUDICATE="An adjudicator's decision.",
    RESOLVE_ESCALATION="An escalation's resolution.",
    RELABEL="Labels of the item given again, by those who gave them.",
    AGREE="Annotators of the item would say the same.",
    FIND_ITEMS="Items of the class, to be had and labeled.",
    REPEAT="Planned repeats that say the same again.",
    ANSWER_GOLD="Right answers to items with gold.",
    CHECK_ANNOTATOR="Look at what the annotator does.",
    WITHDRAW="The item is there already.",
)
declare(
    Sureness,
    "How sure a list of work is.",
    name="WorkSureness",
    EXACT="That much does it, and less does not.",
    AT_LEAST="So much is needed, and more may be.",
    GREEDY="The list would do it, and a shorter one may.",
    NOT_COMPUTABLE="No work of this kind does it, or none can be told.",
)
