"""Who certifies a batch, and who may let a requirement pass for a time."""

import msgspec

from labeltrail.events import checks
from labeltrail.events.limits import WAIVER_DAYS_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.project import Role

MAY_CERTIFY = frozenset({Role.MANAGER, Role.ADJUDICATOR, Role.REVIEWER})
"""Roles that a policy may name: who answers for others' labels."""


class Certification(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """
    certifiers          roles that certify a batch
    labelers_certify    whether somebody may who labeled in the batch; each time it is recorded
    waivers             roles that may waive a requirement; none by default
    waiver_two_persons  whether a waiver takes a second person of these roles
    waiver_days_max     the longest that a waiver may hold
    """

    certifiers: tuple[Role, ...] = (Role.MANAGER,)
    labelers_certify: bool = False
    waivers: tuple[Role, ...] = ()
    waiver_two_persons: bool = False
    waiver_days_max: int = 90


STRICT = Certification()
"""Where the policy is silent: managers certify, and nobody waives."""


def certification_fault(section: Certification) -> Rejection | None:
    path = ("policy", "certification")
    fault = checks.first(
        (
            checks.some(section.certifiers, *path, "certifiers"),
            *(
                _role_fault(role, *path, name, place)
                for name, roles in (
                    ("certifiers", section.certifiers),
                    ("waivers", section.waivers),
                )
                for place, role in enumerate(roles)
            ),
            checks.distinct(section.certifiers, *path, "certifiers"),
            checks.distinct(section.waivers, *path, "waivers"),
        )
    )
    if fault is not None:
        return fault
    if not 1 <= section.waiver_days_max <= WAIVER_DAYS_MAX:
        message = f"a waiver holds for 1 to {WAIVER_DAYS_MAX} days"
        return Rejection(Rule.NUMBER_OUT_OF_RANGE, message, (*path, "waiver_days_max"))
    if section.waiver_two_persons and not section.waivers:
        message = "two persons are to waive, and no role may; name one"
        return Rejection(Rule.POLICY_CONTRADICTORY, message, (*path, "waiver_two_persons"))
    return None


def _role_fault(role: Role, *at: str | int) -> Rejection | None:
    if role in MAY_CERTIFY:
        return None
    names = ", ".join(sorted(MAY_CERTIFY))
    message = f"{role} neither certifies nor waives; this takes {names}"
    return Rejection(Rule.POLICY_CONTRADICTORY, message, at)
