"""What distributions rest on and lack, and what is wrong with duplicates, as GraphQL enums."""

from labeltrail.graphql.types.described import declare
from labeltrail.projections.distribution.duplicates import Finding, Likeness
from labeltrail.projections.distribution.figure import Why
from labeltrail.projections.distribution.survey import Basis

declare(
    Basis,
    "Whose word counts as an item's class.",
    "DistributionBasis",
    GROUND_TRUTH="The ground truth in force: one class an item.",
    FIRST_READINGS="What each person said first, before any review: several classes an item.",
)
declare(
    Why,
    "Why a figure of a distribution has no value.",
    "FigureLack",
    NO_ITEMS="No item here has a value.",
    NO_CLASSES="The list of classes is empty.",
    ONE_CLASS="There is one class.",
    EMPTY_CLASS="A class has no item.",
    EMPTY_ON_ONE_SIDE="A class has items on one side only.",
    SETS_OVERLAP="Some items are in both sets.",
    ONE_ITEM="There is one item.",
    NO_VARIATION="All items have the same class.",
    ALL_DIFFERENT="Every item has a value of its own.",
    FIRST_PERIOD="There is nothing before it.",
    NOT_ASKED="It was not asked for.",
)
declare(
    Likeness,
    "In what items are alike.",
    CONTENT="The digest of their bytes.",
    WORDING="Their own text but for case, width and white space.",
    DIGEST="A digest of their look or words, given as an attribute: a few bits differ at most.",
)
declare(
    Finding,
    "What is wrong about items that are alike, the worst first.",
    "DuplicateFinding",
    CONTRADICTORY_LABELS="Their ground truth differs.",
    CONTAMINATION="They are in different splits, so what is trained on is tested on.",
    ACROSS_BATCHES="They are in different batches.",
)
