"""Is the batch ready? The policy's requirements, one by one, and what follows from them.

`judged` computes the verdict from a batch's items (`Material`), whether they were read from the
database (`load_material`) or from raw events (`material_of`); `canonical` makes equal bytes of
both. `readiness` answers plain policies from kept sums, equal by test.
"""

from labeltrail.projections.readiness.canonical import canonical
from labeltrail.projections.readiness.judge import judged
from labeltrail.projections.readiness.material import Material, material_of, referred
from labeltrail.projections.readiness.tallied import readiness
from labeltrail.projections.readiness.verdicts import (
    MET,
    PLACES,
    Culprit,
    CulpritKind,
    Interval,
    Measured,
    Readiness,
    RequirementStatus,
    RequirementVerdict,
    Verdict,
    Waiver,
    quantised,
)

__all__ = [
    "MET",
    "PLACES",
    "Culprit",
    "CulpritKind",
    "Interval",
    "Material",
    "Measured",
    "Readiness",
    "RequirementStatus",
    "RequirementVerdict",
    "Verdict",
    "Waiver",
    "canonical",
    "judged",
    "material_of",
    "quantised",
    "readiness",
    "referred",
]
