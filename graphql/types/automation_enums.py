"""The enumerations about automatic rules, each value described."""

from labeltrail.events.streams.policy import AutomaticRule, Mode
from labeltrail.graphql.types.described import declare as _declare

_declare(
    AutomaticRule,
    "What the system does without being asked, under conditions that the policy states.",
    RISE_OVERDUE_ESCALATIONS="A question that is overdue goes to the next level.",
    EXPIRE_ASSIGNMENTS="An item that was claimed and not labeled in time is free again, and what"
    " somebody holds who is suspended or leaves.",
    REVOKE_CERTIFICATES="A certificate that a later event undermines holds no more.",
    SUSPEND_ANNOTATORS="Who falls below the policy's bounds gets no more items.",
    QUALIFY_ANNOTATORS="Who passes the policy's test may label.",
    PROPOSE_GOLD="Items that annotators agree on are proposed as gold.",
    SAMPLE_REVIEWS=(
        "Once a run in force is recorded, the routing rules that look at its probability are asked"
        " about each item that it told of. Routing of labels is part of their own decision."
    ),
)
_declare(
    Mode,
    "What becomes of an automatic rule.",
    name="AutomationMode",
    OFF="It is not looked at.",
    OBSERVE="What it would have done is recorded, and nothing of it done.",
    ON="It acts.",
)
