"""Who reads which field about automatic rules."""

from labeltrail.graphql.access.readers import MEMBERS, OVERSEERS, Fields

FIELDS: Fields = {
    "Project": {OVERSEERS: "automation"},
    "Policy": {MEMBERS: "automation"},
    "RuleMode": {MEMBERS: "rule mode"},
    "AutomationState": {OVERSEERS: "position wakesAt failure failures rules asOf"},
    "AutomaticRuleState": {OVERSEERS: "rule mode applied observed stoppedPosition timeline"},
}
