"""Builds inputs by a plan that is made once for each type, not field by field for each request.

Strawberry names every field anew and resolves its type for every value that comes in, a fifth of
the work of a `submitLabel`. What is built is the same.
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import InputContext
from strawberry.types.base import (
    StrawberryContainer,
    StrawberryList,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.field import StrawberryField

Convert = Callable[[Any], Any]


class Plan:
    """How one input type is built: the wire's name, ours, and what converts the value if any."""

    def __init__(self, definition: StrawberryObjectDefinition, config: StrawberryConfig) -> None:
        self._build = definition.origin
        self._fields = [self._planned(field, config) for field in definition.fields]

    def __call__(self, _: type, given: Mapping[str, Any], __: InputContext) -> Any:
        return self.built(given)

    def built(self, given: Mapping[str, Any]) -> Any:
        found = {}
        for wire_name, name, convert in self._fields:
            if wire_name in given:
                value = given[wire_name]
                found[name] = value if convert is None or value is None else convert(value)
        return self._build(**found)

    def _planned(
        self, field: StrawberryField, config: StrawberryConfig
    ) -> tuple[str, str, Convert | None]:
        return config.name_converter.from_field(field), field.python_name, _convert(field.type)


def plan_inputs(schema: GraphQLSchema, config: StrawberryConfig) -> None:
    """Let every input type of the schema build itself."""
    for named in schema.type_map.values():
        if isinstance(named, GraphQLInputObjectType):
            definition = named.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
            definition.from_input = Plan(definition, config)


def _convert(kind: object) -> Convert | None:
    """None where the value stays as graphql-core made it."""
    if isinstance(kind, StrawberryOptional):
        return _convert(kind.of_type)
    if isinstance(kind, StrawberryList):
        convert = _convert(kind.of_type)
        return list if convert is None else lambda given: [convert(one) for one in given]
    assert not isinstance(kind, StrawberryContainer)
    if not has_object_definition(kind):
        return None
    definition = kind.__strawberry_definition__

    def nested(given: Mapping[str, Any]) -> Any:
        plan = definition.from_input
        assert isinstance(plan, Plan)
        return plan.built(given)

    return nested
