"""What becomes of clauses, who follows precedents and why they are found, as GraphQL enums."""

from labeltrail.events.streams.precedent import Following
from labeltrail.graphql.types.described import declare
from labeltrail.projections.guideline.diff import ClauseChange, PieceChange
from labeltrail.projections.precedents.ranking import Likeness

declare(
    ClauseChange,
    "What became of a clause from one revision to another.",
    ADDED="Only the later revision has its number.",
    REMOVED="Only the earlier revision has its number.",
    CHANGED="Its title or text is another.",
    UNCHANGED="It says the same.",
)
declare(
    PieceChange,
    "What became of a piece of a text.",
    name="TextChange",
    KEPT="Both texts have it.",
    ADDED="Only the later text has it.",
    REMOVED="Only the earlier text has it.",
)
declare(
    Following,
    "What kind of decision followed a precedent.",
    name="PrecedentFollowing",
    LABEL="A label was submitted or revised.",
    REVIEW="A label was reviewed.",
    ADJUDICATION="An item was adjudicated.",
    RESOLUTION="A question was resolved.",
)
declare(
    Likeness,
    "What a precedent and a question have in common.",
    name="PrecedentLikeness",
    WORDS="Words; 4 points for all that were asked for.",
    CLASSES="Classes; 3 points when neither names others.",
    CLAUSE="The guideline clause; 2 points.",
    ATTRIBUTES="Attributes of the items; 1 point when all are alike.",
)
