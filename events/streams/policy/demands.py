"""What a policy demands before labeling grows: an approved taxonomy, and a pilot that passed."""

from enum import StrEnum

import msgspec

from labeltrail.events.limits import ITEMS_PER_COMMAND_MAX, OVERLAP_MAX
from labeltrail.events.rejections import Rejection, Rule

PILOT_ITEMS_RECOMMENDED = (50, 100)
"""A pilot of fewer shows little, one of more costs labels under definitions that may change."""


class TaxonomyApproval(StrEnum):
    """When a domain expert must have approved the taxonomy."""

    NOT_DEMANDED = "not_demanded"
    BEFORE_PRODUCTION = "before_production"
    """Before any production batch takes items under it."""
    BEFORE_PUBLICATION = "before_publication"
    """Before it is in force, and so before production, too."""


class Demands(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`pilot`: production batches wait until a pilot of the taxonomy version in force has passed.

    A pilot passes with at least `pilot_items_min` items that have `pilot_overlap_min` independent
    answers each; 0 demands nothing.
    """

    taxonomy_approval: TaxonomyApproval = TaxonomyApproval.NOT_DEMANDED
    pilot: bool = False
    pilot_items_min: int = 0
    pilot_overlap_min: int = 0


NO_DEMANDS = Demands()


def demands_fault(demands: Demands) -> Rejection | None:
    path = ("policy", "demands")
    limits = {"pilot_items_min": ITEMS_PER_COMMAND_MAX, "pilot_overlap_min": OVERLAP_MAX}
    for name, most in limits.items():
        wanted = getattr(demands, name)
        if not 0 <= wanted <= most:
            message = f"{name} lies between 0 and {most}, not at {wanted}"
            return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*path, name))
        if wanted and not demands.pilot:
            message = f"{name} says something of a pilot, and none is demanded; demand one"
            return Rejection(Rule.POLICY_CONTRADICTORY, message, (*path, name))
    return None
