"""`labeltrail annotators`: the five observers of 1979, and observer 1 who looked three times."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.backend.cli.conftest import Command


def test_a_line_for_each_annotator(told: Command) -> None:
    ended = told("annotators", "fitness")
    assert ended.code == 0, ended.complaint
    head, *lines = ended.out.splitlines()
    assert head.split()[:3] == ["annotator", "labels", "right"]
    assert [line.split()[0] for line in lines] == [f"observer-{n}" for n in range(1, 6)]


def test_observer_1_is_told_whole(told: Command) -> None:
    asked = ("annotators", "fitness", "--batch", "table-1", "--annotator", "observer-1")
    (card,) = told(*asked, "--json").json
    assert (card["items"], card["repeats"]["items"], card["repeats"]["alpha"]["nAnnotators"]) == (
        45,
        45,
        3,
    )
    shares = {against: one["overall"] for against, one in card["accuracy"].items()}
    assert shares["gold_then"]["lack"]["code"] == "NO_REFERENCE", "gold came after the labels"
    assert shares["gold_today"]["n"] == 3, "a patient of each grade on whom all agreed"
    assert shares["truth"]["n"] == len(card["drift"]["points"]) > 0
    (whole,) = told("annotators", "fitness", "--annotator", "observer-1", "--json").json
    assert whole["items"] == 46, "with the patient who came later"
    said = told(*asked).out
    assert "same answer again, on repeats" in said
    assert "guideline revision 2" in said


def test_the_picture_is_drawn_where_asked(told: Command, tmp_path: Path) -> None:
    drawn = tmp_path / "observer-2.svg"
    asked = ("annotators", "fitness", "--annotator", "observer-2", "--picture", str(drawn))
    assert told(*asked).code == 0
    first = drawn.read_bytes()
    assert ElementTree.fromstring(first).tag.endswith("svg")
    assert told(*asked).code == 0
    assert drawn.read_bytes() == first


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--task", "colour"), 1, "there is no task 'colour'; the tasks are: fitness"),
        (("--annotator", "nobody"), 1, "'nobody' has no label there"),
        (("--from", "2999-01-01", "--annotator", "observer-1"), 1, "has no label there"),
        (("--picture", "x.svg"), 2, "name one with --annotator"),
        (("--in-control", "1"), 2, "between 0 and 1"),
        (("--from", "soon"), 2, "neither a position nor a time"),
    ],
)
def test_what_cannot_be_answered_is_said(
    told: Command, asked: tuple[str, ...], code: int, said: str
) -> None:
    ended = told("annotators", "fitness", *asked)
    assert (ended.code, said in ended.complaint) == (code, True), ended.complaint
