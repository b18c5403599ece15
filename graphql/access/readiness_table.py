"""Who reads which field about requirements and readiness."""

from labeltrail.graphql.access.readers import JUDGES, MEMBERS, Fields

FIELDS: Fields = {
    "Project": {JUDGES: "readinessUnder readinessTrend policyDryRun"},
    "Batch": {JUDGES: "readinessUnder readinessTrend"},
    "Requirement": {
        MEMBERS: "metric task comparison threshold bound itemsMin severity scope category annotator"
        " attribute attributeValue coefficient intervalBy level resamples seed reference parts"
    },
    "Readiness": {JUDGES: "verdict sentence requirements asOf"},
    "RequirementVerdict": {
        JUDGES: "place requirement status observed n sentence evidence interval culprits subject"
        " parts partsTotal whatWouldItTake"
    },
    "RequirementInterval": {JUDGES: "low high level method seed"},
    "Culprit": {JUDGES: "kind name weight"},
    "Work": {JUDGES: "sureness sentence steps total"},
    "WorkStep": {JUDGES: "kind times itemId annotator category"},
    "SupposedReadiness": {JUDGES: "actual supposed refusal leftOut asOf"},
    "PolicyDryRun": {JUDGES: "refusal batches hasMore asOf"},
    "BatchDryRun": {JUDGES: "batch actual supposed"},
    "ReadinessTrendPoint": {JUDGES: "readiness asOf"},
    "EvidenceItem": {JUDGES: "itemId weight item"},
}
