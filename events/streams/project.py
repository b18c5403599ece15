"""The project stream: its creation and its members. Roles come from here, never from keys."""

from enum import StrEnum

import msgspec

from labeltrail.events import checks
from labeltrail.events.acts import Act
from labeltrail.events.identifiers import SYSTEM, MemberId, TenantId
from labeltrail.events.limits import ATTRIBUTES_MAX, TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rejection, Rule
from labeltrail.events.streams.outcome import Decision, admitted

STREAM = "project"


class Role(StrEnum):
    """What a member may do. A member may hold several."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    MANAGER = "manager"
    AUDITOR = "auditor"
    SERVICE = "service"
    ADMIN = "admin"
    """Keeps members and their roles, and nothing that quality rests on."""


class MemberKind(StrEnum):
    """What labels: a model's answer never counts as an independent vote by default."""

    PERSON = "person"
    MODEL = "model"
    LABELING_FUNCTION = "labeling_function"


_DECIDES = {Role.ANNOTATOR, Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER, Role.ADMIN}


# Facts


class ProjectCreated(msgspec.Struct, frozen=True, kw_only=True):
    """A labeling effort began. Its creator is the first manager."""

    title: str
    tenant: TenantId
    manager: MemberId


class MemberAdded(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, or some machine, joined with these roles."""

    member: MemberId
    roles: tuple[Role, ...]
    member_kind: MemberKind = MemberKind.PERSON
    attributes: dict[str, str] | msgspec.UnsetType = msgspec.UNSET


class MemberDescribed(msgspec.Struct, frozen=True, kw_only=True):
    """The member's attributes are these from now on: team, vendor, site; nothing personal."""

    member: MemberId
    attributes: dict[str, str]


class MemberRolesChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The member's roles are these from now on."""

    member: MemberId
    roles: tuple[Role, ...]


class MemberRemoved(msgspec.Struct, frozen=True, kw_only=True):
    """The member may act no more; what they did stays."""

    member: MemberId


ProjectFact = ProjectCreated | MemberAdded | MemberDescribed | MemberRolesChanged | MemberRemoved


# Commands


class CreateProject(msgspec.Struct, frozen=True, kw_only=True):
    title: str


class AddMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    member: MemberId
    roles: tuple[Role, ...]
    member_kind: MemberKind = MemberKind.PERSON
    attributes: dict[str, str] = {}


class DescribeMember(msgspec.Struct, frozen=True, kw_only=True):
    member: MemberId
    attributes: dict[str, str]


class ChangeMemberRoles(msgspec.Struct, frozen=True, kw_only=True):
    member: MemberId
    roles: tuple[Role, ...]


class RemoveMember(msgspec.Struct, frozen=True, kw_only=True):
    member: MemberId


ProjectCommand = CreateProject | AddMember | DescribeMember | ChangeMemberRoles | RemoveMember


# State


class Member(msgspec.Struct, frozen=True, kw_only=True):
    roles: frozenset[Role]
    member_kind: MemberKind
    attributes: dict[str, str] = {}


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """`title` is None until the project has been created."""

    title: str | None = None
    tenant: TenantId | None = None
    members: dict[MemberId, Member] = {}

    def roles_of(self, member: MemberId) -> frozenset[Role]:
        found = self.members.get(member)
        return found.roles if found else frozenset()

    def managers(self) -> set[MemberId]:
        return {one for one, member in self.members.items() if Role.MANAGER in member.roles}


def evolve(state: Project, fact: ProjectFact) -> Project:
    match fact:
        case ProjectCreated():
            creator = Member(roles=frozenset({Role.MANAGER}), member_kind=MemberKind.PERSON)
            members = {fact.manager: creator}
            return Project(title=fact.title, tenant=fact.tenant, members=members)
        case MemberAdded():
            member = Member(
                roles=frozenset(fact.roles),
                member_kind=fact.member_kind,
                attributes={} if fact.attributes is msgspec.UNSET else fact.attributes,
            )
        case MemberDescribed():
            member = msgspec.structs.replace(state.members[fact.member], attributes=fact.attributes)
        case MemberRolesChanged():
            member = msgspec.structs.replace(
                state.members[fact.member], roles=frozenset(fact.roles)
            )
        case MemberRemoved():
            left = {one: member for one, member in state.members.items() if one != fact.member}
            return msgspec.structs.replace(state, members=left)
    return msgspec.structs.replace(state, members={**state.members, fact.member: member})


# Decisions


def decide(state: Project, command: ProjectCommand, act: Act) -> Decision[ProjectFact]:
    match command:
        case CreateProject():
            return _create(state, command, act)
        case AddMember():
            return _add(state, command)
        case DescribeMember():
            return _describe(state, command)
        case ChangeMemberRoles():
            return _change(state, command, act)
        case RemoveMember():
            return _remove(state, command)


def _create(state: Project, command: CreateProject, act: Act) -> Decision[ProjectFact]:
    if not act.is_instance_admin:
        message = "only a key with instance administration creates projects"
        return Rejection(Rule.NOT_INSTANCE_ADMIN, message)
    if state.title is not None:
        message = "a project with this id exists; choose another id"
        return Rejection(Rule.PROJECT_EXISTS, message, ("project",))
    fault = checks.first(
        (
            _reserved(act.person, "actor"),
            checks.text(command.title, "title", length_max=TITLE_LENGTH_MAX),
            checks.identifier(act.person, "actor"),
            checks.occurred_at(act, may_backdate=False),
        )
    )
    if fault is not None:
        return fault
    return admitted(ProjectCreated(title=command.title, tenant=act.tenant, manager=act.person))


def _add(state: Project, command: AddMember) -> Decision[ProjectFact]:
    if command.member in state.members:
        message = f"{command.member!r} is a member already; change the roles instead"
        return Rejection(Rule.MEMBER_EXISTS, message, ("member",))
    fault = (
        _reserved(command.member, "member")
        or checks.identifier(command.member, "member")
        or _roles_fault(command.roles)
        or _attributes_fault(command.attributes)
    )
    if fault is not None:
        return fault
    return admitted(
        MemberAdded(
            member=command.member,
            roles=_ordered(command.roles),
            member_kind=command.member_kind,
            attributes=command.attributes or msgspec.UNSET,
        )
    )


def _describe(state: Project, command: DescribeMember) -> Decision[ProjectFact]:
    fault = _unknown(state, command.member) or _attributes_fault(command.attributes)
    if fault is not None:
        return fault
    return admitted(MemberDescribed(member=command.member, attributes=command.attributes))


def _change(state: Project, command: ChangeMemberRoles, act: Act) -> Decision[ProjectFact]:
    fault = (
        _unknown(state, command.member)
        or _roles_fault(command.roles, is_alone=set(state.members) == {command.member})
        or _own_roles_fault(state, command.member, act)
    )
    if fault is None and Role.MANAGER not in command.roles:
        fault = _last_manager(state, command.member)
    if fault is not None:
        return fault
    return admitted(MemberRolesChanged(member=command.member, roles=_ordered(command.roles)))


def _remove(state: Project, command: RemoveMember) -> Decision[ProjectFact]:
    fault = _unknown(state, command.member) or _last_manager(state, command.member)
    return fault if fault is not None else admitted(MemberRemoved(member=command.member))


def _ordered(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    return tuple(sorted(set(roles)))


def _own_roles_fault(state: Project, member: MemberId, act: Act) -> Rejection | None:
    """Who only administers gives others their roles, and none to themself."""
    if member not in (act.person, act.actor) or Role.MANAGER in state.roles_of(act.person):
        return None
    message = f"{member!r} may not change their own roles; ask a manager"
    return Rejection(Rule.ADMIN_DECIDES_THEMSELF, message, ("member",))


def _reserved(member: MemberId, *path: str) -> Rejection | None:
    if member != SYSTEM:
        return None
    message = f"{SYSTEM!r} is the actor of rules; choose another id"
    return Rejection(Rule.MEMBER_ID_RESERVED, message, path)


def _unknown(state: Project, member: MemberId) -> Rejection | None:
    if member in state.members:
        return None
    return Rejection(Rule.MEMBER_UNKNOWN, f"{member!r} is not a member; add them", ("member",))


def _last_manager(state: Project, member: MemberId) -> Rejection | None:
    if state.managers() != {member}:
        return None
    message = f"{member!r} is the last manager; make somebody else a manager first"
    return Rejection(Rule.LAST_MANAGER, message, ("member",))


def _attributes_fault(attributes: dict[str, str]) -> Rejection | None:
    return checks.first(
        (
            checks.at_most(attributes, ATTRIBUTES_MAX, "attributes"),
            *(
                checks.identifier(text, "attributes", name)
                for name, value in attributes.items()
                for text in (name, value)
            ),
        )
    )


def _roles_fault(roles: tuple[Role, ...], *, is_alone: bool = False) -> Rejection | None:
    """A manager with nobody beside them may carry for those to come: imports begin like that."""
    deciding = _DECIDES - ({Role.MANAGER} if is_alone else set())
    if Role.SERVICE in roles and deciding & set(roles):
        message = "a service acts for others and may not decide itself; give it an id of its own"
        return Rejection(Rule.SERVICE_DOES_NOT_JUDGE, message, ("roles",))
    return checks.some(roles, "roles")
