"""Who reads which field: roles by type and field. What is not written here is read by nobody.

Rules about rows (whose label, which item) come on top: see `sight.py`. A field that every member
reads is reached only through an object of a project, which is made for its members alone.
"""

from collections.abc import Iterator, Mapping

import msgspec

from labeltrail.events.streams.project import Role
from labeltrail.graphql.ids import Kind


class Readers(msgspec.Struct, frozen=True):
    """`any_caller`: whoever has an API key, also outside projects. `is_open`: every member, or
    for answers to a command whoever gave it.
    """

    roles: frozenset[Role] = frozenset()
    any_caller: bool = False
    is_open: bool = False

    def admits(self, roles: frozenset[Role]) -> bool:
        return self.is_open or not self.roles.isdisjoint(roles)


NOBODY = Readers()
CALLERS = Readers(any_caller=True)
MEMBERS = Readers(is_open=True)
JUDGES = Readers(frozenset({Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER, Role.AUDITOR}))
"""Who sees what others decided. Annotators do not, nor does the key of an annotation UI."""
KEEPERS = Readers(frozenset({Role.MANAGER, Role.AUDITOR, Role.SERVICE}))
OVERSEERS = Readers(frozenset({Role.MANAGER, Role.AUDITOR}))
COLLEAGUES = Readers(JUDGES.roles | {Role.SERVICE})

_CONNECTION = "edges nodes pageInfo totalCount"
_EDGE = "cursor node"
_DONE = "commandId position version isDuplicate warnings"
_REFUSAL = "code message path"
_RECORDED = (
    "position eventId type stream occurredAt recordedAt actor commandId causationId correlationId"
    " traceId"
)

FIELDS: Mapping[str, Mapping[Readers, str]] = {
    # Where a request begins
    "Query": {CALLERS: "viewer node nodes project projects item batch"},
    "Viewer": {MEMBERS: "actor tenant isInstanceAdmin"},
    "PageInfo": {MEMBERS: "hasNextPage hasPreviousPage startCursor endCursor"},
    "AsOf": {
        MEMBERS: "project position recordedAt taxonomyVersion guidelineRevision policyVersion"
    },
    # The project and its rules
    "Project": {
        MEMBERS: "id projectId title viewerRoles taxonomyVersion guidelineRevision policyVersion"
        " taxonomy guideline policy item items batch batches escalations ruleTimeline ownScorecard",
        COLLEAGUES: "members",
        JUDGES: "agreement agreementReport annotator annotators readiness counts degraded"
        " difference timeline"
        " distribution distributionTrend shift leakage duplicates",
        OVERSEERS: "events proof",
        KEEPERS: "projection",
    },
    "ProjectConnection": {MEMBERS: _CONNECTION},
    "ProjectEdge": {MEMBERS: _EDGE},
    "Member": {COLLEAGUES: "id memberId roles memberKind"},
    "MemberConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "MemberEdge": {MEMBERS: _EDGE},
    "Taxonomy": {MEMBERS: "version isInForce tasks constraints asOf"},
    "Task": {MEMBERS: "name kind question allowsCannotTell classes rule"},
    "TaskClass": {
        MEMBERS: "classId definition inclusion exclusion examples counterexamples rank parent"
    },
    "SetRule": {MEMBERS: "selectedMin selectedMax exclusive"},
    "PathRule": {MEMBERS: "leafRequired"},
    "NumberRule": {MEMBERS: "unit minimum maximum step"},
    "RankingRule": {MEMBERS: "allowsTies"},
    "Constraint": {MEMBERS: "constraintId tasks expression message"},
    "GuidelineRevision": {MEMBERS: "revision isPublished isInForce clauses asOf"},
    "Clause": {MEMBERS: "number title text"},
    "Policy": {
        MEMBERS: "version isInForce overlap quorum truthMethod staleLabels modelsVote reviewTies"
        " reviewDisagreements requirements probabilityMin asOf"
    },
    "Requirement": {MEMBERS: "metric task comparison threshold bound itemsMin severity"},
    "LedgerPage": {OVERSEERS: "events lastPosition head hasMore"},
    "LedgerEvent": {OVERSEERS: f"id {_RECORDED} version schemaVersion body leaf"},
    "Projection": {
        KEEPERS: "position head lag foldedAt isRefolding stoppedPosition stoppedReason parked"
        " generation foldVersion stateSha"
    },
    "ParkedStream": {KEEPERS: "stream position reason attempts parkedAt"},
    "Degraded": {JUDGES: "stream position"},
    # Proof of what is in it
    "Proof": {
        OVERSEERS: "head sealedSize unsealed sealedAt stopped latestCheckpoint checkpoints"
        " inclusion consistency signingKeys epochs"
    },
    "Checkpoint": {OVERSEERS: "epoch treeSize root note keyNumber sealedAt"},
    "CheckpointConnection": {MEMBERS: _CONNECTION},
    "CheckpointEdge": {MEMBERS: _EDGE},
    "InclusionProof": {OVERSEERS: "position size leaf root hashes"},
    "ConsistencyProof": {OVERSEERS: "first second firstRoot secondRoot hashes"},
    "SigningKey": {OVERSEERS: "number verifierKey publicKey statement addedAt"},
    "Epoch": {OVERSEERS: "epoch forkSize reason openedBy openedAt"},
    # Items, and what was decided about them
    "Item": {
        MEMBERS: "id itemId modality uri contentSha256 text source attributes asOf version position"
        " labels skips escalations batches timeline",
        JUDGES: "groundTruth degraded reviewRequests adjudication difference",
    },
    "ItemAttribute": {MEMBERS: "name value"},
    "ItemConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "ItemEdge": {MEMBERS: _EDGE},
    "Skip": {MEMBERS: "annotator reason"},
    "Label": {
        MEMBERS: "id labelId itemId annotator actor memberKind repeat taxonomyVersion"
        " guidelineRevision position currentEventId isRetracted answers item",
        JUDGES: "isIndependent reviews",
    },
    "LabelConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "LabelEdge": {MEMBERS: _EDGE},
    "Answer": {MEMBERS: "task value json confidence"},
    "ChoiceValue": {MEMBERS: "classId"},
    "RatingValue": {MEMBERS: "rank"},
    "ClassSetValue": {MEMBERS: "classes"},
    "PathValue": {MEMBERS: "path"},
    "NumberValue": {MEMBERS: "number"},
    "RankingValue": {MEMBERS: "ranking"},
    "PreferenceValue": {MEMBERS: "first second outcome"},
    "CannotTellValue": {MEMBERS: "cannotTell"},
    "Review": {JUDGES: "eventId judgedEventId reviewer verdict answers position isInForce"},
    "ReviewRequest": {JUDGES: "eventId cause requestedBy task position"},
    "Escalation": {
        MEMBERS: "id escalationId itemId raisedBy level clause owner dueAt raisedAt raisedPosition"
        " isOpen closedPosition decision resolvedBy resolutionClause question"
        " questionErasedAt rationale rationaleErasedAt item"
    },
    "EscalationConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "EscalationEdge": {MEMBERS: _EDGE},
    "Adjudication": {
        JUDGES: "eventId adjudicator answers judgedEventIds guidelineRevision clause position"
        " isReopened rationale rationaleErasedAt"
    },
    "TimelineConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "TimelineEntryEdge": {MEMBERS: _EDGE},
    "TimelineEntry": {MEMBERS: f"{_RECORDED} sentence"},
    "GroundTruth": {JUDGES: "task status value json category origin absence explanation asOf"},
    "Explanation": {
        JUDGES: "sentence votes leftOut reviews adjudicationEventId reopenedEventId goldId"
        " contestedGoldId"
    },
    "Vote": {JUDGES: "annotator labelId eventId category"},
    "LabelLeftOut": {JUDGES: "annotator labelId eventId cause"},
    "ReviewUsed": {JUDGES: "eventId labelId annotator reviewer verdict category"},
    # Batches, and what they add up to
    "Batch": {
        MEMBERS: "id batchId title batchKind isClosed itemCount openedPosition items timeline",
        JUDGES: "agreement agreementReport readiness counts degraded difference",
    },
    "BatchConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "BatchEdge": {MEMBERS: _EDGE},
    "Agreement": {JUDGES: "task observed alphaNominal alphaOrdinal ac1 asOf"},
    "Score": {
        JUDGES: "value status reason nItems nPairs nAnnotators nValues exclusions distance"
        " nCategories pooling weights observed chance standardError annotators category"
        " pairsUndefined interval method methodVersion position"
    },
    "ScoreReason": {JUDGES: "code sentence"},
    "ScoreInterval": {MEMBERS: "level method seed low high resamples resamplesUndefined"},
    "AgreementReport": {JUDGES: "parts hasMore endCursor asOf"},
    "AgreementPart": {JUDGES: "key other begins ends scores"},
    "Exclusion": {JUDGES: "cause labels"},
    "Readiness": {JUDGES: "verdict sentence requirements asOf"},
    "RequirementVerdict": {JUDGES: "place requirement status observed n sentence evidence"},
    "EvidenceItem": {JUDGES: "itemId weight item"},
    "Counts": {
        JUDGES: "items itemsLabeled itemsToReview itemsEscalated reviewRequests openEscalations"
        " tasks asOf"
    },
    "TaskCounts": {JUDGES: "task withGroundTruth withoutGroundTruth"},
    "OriginCount": {JUDGES: "origin items"},
    "AbsenceCount": {JUDGES: "absence items"},
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
    "TwinsConnection": {MEMBERS: f"{_CONNECTION} asOf unreadable"},
    "TwinsEdge": {MEMBERS: _EDGE},
    "Twins": {JUDGES: "likeness key distance itemIds nItems findings tasks"},
    # How annotators do
    "Annotator": {JUDGES: "annotatorId scorecard"},
    "ScorecardConnection": {MEMBERS: f"{_CONNECTION} asOf"},
    "ScorecardEdge": {MEMBERS: _EDGE},
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
        JUDGES: "against labels inControl isGiven ewmaWeight ewmaWidth outOfControlErrors threshold"
        " falseAlarmLabels alarms alarmCount revisions points"
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
    # What changed between two moments
    "Difference": {JUDGES: "from to rules readiness agreement counts items"},
    "RuleChange": {JUDGES: "stream version changeNote event"},
    "ReadinessDifference": {JUDGES: "before after requirements"},
    "RequirementDifference": {JUDGES: "before after isChanged"},
    "AgreementDifference": {JUDGES: "task before after"},
    "CountsDifference": {JUDGES: "before after"},
    "ItemDifferenceConnection": {MEMBERS: _CONNECTION},
    "ItemDifferenceEdge": {MEMBERS: _EDGE},
    "ItemDifference": {JUDGES: "itemId isNew labels groundTruth joined events eventCount"},
    "LabelDifference": {JUDGES: "labelId annotator changes positions before after isRetracted"},
    "GroundTruthDifference": {JUDGES: "task change positions before after"},
    "BatchJoined": {JUDGES: "batchId position"},
    # What can be done, and the answers to it
    "Mutation": {
        CALLERS: "createProject addMember changeMemberRoles removeMember publishTaxonomy"
        " reviseGuideline publishGuideline publishPolicy registerItem registerItems openBatch"
        " addItemsToBatch closeBatch submitLabel submitLabels reviseLabel retractLabel skipItem"
        " requestReview reviewLabel adjudicateItem raiseEscalation resolveEscalation"
        " withdrawEscalation"
    },
    "CreateProjectSuccess": {MEMBERS: f"{_DONE} project"},
    "AddMemberSuccess": {MEMBERS: f"{_DONE} member"},
    "ChangeMemberRolesSuccess": {MEMBERS: f"{_DONE} member"},
    "RemoveMemberSuccess": {MEMBERS: f"{_DONE} member"},
    "PublishTaxonomySuccess": {MEMBERS: f"{_DONE} taxonomy"},
    "ReviseGuidelineSuccess": {MEMBERS: f"{_DONE} guideline"},
    "PublishGuidelineSuccess": {MEMBERS: f"{_DONE} guideline"},
    "PublishPolicySuccess": {MEMBERS: f"{_DONE} policy"},
    "RegisterItemSuccess": {MEMBERS: f"{_DONE} itemId"},
    "RegisterItemsPayload": {MEMBERS: "outcomes"},
    "OpenBatchSuccess": {MEMBERS: f"{_DONE} batch"},
    "AddItemsToBatchSuccess": {MEMBERS: f"{_DONE} batch"},
    "CloseBatchSuccess": {MEMBERS: f"{_DONE} batch"},
    "SubmitLabelSuccess": {MEMBERS: f"{_DONE} label"},
    "SubmitLabelsPayload": {MEMBERS: "outcomes"},
    "ReviseLabelSuccess": {MEMBERS: f"{_DONE} label"},
    "RetractLabelSuccess": {MEMBERS: f"{_DONE} label"},
    "SkipItemSuccess": {MEMBERS: f"{_DONE} itemId"},
    "RequestReviewSuccess": {MEMBERS: f"{_DONE} itemId"},
    "ReviewLabelSuccess": {MEMBERS: f"{_DONE} label"},
    "AdjudicateItemSuccess": {MEMBERS: f"{_DONE} adjudication"},
    "RaiseEscalationSuccess": {MEMBERS: f"{_DONE} escalation"},
    "ResolveEscalationSuccess": {MEMBERS: f"{_DONE} escalation"},
    "WithdrawEscalationSuccess": {MEMBERS: f"{_DONE} escalation"},
    "Refused": {MEMBERS: _REFUSAL},
    "NotFound": {MEMBERS: _REFUSAL},
    "Forbidden": {MEMBERS: _REFUSAL},
    "ValidationFailed": {MEMBERS: _REFUSAL},
    "VersionConflict": {MEMBERS: f"{_REFUSAL} currentVersion"},
}

READABLE_TYPES: Mapping[Kind, Readers] = {
    Kind.PROJECT: MEMBERS,
    Kind.MEMBER: COLLEAGUES,
    Kind.ITEM: MEMBERS,
    Kind.LABEL: MEMBERS,
    Kind.ESCALATION: MEMBERS,
    Kind.BATCH: MEMBERS,
    Kind.EVENT: OVERSEERS,
}
"""Whose ids answer to `node`; others' are as unknown as none."""


def _listed() -> Iterator[tuple[tuple[str, str], Readers]]:
    for type_name, by_readers in FIELDS.items():
        for readers_, fields in by_readers.items():
            for field in fields.split():
                yield (type_name, field), readers_


_READERS = dict(_listed())


def readers(type_name: str, field: str) -> Readers:
    """Who reads the field; nobody reads one that the table does not know."""
    return _READERS.get((type_name, field), NOBODY)
