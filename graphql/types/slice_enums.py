"""Quotas, splits, audits, teams and models, as GraphQL enums."""

from labeltrail.events.streams.audits import StratifiedBy
from labeltrail.events.streams.model import Against
from labeltrail.events.streams.policy.quotas import QuotaScope
from labeltrail.events.streams.policy.splitting import BenchmarkChanges
from labeltrail.events.streams.policy.validation import ValidationMetric
from labeltrail.events.streams.splits import Split
from labeltrail.graphql.types.described import declare
from labeltrail.projections.models.validation import ValidationStatus
from labeltrail.projections.slices.people import CostsAgainst
from labeltrail.projections.slices.quotas import QuotaStatus
from labeltrail.projections.splits.contamination import Leak

declare(
    QuotaScope,
    "Within what a quota counts.",
    BATCH="Each batch by itself.",
    PROJECT="The whole project.",
)
declare(
    QuotaStatus,
    "Whether a quota is met.",
    MET="As many as wanted, and no more.",
    MISSING="Fewer than wanted.",
    EXCEEDED="More than wanted.",
    UNDEFINED="A share is wanted, and no item has ground truth; or the task is gone.",
)
declare(
    BenchmarkChanges,
    "What happens to an act that changes what is said of an item of the benchmark.",
    ACCEPT="Nothing.",
    WARN="It is carried out, with a warning.",
    REFUSE="It is refused.",
)
declare(
    Split,
    "What an item is used for.",
    TRAIN="Models learn from it.",
    VALIDATION="Models are chosen by it.",
    TEST="Models are tested on it.",
    BENCHMARK="Models are tested on it for ever: it is frozen.",
)
declare(
    Leak,
    "How something got from one split into another.",
    "ContaminationKind",
    CONTENT="Equal bytes.",
    WORDING="Equal words, but for case, width and white space.",
    DIGEST="Digests of look or words that are nearly equal.",
    GROUP="One group in several splits.",
    BENCHMARK_CHANGED="What is true of an item of the benchmark changed since it was frozen.",
)
declare(
    StratifiedBy,
    "What the population of an audit is cut by before it is drawn from.",
    "AuditStratification",
    NOTHING="By nothing.",
    CLASS="By the accepted class.",
    ORIGIN="By how it came to be accepted.",
)
declare(
    CostsAgainst,
    "Which errors are weighed.",
    "ErrorCostBasis",
    ANSWERS="What people said first, against gold.",
    TRUTH="What was accepted, against audits.",
)
declare(
    Against,
    "What a model's answers are held against.",
    "EvaluatedAgainst",
    GOLD="Gold in force.",
    GROUND_TRUTH="What is true by gold, adjudication, review, or the votes of others.",
    RELEASE="A release, by whoever has it.",
)
declare(
    ValidationMetric,
    "What a model must have shown before it labels alone.",
    ACCURACY="Right of all.",
    RECALL="Of the class where it is worst.",
    PRECISION="Of the class where it is worst.",
)
declare(
    ValidationStatus,
    "Whether a model may label alone.",
    PASS="It has shown it.",
    FAIL="It has shown that it may not.",
    INSUFFICIENT_EVIDENCE="It was evaluated on too few items.",
    NOT_EVALUATED="Its last version was not evaluated in the task.",
)
