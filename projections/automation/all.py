"""The rules that there are, in the order in which they look at what happened."""

from __future__ import annotations

from labeltrail.projections.automation.contract import Automatic
from labeltrail.projections.certificates.revoking import RevokesCertificates
from labeltrail.projections.escalations.rising import RiseOverdueEscalations
from labeltrail.projections.people.automatic import (
    ProposeGolds,
    QualifyAnnotators,
    SuspendAnnotators,
)
from labeltrail.projections.reviewing.sampling import SampleReviews
from labeltrail.projections.work.expiring import ExpireAssignments

RULES: tuple[Automatic, ...] = (
    RiseOverdueEscalations(),
    ExpireAssignments(),
    RevokesCertificates(),
    QualifyAnnotators(),
    SuspendAnnotators(),
    ProposeGolds(),
    SampleReviews(),
)
