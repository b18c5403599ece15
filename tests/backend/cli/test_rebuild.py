"""rebuild from the command line: in processes, only to compare, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backend.cli.conftest import Command

LABELS = "item,annotator,label\nsheet-1,maud,alder\nsheet-1,noor,alder\nsheet-2,maud,birch\n"


@pytest.fixture
def trees(command: Command, tmp_path: Path) -> Command:
    (tmp_path / "labels.csv").write_text(LABELS)
    imported = command("import", "labels.csv", "--project", "trees", "--create")
    assert imported.code == 0, imported.complaint
    return command


def test_rebuild_by_processes_kept_and_taken_back(trees: Command) -> None:
    parts = trees("rebuild", "trees", "--processes", "2", "--keep", "90m", "--json")
    assert parts.code == 0, parts.complaint
    (rebuilt,) = parts.json
    assert (rebuilt["generation"], rebuilt["isEqual"]) == (2, True)
    back = trees("rebuild", "trees", "--back")
    assert back.code == 0, back.complaint
    assert back.out.startswith("trees: generation 1 at position ")
    compared = trees("rebuild", "trees", "--compare-only", "--json").json[0]
    assert compared["stateSha"] == rebuilt["stateSha"]
    assert compared["isThrownAway"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--keep", "a while"), 2, "such as 24h"),
        (("--compare-only", "--keep", "1h"), 2, "nothing to keep"),
        (("--back",), 1, "no former generation of project 'trees' is kept"),
    ],
)
def test_rebuild_says_what_it_cannot_do(
    trees: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = trees("rebuild", "trees", *arguments)
    assert (ended.code, said in ended.complaint) == (code, True), ended.complaint
