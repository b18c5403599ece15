"""Who reads which field about gold: never who may still label, and no annotator at all."""

from collections.abc import Mapping

from labeltrail.graphql.access.readers import CONNECTION, EDGE, JUDGES, MEMBERS, Readers

_DECIDED = "commandId position version isDuplicate warnings gold"

FIELDS: Mapping[str, Mapping[Readers, str]] = {
    "Gold": {
        JUDGES: "goldId itemId task value json category status proposedBy proposedAt position"
        " source taxonomyVersion guidelineRevision supersededPosition rationale rationaleErasedAt"
        " approval contest retirement"
    },
    "GoldApproval": {JUDGES: "eventId approvedBy approvedAt position"},
    "GoldContest": {JUDGES: "eventId contestedBy contestedAt reason position note"},
    "GoldRetirement": {JUDGES: "eventId retiredBy retiredAt reason position note"},
    "GoldScores": {JUDGES: "task judged scores scoresLeftOut rescoring asOf"},
    "GoldScore": {JUDGES: "annotator isPerson own accuracy"},
    "GoldRescoring": {JUDGES: "judgedThen judgedToday judgedOnlyToday moved movedLeftOut"},
    "RescoredAnswer": {JUDGES: "annotator itemId repeat answer then today wasRight isRight"},
    "GoldConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "GoldEdge": {MEMBERS: EDGE},
    "ProposeGoldSuccess": {MEMBERS: _DECIDED},
    "ActivateGoldSuccess": {MEMBERS: _DECIDED},
    "ContestGoldSuccess": {MEMBERS: _DECIDED},
    "RetireGoldSuccess": {MEMBERS: _DECIDED},
    "ImportGoldSuccess": {MEMBERS: _DECIDED},
    "ImportGoldPayload": {MEMBERS: "outcomes"},
}
