"""Inputs built by a plan are those that Strawberry itself would build."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, Undefined
from graphql.utilities import coerce_input_value
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.arguments import convert_argument

from labeltrail.graphql.inputs.building import Plan
from labeltrail.graphql.scalars import SCALARS
from labeltrail.graphql.schema import served
from tests.api.townhall import CLAUSES, LETTERS, PROJECT, TASKS, absent, labeling

ACT = {"project": PROJECT, "commandId": absent()}
ENTRY = {"commandId": absent(), **labeling("letter-1")}
SHOWN = {"model": "guesser", "values": [{"task": "concern", "value": {"choice": "parks"}}]}
COVERAGE = {"metric": "COVERAGE", "comparison": "AT_LEAST", "threshold": "0.95"}
INK = {"name": "hand", "value": "ink"}

GIVEN: dict[str, list[dict[str, Any]]] = {
    "SubmitLabelInput": [
        {**ACT, **labeling("letter-1")},
        {**ACT, **labeling("letter-1"), "suggestion": SHOWN, "secondsSpent": 2.5, "repeat": 2},
        {**ACT, **labeling("letter-1"), "suggestion": None, "annotator": None, "answers": []},
        {**ACT, **labeling("letter-1"), "occurredAt": "1911-03-01T12:00:00+01:00"},
    ],
    "SubmitLabelsInput": [{"project": PROJECT, "labels": [ENTRY, {**ENTRY, "annotator": "bo"}]}],
    "RegisterItemInput": [
        {**ACT, "itemId": "letter-4", "modality": "TEXT"},
        {**ACT, "itemId": "letter-4", "modality": "TEXT", "attributes": [INK, INK]},
    ],
    "AddItemsToBatchInput": [{**ACT, "batchId": "march", "itemIds": list(LETTERS)}],
    "AddMemberInput": [{**ACT, "member": "di", "roles": ["ANNOTATOR", "REVIEWER"]}],
    "PublishTaxonomyInput": [{**ACT, "tasks": TASKS, "changeNote": "New."}],
    "ReviseGuidelineInput": [{**ACT, "clauses": CLAUSES, "changeNote": "New."}],
    "PublishPolicyInput": [
        {
            **ACT,
            "policy": {"overlap": 2, "quorum": 2, "requirements": [COVERAGE]},
            "changeNote": "New.",
        },
    ],
    "ReviewLabelInput": [
        {
            **ACT,
            "itemId": "letter-1",
            "labelId": absent(),
            "judged": absent(),
            "verdict": "CORRECTED",
            "answers": ENTRY["answers"],
        },
    ],
}


@pytest.mark.parametrize("name", GIVEN)
def test_planned_input_is_the_stock_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = {
        name: kind
        for name, kind in served().type_map.items()
        if isinstance(kind, GraphQLInputObjectType)
    }
    definitions = {
        name: kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF]
        for name, kind in inputs.items()
    }
    plan = definitions[name].from_input
    assert isinstance(plan, Plan)
    coerced = [coerce_input_value(one, inputs[name]) for one in GIVEN[name]]
    assert Undefined not in coerced
    planned = [plan.built(one) for one in coerced]
    for definition in definitions.values():
        monkeypatch.setattr(definition, "from_input", None)
    scalars = {**DEFAULT_SCALAR_REGISTRY, **SCALARS}
    config = StrawberryConfig(scalar_map=SCALARS)
    stock = [convert_argument(one, definitions[name].origin, scalars, config) for one in coerced]
    assert planned == stock


def test_list_of_a_default_is_a_new_one_for_each_request() -> None:
    kind = served().type_map["RegisterItemInput"]
    assert isinstance(kind, GraphQLInputObjectType)
    plan = kind.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].from_input
    coerced = coerce_input_value({**ACT, "itemId": "letter-4", "modality": "TEXT"}, kind)
    one, other = plan.built(coerced), plan.built(coerced)
    assert one.attributes == other.attributes == []
    assert one.attributes is not other.attributes
