"""Who reads which field about the life of a taxonomy, and what is learnt from it."""

from labeltrail.graphql.access.readers import CALLERS, CONNECTION, EDGE, JUDGES, MEMBERS, Fields

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Project": {JUDGES: "taxonomyDraft taxonomyAdvice relabelWorklist"},
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
    "Agreement": {JUDGES: "carriesOver"},
    "AgreementReport": {JUDGES: "versions mixing"},
    "AnswersUnderVersion": {
        JUDGES: "taxonomyVersion answers asTheyAre renamed merged split retired"
    },
    "TaxonomyAdvice": {
        JUDGES: "task ground sentence nItems nValues alpha advice method methodVersion versions"
        " asOf"
    },
    "ClassAdvice": {
        JUDGES: "finding classes measure value interval nItems nValues disagreement items sentence"
    },
    "AdviceItem": {JUDGES: "itemId weight"},
    "LabelToRelabelConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "LabelToRelabelEdge": {MEMBERS: EDGE},
    "LabelToRelabel": {
        JUDGES: "itemId labelId annotator memberKind repeat taxonomyVersion category classId fate"
        " into position"
    },
    "Batch": {JUDGES: "pilotReport"},
    "PilotReport": {
        JUDGES: "task cause sentence because alpha alphaInterval disagreement nItems nValues"
        " nAnnotators classPairs clauses annotators cited items itemsOverlapped overlapMin itemsMin"
        " warnings verdict whyNot passed versions method methodVersion asOf"
    },
    "DisagreementPart": {
        JUDGES: "seat names name disagreement share nItems nValues alphaWithout gain gainInterval"
        " items"
    },
    "ClauseCitation": {JUDGES: "clause items citations"},
    "Mutation": {CALLERS: "draftTaxonomy reviewTaxonomy publishTaxonomyDraft passPilot"},
    "PassPilotSuccess": {MEMBERS: f"{_DONE} taxonomy"},
    "DraftTaxonomySuccess": {MEMBERS: f"{_DONE} draft"},
    "ReviewTaxonomySuccess": {MEMBERS: f"{_DONE} draft taxonomy"},
    "PublishTaxonomyDraftSuccess": {MEMBERS: f"{_DONE} taxonomy"},
}
