"""The schema that annotation UIs, auditors and dashboards see, and its text.

`schema.graphql` is the contract that is checked in. After a change that is meant,
`labeltrail schema --write` (or `python -m labeltrail.graphql.schema`) writes it anew.
"""

from functools import cache
from pathlib import Path

import strawberry
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition

from labeltrail.graphql.access.gate import guard
from labeltrail.graphql.inputs.building import plan_inputs
from labeltrail.graphql.mutations.root import Mutation
from labeltrail.graphql.queries.root import Query
from labeltrail.graphql.scalars import SCALARS
from labeltrail.graphql.types.described import DESCRIBED

CONTRACT = Path(__file__).parent / "schema.graphql"


@cache
def served() -> GraphQLSchema:
    """The schema to run operations on, with the gate on every field."""
    schema = _built(sorts=False)._schema
    guard(schema)
    _let_one_of_name_the_place(schema)
    plan_inputs(schema, StrawberryConfig(scalar_map=SCALARS))
    return schema


def sdl() -> str:
    """The schema as text, in a stable order."""
    return _built(sorts=True).as_str() + "\n"


def write() -> Path:
    """Write the contract anew."""
    CONTRACT.write_text(sdl(), encoding="utf-8")
    return CONTRACT


def _built(*, sorts: bool) -> strawberry.Schema:
    """Sorting breaks unions at run time, so what is sorted is only printed."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        config=StrawberryConfig(sort_schema=sorts, scalar_map=SCALARS),
    )
    _describe(schema._schema)
    return schema


def _let_one_of_name_the_place(schema: GraphQLSchema) -> None:
    """Strawberry's own check of `@oneOf` says neither where nor which; graphql-core's does."""
    for named in schema.type_map.values():
        if isinstance(named, GraphQLInputObjectType):
            definition = named.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if isinstance(definition, StrawberryObjectDefinition) and definition.is_one_of:
                named.is_one_of = True
                del named.out_type  # the type's own, on the instance; the class's remains


def _describe(schema: GraphQLSchema) -> None:
    for name, described in DESCRIBED.items():
        enum = schema.type_map.get(name)
        if isinstance(enum, GraphQLEnumType):
            for value, description in described.items():
                enum.values[value].description = description


if __name__ == "__main__":
    print(write())
