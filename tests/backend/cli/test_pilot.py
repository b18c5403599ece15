"""`labeltrail pilot` and `labeltrail taxonomy` as they are typed, over the demonstration."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.backend.cli.conftest import Command


def test_pilot_tells_where_its_disagreement_sits(told: Command, tmp_path: Path) -> None:
    ended = told("pilot", "fitness", "table-1", "--picture", "pilot.svg")
    assert ended.code == 0, ended.complaint
    assert "nominal alpha" in ended.out
    assert "class pair" in ended.out
    assert "annotator" in ended.out
    assert "drawn to pilot.svg" in ended.complaint
    ElementTree.fromstring((tmp_path / "pilot.svg").read_text())


def test_pilot_is_told_as_json_under_the_names_of_the_api(told: Command, of_the_paper: int) -> None:
    found = told("pilot", "fitness", "table-1", "--json").json
    cut = found["report"]["decomposition"]
    assert cut["nItems"] == 45
    shares = sum(part["share"] for part in cut["annotators"])
    assert shares == pytest.approx(1, abs=1e-4)
    assert (found["passed"]["basis"], found["passed"]["passedBy"]) == ("ready", "manager")
    asked = ("pilot", "fitness", "table-1", "--at", str(of_the_paper), "--json")
    assert told(*asked).json["passed"] is None


def test_taxonomy_advises_on_classes(told: Command) -> None:
    ended = told("taxonomy", "fitness")
    assert ended.code == 0, ended.complaint
    assert "values of 4 classes" in ended.out
    found = told("taxonomy", "fitness", "--batch", "table-1", "--relabel", "3", "--json").json
    assert found["advice"]["given"]["ground"] == "enough"
    assert found["relabel"] == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("pilot", "fitness", "table-9"), "has no batch 'table-9'"),
        (("pilot", "fitness", "table-1", "--picture", "pilot.png"), "call the file pilot.svg"),
        (("pilot", "fitness", "table-1", "--task", "moon"), "no task 'moon'"),
        (("taxonomy", "fitness", "--task", "moon"), "no task 'moon'"),
        (("taxonomy", "nowhere"), "there is no project 'nowhere'"),
    ],
)
def test_what_cannot_be_told_is_said(told: Command, wrong: tuple[str, ...], sentence: str) -> None:
    ended = told(*wrong)
    assert ended.code != 0
    assert sentence in ended.complaint
