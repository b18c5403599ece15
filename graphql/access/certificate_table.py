"""Who reads which field about certificates, waivers and releases: who sees what others decided."""

from labeltrail.graphql.access.readers import CONNECTION, EDGE, JUDGES, MEMBERS, OVERSEERS, Fields

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Mutation": {
        MEMBERS: "certifyBatch waiveRequirement approveWaiver withdrawWaiver revokeCertificate"
        " releaseBatch"
    },
    "Project": {JUDGES: "certificates releases"},
    "Batch": {
        JUDGES: "certificate certificates waivers releases certificateTimeline",
        OVERSEERS: "releaseDifference",
    },
    "Policy": {MEMBERS: "certification"},
    "Certification": {MEMBERS: "certifiers labelersCertify waivers waiverTwoPersons waiverDaysMax"},
    "SealedTree": {JUDGES: "origin size root"},
    "CertifiedRequirement": {JUDGES: "place requirement status observed low high n waiverId"},
    "AlgorithmVersion": {JUDGES: "name version"},
    "Assessment": {
        JUDGES: "position recordedAt verdict findings items truths annotators policyVersion"
        " taxonomyVersion guidelineRevision algorithms stateSha256 truthsSha256"
    },
    "TurnedRequirement": {JUDGES: "place requirement before after observedBefore observedAfter"},
    "Revocation": {
        JUDGES: "eventId position recordedAt cause causeEventId sentence turned itemsChanged"
        " itemIds revokedBy reason"
    },
    "Certificate": {
        JUDGES: "batchId number isInForce eventId position recordedAt certifiedBy relaxations"
        " assessment checkpoint revocation"
    },
    "Waiver": {
        JUDGES: "waiverId batchId place policyVersion requirement until proposedBy waivedBy"
        " withdrawnBy position reason"
    },
    "Release": {
        JUDGES: "batchId number certificateNumber revocation eventId position recordedAt releasedBy"
        " assessment checkpoint manifestFormat manifestSha256"
    },
    "ReleasedTruth": {OVERSEERS: "category origin decidedBy sha256"},
    "ReleasedTruthChange": {OVERSEERS: "itemId task before after absence eventIds"},
    "ReleasedRuleChange": {OVERSEERS: "name before after"},
    "ReleasedScoreChange": {
        OVERSEERS: "requirement statusBefore statusAfter observedBefore observedAfter"
    },
    "ReleaseDifference": {
        OVERSEERS: "earlier later itemsAdded itemsRemoved truthsChanged itemsAddedCount"
        " itemsRemovedCount truthsChangedCount rulesChanged scoresChanged"
    },
    "CertificateConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "CertificateEdge": {MEMBERS: EDGE},
    "WaiverConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "WaiverEdge": {MEMBERS: EDGE},
    "ReleaseConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "ReleaseEdge": {MEMBERS: EDGE},
    "CertifyBatchSuccess": {MEMBERS: f"{_DONE} certificate"},
    "RevokeCertificateSuccess": {MEMBERS: f"{_DONE} certificate"},
    "WaiveRequirementSuccess": {MEMBERS: f"{_DONE} waiver"},
    "ApproveWaiverSuccess": {MEMBERS: f"{_DONE} waiver"},
    "WithdrawWaiverSuccess": {MEMBERS: f"{_DONE} waiver"},
    "ReleaseBatchSuccess": {MEMBERS: f"{_DONE} release"},
}
