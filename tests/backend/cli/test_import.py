"""`labeltrail import`: line by line, resumable, and never half a line."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.backend.cli.conftest import Command, Ended, run

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "crowd"
ITEMS = "SELECT count(*) FROM ledger.events WHERE type = 'ItemRegistered'"
LABELS = "SELECT count(*) FROM ledger.events WHERE type = 'LabelSubmitted'"

CLASSES = ("alder", "birch", "willow")


def lines(count: int) -> list[str]:
    """Three annotators' labels of `count` items; every seventh item is disputed."""
    return [
        f"sheet-{item},{name},{CLASSES[(item + (place if item % 7 == 0 else 0)) % 3]}"
        for item in range(count)
        for place, name in enumerate(("maud", "noor", "ines"))
    ]


def written(folder: Path, rows: list[str], name: str = "labels.csv") -> str:
    (folder / name).write_text("\n".join(["item,annotator,label", *rows]) + "\n")
    return name


def test_file_becomes_a_project_with_its_figures(command: Command, tmp_path: Path) -> None:
    name = written(tmp_path, lines(21))
    ended = command(
        "import", name, "--project", "trees", "--create", "--batch", "cabinet", "--json"
    )
    assert ended.code == 0, ended.complaint
    told = ended.json
    assert told["outcomes"] == {"accepted": 63, "duplicate": 0, "refused": 0, "malformed": 0}
    assert told["made"]["items_registered"] == told["made"]["items_put_into_batch"] == 21
    assert told["made"]["members_added"] == 3
    counts = told["sums"]["counts"]["tasks"][0]
    assert counts["withGroundTruth"] == [{"origin": "CONSENSUS", "items": 18}]
    assert counts["withoutGroundTruth"] == [{"absence": "TIE", "items": 3}]


def test_same_file_again_is_told_as_duplicates(command: Command, tmp_path: Path) -> None:
    name = written(tmp_path, lines(4))
    assert command("import", name, "--project", "trees", "--create").code == 0
    again = command("import", name, "--project", "trees", "--create", "--json").json
    assert again["outcomes"]["duplicate"] == 12
    assert again["outcomes"]["accepted"] == 0


def test_broken_lines_are_named_and_the_others_are_in(
    command: Command, tmp_path: Path, database_url: str
) -> None:
    name = written(
        tmp_path,
        [
            "sheet-1,maud,alder",
            "sheet-1,noor",
            ",maud,alder",
            "sheet-2,maud,oak",
            'sheet-3,"maud,alder',
            "sheet-4,maud,birch",
        ],
    )
    ended = command(
        "import", name, "--project", "trees", "--create", "--classes", "alder,birch",
        "--report", "report.jsonl", "--json",
    )  # fmt: skip
    assert ended.code == 1
    assert ended.json["outcomes"] == {"accepted": 2, "duplicate": 0, "refused": 1, "malformed": 3}
    problems = {one["line"]: one for one in ended.json["problems"]}
    assert set(problems) == {3, 4, 5, 6}
    assert "2 columns where the header has 3" in problems[3]["message"]
    assert problems[5]["code"] == "CLASS_UNKNOWN"
    assert "oak" in problems[5]["message"]
    report = [json.loads(one) for one in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert [one["line"] for one in report] == [2, 3, 4, 5, 6, 7]
    assert counted(database_url, LABELS) == 2
    assert counted(database_url, ITEMS) == 2, "a line that is refused registers no item"


def test_import_that_was_killed_goes_on_where_it_was(
    command: Command, tmp_path: Path, database_url: str
) -> None:
    rows = lines(800)
    name = written(tmp_path, rows)
    arguments = ["import", name, "--project", "trees", "--create"]
    cut_off(arguments, tmp_path, database_url, signal.SIGKILL)
    before = counted(database_url, LABELS)
    assert 0 < before < len(rows), "it was killed on its way"
    ended = command(*arguments, "--json")
    assert ended.code == 0, ended.complaint
    outcomes = ended.json["outcomes"]
    assert outcomes["accepted"] + outcomes["duplicate"] == len(rows)
    assert outcomes["duplicate"] >= before
    assert counted(database_url, LABELS) == len(rows), "nothing is lost and nothing is doubled"


def test_import_that_was_interrupted_says_how_to_go_on(
    command: Command, tmp_path: Path, database_url: str
) -> None:
    name = written(tmp_path, lines(800))
    arguments = ["import", name, "--project", "trees", "--create"]
    ended = cut_off(arguments, tmp_path, database_url, signal.SIGINT)
    assert ended.code == 130
    assert ended.complaint == "Error: interrupted; run the same command again to go on\n"
    keys = command("keys", "list", "--all", "--json").json
    assert all(one["revoked_at"] for one in keys), "its key ends with it"


def cut_off(
    arguments: list[str], folder: Path, database_url: str, signal_sent: signal.Signals
) -> Ended:
    """How the command ended that got a signal while its first labels were written."""
    with subprocess.Popen(
        [sys.executable, "-m", "labeltrail.backend", *arguments],
        cwd=folder,
        env={**os.environ, "LABELTRAIL_DATABASE_URL": database_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as importing:
        until = time.monotonic() + 60
        while not counted(database_url, LABELS) and time.monotonic() < until:
            time.sleep(0.01)
        importing.send_signal(signal_sent)
        out, complaint = importing.communicate(timeout=30)
    return Ended(code=importing.returncode, out=out, complaint=complaint)


def counted(database_url: str, query: str) -> int:
    async def ask() -> int:
        connection = await asyncpg.connect(database_url)
        try:
            found: int = await connection.fetchval(query)
            return found
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_json_lines_with_repeats_confidence_and_times(command: Command, tmp_path: Path) -> None:
    rows = [
        {"item": "p1", "annotator": "o1", "label": "2", "repeat": 1, "confidence": 0.5},
        {"item": "p1", "annotator": "o1", "label": "3", "repeat": 2, "seconds": 4.5},
        {"item": "p1", "annotator": "o2", "label": "2", "at": "2024-03-01T09:15:00Z"},
        {"item": "p2", "annotator": "o1", "label": "4", "confidence": 7},
        {"item": "p3"},
    ]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "ratings.jsonl").write_text(text)
    ended = command(
        "import", "ratings.jsonl", "--project", "grades", "--create", "--kind", "ordinal",
        "--classes", "1,2,3,4", "--task", "grade", "--json",
    )  # fmt: skip
    assert ended.code == 1
    (problem,) = ended.json["problems"]
    assert (problem["line"], problem["field"]) == (4, "confidence")
    assert ended.json["outcomes"]["accepted"] == 4
    assert ended.json["sums"]["agreement"][0]["alphaOrdinal"] is not None


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_line_that_only_adds_an_item_says_so_where_items_are_not_added(
    command: Command, tmp_path: Path, dry: tuple[str, ...]
) -> None:
    name = written(tmp_path, [*lines(2), "sheet-9,,"])
    assert command("import", name, "--project", "trees", "--create").code == 0
    again = command("import", name, "--project", "trees", *dry, "--json")
    assert again.code == 1, again.complaint
    (problem,) = again.json["problems"]
    assert (problem["line"], problem["code"]) == (8, "ITEM_UNKNOWN")
    assert "--add-items" in problem["message"]


def test_dry_run_checks_and_writes_nothing(command: Command, tmp_path: Path) -> None:
    name = written(tmp_path, lines(2))
    assert command("import", name, "--project", "trees", "--create").code == 0
    other = written(tmp_path, ["sheet-9,maud,oak", "sheet-9,maud,alder"], "more.csv")
    ended = command("import", other, "--project", "trees", "--add-items", "--dry-run")
    assert ended.code == 1
    assert "CLASS_UNKNOWN" in ended.out
    assert "nothing was written" in ended.out
    status = command("status", "trees", "--json").json
    assert status[0]["items"] == 2


@pytest.mark.parametrize(
    ("content", "arguments", "code", "says"),
    [
        ("item,annotator\nx,y\n", (), 2, "label"),
        ("", (), 2, "no header"),
        ("item,annotator,label\na,b,c\n", ("--column", "label=klasse"), 2, "no column 'klasse'"),
        ("item,annotator,label\na,b,c\n", ("--zone", "Mars/Olympus"), 2, "no time zone"),
        ("item,annotator,label\na,b,c\n", (), 2, "there is no project 'trees'"),
        ("item,annotator,label\na,b,c\n", ("--url", "http://127.0.0.1:1"), 2, "--key-file"),
        ("item,annotator,label\na,b,c\n", ("--report", "no/r.jsonl"), 2, "cannot write no/r"),
    ],
)
def test_import_that_cannot_begin_says_why(
    command: Command,
    tmp_path: Path,
    content: str,
    arguments: tuple[str, ...],
    code: int,
    says: str,
) -> None:
    (tmp_path / "labels.csv").write_text(content)
    ended = command("import", "labels.csv", "--project", "trees", *arguments)
    assert ended.code == code, ended.complaint
    assert says in ended.complaint


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (("--taxonomy-version", "7"), "has none beyond 1"),
        (("--guideline-revision", "7"), "was never in force; 1 is"),
        (("--task", "bark"), "no task 'bark'; it has label"),
    ],
)
def test_rules_that_would_refuse_every_line_stop_the_import_before_the_first(
    command: Command, tmp_path: Path, database_url: str, option: tuple[str, str], says: str
) -> None:
    name = written(tmp_path, lines(2))
    assert command("import", name, "--project", "trees", "--create").code == 0
    more = written(tmp_path, ["sheet-9,maud,alder"], "more.csv")
    ended = command("import", more, "--project", "trees", "--add-items", *option)
    assert ended.code == 2, ended.complaint
    assert says in ended.complaint
    assert counted(database_url, ITEMS) == 2, "no item is registered for a label that cannot be"


def test_missing_file_is_named(command: Command) -> None:
    ended = command("import", "nowhere.csv", "--project", "trees")
    assert ended.code == 2
    assert "nowhere.csv" in ended.complaint


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared crowd data sets are not here")
def test_recognising_textual_entailment_has_the_reference_alpha(
    database_url: str, tmp_path: Path
) -> None:
    """8,000 labels of Snow et al. (2008): nominal alpha .2415 by the package `krippendorff`."""
    source = str(SHARED / "snow_rte" / "labels.csv")
    ended = run(
        "import", source, "--project", "rte", "--create", "--json",
        folder=tmp_path, database_url=database_url,
    )  # fmt: skip
    assert ended.code == 0, ended.complaint
    assert ended.json["outcomes"]["accepted"] == 8_000
    alpha = ended.json["sums"]["agreement"][0]["alphaNominal"]
    assert round(alpha["value"], 4) == 0.2415
    assert (alpha["nItems"], alpha["nAnnotators"]) == (800, 164)
