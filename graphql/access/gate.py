"""One gate before every field: a role that the table does not name reads nothing.

Fields that every member reads stand as they are: an object of a project is only ever made for
a member. A field that the table does not know is denied to everybody.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from graphql.execution import default_field_resolver

from labeltrail.graphql.access import table
from labeltrail.graphql.access.readers import Readers
from labeltrail.graphql.context import Scope
from labeltrail.graphql.errors import forbidden

Resolver = Callable[..., Any]

NAMING = frozenset(
    {
        "Assignment.annotator",
        "GoldExposure.annotator",
        "ItemDifference.labels",
        "ItemDifference.events",
        "LabelToRelabel.annotator",
        "RescoredAnswer.annotator",
        "StaleLabel.annotator",
        "WorkStep.annotator",
    }
)
"""Fields that name whose judgment of which item it is, beside the item's own: nobody reads them
from whom the policy keeps the names of annotators.
"""

DRAWING = frozenset(
    {
        "Assignment.purpose",
        "AssignmentPolicy.goldPercent",
        "AssignmentPolicy.repeatPercent",
        "AssignmentPolicy.seed",
        "ReviewingPolicy.secondLevelRate",
        "ReviewingPolicy.seed",
        "RoutingRule.rate",
    }
)
"""Fields that tell, or let one compute, which claims get gold or a repeat and which labels are
looked at: nobody reads them who annotates, whatever other roles they hold.
"""


def guard(schema: GraphQLSchema) -> None:
    """Put the gate before the fields of every object type."""
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
            continue
        for field_name, field in type_.fields.items():
            readers = table.readers(name, field_name)
            if not readers.is_open or f"{name}.{field_name}" in NAMING:
                inner = field.resolve or default_field_resolver
                field.resolve = _gated(f"{name}.{field_name}", readers, inner)


def _gated(field: str, readers: Readers, inner: Resolver) -> Resolver:
    def resolve(source: Any, asked: GraphQLResolveInfo[Any], **given: Any) -> Any:
        scope = getattr(source, "scope", None)
        if scope is None:
            asked.context.identified  # noqa: B018 - raises for whoever did not say who they are
            if not readers.any_caller:
                raise forbidden(field)
        elif not readers.admits(scope.roles) or _is_withheld(field, scope):
            raise forbidden(field)
        return inner(source, asked, **given)

    return resolve


def _is_withheld(field: str, scope: Scope) -> bool:
    """Whether the person is one of those who must not know, though their roles would let them."""
    sight = scope.sight
    return (field in NAMING and sight.hides_names) or (field in DRAWING and sight.may_label)


def _is_own(source: Any, scope: Scope) -> bool:
    return getattr(source, "annotator", None) == scope.sight.person
