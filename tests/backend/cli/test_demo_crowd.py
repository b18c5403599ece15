"""`labeltrail demo --crowd`: judgments of a folder go in at their own times, batch by batch."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from labeltrail.backend.demo.crowd.judgments import COLUMNS, CrowdFault, judgments
from tests.backend.cli.conftest import Command

MEDICAL = Path(__file__).parents[4] / "shared" / "data" / "crowd" / "crowdtruth_medical_relex"
WORKERS = ("41", "42", "43")


def row(
    unit: str, worker: str, minute: int, relations: str, *, batch: str = "1", seconds: int = 30
) -> tuple[str, ...]:
    at = f"2014-06-27T14:{minute:02}"
    return (batch, unit, f"s{unit}", worker, f"{at}:00", f"{at}:{seconds:02}", relations)


SMALL = [
    row(unit, worker, 3 * place + number, "causes" if place else "treats prevents")
    for place, unit in enumerate(("900", "901"))
    for number, worker in enumerate(WORKERS)
] + [row("902", "41", 20, "none", batch="2"), row("900", "41", 21, "treats")]


def folder(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
    with gzip.open(path / "judgments.csv.gz", "wt", encoding="utf-8", newline="") as text:
        csv.writer(text).writerows([columns, *rows])
    return path


def test_judgments_come_in_order_of_submission_and_repeats_are_counted(tmp_path: Path) -> None:
    found = judgments(folder(tmp_path, list(reversed(SMALL))))
    assert [one.at for one in found] == sorted(one.at for one in found)
    again = [one for one in found if (one.worker, one.unit) == ("worker-41", "unit-900")]
    assert sorted(one.repeat for one in again) == [1, 2]
    assert found[0].relations == ("prevents", "treats")
    assert found[0].seconds == 30.0


def test_a_crowd_is_replayed_and_each_batch_told(command: Command, tmp_path: Path) -> None:
    given = folder(tmp_path, SMALL)
    ended = command("demo", "--crowd", str(given), "--json")
    assert ended.code == 0, ended.complaint
    figures = ended.json
    assert (figures["project"], figures["judgments"], figures["workers"]) == ("crowd", 8, 3)
    first, second = figures["batches"]
    assert [first["batch"], first["judgments"]] == ["batch-01", 7]
    assert [second["batch"], second["judgments"]] == ["batch-02", 1]
    # Nobody could have fifteen judgments of a sentence here, whatever the moment.
    assert [one["overlap"] for one in first["moments"]] == ["0.000000"] * 4
    positions = [one["position"] for one in first["moments"]]
    assert positions == sorted(positions)
    assert first["moments"][-1]["verdict"] != "READY"

    told = command("demo", "--crowd", str(given), "--no-serve")
    assert told.code == 0, told.complaint
    assert "(illustrative) Project 'crowd-2'" in told.out
    assert "0 of 2 batches were ready" in told.out


@pytest.mark.parametrize(
    ("rows", "columns", "complaint"),
    [
        (SMALL, COLUMNS[:-1], "has no column relations"),
        ([], COLUMNS, "holds no judgment"),
        ([(*SMALL[0][:5], "yesterday", "causes")], COLUMNS, "line 2 of .* is no judgment"),
        ([(*SMALL[0][:6], " ")], COLUMNS, "names one relation at least"),
    ],
)
def test_folder_that_holds_something_else_is_named(
    tmp_path: Path, rows: list[tuple[str, ...]], columns: Sequence[str], complaint: str
) -> None:
    given = folder(tmp_path, [one[: len(columns)] for one in rows], columns)
    with pytest.raises(CrowdFault, match=complaint):
        judgments(given)


def test_folder_without_judgments_ends_the_command(command: Command, tmp_path: Path) -> None:
    ended = command("demo", "--crowd", str(tmp_path), "--no-serve")
    assert ended.code == 2
    assert "there is no judgments.csv.gz" in ended.complaint


@pytest.mark.skipif(not MEDICAL.is_dir(), reason="the crowd's judgments are not beside the project")
def test_the_medical_crowd_is_whole() -> None:
    """The counts that the data set's own description states."""
    found = judgments(MEDICAL)
    assert len(found) == 50_962
    assert len({one.worker for one in found}) == 468
    assert len({one.batch for one in found}) == 46
    assert len({one.unit for one in found}) == 3_397
    assert f"{found[0].at:%FT%T} {found[-1].at:%FT%T}" == "2014-06-27T14:49:50 2015-09-17T15:52:51"
    assert sum(one.repeat > 1 for one in found) == 7
