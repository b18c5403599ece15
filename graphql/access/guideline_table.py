"""Who reads which field about the guideline's life, stale labels, questions and precedents.

What is published is for every member; what others decided under it is for judges. Rows about items
that the caller may still label are left out on top of that.
"""

from labeltrail.graphql.access.readers import CALLERS, CONNECTION, EDGE, JUDGES, MEMBERS, Fields

_DONE = "commandId position version isDuplicate warnings"

FIELDS: Fields = {
    "Project": {
        MEMBERS: "guidelineRevisions guidelineDifference staleLabels precedents precedent"
        " onboarding",
        JUDGES: "guidelineCoverage guidelineImpact guidelineDemands staleLabelCounts"
        " escalationQueues",
    },
    "GuidelineRevision": {
        MEMBERS: "changeNote draftedBy draftedPosition publishedBy publishedAt effectivePosition",
        JUDGES: "answers",
    },
    "Clause": {MEMBERS: "clarifications"},
    "ClauseClarification": {
        MEMBERS: "clarification reason clarifiedBy",
        JUDGES: "resolution",
    },
    "Resolution": {JUDGES: "itemId escalationId"},
    "Policy": {MEMBERS: "escalationLevels"},
    "EscalationLevel": {MEMBERS: "level title hours owners role"},
    "Label": {MEMBERS: "clauses"},
    "Item": {MEMBERS: "precedents"},
    # What changed, and what it did
    "GuidelineDifference": {MEMBERS: "fromRevision toRevision clauses changed"},
    "ClauseDifference": {
        MEMBERS: "number change titleBefore titleAfter textBefore textAfter title text"
    },
    "TextPiece": {MEMBERS: "change text"},
    "GuidelineCoverage": {JUDGES: "beforeAny revisions asOf"},
    "RevisionCoverage": {JUDGES: "revision isPublished made clauses"},
    "ClauseCoverage": {JUDGES: "number title cited"},
    "DecisionCounts": {JUDGES: "labels reviews resolutions adjudications"},
    "GuidelineDemands": {JUDGES: "demands hasMore asOf"},
    "GuidelineDemand": {
        JUDGES: "itemId escalationId demand clause guidelineRevision resolvedBy demandedAt position"
        " draftedIn answeredBy"
    },
    "GuidelineImpact": {
        JUDGES: "task formerRevision revision publishedPosition before after accuracy balance"
        " balanceLeftOut sameItems answeredAgain itemsWaiting answersLate asOf"
    },
    "ImpactSide": {JUDGES: "revision answers items agreement accuracy exclusions"},
    "ClassShift": {JUDGES: "category change"},
    "SameItems": {JUDGES: "items before after"},
    "AnsweredAgain": {JUDGES: "items changed becameRight becameWrong pValue method methodVersion"},
    "StaleLabelConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "StaleLabelEdge": {MEMBERS: EDGE},
    "StaleLabel": {
        MEMBERS: "itemId labelId annotator guidelineRevision taxonomyVersion position staleSince"
        " stalePosition changedClauses newerTaxonomy citedAndChanged item"
    },
    "StaleLabelCounts": {JUDGES: "policy counts asOf"},
    "StaleLabelCount": {JUDGES: "guidelineRevision taxonomyVersion labels items"},
    "Onboarding": {MEMBERS: "guidelineRevision taxonomyVersion clauses otherPrecedents tasks asOf"},
    "OnboardingClause": {MEMBERS: "clause precedents classes"},
    "OnboardingClass": {MEMBERS: "task defined"},
    # Questions and precedents
    "Escalation": {
        MEMBERS: "ownerRole isOverdue comments precedents precedent",
        JUDGES: "demand demandAnsweredBy",
    },
    "EscalationComment": {
        MEMBERS: "eventId commentedBy recordedAt position comment commentErasedAt"
    },
    "EscalationQueues": {JUDGES: "queues asOf"},
    "EscalationQueue": {JUDGES: "level owner ownerRole open overdue nextDue"},
    "PrecedentConnection": {MEMBERS: f"{CONNECTION} asOf"},
    "PrecedentEdge": {MEMBERS: EDGE},
    "Precedent": {
        MEMBERS: "precedentId itemId question answer clause guidelineRevision taxonomyVersion"
        " classes attributes position isSuperseded supersededBy supersededPosition supersededReason"
        " supersedes score reasons item",
        JUDGES: "recordedBy followedCount follows affectedItems",
    },
    "PrecedentClass": {MEMBERS: "task classId"},
    "PrecedentReason": {MEMBERS: "likeness points sentence"},
    "PrecedentFollow": {JUDGES: "itemId followedBy following eventId position recordedAt"},
    # What can be done
    "Mutation": {
        CALLERS: "assignEscalation commentEscalation liftEscalation supersedePrecedent"
        " clarifyClause"
    },
    "AssignEscalationSuccess": {MEMBERS: f"{_DONE} escalation"},
    "CommentEscalationSuccess": {MEMBERS: f"{_DONE} escalation"},
    "LiftEscalationSuccess": {MEMBERS: f"{_DONE} escalation"},
    "SupersedePrecedentSuccess": {MEMBERS: f"{_DONE} precedentId"},
    "ClarifyClauseSuccess": {MEMBERS: f"{_DONE} guideline"},
}
