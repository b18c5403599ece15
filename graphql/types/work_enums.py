"""Why items are given out and how assignments end, as GraphQL enums."""

from labeltrail.events.streams.item.assignment_facts import Purpose
from labeltrail.events.streams.item.assignment_state import Ending
from labeltrail.graphql.types.described import declare
from labeltrail.projections.work.answers import Idle

declare(
    Purpose,
    "Why an item was given out. Annotators are not told.",
    name="AssignmentPurpose",
    WORK="One of the annotators that the policy wants on every item.",
    EXTRA="One more, since those before did not agree.",
    GOLD="Its true value is known.",
    REPEAT="The annotator labeled it before.",
)
declare(
    Ending,
    "How an assignment ended.",
    name="AssignmentEnding",
    LABELED="By a label.",
    SKIPPED="By a skip.",
    EXPIRED="Its lease ran out.",
    RETURNED="The annotator gave the item back.",
    RECALLED="A manager took the item back, or the annotator was suspended or left.",
)
declare(
    Idle,
    "Why there is nothing to do.",
    name="IdleReason",
    NOTHING_IS_ASSIGNED="The policy gives nothing out: label any item.",
    CATCHING_UP="A new policy or taxonomy is being applied; ask again in a moment.",
    ALL_DONE="No item wants another annotator.",
    WAITING_FOR_OTHERS="What is open is for others, or held by them; it may come back.",
    HOLDS_ENOUGH="Label, skip or return what you hold first.",
    CAPPED="You have had all the items that one annotator gets.",
    RESTING="You have worked for long enough; rest until the time given.",
    SUSPENDED="You are suspended.",
    NOT_QUALIFIED="You still have to pass a test; label its items.",
    BUSY="Others were faster; ask again.",
)
