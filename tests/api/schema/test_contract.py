"""The schema that is served is the one that is checked in, and every part of it is described."""

from __future__ import annotations

import difflib

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
)

from labeltrail.graphql import schema

OURS = [
    named
    for name, named in schema.served().type_map.items()
    if not name.startswith("__") and name not in ("String", "Int", "Boolean", "Float", "ID")
]


def test_checked_in_schema_is_the_served_one() -> None:
    checked_in = schema.CONTRACT.read_text(encoding="utf-8").splitlines()
    difference = list(difflib.unified_diff(checked_in, schema.sdl().splitlines(), lineterm=""))
    assert not difference, (
        "the schema has changed; if that is meant, write it anew with `labeltrail schema --write`:"
        "\n" + "\n".join(difference[:40])
    )


@pytest.mark.parametrize("named", OURS, ids=lambda named: named.name)
def test_every_type_field_and_value_is_described(named: GraphQLNamedType) -> None:
    if named.name not in UNIONS_OF_OUTCOMES:
        assert named.description, f"{named.name} has no description"
    members: dict[str, str | None] = {}
    if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in named.fields.items():
            members[name] = field.description
    if isinstance(named, GraphQLInputObjectType):
        members = {name: field.description for name, field in named.fields.items()}
    if isinstance(named, GraphQLEnumType):
        members = {name: value.description for name, value in named.values.items()}
    undescribed = [name for name, description in members.items() if not description]
    assert not undescribed, f"{named.name} does not describe {undescribed}"


UNIONS_OF_OUTCOMES = {named.name for named in OURS if named.name.endswith("Payload")}
"""What they hold is said by their members."""
