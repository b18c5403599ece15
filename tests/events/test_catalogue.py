"""Recorded events keep their meaning: their bytes and shapes are frozen in golden/.

`bodies.json` has a body of every version that was ever shipped, `Type/version`, and the canonical
body that today's code writes of the same fact. A `body` there is never edited or removed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from labeltrail.events import catalogue, upcasting
from tests.events.examples import EXAMPLES

GOLDEN = Path(__file__).parent / "golden"
BODIES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "bodies.json").read_text("utf-8"))
SHAPES: dict[str, dict[str, Any]] = json.loads((GOLDEN / "shapes.json").read_text("utf-8"))

UPCASTING = """
Logs hold events of this shape for ever. Do not rename, remove or retype a field. Instead
1. add a field with a default that means what its absence meant, or
2. add an event type beside this one, or
3. raise the type's number in SCHEMA_VERSIONS (events/catalogue.py) and register in
   events/upcasting.py a lift from the old version to the new: pure, from the body alone, inventing
   nothing that was not recorded. Lifts of earlier versions stay; they follow each other.
Then add to tests/events/golden/bodies.json a body of the new version under "Type/version", leave
every older `body` as it is (its `reads_as` becomes what is written today), and write the new
shape into shapes.json. Read models whose rows would differ need a higher FOLD_VERSION."""
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
    assert set(BY_NAME) == set(catalogue.EVENTS) == set(catalogue.SCHEMA_VERSIONS)
    shipped = {
        f"{name}/{version}"
        for name, today in catalogue.SCHEMA_VERSIONS.items()
        for version in range(1, today + 1)
    }
    assert set(BODIES) == shipped, UPCASTING


@pytest.mark.parametrize("version", sorted(BODIES))
def test_recorded_bytes_of_every_version_read_as_they_were_meant(version: str) -> None:
    name, _, number = version.partition("/")
    frozen = BODIES[version]
    fact = catalogue.decode(name, int(number), frozen["body"].encode())
    assert catalogue.encode(fact).decode() == frozen["reads_as"], UPCASTING
    if int(number) == catalogue.SCHEMA_VERSIONS[name]:
        assert fact == BY_NAME[name], UPCASTING
        assert frozen["body"] == frozen["reads_as"], UPCASTING


def test_every_older_version_has_its_lift_and_no_lift_is_of_a_version_to_come() -> None:
    steps = {
        (name, version)
        for name, today in catalogue.SCHEMA_VERSIONS.items()
        for version in range(1, today)
    }
    assert set(upcasting.LIFTS) == steps, UPCASTING


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


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_unknown_fields_of_newer_code_are_passed_over(name: str) -> None:
    version = catalogue.SCHEMA_VERSIONS[name]
    told = json.loads(BODIES[f"{name}/{version}"]["body"])
    body = json.dumps({**told, "moon_phase": "new"}).encode()
    assert catalogue.decode(name, version, body) == BY_NAME[name]


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
