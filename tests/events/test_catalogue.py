"""Recorded events keep their meaning: their bytes and shapes are frozen in golden/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from labeltrail.events import catalogue
from tests.events.examples import EXAMPLES

GOLDEN = Path(__file__).parent / "golden"
BODIES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "bodies.json").read_text("utf-8"))
SHAPES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "shapes.json").read_text("utf-8"))

UPCASTING = (
    "Logs hold events of this shape for ever. Do not rename, remove or retype: add a field with a"
    " default, or add an event; or raise the type's number in SCHEMA_VERSIONS and write in _LIFT"
    " how an old body reads as a new one. Then write the new shape into tests/events/golden/."
)
BY_NAME = {type(example).__name__: example for example in EXAMPLES}


def shapes_today() -> dict[str, Any]:
    """Fields, types and enum members of every event and of everything inside one."""
    _, found = msgspec.json.schema_components(catalogue.EVENTS.values(), ref_template="{name}")
    told: dict[str, Any] = json.loads(json.dumps(found))  # as the file has it: lists, no tuples
    return {name: _without_prose(shape) for name, shape in sorted(told.items())}


def _without_prose(shape: Any) -> Any:
    if isinstance(shape, dict):
        prose = isinstance(shape.get("description"), str)
        return {
            key: _without_prose(value)
            for key, value in shape.items()
            if not (prose and key == "description")
        }
    return [_without_prose(one) for one in shape] if isinstance(shape, list) else shape


def test_every_event_has_an_example_and_golden_bytes() -> None:
    assert set(BY_NAME) == set(BODIES) == set(catalogue.EVENTS) == set(catalogue.SCHEMA_VERSIONS)


@pytest.mark.parametrize("name", sorted(BODIES))
def test_recorded_bytes_read_as_they_were_meant(name: str) -> None:
    frozen = BODIES[name]
    body = frozen["body"].encode()
    fact = catalogue.decode(name, frozen["schema_version"], body)
    assert fact == BY_NAME[name], UPCASTING
    assert catalogue.encode(fact) == body, UPCASTING


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_recorded_shape_only_grows(name: str) -> None:
    frozen, today = SHAPES[name], shapes_today().get(name)
    assert today is not None, f"{name} is gone. {UPCASTING}"
    if "enum" in frozen:
        gone = set(frozen["enum"]) - set(today["enum"])
        assert not gone, f"{name} lost {gone}. {UPCASTING}"
        return
    for field, kind in frozen.get("properties", {}).items():
        assert today["properties"].get(field) == kind, f"{name}.{field} changed. {UPCASTING}"
    asked = set(today.get("required", ())) - set(frozen.get("required", ()))
    assert not asked, f"{name} asks for {asked}, which old bodies lack. {UPCASTING}"


def test_golden_shapes_are_those_of_today() -> None:
    """A field that was added is frozen with the change that added it."""
    assert shapes_today() == SHAPES, UPCASTING


@pytest.mark.parametrize("name", sorted(BODIES))
def test_unknown_fields_of_newer_code_are_passed_over(name: str) -> None:
    told = json.loads(BODIES[name]["body"])
    body = json.dumps({**told, "moon_phase": "new"}).encode()
    assert catalogue.decode(name, 1, body) == BY_NAME[name]


@pytest.mark.parametrize(
    ("name", "version"), [("OwlRinged", 1), ("LabelSubmitted", 2), ("LabelSubmitted", 0)]
)
def test_event_of_newer_code_is_named(name: str, version: int) -> None:
    with pytest.raises(catalogue.UnknownEventType, match=rf"{name}.* version {version}") as told:
        catalogue.decode(name, version, b"{}")
    assert (told.value.type_name, told.value.schema_version) == (name, version)


def test_keys_are_sorted_whatever_the_order_they_were_given_in() -> None:
    first, second = {"moon": "new", "forest": "beech"}, {"forest": "beech", "moon": "new"}
    encoded = {
        catalogue.encode(msgspec.structs.replace(BY_NAME["ItemRegistered"], attributes=one))
        for one in (first, second)
    }
    assert len(encoded) == 1
