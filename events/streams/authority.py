"""Who may ask for what: roles come from the project's members, deny by default."""

from typing import get_args

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams import (
    audits,
    batch,
    certificate,
    guideline,
    model,
    policy,
    project,
    splits,
    standing,
    taxonomy,
)
from labeltrail.events.streams.automation import ObserveRule
from labeltrail.events.streams.inference.commands import RecordInference
from labeltrail.events.streams.item import (
    assignment_commands,
    commands,
    escalation_commands,
    gold_commands,
    review_commands,
)
from labeltrail.events.streams.precedent.commands import SupersedePrecedent
from labeltrail.events.streams.project import Project, Role

_MANAGER = frozenset({Role.MANAGER})
_KEEPS_MEMBERS = _MANAGER | {Role.ADMIN}
_ANNOTATOR = frozenset({Role.ANNOTATOR})
_JUDGES = frozenset({Role.REVIEWER, Role.ADJUDICATOR})
"""First looks take a reviewer, which their decision asks for."""

ADMITTED_ROLES: dict[type[msgspec.Struct], frozenset[Role]] = {
    ObserveRule: frozenset(),
    project.AddMember: _KEEPS_MEMBERS,
    project.DescribeMember: _KEEPS_MEMBERS,
    project.ChangeMemberRoles: _KEEPS_MEMBERS,
    project.RemoveMember: _KEEPS_MEMBERS,
    taxonomy.PublishTaxonomy: _MANAGER,
    taxonomy.DraftTaxonomy: _MANAGER | taxonomy.EXPERTS,
    taxonomy.ReviewTaxonomy: taxonomy.EXPERTS,
    taxonomy.PublishTaxonomyDraft: _MANAGER,
    taxonomy.PassPilot: _MANAGER,
    guideline.ReviseGuideline: _MANAGER,
    guideline.PublishGuideline: _MANAGER,
    guideline.ClarifyClause: _MANAGER | {Role.ADJUDICATOR},
    SupersedePrecedent: _MANAGER | {Role.ADJUDICATOR},
    **dict.fromkeys(get_args(policy.PolicyCommand), _MANAGER),
    RecordInference: _MANAGER,
    splits.AssignSplits: _MANAGER | {Role.SERVICE},
    audits.OpenAuditBatch: _MANAGER,
    audits.AuditItem: frozenset({Role.REVIEWER, Role.ADJUDICATOR}),
    model.RegisterModel: _MANAGER | {Role.SERVICE},
    model.EvaluateModel: _MANAGER | {Role.SERVICE},
    standing.QualifyAnnotator: _MANAGER,
    standing.SuspendAnnotator: _MANAGER,
    standing.ReinstateAnnotator: _MANAGER,
    standing.NoteAnnotator: _MANAGER | {Role.REVIEWER, Role.ADJUDICATOR},
    batch.OpenBatch: _MANAGER,
    batch.AddItemsToBatch: _MANAGER | {Role.SERVICE},
    batch.CloseBatch: _MANAGER,
    certificate.CertifyBatch: certificate.MAY_CERTIFY,
    certificate.WaiveRequirement: certificate.MAY_CERTIFY,
    certificate.ApproveWaiver: certificate.MAY_CERTIFY,
    certificate.WithdrawWaiver: certificate.MAY_CERTIFY,
    certificate.RevokeCertificate: _MANAGER,
    certificate.ReleaseBatch: _MANAGER,
    commands.RegisterItem: _MANAGER | {Role.SERVICE},
    commands.SubmitLabel: _ANNOTATOR,
    commands.ReviseLabel: _ANNOTATOR,
    commands.RetractLabel: _ANNOTATOR,
    commands.SkipItem: _ANNOTATOR,
    assignment_commands.AssignItem: _ANNOTATOR,
    assignment_commands.ReturnItem: _ANNOTATOR,
    assignment_commands.ReleaseAssignment: _MANAGER,
    commands.RequestReview: frozenset(
        {Role.ANNOTATOR, Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER}
    ),
    commands.ReviewLabel: _JUDGES,
    review_commands.ClaimReview: _JUDGES,
    review_commands.ReleaseReview: _JUDGES | _MANAGER,
    review_commands.RouteInferred: frozenset(),
    commands.RaiseEscalation: frozenset({Role.ANNOTATOR, Role.REVIEWER}),
    commands.ResolveEscalation: frozenset({Role.ADJUDICATOR, Role.MANAGER}),
    commands.WithdrawEscalation: frozenset({Role.ANNOTATOR, Role.REVIEWER, Role.MANAGER}),
    escalation_commands.AssignEscalation: frozenset(
        {Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER}
    ),
    escalation_commands.CommentEscalation: frozenset(
        {Role.ANNOTATOR, Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER}
    ),
    escalation_commands.LiftEscalation: frozenset({Role.ADJUDICATOR, Role.MANAGER}),
    commands.AdjudicateItem: frozenset({Role.ADJUDICATOR}),
    **dict.fromkeys(get_args(gold_commands.GoldCommand), gold_commands.GOLD_SETTERS),
}
"""Roles of the person in whose name a command comes; any one of them is enough."""

SYSTEM_COMMANDS: frozenset[type[msgspec.Struct]] = frozenset(
    {
        ObserveRule,
        assignment_commands.ReleaseAssignment,
        escalation_commands.LiftEscalation,
        standing.QualifyAnnotator,
        standing.SuspendAnnotator,
        gold_commands.ProposeGold,
        certificate.RevokeCertificate,
        review_commands.RouteInferred,
    }
)
"""What rules of the policy ask for: carried out by `system`, which no key stands for."""


def admits(members: Project, command: msgspec.Struct, act: Act) -> Rejection | None:
    """Why this act may not give this command, or None when it may.

    CreateProject is not here: the project has no members yet, its own decision asks for
    instance administration.
    """
    return admits_kind(members, type(command), act)


def admits_kind(members: Project, kind: type[msgspec.Struct], act: Act) -> Rejection | None:
    """The same of a command that is still to be computed."""
    if act.actor == act.person == SYSTEM and kind in SYSTEM_COMMANDS:
        return None
    calling = members.roles_of(act.actor)
    if not calling:
        message = f"{act.actor!r} is not a member of this project; ask a manager"
        return Rejection(Rule.ACTOR_NOT_MEMBER, message)
    if act.person != act.actor and Role.SERVICE not in calling:
        message = f"{act.actor!r} may not act for {act.person!r}: that takes the role service"
        return Rejection(Rule.ON_BEHALF_NOT_ALLOWED, message)
    wanted = ADMITTED_ROLES[kind]
    if not wanted & members.roles_of(act.person):
        names = " or ".join(sorted(wanted))
        message = f"{act.person!r} needs the role {names} for this"
        return Rejection(Rule.ROLE_MISSING, message)
    return checks.occurred_at(act, may_backdate=Role.SERVICE in calling)
