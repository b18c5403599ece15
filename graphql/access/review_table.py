"""Who reads which field about routing, reviews and adjudications."""

from labeltrail.graphql.access.readers import CALLERS, CONNECTION, EDGE, JUDGES, MEMBERS, Fields

_DONE = "commandId position version isDuplicate warnings"
_QUEUED = "itemId weight position batchIds claim item"

FIELDS: Fields = {
    "Project": {MEMBERS: "returnedLabels", JUDGES: "reviewQueue adjudicationQueue secondLooks"},
    "Policy": {MEMBERS: "reviewing truthOrder"},
    "ReviewingPolicy": {
        MEMBERS: "claimMinutes hidesAnnotators relaxes adjudicatorDidNotReview",
        JUDGES: "rules seed secondLevelRate",
    },
    "RoutingRule": {JUDGES: "ruleId action when task rate level isOfVotes"},
    "RoutingCondition": {JUDGES: "kind bound names attribute"},
    "ReviewRequest": {JUDGES: "wanted rule policyVersion level labelId reviewEventId"},
    "Review": {JUDGES: "reason clause action secondOf relaxed"},
    "Label": {MEMBERS: "rework"},
    "LabelRework": {MEMBERS: "action reason clause position"},
    "Adjudication": {JUDGES: "relaxed"},
    "Escalation": {MEMBERS: "rule"},
    "ReviewQueueConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "ReviewQueueEntryEdge": {MEMBERS: EDGE},
    "ReviewQueueEntry": {
        JUDGES: f"{_QUEUED} eventId cause requestedBy rule policyVersion task level reviewEventId"
        " label"
    },
    "AdjudicationQueueConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "AdjudicationQueueEntryEdge": {MEMBERS: EDGE},
    "AdjudicationQueueEntry": {JUDGES: f"{_QUEUED} reasons"},
    "ReturnedLabelConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "ReturnedLabelEdge": {MEMBERS: EDGE},
    "ReturnedLabel": {MEMBERS: "itemId position batchIds label"},
    "AdjudicationReason": {JUDGES: "cause task weight position rule policyVersion eventId"},
    "JudgeClaim": {JUDGES: "claimedBy until"},
    "Explanation": {JUDGES: "policyVersion consulted tally wishes"},
    "OriginConsulted": {JUDGES: "origin decides category absence sentence"},
    "CategoryTally": {JUDGES: "category votes leads"},
    "SecondLooks": {JUDGES: "agreed reviewers pairs agreement asOf"},
    "ReviewerLooks": {JUDGES: "reviewer agreed"},
    "VerdictPair": {JUDGES: "first second reviews"},
    "VerdictAgreement": {JUDGES: "coefficient score"},
    "Mutation": {CALLERS: "claimReview releaseReview"},
    "ClaimReviewSuccess": {MEMBERS: f"{_DONE} claim"},
    "ReleaseReviewSuccess": {MEMBERS: f"{_DONE} itemId"},
}
