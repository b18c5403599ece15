"""Who reads which field of quotas, splits, audits, teams and models."""

from labeltrail.graphql.access.readers import (
    CALLERS,
    COLLEAGUES,
    CONNECTION,
    EDGE,
    JUDGES,
    MEMBERS,
    Fields,
)

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Project": {
        JUDGES: "quotas errorCosts splits splitContamination audits audit models teams retraining"
    },
    "Member": {COLLEAGUES: "attributes"},
    "MemberAttribute": {COLLEAGUES: "name value"},
    "Policy": {MEMBERS: "quotas costs splitting soleLabelers"},
    "ClassQuota": {MEMBERS: "task classId countedIn itemsMin itemsMax shareMin shareMax"},
    "ErrorCostStated": {MEMBERS: "task truth said cost"},
    "SplittingRules": {MEMBERS: "benchmarkChanges groupedBy"},
    "SoleLabelerRule": {MEMBERS: "task metric threshold itemsMin bound level"},
    "QuotaReport": {JUDGES: "quotas worst asOf"},
    "QuotaProgress": {
        JUDGES: "task classId countedIn batchId status have items share itemsMin itemsMax shareMin"
        " shareMax missing over filled"
    },
    "ErrorCosts": {
        JUDGES: "expectedCost weightedError status reason items errors classes interval agreement"
        " method methodVersion asOf"
    },
    "ClassCost": {JUDGES: "category items errors cost"},
    "Splits": {JUDGES: "counts without groupedBy asOf"},
    "SplitCount": {JUDGES: "split items given"},
    "ContaminationConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "ContaminationEdge": {MEMBERS: EDGE},
    "Contamination": {JUDGES: "kind key items itemsTotal tasks"},
    "ItemInSplit": {JUDGES: "itemId split"},
    "Audit": {
        JUDGES: "batchId task ofBatch drawnAt plannedPosition population size stratifiedBy strata"
        " seed level expectedError expectedHalfWidth overall classes byStratum strataLeftOut"
        " mistakes itemIds toAudit asOf"
    },
    "AuditStratum": {JUDGES: "key items sampled"},
    "AuditErrorRate": {
        JUDGES: "key value status reason wrong audited undecided sampled interval method"
        " methodVersion"
    },
    "AuditMistake": {JUDGES: "itemId accepted audited auditor"},
    "Teams": {JUDGES: "teams worst asOf"},
    "Team": {JUDGES: "key annotators labels gold truth approved agreement pace"},
    "RetrainingEffects": {JUDGES: "effects asOf"},
    "RetrainingEffect": {JUDGES: "annotator position cause against change"},
    "Model": {JUDGES: "modelId versions evaluations impacts validations asOf"},
    "ModelVersion": {JUDGES: "version name modelKind member trainedOn"},
    "ModelEvaluation": {
        JUDGES: "version task against release batchId isComputed taxonomyVersion heldAt position"
        " accuracy unanswered classes confusion"
    },
    "ModelClassFigures": {JUDGES: "category precision recall f1"},
    "ModelConfusion": {JUDGES: "truth said items"},
    "ModelImpact": {JUDGES: "before after trainedOnBefore trainedOnAfter accuracy classes"},
    "ModelClassImpact": {JUDGES: "category precision recall"},
    "ModelValidation": {JUDGES: "task metric status observed threshold n category sentence"},
    "Mutation": {
        CALLERS: "describeMember assignSplit drawSplits openAuditBatch auditItem registerModel"
        " recordEvaluation evaluateModel"
    },
    "DescribeMemberSuccess": {MEMBERS: f"{_DONE} member"},
    "AssignSplitSuccess": {MEMBERS: _DONE},
    "DrawSplitsSuccess": {MEMBERS: _DONE},
    "OpenAuditBatchSuccess": {MEMBERS: f"{_DONE} audit"},
    "AuditItemSuccess": {MEMBERS: f"{_DONE} audit"},
    "RegisterModelSuccess": {MEMBERS: f"{_DONE} model"},
    "RecordEvaluationSuccess": {MEMBERS: f"{_DONE} model"},
    "EvaluateModelSuccess": {MEMBERS: f"{_DONE} model"},
}
