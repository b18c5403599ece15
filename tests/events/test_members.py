"""The project: created by the instance's administration, its members kept by its managers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from labeltrail.events.identifiers import SYSTEM, MemberId, TenantId
from labeltrail.events.limits import TITLE_LENGTH_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams.project import (
    AddMember,
    ChangeMemberRoles,
    CreateProject,
    MemberAdded,
    MemberKind,
    MemberRemoved,
    MemberRolesChanged,
    ProjectCreated,
    RemoveMember,
    Role,
)
from tests.events.history import TENANT, given
from tests.events.owls import DESK, MIRA, OSKAR, archive

CREATE = CreateProject(title="Owls of the Ore Mountains")
JAN = MemberId("jan")


def add(member: str = JAN, *roles: Role, kind: MemberKind = MemberKind.PERSON) -> AddMember:
    return AddMember(member=MemberId(member), roles=roles, member_kind=kind)


def test_administration_creates_a_project_and_manages_it() -> None:
    given().when(CREATE, by=MIRA, is_instance_admin=True).then(
        ProjectCreated(title=CREATE.title, tenant=TENANT, manager=MIRA)
    )


def test_anybody_else_creates_nothing() -> None:
    given().when(CREATE, by=MIRA).refuses(Rule.NOT_INSTANCE_ADMIN)
    archive().when(CREATE, by=MIRA).refuses(Rule.NOT_INSTANCE_ADMIN)


def test_project_is_created_once() -> None:
    archive().when(CREATE, by=MIRA, is_instance_admin=True).refuses(
        Rule.PROJECT_EXISTS, ("project",), "another id"
    )


@pytest.mark.parametrize(
    ("title", "rule"),
    [
        ("", Rule.TEXT_EMPTY),
        (" \t ", Rule.TEXT_EMPTY),
        ("o" * (TITLE_LENGTH_MAX + 1), Rule.TEXT_TOO_LONG),
        ("Owls\x00", Rule.TEXT_MALFORMED),
        ("Owls \ud83e", Rule.TEXT_MALFORMED),
    ],
)
def test_project_needs_a_title_that_a_text_can_hold(title: str, rule: Rule) -> None:
    command = CreateProject(title=title)
    given().when(command, by=MIRA, is_instance_admin=True).refuses(rule, ("title",))


def test_longest_title_fits() -> None:
    command = CreateProject(title="o" * TITLE_LENGTH_MAX)
    given().when(command, by=MIRA, is_instance_admin=True).admitted()


def test_rules_themselves_create_and_manage_nothing() -> None:
    given().when(CREATE, by=SYSTEM, is_instance_admin=True).refuses(
        Rule.MEMBER_ID_RESERVED, ("actor",)
    )
    archive().when(add(SYSTEM, Role.MANAGER)).refuses(Rule.MEMBER_ID_RESERVED, ("member",))


@pytest.mark.parametrize(
    ("occurred", "rule"),
    [(timedelta(days=1), Rule.TIME_IN_FUTURE), (-timedelta(days=1), Rule.TIME_BACKDATED)],
)
def test_project_is_created_now(occurred: timedelta, rule: Rule) -> None:
    outcome = given().when(CREATE, by=MIRA, occurred=occurred, is_instance_admin=True)
    outcome.refuses(rule, ("occurred_at",))


def test_other_tenant_does_not_learn_that_the_project_exists() -> None:
    archive().when(add(JAN, Role.ANNOTATOR), tenant=TenantId("rival")).refuses(
        Rule.PROJECT_UNKNOWN, ("project",)
    )
    given().when(add(JAN, Role.ANNOTATOR)).refuses(Rule.PROJECT_UNKNOWN, ("project",))


def test_member_joins_with_roles_in_one_order() -> None:
    archive().when(add(JAN, Role.REVIEWER, Role.ANNOTATOR, Role.REVIEWER)).then(
        MemberAdded(member=JAN, roles=(Role.ANNOTATOR, Role.REVIEWER))
    )


def test_model_joins_as_what_it_is() -> None:
    archive().when(add("perch-1", Role.ANNOTATOR, kind=MemberKind.MODEL)).then(
        MemberAdded(
            member=MemberId("perch-1"), roles=(Role.ANNOTATOR,), member_kind=MemberKind.MODEL
        )
    )


def test_member_joins_once() -> None:
    archive().when(add(OSKAR, Role.REVIEWER)).refuses(Rule.MEMBER_EXISTS, ("member",), "change")


def test_member_without_a_role_is_refused() -> None:
    archive().when(add(JAN)).refuses(Rule.NOTHING_GIVEN, ("roles",))
    command = ChangeMemberRoles(member=OSKAR, roles=())
    archive().when(command).refuses(Rule.NOTHING_GIVEN, ("roles",))


@pytest.mark.parametrize(
    "deciding", [Role.ANNOTATOR, Role.REVIEWER, Role.ADJUDICATOR, Role.MANAGER, Role.ADMIN]
)
def test_service_decides_nothing(deciding: Role) -> None:
    rule, path = Rule.SERVICE_DOES_NOT_JUDGE, ("roles",)
    archive().when(add(JAN, Role.SERVICE, deciding)).refuses(rule, path)
    change = ChangeMemberRoles(member=DESK, roles=(Role.SERVICE, deciding))
    archive().when(change).refuses(rule, path)


def test_manager_carries_only_while_nobody_is_beside_them() -> None:
    both = ChangeMemberRoles(member=MIRA, roles=(Role.MANAGER, Role.SERVICE))
    created = ProjectCreated(title=CREATE.title, tenant=TENANT, manager=MIRA)
    given(created).when(both).admitted()
    beside = MemberAdded(member=JAN, roles=(Role.MANAGER,))
    given(created, beside).when(both).refuses(Rule.SERVICE_DOES_NOT_JUDGE, ("roles",), "own")
    judging = ChangeMemberRoles(member=MIRA, roles=(*both.roles, Role.ADJUDICATOR))
    given(created).when(judging).refuses(Rule.SERVICE_DOES_NOT_JUDGE, ("roles",))


@pytest.mark.parametrize(
    "member", ["", " jan", "jan\n", "ja\x07n", "j\ud800n", "jan" * 99, "ja\u0308n"]
)
def test_member_id_that_could_be_mistaken_is_refused(member: str) -> None:
    archive().when(add(member, Role.ANNOTATOR)).refuses(Rule.IDENTIFIER_MALFORMED, ("member",))


def test_roles_of_a_member_change_and_the_kind_stays() -> None:
    command = ChangeMemberRoles(member=OSKAR, roles=(Role.REVIEWER, Role.ANNOTATOR))
    expected = MemberRolesChanged(member=OSKAR, roles=(Role.ANNOTATOR, Role.REVIEWER))
    archive().when(command).then(expected)


def test_stranger_is_neither_changed_nor_removed() -> None:
    change = ChangeMemberRoles(member=JAN, roles=(Role.ANNOTATOR,))
    archive().when(change).refuses(Rule.MEMBER_UNKNOWN, ("member",), "jan")
    archive().when(RemoveMember(member=JAN)).refuses(Rule.MEMBER_UNKNOWN, ("member",))


def test_project_keeps_a_manager() -> None:
    step_down = ChangeMemberRoles(member=MIRA, roles=(Role.AUDITOR,))
    archive().when(step_down).refuses(Rule.LAST_MANAGER, ("member",), "first")
    archive().when(RemoveMember(member=MIRA)).refuses(Rule.LAST_MANAGER, ("member",))
    two = archive(MemberAdded(member=JAN, roles=(Role.MANAGER,)))
    two.when(step_down).admitted()
    two.when(RemoveMember(member=MIRA)).then(MemberRemoved(member=MIRA))


def test_removed_member_acts_no_more_and_may_return() -> None:
    history = archive(MemberRemoved(member=OSKAR))
    history.when(add(JAN, Role.ANNOTATOR), by=OSKAR).refuses(Rule.ACTOR_NOT_MEMBER)
    history.when(add(OSKAR, Role.ANNOTATOR)).admitted()
