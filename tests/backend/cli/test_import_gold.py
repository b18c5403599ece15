"""Gold in a file: two persons decided it elsewhere, and it judges the labels beside it."""

from __future__ import annotations

from pathlib import Path

from tests.backend.cli.conftest import Command
from tests.backend.cli.test_import import counted

GOLD_EVENTS = "SELECT count(*) FROM ledger.events WHERE type LIKE 'Gold%'"
BY_TWO = ("--gold-proposed-by", "eva", "--gold-approved-by", "max")


def test_gold_of_a_file_is_decided_by_two_persons_and_judges_its_labels(
    command: Command, tmp_path: Path, database_url: str
) -> None:
    rows = [
        "sheet-1,maud,alder,birch",
        "sheet-1,noor,birch,birch",
        "sheet-2,maud,alder,",
        "sheet-2,noor,alder,oak",
        "sheet-3,noor,willow,alder",
        "sheet-3,maud,willow,willow",
        "sheet-4,,,willow",
    ]
    (tmp_path / "gold.csv").write_text("\n".join(["item,annotator,label,gold", *rows]) + "\n")
    ended = command("import", "gold.csv", "--project", "trees", "--create", *BY_TWO, "--json")
    told = ended.json
    assert told["outcomes"] == {"accepted": 5, "duplicate": 0, "refused": 2, "malformed": 0}
    assert told["codes"] == {"CLASS_UNKNOWN": 1, "GOLD_EXISTS": 1}
    assert told["made"]["golds_put_in_force"] == 3
    counts = told["sums"]["counts"]["tasks"][0]
    assert {"origin": "GOLD", "items": 3} in counts["withGroundTruth"]
    again = command("import", "gold.csv", "--project", "trees", *BY_TWO, "--add-items", "--json")
    assert again.json["outcomes"]["duplicate"] == 5
    assert again.json["made"]["golds_put_in_force"] == 0
    assert counted(database_url, GOLD_EVENTS) == 6


def test_gold_takes_two_persons_and_is_left_out_without_them(
    command: Command, tmp_path: Path, database_url: str
) -> None:
    (tmp_path / "gold.csv").write_text(
        "item,annotator,label,gold\ni1,maud,alder,birch\ni2,maud,birch,\n"
    )
    ended = command(
        "import", "gold.csv", "--project", "trees", "--create", "--gold-proposed-by", "eva"
    )
    assert ended.code == 2
    assert "two persons" in ended.complaint
    ended = command("import", "gold.csv", "--project", "trees", "--create")
    assert ended.code == 0
    assert "left out" in ended.complaint
    assert counted(database_url, GOLD_EVENTS) == 0
