"""Who reads which field about the life of a taxonomy, and what is learnt from it."""

from labeltrail.graphql.access.readers import CALLERS, JUDGES, MEMBERS, Fields

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Project": {JUDGES: "taxonomyDraft"},
    "Policy": {MEMBERS: "demands"},
    "Demands": {MEMBERS: "taxonomyApproval pilot pilotItemsMin pilotOverlapMin"},
    "Taxonomy": {
        MEMBERS: "version isInForce tasks constraints mapping draft isApproved asOf",
        JUDGES: "publishedBy reviews pilots",
    },
    "Task": {MEMBERS: "name kind question allowsCannotTell classes rule"},
    "TaskClass": {
        MEMBERS: "classId definition inclusion exclusion examples counterexamples rank parent"
        " hotkey"
    },
    "TaskMapping": {MEMBERS: "task classes"},
    "ClassFate": {MEMBERS: "classId fate into sentence"},
    "TaxonomyReview": {JUDGES: "eventId reviewedBy verdict objections note noteErasedAt position"},
    "TaxonomyDraft": {
        JUDGES: "draft follows draftedBy changeNote tasks constraints mapping reviews"
        " publishedVersion position"
    },
    "PilotPass": {
        JUDGES: "batchId taxonomyVersion policyVersion basis position items itemsOverlapped"
        " passedBy"
    },
    "AgreementReport": {JUDGES: "versions mixing"},
    "AnswersUnderVersion": {
        JUDGES: "taxonomyVersion answers asTheyAre renamed merged split retired"
    },
    "Mutation": {CALLERS: "draftTaxonomy reviewTaxonomy publishTaxonomyDraft"},
    "DraftTaxonomySuccess": {MEMBERS: f"{_DONE} draft"},
    "ReviewTaxonomySuccess": {MEMBERS: f"{_DONE} draft taxonomy"},
    "PublishTaxonomyDraftSuccess": {MEMBERS: f"{_DONE} taxonomy"},
}
