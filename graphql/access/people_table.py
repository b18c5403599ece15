"""Who reads which field about people: others' standing is for judges, one's own for oneself.

What hangs on `ownStanding` and `ownFeedback` is open to members: both are made of the caller's own.
"""

from labeltrail.graphql.access.readers import (
    CALLERS,
    COLLEAGUES,
    JUDGES,
    MEMBERS,
    OVERSEERS,
    Fields,
)

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Project": {
        MEMBERS: "ownStanding ownFeedback",
        JUDGES: "goldExposures doubtedGolds",
        OVERSEERS: "policyProposals",
    },
    "Mutation": {
        CALLERS: "qualifyAnnotator suspendAnnotator reinstateAnnotator noteAnnotator proposePolicy"
        " approvePolicy refusePolicy withdrawPolicyProposal"
    },
    "AsOf": {MEMBERS: "standingVersion"},
    "Member": {COLLEAGUES: "standing"},
    "Annotator": {JUDGES: "standing"},
    "Policy": {MEMBERS: "people"},
    "People": {
        MEMBERS: "tests suspensions graceAnswers suspendedVote twoPersons exposuresMax showsGold"
        " goldProposals"
    },
    "GoldTest": {MEMBERS: "task items accuracyMin answersMin bound"},
    "SuspensionRule": {MEMBERS: "signal threshold last answersMin task bound"},
    "GoldProposing": {MEMBERS: "task annotatorsMin agreementMin perClassMax share seed"},
    "AnnotatorStanding": {
        MEMBERS: "isSuspended suspendedSince cause votesDropped qualifications tasksToQualify",
        JUDGES: "history",
    },
    "Qualification": {MEMBERS: "task qualifiedBy eventId position answered right"},
    "StandingEntry": {JUDGES: "eventId position sentence cause figures noteKind clauses note"},
    "SuspensionFigures": {JUDGES: "observed threshold bound answers position task"},
    "PolicyProposal": {
        OVERSEERS: "number eventId proposedBy baseVersion changeNote weakens status decidedBy"
        " position policy"
    },
    "OwnFeedback": {MEMBERS: "feedback hasMore endCursor asOf"},
    "Feedback": {
        MEMBERS: "itemId labelId task cause said decided position guidelineRevision clause reason"
        " note"
    },
    "GoldExposures": {JUDGES: "exposures hasMore endCursor asOf"},
    "GoldExposure": {
        JUDGES: "goldId itemId task status annotator labels firstPosition lastPosition isExposed"
    },
    "DoubtedGolds": {JUDGES: "golds asOf"},
    "DoubtedGold": {JUDGES: "goldId itemId gold category against labels"},
    "GoldContest": {JUDGES: "against"},
    "GoldEvidence": {JUDGES: "json against votes labels"},
    "QualifyAnnotatorSuccess": {MEMBERS: f"{_DONE} member"},
    "SuspendAnnotatorSuccess": {MEMBERS: f"{_DONE} member"},
    "ReinstateAnnotatorSuccess": {MEMBERS: f"{_DONE} member"},
    "NoteAnnotatorSuccess": {MEMBERS: f"{_DONE} member"},
    "ProposePolicySuccess": {MEMBERS: f"{_DONE} proposal"},
    "ApprovePolicySuccess": {MEMBERS: f"{_DONE} proposal policy"},
    "RefusePolicySuccess": {MEMBERS: f"{_DONE} proposal"},
    "WithdrawPolicyProposalSuccess": {MEMBERS: f"{_DONE} proposal"},
}
