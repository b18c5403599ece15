"""The table of readers and the schema name the same fields; what it does not name is denied."""

from __future__ import annotations

from graphql import GraphQLObjectType

from labeltrail.events.streams.project import Role
from labeltrail.graphql import schema
from labeltrail.graphql.access import table

SERVED = {
    (named.name, field)
    for named in schema.served().type_map.values()
    if isinstance(named, GraphQLObjectType) and not named.name.startswith("__")
    for field in named.fields
}
LISTED = {
    (name, field)
    for name, by_readers in table.FIELDS.items()
    for fields in by_readers.values()
    for field in fields.split()
}


def test_every_field_of_the_schema_has_readers() -> None:
    assert set() == SERVED - LISTED, "say in graphql/access/table.py who reads these"


def test_no_field_is_listed_that_is_not_served() -> None:
    assert set() == LISTED - SERVED


def test_no_field_is_listed_twice() -> None:
    listed = [
        (name, field)
        for name, by_readers in table.FIELDS.items()
        for fields in by_readers.values()
        for field in fields.split()
    ]
    assert len(listed) == len(set(listed))


def test_unlisted_field_is_read_by_nobody() -> None:
    readers = table.readers("Item", "secret")
    assert not readers.any_caller
    assert not readers.admits(frozenset(Role))
