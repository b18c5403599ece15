"""`labeltrail distribution` as it is typed, over the demonstration's story."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from labeltrail.backend.cli.distribution_picture import picture
from labeltrail.backend.cli.distribution_tables import bar
from tests.backend.cli.conftest import Command

SVG = "{http://www.w3.org/2000/svg}"


def test_classes_of_the_project_are_told_with_intervals_and_bars(
    told: Command, of_the_paper: int
) -> None:
    ended = told("distribution", "fitness", "--as-of", str(of_the_paper))
    assert ended.code == 0, ended.complaint
    lines = ended.out.splitlines()
    assert lines[0] == "ground truth of fitness: project fitness"
    # the wilson interval of 18 of 45
    assert lines[2].startswith("1      18  40.0%  27.0% to 54.5%  █████████▋")
    assert "effective classes 3.1748 (by Simpson 2.8164) of 4" in ended.out
    assert f"as of position {of_the_paper}" in ended.complaint
    now = told("distribution", "fitness").out.splitlines()
    assert now[2].startswith("1      18  39.1%"), "18 of 46, with the patient who came later"


def test_everything_at_once_as_json(told: Command, tmp_path: Path, of_the_paper: int) -> None:
    compared = ("--batch", "table-1", "--against", "table-1", "--by", "week", "--readings")
    as_of = ("--as-of", str(of_the_paper))
    more = ("--leakage", "--permutations", "99", "--duplicates", "--resamples", "99", "--json")
    ended = told("distribution", "fitness", *compared, *as_of, *more, "--picture", "shift.svg")
    assert ended.code == 0, ended.complaint
    found = ended.json
    assert found["basis"] == "first_readings"
    assert found["distribution"]["nValues"] == 225
    assert found["distribution"]["leftOut"] == {"repeat": 90}
    assert found["shift"]["nShared"] == 45
    assert found["shift"]["pValue"]["reason"]["code"] == "SETS_OVERLAP"
    (week,) = found["trend"]["parts"]
    assert sum(week["counts"]) == 225
    assert found["leakage"]["nItems"] == 45
    assert found["leakage"]["leaks"][0]["feature"] == "id first number"
    assert found["duplicates"]["twins"] == []
    drawn = ElementTree.fromstring((tmp_path / "shift.svg").read_text())
    assert len(drawn.findall(f"{SVG}rect")) == 1 + 2 + 2 * 4  # paper, legend, two bars a class


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (("--against", "table-1"), "name the other with --batch"),
        (("--batch", "table-9"), "has no batch 'table-9'"),
        (("--by", "moon"), "nothing like 'moon' to go by; there is week, batch"),
    ],
)
def test_what_is_not_there_is_told(told: Command, wrong: tuple[str, ...], sentence: str) -> None:
    ended = told("distribution", "fitness", *wrong)
    assert ended.code != 0
    assert sentence in ended.complaint


def test_a_picture_is_the_same_bytes_and_escapes_what_it_is_given() -> None:
    rows = [("<cat> & dog", [(3, 0.75), (0, None)]), ("a" * 60, [(1, 0.25), (0, None)])]
    drawn = picture("a < b", ["one", "two"], rows)
    assert drawn == picture("a < b", ["one", "two"], rows)
    texts = [one.text or "" for one in ElementTree.fromstring(drawn).iter(f"{SVG}text")]
    assert "<cat> & dog" in texts
    assert "75.0% (3)" in texts
    assert "none" in texts
    assert max(map(len, texts)) == 26


def test_bars_are_drawn_in_eighths() -> None:
    assert [bar(share) for share in (0, 1 / 24, 1 / 48, 1)] == ["", "█", "▌", "█" * 24]
