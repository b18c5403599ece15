"""What agreement may be asked for, as GraphQL enums: coefficients, parts, weights, intervals."""

from labeltrail.graphql.types.described import declare
from labeltrail.projections.agreement.by import By
from labeltrail.projections.statistics.coefficient import Coefficient, IntervalMethod
from labeltrail.projections.statistics.score import Weights

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
