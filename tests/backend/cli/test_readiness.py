"""`labeltrail readiness` as it is typed, over the demonstration's story."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.backend.cli.conftest import Command

SVG = "{http://www.w3.org/2000/svg}"
LENIENT = {
    "overlap": 1,
    "quorum": 1,
    "requirements": [
        {"metric": "coverage", "comparison": "at_least", "threshold": "0.5"},
        {
            "metric": "agreement",
            "coefficient": "GWET_AC1",
            "task": "fitness",
            "comparison": "at_least",
            "threshold": "0.2",
            "bound": "interval",
        },
    ],
}


def test_findings_work_suppositions_and_trend_are_told_and_drawn(
    told: Command, tmp_path: Path
) -> None:
    (tmp_path / "lenient.json").write_text(json.dumps(LENIENT))
    ended = told(
        *("readiness", "fitness", "table-1", "--what-would-it-take", "--what-if", "lenient.json"),
        *("--trend", "--points", "5", "--picture", "trend.svg"),
    )
    assert "as of position" in ended.complaint
    assert "table-1: " in ended.out
    assert "Gwet's AC1 of fitness" in ended.out
    assert "supposed: Ready under this policy: all 2 blocking requirements pass." in ended.out
    assert ended.code == 0, ended.complaint
    drawn = ElementTree.fromstring((tmp_path / "trend.svg").read_text())
    cells = drawn.findall(f"{SVG}rect")
    assert len(cells) > 1
    assert (len(cells) - 1) % 5 == 0


def test_without_an_annotator_as_json(told: Command) -> None:
    ended = told("readiness", "fitness", "table-1", "--without-annotator", "nobody", "--json")
    found = ended.json
    assert found["supposed"]["leftOut"] == 0
    assert found["supposed"]["actual"] == found["supposed"]["supposed"]
    assert found["readiness"]["requirements"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("table-9",), "has no batch 'table-9'"),
        (("table-1", "--what-if", "bad.json"), "bad.json holds no policy"),
        (("table-1", "--what-if", "unsound.json"), "policy.requirements.0.task: "),
    ],
)
def test_what_is_not_there_is_told(
    told: Command, wrong: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text('{"overlap": "two"}')
    gold = {"metric": "gold_accuracy", "comparison": "at_least", "threshold": "0.5"}
    unsound = {"overlap": 1, "quorum": 1, "requirements": [gold]}
    (tmp_path / "unsound.json").write_text(json.dumps(unsound))
    ended = told("readiness", "fitness", *wrong)
    assert ended.code != 0
    assert sentence in ended.complaint
