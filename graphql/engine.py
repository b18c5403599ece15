"""Runs operations: parse, check, validate and execute, the first three once a document.

Strawberry builds the schema; its own run of an operation makes new extensions and rules for each
request, which defeats the cache of validated documents, so the schema is handed to graphql-core
directly. An answer without `data` is a request error: the operation did not run.
"""

from collections import OrderedDict
from collections.abc import Mapping
from enum import StrEnum
from inspect import isawaitable
from time import perf_counter
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from opentelemetry import metrics, trace
from opentelemetry.trace import Span, Status, StatusCode

from labeltrail.graphql import limits
from labeltrail.graphql.context import Context
from labeltrail.graphql.errors import Code, CodedError
from labeltrail.graphql.masking import shown

DOCUMENTS_CACHED_MAX = 500
LENGTH_CACHED_MAX = 20_000

_tracer = trace.get_tracer("labeltrail.graphql")
_meter = metrics.get_meter("labeltrail.graphql")
_duration = _meter.create_histogram(
    "labeltrail.graphql.operation.duration", unit="s", description="By kind of operation."
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the client sent it."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True, rename={"result": "data"}):
    """`result` is UNSET when the operation did not run."""

    result: dict[str, Any] | msgspec.UnsetType | None = msgspec.UNSET
    errors: list[Any] | msgspec.UnsetType = msgspec.UNSET

    @property
    def has_run(self) -> bool:
        return self.result is not msgspec.UNSET


class Allowed(StrEnum):
    """What a request may run: a GET never writes."""

    QUERIES = "queries"
    ALL = "all"


class MutationByGet(Exception):
    """A mutation was asked for in a way that only allows queries."""


class Engine:
    """The schema, and the documents that were checked against it."""

    def __init__(
        self, schema: GraphQLSchema, *, shows_suggestions: bool, shows_schema: bool
    ) -> None:
        self._schema = schema
        self._shows_suggestions = shows_suggestions
        self._rules = limits.rules(shows_schema=shows_schema)
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()

    async def run(self, asked: Asked, context: Context, allowed: Allowed = Allowed.ALL) -> Told:
        """The answer. Raises MutationByGet."""
        document = self._document(asked.query)
        if isinstance(document, list):
            return Told(errors=[shown(error) for error in document])
        operation = get_operation_ast(document, asked.operation_name)
        if operation is None:
            message = "name one of the document's operations in operationName"
            return Told(errors=[shown(CodedError(Code.BAD_REQUEST, message))])
        if operation.operation is not OperationType.QUERY and allowed is Allowed.QUERIES:
            raise MutationByGet
        name = operation.name.value if operation.name else ""
        kind = operation.operation.value
        with _tracer.start_as_current_span(f"{kind} {name}".strip()) as span:
            span.set_attribute("graphql.operation.type", kind)
            if name:
                span.set_attribute("graphql.operation.name", name)
            started = perf_counter()
            told = await self._execute(document, asked, context, operation)
            _duration.record(perf_counter() - started, {"graphql.operation.type": kind})
            _note(span, told)
            return told

    async def _execute(
        self,
        document: DocumentNode,
        asked: Asked,
        context: Context,
        operation: OperationDefinitionNode,
    ) -> Told:
        running = execute(
            self._schema,
            document,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
            max_coercion_errors=limits.COERCION_ERRORS_MAX,
            hide_suggestions=not self._shows_suggestions,
        )
        if isawaitable(running):
            running = await running
        result = running
        if result.errors is None:
            return Told(result=result.data)
        has_run = result.data is not None or any(error.path for error in result.errors)
        errors = [
            shown(error, Code.BAD_USER_INPUT if not has_run else None) for error in result.errors
        ]
        return Told(result=result.data if has_run else msgspec.UNSET, errors=errors)

    def _document(self, source: str) -> DocumentNode | list[GraphQLError]:
        known = self._documents.get(source)
        if known is not None:
            self._documents.move_to_end(source)
            return known
        checked = self._checked(source)
        if isinstance(checked, DocumentNode) and len(source) <= LENGTH_CACHED_MAX:
            self._documents[source] = checked
            if len(self._documents) > DOCUMENTS_CACHED_MAX:
                self._documents.popitem(last=False)
        return checked

    def _checked(self, source: str) -> DocumentNode | list[GraphQLError]:
        try:
            document = parse(
                source,
                max_lexical_tokens=limits.TOKENS_MAX,
                max_comments=limits.TOKENS_MAX,
                max_source_length=limits.SOURCE_LENGTH_MAX,
            )
        except GraphQLError as error:
            return [_coded(error, Code.GRAPHQL_PARSE_FAILED)]
        for rules in self._rules:
            errors = validate(
                self._schema,
                document,
                rules,
                max_errors=limits.VALIDATION_ERRORS_MAX,
                hide_suggestions=not self._shows_suggestions,
            )
            if errors:
                return [_coded(error, Code.GRAPHQL_VALIDATION_FAILED) for error in errors]
        return document


def _coded(error: GraphQLError, code: Code) -> GraphQLError:
    extensions: Mapping[str, Any] = error.extensions or {}
    if "code" not in extensions:
        error.extensions = {**extensions, "code": code.value}
    return error


def _note(span: Span, told: Told) -> None:
    """Mark the span with the outcome; a client's mistake is not an error of ours."""
    if told.errors is msgspec.UNSET:
        return
    codes = sorted({error["extensions"]["code"] for error in told.errors})
    span.set_attribute("labeltrail.error.codes", codes)
    if not {Code.INTERNAL, Code.UNAVAILABLE, Code.OVERLOADED}.isdisjoint(codes):
        span.set_status(Status(StatusCode.ERROR, codes[0]))
