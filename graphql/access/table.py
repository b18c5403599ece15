"""Who reads which field: roles by type and field. What is not written here is read by nobody.

Rules about rows (whose label, which item) come on top: see `sight.py`. A field that every member
reads is reached only through an object of a project, which is made for its members alone.
"""

from collections.abc import Iterable, Iterator, Mapping

from labeltrail.graphql.access import (
    automation_table,
    certificate_table,
    gold_table,
    guideline_table,
    people_table,
    readiness_table,
    review_table,
    slice_table,
    statistics_table,
    taxonomy_table,
    work_table,
)
from labeltrail.graphql.access.readers import (
    CALLERS,
    COLLEAGUES,
    CONNECTION,
    EDGE,
    JUDGES,
    KEEPERS,
    MEMBERS,
    NOBODY,
    OVERSEERS,
    Fields,
    Readers,
)
from labeltrail.graphql.ids import Kind

_DONE = "commandId position version isDuplicate warnings"
_REFUSAL = "code message path"
_RECORDED = (
    "position eventId type stream occurredAt recordedAt actor commandId causationId correlationId"
    " traceId"
)

_CORE: Fields = {
    # Where a request begins
    "Query": {CALLERS: "viewer node nodes project projects item batch"},
    "Viewer": {MEMBERS: "actor tenant isInstanceAdmin"},
    "PageInfo": {MEMBERS: "hasNextPage hasPreviousPage startCursor endCursor"},
    "AsOf": {
        MEMBERS: "project position recordedAt taxonomyVersion guidelineRevision policyVersion"
        " inferenceVersion"
    },
    # The project and its rules
    "Project": {
        MEMBERS: "id projectId title viewerRoles taxonomyVersion guidelineRevision policyVersion"
        " taxonomy guideline policy item items batch batches escalations ruleTimeline ownScorecard",
        COLLEAGUES: "members",
        JUDGES: "agreement agreementReport annotator annotators readiness counts degraded"
        " difference goldItems goldScores timeline"
        " distribution distributionTrend shift leakage duplicates",
        OVERSEERS: "events proof inference inferenceRuns inferenceRun",
        KEEPERS: "projection",
    },
    "ProjectConnection": {MEMBERS: CONNECTION},
    "ProjectEdge": {MEMBERS: EDGE},
    "Member": {COLLEAGUES: "id memberId roles memberKind"},
    "MemberConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "MemberEdge": {MEMBERS: EDGE},
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
    "CheckpointConnection": {MEMBERS: CONNECTION},
    "CheckpointEdge": {MEMBERS: EDGE},
    "InclusionProof": {OVERSEERS: "position size leaf root hashes"},
    "ConsistencyProof": {OVERSEERS: "first second firstRoot secondRoot hashes"},
    "SigningKey": {OVERSEERS: "number verifierKey publicKey statement addedAt"},
    "Epoch": {OVERSEERS: "epoch forkSize reason openedBy openedAt"},
    # Items, and what was decided about them
    "Item": {
        MEMBERS: "id itemId modality uri contentSha256 text source attributes asOf version position"
        " labels skips escalations batches timeline",
        JUDGES: "groundTruth degraded reviewRequests adjudication gold difference",
    },
    "ItemAttribute": {MEMBERS: "name value"},
    "ItemConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "ItemEdge": {MEMBERS: EDGE},
    "Skip": {MEMBERS: "annotator reason"},
    "Label": {
        MEMBERS: "id labelId itemId annotator actor memberKind repeat taxonomyVersion"
        " guidelineRevision position currentEventId isRetracted answers item",
        JUDGES: "isIndependent reviews",
    },
    "LabelConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "LabelEdge": {MEMBERS: EDGE},
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
    "EscalationConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "EscalationEdge": {MEMBERS: EDGE},
    "Adjudication": {
        JUDGES: "eventId adjudicator answers judgedEventIds guidelineRevision clause position"
        " isReopened rationale rationaleErasedAt"
    },
    "TimelineConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "TimelineEntryEdge": {MEMBERS: EDGE},
    "TimelineEntry": {MEMBERS: f"{_RECORDED} sentence"},
    "GroundTruth": {JUDGES: "task status value json category origin absence explanation asOf"},
    "Explanation": {
        JUDGES: "sentence votes leftOut reviews adjudicationEventId reopenedEventId goldId"
        " contestedGoldId inference"
    },
    "Vote": {JUDGES: "annotator labelId eventId category"},
    "LabelLeftOut": {JUDGES: "annotator labelId eventId cause"},
    "ReviewUsed": {JUDGES: "eventId labelId annotator reviewer verdict category"},
    # Batches, and what they add up to
    "Batch": {
        MEMBERS: "id batchId title batchKind isClosed itemCount openedPosition items timeline",
        JUDGES: "agreement agreementReport readiness counts degraded difference",
    },
    "BatchConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "BatchEdge": {MEMBERS: EDGE},
    "Agreement": {JUDGES: "task observed alpha alphaNominal alphaOrdinal ac1 asOf"},
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
    "Counts": {
        JUDGES: "items itemsLabeled itemsToReview itemsEscalated reviewRequests openEscalations"
        " tasks asOf"
    },
    "TaskCounts": {JUDGES: "task withGroundTruth withoutGroundTruth"},
    "OriginCount": {JUDGES: "origin items"},
    "AbsenceCount": {JUDGES: "absence items"},
    # What changed between two moments
    "Difference": {JUDGES: "from to rules readiness agreement counts items"},
    "RuleChange": {JUDGES: "stream version changeNote event"},
    "ReadinessDifference": {JUDGES: "before after requirements"},
    "RequirementDifference": {JUDGES: "before after isChanged"},
    "AgreementDifference": {JUDGES: "task before after"},
    "CountsDifference": {JUDGES: "before after"},
    "ItemDifferenceConnection": {MEMBERS: CONNECTION},
    "ItemDifferenceEdge": {MEMBERS: EDGE},
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
        " withdrawEscalation proposeGold activateGold contestGold retireGold importGold"
        " recordInference"
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

_TABLES = (
    _CORE,
    automation_table.FIELDS,
    certificate_table.FIELDS,
    gold_table.FIELDS,
    guideline_table.FIELDS,
    people_table.FIELDS,
    readiness_table.FIELDS,
    review_table.FIELDS,
    statistics_table.FIELDS,
    taxonomy_table.FIELDS,
    slice_table.FIELDS,
    work_table.FIELDS,
)
"""One for each subject; a type's fields may stand in several."""


def _together(tables: Iterable[Fields]) -> Fields:
    found: dict[str, dict[Readers, str]] = {}
    for table in tables:
        for type_name, by_readers in table.items():
            known = found.setdefault(type_name, {})
            for readers_, fields in by_readers.items():
                known[readers_] = f"{known[readers_]} {fields}" if readers_ in known else fields
    return found


FIELDS = _together(_TABLES)

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
