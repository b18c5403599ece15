"""What gold may be, why it is doubted or retired, and how it judges, as GraphQL enums."""

from labeltrail.events.streams.item.gold_facts import ContestReason, RetireReason
from labeltrail.events.streams.item.gold_state import GoldStatus
from labeltrail.graphql.types.described import declare
from labeltrail.projections.gold.judging import JudgedBy

declare(
    GoldStatus,
    "Where a gold is on its way.",
    PROPOSED="Waits for a second person; not in force.",
    ACTIVE="In force.",
    CONTESTED="Doubted, and not in force while it is.",
    RETIRED="Used no more.",
    SUPERSEDED="Another proposal or value of the same task took its place.",
)
declare(
    ContestReason,
    "Why a gold is doubted.",
    name="GoldContestReason",
    WRONG_VALUE="Another value is right.",
    ITEM_AMBIGUOUS="The item allows several values.",
    GUIDELINE_CHANGED="The guideline says something else by now.",
    OTHER="Something else: see the note.",
)
declare(
    RetireReason,
    "Why a gold is used no more.",
    name="GoldRetireReason",
    WRONG_VALUE="Another value is right.",
    ITEM_AMBIGUOUS="The item allows several values.",
    GUIDELINE_CHANGED="The guideline says something else by now.",
    EXPOSED="Annotators have come to know it, so it measures nothing any more.",
    NO_LONGER_NEEDED="Nobody needs it.",
    OTHER="Something else: see the note.",
)
declare(
    JudgedBy,
    "Which gold an answer is held against.",
    name="GoldJudging",
    THEN="The gold in force when the answer was given; without one it is not judged.",
    TODAY="The gold in force at the moment asked about: everything is scored again.",
)
