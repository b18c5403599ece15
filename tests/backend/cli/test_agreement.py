"""`labeltrail agreement` as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backend.cli.conftest import run

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C; . is missing.
OBSERVERS = {
    "a": "123321412...",
    "b": "1233224125.3",
    "c": ".3332342251.",
    "d": "12332441251.",
}
PUBLISHED = {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    lines = ["item,annotator,value"]
    for annotator, said in OBSERVERS.items():
        lines += [
            f"{unit:02},{annotator},{value if value != '.' else ''}"
            for unit, value in enumerate(said, start=1)
        ]
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("distance", PUBLISHED)
def test_a_file_gives_the_published_value(ratings: Path, distance: str) -> None:
    wanted = ("--coefficient", "krippendorff_alpha", "--distance", distance, "--json")
    ended = run(
        "agreement", "--file", str(ratings), *wanted, folder=ratings.parent, database_url=None
    )
    assert ended.code == 0, ended.complaint
    (score,) = ended.json["parts"][0]["scores"]
    assert score["value"] == pytest.approx(PUBLISHED[distance], abs=0.0005)


def test_what_is_wrong_with_a_file_is_told_by_its_line(ratings: Path) -> None:
    def complaint(text: str, *more: str) -> str:
        ratings.write_text(text)
        ended = run(
            "agreement", "--file", str(ratings), *more, folder=ratings.parent, database_url=None
        )
        assert ended.code == 2
        return ended.complaint

    assert "no column 'annotator'" in complaint("item,worker,value\n")
    twice = "item,annotator,value\n1,a,x\n1,a,y\n"
    assert "line 3: a said something of 1 already" in complaint(twice)
    assert "no item" in complaint("item,annotator,value\n,a,x\n")
    assert "line 2: not as many cells" in complaint("item,annotator,value\n1,a\n")
    assert "line 2: not as many cells" in complaint("item,annotator,value\n1,a,x,y\n")
    assert "no line holds a value" in complaint("item,annotator,value\n1,a,\n")
    assert "--by whole" in complaint("item,annotator,value\n1,a,x\n", "--by", "week")
    words = "item,annotator,value\n1,a,x\n1,b,y\n"
    interval = ("--coefficient", "krippendorff_alpha", "--distance", "interval")
    assert "is not a decimal number" in complaint(words, *interval)


def test_a_score_without_value_says_why(ratings: Path) -> None:
    ratings.write_text("item,annotator,value\n1,a,x\n2,a,y\n")
    ended = run("agreement", "--file", str(ratings), folder=ratings.parent, database_url=None)
    assert ended.code == 1
    assert "All values come from one annotator; agreement needs two." in ended.out


def test_a_file_is_told_by_pair_and_by_class(ratings: Path) -> None:
    kappa = ("--by", "pair", "--coefficient", "cohen_kappa", "--json")
    file = ("agreement", "--file", str(ratings))
    pairs = run(*file, *kappa, folder=ratings.parent, database_url=None)
    assert [(one["key"], one["other"]) for one in pairs.json["parts"]][:2] == [
        ("a", "b"),
        ("a", "c"),
    ]
    classes = run(*file, "--by", "category", folder=ratings.parent, database_url=None)
    assert [line.split()[0] for line in classes.out.splitlines()[1::3]] == list("12345")
    assert "7 lines without a value left out" in classes.complaint
