"""For every field that a query can reach, one operation that reaches it: read off the schema."""

from __future__ import annotations

from collections import deque

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from labeltrail.graphql import schema
from tests.api.letters import BATCH
from tests.api.townhall import PROJECT, absent

Field = tuple[str, str]
Path = tuple[Field, ...]

ARGUMENTS = {
    ("Query", "node"): f'(id: "{PROJECT}")',
    ("Query", "nodes"): '(ids: ["nothing"])',
    ("Query", "project"): f'(id: "{PROJECT}")',
    ("Query", "item"): f'(project: "{PROJECT}", itemId: "letter-3")',
    ("Query", "batch"): f'(project: "{PROJECT}", batchId: "{BATCH}")',
    ("Project", "item"): '(itemId: "letter-2")',
    ("Project", "policyDryRun"): "(policy: {overlap: 1, quorum: 1})",
    ("Project", "batch"): f'(batchId: "{BATCH}")',
    ("Project", "difference"): '(from: {position: "1"})',
    ("Project", "agreementReport"): '(task: "concern", first: 2)',
    ("Batch", "agreementReport"): '(task: "concern", first: 2)',
    ("Project", "taxonomyAdvice"): '(task: "concern")',
    ("Project", "relabelWorklist"): '(task: "concern", first: 2)',
    ("Batch", "pilotReport"): '(task: "concern")',
    ("Project", "annotators"): '(task: "concern", first: 2)',
    ("Project", "annotator"): '(annotatorId: "bo")',
    ("Project", "ownScorecard"): '(task: "concern")',
    ("Annotator", "scorecard"): '(task: "concern")',
    ("Project", "distribution"): '(task: "concern")',
    ("Project", "distributionTrend"): '(task: "concern", by: "week")',
    ("Project", "shift"): '(task: "concern", from: {}, to: {})',
    ("Project", "goldScores"): '(task: "concern")',
    ("Project", "doubtedGolds"): '(task: "concern")',
    ("Project", "inference"): '(task: "concern", methods: [{method: MAJORITY}])',
    ("Project", "inferenceRun"): f'(runId: "{absent()}")',
    ("Project", "errorCosts"): '(task: "concern")',
    ("Project", "audit"): '(batchId: "check")',
    ("Project", "teams"): '(task: "concern", attribute: "team")',
    ("Project", "retraining"): '(task: "concern")',
    ("Project", "guidelineDifference"): "(fromRevision: 0, toRevision: 1)",
    ("Project", "guidelineImpact"): '(task: "concern")',
    ("Project", "precedent"): f'(precedentId: "{absent()}")',
    ("Project", "leakage"): '(task: "concern", permutations: 9)',
    ("Batch", "difference"): '(from: {position: "1"})',
    ("Batch", "releaseDifference"): "(earlier: 1, later: 2)",
    ("Item", "difference"): '(from: {position: "1"})',
    ("Project", "ruleTimeline"): "(rule: POLICY, first: 2)",
    ("Proof", "inclusion"): '(position: "1")',
    ("Proof", "consistency"): '(first: "1")',
}
SERVED = schema.served()


def paths() -> dict[Field, Path]:
    """The shortest path from the query to each field, itself included."""
    found: dict[Field, Path] = {}
    query = SERVED.query_type
    assert query is not None
    waiting: deque[tuple[GraphQLObjectType, Path]] = deque([(query, ())])
    entered = {query.name}
    while waiting:
        type_, path = waiting.popleft()
        for name, field in type_.fields.items():
            reached = (*path, (type_.name, name))
            found[type_.name, name] = reached
            for next_type in _objects(get_named_type(field.type)):
                if next_type.name not in entered:
                    entered.add(next_type.name)
                    waiting.append((next_type, reached))
    return found


def operation(*siblings: Path) -> str:
    """The query that selects the fields at the paths' ends, which have the same path before."""
    selected = " ".join(_selected(*one[-1], _inside(*one[-1])) for one in siblings)
    path = siblings[0]
    for place in range(len(path) - 2, -1, -1):
        selected = _selected(*path[place], f"{{ ... on {path[place + 1][0]} {{ {selected} }} }}")
    return f"{{ {selected} }}"


def _selected(type_name: str, name: str, inside: str) -> str:
    field = _field(type_name, name)
    return f"{name}{ARGUMENTS.get((type_name, name), _pages(field))} {inside}"


def _inside(type_name: str, name: str) -> str:
    is_leaf = is_leaf_type(get_named_type(_field(type_name, name).type))
    return "" if is_leaf else "{ __typename }"


def _pages(field: GraphQLField) -> str:
    return "(first: 2)" if "first" in field.args else ""


def _field(type_name: str, name: str) -> GraphQLField:
    type_ = SERVED.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    field: GraphQLField = type_.fields[name]
    return field


def _objects(named: GraphQLNamedType) -> list[GraphQLObjectType]:
    """What a field may answer with; what is behind `node` is reached by its own path."""
    if isinstance(named, GraphQLObjectType):
        return [named]
    if isinstance(named, GraphQLUnionType):
        return list(named.types)
    assert is_leaf_type(named) or isinstance(named, GraphQLInterfaceType)
    return []
