"""Who reads which field of statistics: the part of the table about annotators and classes."""

from collections.abc import Mapping

from labeltrail.graphql.access.readers import (
    CONNECTION,
    EDGE,
    JUDGES,
    MEMBERS,
    OVERSEERS,
    Readers,
)

FIELDS: Mapping[str, Mapping[Readers, str]] = {
    # What truth was inferred, and how
    "RecordInferenceSuccess": {MEMBERS: "commandId position version isDuplicate warnings run"},
    "InferenceRunConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "InferenceRunEdge": {MEMBERS: EDGE},
    "InferenceRun": {
        OVERSEERS: "runId task method applied parameters seed batchId inputPosition"
        " taxonomyVersion policyVersion items labels gold inputDigest resultDigest outcomes"
        " iterations hasConverged objective annotators itemsChanged followsRunId position"
        " completedPosition recordedAt recordedBy verify"
    },
    "InferenceOutcome": {OVERSEERS: "outcome items"},
    "AnnotatorWeight": {OVERSEERS: "annotator labels weight accuracy"},
    "InferenceVerification": {OVERSEERS: "isEqual inputDigest resultDigest reason"},
    "InferenceComparison": {OVERSEERS: "task methods agreement asOf"},
    "ComparedMethod": {
        OVERSEERS: "method seed applied choice parameters reason items labels outcomes iterations"
        " hasConverged objective inputDigest resultDigest accuracies categories classPrior"
        " annotators"
    },
    "InferenceAccuracy": {OVERSEERS: "against nItems nNamed nRight share"},
    "InferredAnnotatorFigures": {OVERSEERS: "annotator labels accuracy ability weight confusion"},
    "MethodAgreement": {OVERSEERS: "first second nItems nEqual share"},
    "InferenceUsed": {
        JUDGES: "eventId runId method probability reason against votes votesMore confirmedByRunId"
        " inputPosition labelsSince"
    },
    "VoteEvidence": {JUDGES: "annotator category evidence"},
    # How classes are spread
    "Distribution": {JUDGES: "task groundTruth firstReadings asOf"},
    "Portrait": {JUDGES: "nItems nValues leftOut balance levels memberships spread wins"},
    "ClassBalance": {
        JUDGES: "classes missing effectiveNumber inverseSimpson normalisedEntropy imbalance"
        " imbalanceObserved"
    },
    "ClassShare": {JUDGES: "category n share interval simultaneous"},
    "Memberships": {JUDGES: "classes sizes missing"},
    "SetSize": {JUDGES: "size n"},
    "Spread": {JUDGES: "mean quantiles histogram"},
    "Quantile": {JUDGES: "share value"},
    "HistogramBin": {JUDGES: "low high n"},
    "WinShare": {JUDGES: "candidate comparisons wins ties bothBad losses share interval"},
    "DistributionTrend": {JUDGES: "task by basis categories parts asOf"},
    "DistributionPart": {JUDGES: "key nItems nValues counts divergence byChance"},
    "DistributionShift": {
        JUDGES: "task basis nBefore nAfter nShared resamples seed divergence distance byChance"
        " corrected pValue psi psiSmoothed psiCustom smoothing totalVariation classes asOf"
    },
    "ClassDifference": {JUDGES: "before after change interval"},
    "DistributionFigure": {JUDGES: "value status reason nItems interval method methodVersion"},
    "DistributionReason": {JUDGES: "code sentence"},
    "LeftOut": {JUDGES: "cause n"},
    "Leakage": {
        JUDGES: "task nItems nItemsKnown leftOut permutations seed pLeast reason entropy leaks runs"
        " constant asOf"
    },
    "Leak": {
        JUDGES: "feature nValues mutualInformation told toldAboveChance adjustedMutualInformation"
        " pValue pAdjusted isSuspected examples"
    },
    "LeakExample": {JUDGES: "value category n nValue share elsewhere sentence"},
    "IdRuns": {JUDGES: "nRuns expected z pValue pAdjusted"},
    "TwinsConnection": {MEMBERS: f"{CONNECTION} asOf unreadable"},
    "TwinsEdge": {MEMBERS: EDGE},
    "Twins": {JUDGES: "likeness key distance itemIds nItems findings tasks"},
    # How annotators do
    "Annotator": {JUDGES: "annotatorId scorecard"},
    "ScorecardConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "ScorecardEdge": {MEMBERS: EDGE},
    "Scorecard": {
        JUDGES: "annotator isPerson labels items counted exclusions firstAt lastAt accuracy"
        " agreementWithOthers selfConsistency pace workingTime fatigue drift monotony"
        " suggestionUse asOf"
    },
    "OwnScorecard": {
        MEMBERS: "labels items right consistency seconds workingTime longestRun accepted asOf"
    },
    "AnnotatorAccuracy": {
        JUDGES: "against overall classes classesLeftOut confusion labelsLeftOut withoutReference"
    },
    "ClassAccuracy": {JUDGES: "category precision recall"},
    "ConfusionCell": {JUDGES: "reference answer n"},
    "AgreementWithOthers": {JUDGES: "leader pairwise kappa ties others"},
    "SelfConsistency": {JUDGES: "items consistency alpha"},
    "Pace": {JUDGES: "labels withoutSeconds median firstQuartile thirdQuartile fast slow pace"},
    "WorkingTime": {MEMBERS: "sessions longest activeHours perHour"},
    "Fatigue": {JUDGES: "bins trend"},
    "FatigueBin": {JUDGES: "first last right"},
    "Drift": {
        JUDGES: "against labels inControl isGiven ewmaWeight ewmaWidth outOfControlErrors"
        " rightScore wrongScore threshold labelsPerFalseAlarm alarms alarmCount revisions points"
    },
    "DriftAlarm": {JUDGES: "chart direction label began itemId position occurredAt value limit"},
    "DriftPoint": {JUDGES: "label position occurredAt isRight ewma lower upper cusum"},
    "RevisionMark": {JUDGES: "revision publishedAt position labelsBefore change"},
    "Monotony": {JUDGES: "longest probability modalCategory modal"},
    "AnswerRun": {MEMBERS: "category length"},
    "SuggestionUse": {JUDGES: "shown notShown acceptance right wrong"},
    "LabelShare": {MEMBERS: "value status lack hits n interval method methodVersion"},
    "LabelFigure": {MEMBERS: "value status lack n method methodVersion"},
    "LabelFigureLack": {MEMBERS: "code sentence"},
    "LabelShareDifference": {
        JUDGES: "value status lack first second interval method methodVersion"
    },
    "LabelTrend": {JUDGES: "value status lack pValue n test resamples seed method methodVersion"},
}
