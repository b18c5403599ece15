"""Audits: a random sample of what was accepted, judged once more by people who had no part in it.

An audit has a batch of its kind, whose items are the sample, and a stream of its own,
`audit/<batch id>`, with the plan and every verdict. The plan says what was accepted of each item
when the sample was drawn: a later correction changes no result of an audit.
"""

from labeltrail.events.streams.audits.decide import (
    PREFIX,
    AuditItem,
    OpenAuditBatch,
    audit_item,
    open_audit_batch,
    planned,
)
from labeltrail.events.streams.audits.facts import (
    AuditPlan,
    AuditPlanned,
    ItemAudited,
    SampledItem,
    StratifiedBy,
    Stratum,
)

__all__ = [
    "PREFIX",
    "AuditItem",
    "AuditPlan",
    "AuditPlanned",
    "ItemAudited",
    "OpenAuditBatch",
    "SampledItem",
    "StratifiedBy",
    "Stratum",
    "audit_item",
    "open_audit_batch",
    "planned",
]
