"""What happens to an escalated question between being raised and being closed."""

from datetime import datetime

import msgspec

from labeltrail.events.acts import PersonalText
from labeltrail.events.identifiers import EscalationId, MemberId
from labeltrail.events.streams.project import Role


class EscalationAssigned(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """`owner` is to settle it from now on. Without a `due_at` what was due stays due."""

    escalation_id: EscalationId
    assigned_by: MemberId
    owner: MemberId
    due_at: datetime | None = None


class EscalationCommented(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Somebody added to the question, or to what may answer it."""

    escalation_id: EscalationId
    commented_by: MemberId
    comment: PersonalText


class EscalationLifted(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The question went from a level to the next, whose owner and due time it has from now on.

    By a member, or by the rule that lifts what is overdue.
    """

    escalation_id: EscalationId
    lifted_by: MemberId
    former_level: int
    level: int
    policy_version: int
    due_at: datetime
    owner: MemberId | None = None
    owner_role: Role | None = None


EscalationFact = EscalationAssigned | EscalationCommented | EscalationLifted
