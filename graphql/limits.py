"""Bounds on what one operation may ask for, as a validation rule.

The rule is a class made once and shared by all requests, so that the cache of validated
documents holds (a rule made per request would never be the same twice). It runs before the
specification's rules, some of which are quadratic.
"""

from graphql import (
    ASTValidationRule,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionNode,
    ValidationRule,
    specified_rules,
)
from graphql.language import DocumentNode

from labeltrail.graphql.errors import Code, CodedError

DEPTH_MAX = 16
"""Project, batch, readiness, requirements, evidence, item, labels, nodes, answers, value and
classId make 11; introspection as tools write it is 13 deep."""
ALIASES_MAX = 15
ROOT_FIELDS_MAX = 20
SELECTIONS_MAX = 2_000  # fragments counted where they are spread
TOKENS_MAX = 2_000
SOURCE_LENGTH_MAX = 100_000
COERCION_ERRORS_MAX = 20
VALIDATION_ERRORS_MAX = 20
BODY_BYTES_MAX = 4 * 1024 * 1024
BATCH_MAX = 1_000
NODES_MAX = 100


class Bounded(ValidationRule):
    """Counts depth, aliases, root fields and selections of each operation."""

    def enter_document(self, node: DocumentNode, *_: object) -> None:
        for one in node.definitions:
            if isinstance(one, OperationDefinitionNode):
                fault = self._fault(one)
                if fault is not None:
                    self.report_error(CodedError(Code.TOO_COMPLEX, fault))

    def _fault(self, operation: OperationDefinitionNode) -> str | None:
        """Fragments count where they are spread; a cycle is cut off by the bounds."""
        aliases = roots = selections = 0
        waiting: list[tuple[SelectionNode, int]] = [
            (one, 1) for one in operation.selection_set.selections
        ]
        while waiting:
            one, depth = waiting.pop()
            selections += 1
            inside = depth
            if isinstance(one, FieldNode):
                aliases += one.alias is not None
                roots += depth == 1
                inside = depth + 1
                within = one.selection_set
            elif isinstance(one, InlineFragmentNode):
                within = one.selection_set
            elif isinstance(one, FragmentSpreadNode):
                fragment = self.context.get_fragment(one.name.value)
                within = fragment.selection_set if fragment else None
            else:
                within = None
            if depth > DEPTH_MAX:
                return f"an operation may be {DEPTH_MAX} fields deep at most"
            if aliases > ALIASES_MAX:
                return f"an operation may use {ALIASES_MAX} aliases at most"
            if roots > ROOT_FIELDS_MAX:
                return f"an operation may have {ROOT_FIELDS_MAX} root fields at most"
            if selections > SELECTIONS_MAX:
                return f"an operation may select {SELECTIONS_MAX} fields at most"
            waiting += [(each, inside) for each in (within.selections if within else ())]
        return None


def rules(*, shows_schema: bool) -> tuple[tuple[type[ASTValidationRule], ...], ...]:
    """The rules in rounds: a document that fails one round is not examined by the next."""
    hidden = () if shows_schema else (NoSchemaIntrospectionCustomRule,)
    return ((Bounded,), (*specified_rules, *hidden))
