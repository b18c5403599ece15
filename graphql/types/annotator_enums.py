"""The enumerations of scorecards as GraphQL enums, each value described."""

from labeltrail.graphql.types.described import declare as _declare
from labeltrail.projections.annotators.drift import Chart, Direction
from labeltrail.projections.annotators.figures import LackCode
from labeltrail.projections.annotators.material import HeldAgainst

_declare(
    HeldAgainst,
    "What an annotator's labels are held against. Their own vote never has a part in it.",
    GOLD_THEN="The gold in force when the label was given.",
    GOLD_TODAY="The gold in force at the position asked about.",
    DECIDED="Ground truth by gold, adjudication or review; no vote has a part in it.",
    TRUTH="The same where there is one; else the consensus of the others, by the policy's plurality"
    " or majority and its quorum.",
    REST="The answer that most of the others gave first; none where they tie.",
)
_declare(
    LackCode,
    "Why a figure of a scorecard has no value.",
    name="LabelFigureLackCode",
    NO_LABELS="There is no label that counts.",
    NO_REFERENCE="No label is on an item with a value to hold it against.",
    NO_OTHERS="Nobody else has answered these items.",
    NO_REPEATS="No item was answered twice.",
    NO_SECONDS="No label says how many seconds were spent.",
    NO_SUGGESTION="No suggestion was shown with any label.",
    NO_COUNTERPART="One of two sides has no labels.",
    NO_TIME_BETWEEN="No time passes between the labels.",
    TOO_FEW="There are too few labels.",
    TOO_MANY="There are too many labels for an exact answer.",
    NO_VARIATION="All values are the same.",
)
_declare(
    Chart,
    "A control chart.",
    name="ControlChart",
    EWMA="The exponentially weighted moving average within its limits (Roberts 1959).",
    CUSUM="The sum of log likelihood ratios of errors, cut at 0, below its threshold (Page 1954).",
)
_declare(
    Direction,
    "Which way answers changed.",
    name="DriftDirection",
    WORSE="Fewer are right than in control.",
    BETTER="More are right than in control.",
)
