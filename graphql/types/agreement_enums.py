"""What agreement may be asked for, as GraphQL enums: coefficients, parts, weights, intervals."""

from labeltrail.graphql.types.described import declare
from labeltrail.projections.agreement.by import By
from labeltrail.projections.statistics.coefficient import Coefficient, IntervalMethod
from labeltrail.projections.statistics.score import Distance, Pooling, ReasonCode, Status, Weights

declare(
    By,
    "What the parts of an agreement report are.",
    name="AgreementBy",
    WHOLE="One part: all that is asked about.",
    ITEM="Each item; beyond the chance of the whole.",
    CATEGORY="Each class against all others; of sets, whether the class is in them.",
    PAIR="Each two annotators who share an item.",
    ANNOTATOR="Each annotator against everybody else, pair by pair.",
    SLICE="Each value of an attribute of the items.",
    BATCH="Each batch.",
    GUIDELINE_REVISION="Each revision that annotators saw.",
    TAXONOMY_VERSION="Each version that annotators saw; answers read under the one in force.",
    DAY="Each day, UTC, by when labels were given.",
    WEEK="Each week from Monday, UTC.",
    MONTH="Each month, UTC.",
)
declare(
    Coefficient,
    "A coefficient of inter-annotator agreement.",
    OBSERVED_AGREEMENT="Share of pairs of values that agree.",
    COHEN_KAPPA="Cohen's kappa: two annotators, each with their own habits.",
    LIGHT_KAPPA="Light's kappa: the mean of Cohen's over all pairs of annotators.",
    CONGER_KAPPA="Conger's kappa: several annotators, each with their own habits.",
    FLEISS_KAPPA="Fleiss' kappa, for unequal numbers of values as well.",
    SCOTT_PI="Scott's pi: two annotators, their habits pooled.",
    KRIPPENDORFF_ALPHA="Krippendorff's alpha, by a distance.",
    GWET_AC1="Gwet's AC1, robust to prevalence.",
    GWET_AC2="Gwet's AC2: AC1 with weights.",
    BRENNAN_PREDIGER="Brennan and Prediger's: chance is the same for every category.",
    ICC_1_1="Intraclass correlation, one-way, of single numbers.",
    ICC_1_K="The same of the mean of all annotators.",
    ICC_2_1="Intraclass correlation, two-way random, of single numbers.",
    ICC_2_K="The same of the mean of all annotators.",
    KENDALL_TAU_B="Kendall's tau-b, the mean over pairs of rankings or of annotators.",
)
declare(
    Weights,
    "How much of an agreement two categories are.",
    IDENTITY="Equal or not.",
    LINEAR="By the difference.",
    QUADRATIC="By the squared difference.",
    ORDINAL="By the ranks between, counted, after Gwet; not Krippendorff's ordinal distance.",
    RADICAL="By the root of the difference.",
    RATIO="By the difference relative to the sum.",
    CIRCULAR="On a circle: the last category is next to the first.",
    BIPOLAR="Between two poles.",
    CUSTOM="By a table of one's own; for the library alone.",
)
declare(
    IntervalMethod,
    "How an interval is computed.",
    PUBLISHED="By the coefficient's own source, which the answer names.",
    STUDENT="By the standard error and Student's t.",
    NORMAL="By the standard error and the normal distribution.",
    BOOTSTRAP="Items drawn again, seeded.",
)
declare(
    Status,
    "Whether a statistic has a value.",
    name="ScoreStatus",
    COMPUTED="There is a value.",
    UNDEFINED="The labels are there, and the formula has no value for them.",
    INSUFFICIENT_EVIDENCE="More labels are needed before there is anything to compare.",
)
declare(
    ReasonCode,
    "Why a statistic has no value.",
    name="ScoreReasonCode",
    NO_VALUES="No item has a value.",
    ONE_ANNOTATOR="All values come from one annotator.",
    NO_OVERLAP="No item has values of two annotators.",
    NO_VARIATION="All values that could be compared are the same.",
    NO_VARIANCE_BETWEEN_ITEMS="Items do not differ more than annotators do on one item.",
    ONE_CATEGORY="There is one category to choose from.",
    NOT_TWO_ANNOTATORS="The coefficient compares two annotators; name a pair.",
    NO_PAIR_DEFINED="No pair has a value that could be averaged.",
    INCOMPLETE_DESIGN="Fewer than two items have a number from every annotator.",
    ONE_ITEM="One item can be compared; the coefficient needs two.",
    CATEGORY_UNUSED="Nobody gave the category to an item that could be compared.",
    TOO_MANY_CATEGORIES="More different values than can be compared each with each.",
)
declare(
    Distance,
    "How far apart two categories are.",
    NOMINAL="Equal or not.",
    ORDINAL="By the ranks between.",
    INTERVAL="By the difference.",
    RATIO="By the difference relative to the sum.",
    JACCARD="Sets: by the share of classes that are not in both.",
    MASI="Sets: as Jaccard, and farther where neither contains the other.",
    PATH="Classes of a hierarchy: by the length of the path between them.",
    KENDALL="Rankings: half of one minus Kendall's tau-b.",
    PREFERENCE="Preferences: a tie lies half-way between the two sides.",
    CUSTOM="By a table or function of one's own.",
)
declare(
    Pooling,
    "How items with different numbers of values weigh.",
    KRIPPENDORFF="By their number of values.",
    PAIRS="By their number of pairs.",
    ITEMS="All the same.",
)
