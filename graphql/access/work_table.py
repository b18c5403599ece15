"""Who reads which field about work: annotators what is theirs, and nothing of what is drawn."""

from labeltrail.graphql.access.readers import CALLERS, CONNECTION, EDGE, JUDGES, MEMBERS, Fields

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Project": {MEMBERS: "myWork", JUDGES: "workQueue workSummary"},
    "Item": {MEMBERS: "assignments"},
    "Policy": {MEMBERS: "assignment"},
    "AssignmentPolicy": {
        MEMBERS: "leaseMinutes isRequired itemsMax openMax sessionMinutesMax sessionItemsMax"
        " restMinutes",
        JUDGES: "extraAnnotatorsMax agreementMin goldPercent repeatPercent repeatDistance seed"
        " batchPriorities priorityAttribute",
    },
    "BatchPriority": {JUDGES: "batchId priority"},
    "Assignment": {
        MEMBERS: "assignmentId itemId annotator assignedAt leaseUntil isOpen batchId ending endedAt"
        " item",
        JUDGES: "purpose repeat",
    },
    "OpenWorkConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "OpenWorkEdge": {MEMBERS: EDGE},
    "OpenWork": {JUDGES: "itemId priority free held heldBy lapsesAt"},
    "WorkSummary": {JUDGES: "whole batches holders asOf"},
    "WorkCount": {JUDGES: "batchId openItems free held expired"},
    "WorkHolder": {JUDGES: "member items"},
    "Mutation": {CALLERS: "claimNext returnItem releaseAssignment"},
    "ClaimNextSuccess": {MEMBERS: f"{_DONE} itemId item assignment"},
    "NothingToClaim": {MEMBERS: "reason message until position"},
    "ReturnItemSuccess": {MEMBERS: f"{_DONE} itemId"},
    "ReleaseAssignmentSuccess": {MEMBERS: f"{_DONE} itemId"},
}
