"""Who reads which field about requirements and readiness."""

from labeltrail.graphql.access.readers import JUDGES, MEMBERS, Fields

FIELDS: Fields = {
    "Requirement": {
        MEMBERS: "metric task comparison threshold bound itemsMin severity ofEach category annotator"
        " attribute attributeValue coefficient intervalBy level resamples seed reference parts"
    },
    "Readiness": {JUDGES: "verdict sentence requirements asOf"},
    "RequirementVerdict": {
        JUDGES: "place requirement status observed n sentence evidence interval culprits subject"
        " parts partsTotal"
    },
    "RequirementInterval": {JUDGES: "low high level method seed"},
    "Culprit": {JUDGES: "kind name weight"},
    "EvidenceItem": {JUDGES: "itemId weight item"},
}
