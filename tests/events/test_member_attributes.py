"""Teams and vendors of members: said when they join, or later, as a whole."""

from __future__ import annotations

import msgspec
import pytest

from labeltrail.events import catalogue
from labeltrail.events.identifiers import MemberId
from labeltrail.events.limits import ATTRIBUTES_MAX
from labeltrail.events.rejections import Rule
from labeltrail.events.streams import rules
from labeltrail.events.streams.project import (
    AddMember,
    ChangeMemberRoles,
    DescribeMember,
    MemberAdded,
    MemberDescribed,
    Role,
)
from labeltrail.events.streams.rules import Rules
from tests.events.history import History, given
from tests.events.owls import FOUNDED, OSKAR

NIGHT = {"team": "night", "vendor": "Nachtstimmen"}
NEW = MemberId("noor")


def of(history: History, member: MemberId) -> dict[str, str]:
    folded = Rules()
    for event in history.events():
        folded = rules.evolve(folded, event)
    return folded.project.members[member].attributes


def test_member_joins_with_attributes() -> None:
    command = AddMember(member=NEW, roles=(Role.ANNOTATOR,), attributes=NIGHT)
    history = given(*FOUNDED).when(command).admitted()
    assert of(history, NEW) == NIGHT


def test_member_without_attributes_is_recorded_as_ever() -> None:
    fact = MemberAdded(member=NEW, roles=(Role.ANNOTATOR,))
    given(*FOUNDED).when(AddMember(member=NEW, roles=(Role.ANNOTATOR,))).then(fact)
    assert b"attributes" not in catalogue.encode(fact)
    assert b"attributes" not in msgspec.json.encode(AddMember(member=NEW, roles=()))


def test_member_is_described_as_a_whole() -> None:
    history = given(*FOUNDED, MemberDescribed(member=OSKAR, attributes=NIGHT))
    told = MemberDescribed(member=OSKAR, attributes={"team": "day"})
    after = history.when(DescribeMember(member=OSKAR, attributes={"team": "day"})).then(told)
    assert of(history, OSKAR) == NIGHT
    assert of(after, OSKAR) == {"team": "day"}


def test_attributes_outlast_a_change_of_roles() -> None:
    history = given(*FOUNDED, MemberDescribed(member=OSKAR, attributes=NIGHT))
    after = history.when(ChangeMemberRoles(member=OSKAR, roles=(Role.REVIEWER,))).admitted()
    assert of(after, OSKAR) == NIGHT


def test_whoever_is_no_member_is_not_described() -> None:
    command = DescribeMember(member=NEW, attributes=NIGHT)
    given(*FOUNDED).when(command).refuses(Rule.MEMBER_UNKNOWN, ("member",))


def test_only_a_manager_describes() -> None:
    command = DescribeMember(member=OSKAR, attributes=NIGHT)
    given(*FOUNDED).when(command, by=OSKAR).refuses(Rule.ROLE_MISSING)


@pytest.mark.parametrize(
    ("attributes", "rule", "path"),
    [
        ({"team": " "}, Rule.IDENTIFIER_MALFORMED, ("attributes", "team")),
        ({"": "night"}, Rule.IDENTIFIER_MALFORMED, ("attributes", "")),
        (
            {f"a{n}": "x" for n in range(ATTRIBUTES_MAX + 1)},
            Rule.TOO_MANY,
            ("attributes",),
        ),
    ],
)
def test_attributes_that_cannot_be(
    attributes: dict[str, str], rule: Rule, path: tuple[str, ...]
) -> None:
    command = DescribeMember(member=OSKAR, attributes=attributes)
    given(*FOUNDED).when(command).refuses(rule, path)
    added = AddMember(member=NEW, roles=(Role.ANNOTATOR,), attributes=attributes)
    given(*FOUNDED).when(added).refuses(rule, path)
